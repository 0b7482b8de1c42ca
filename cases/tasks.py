"""Celery's way into this app: nothing in, verb called."""

from celery import shared_task
from django.utils import timezone

from accounts import scopes
from cases.workflow import family


@shared_task
@scopes.within(scopes.GROWING_UP)
def children_grew_up() -> None:
    """Cases whose last child has turned eighteen are none with children (clause 7(2), R11)."""
    family.children_grew_up(today=timezone.localdate())
