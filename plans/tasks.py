"""Celery's way into this app: ids in, verb called."""

from celery import shared_task
from django.utils import timezone

from accounts import scopes
from plans.workflow import dispatch


@shared_task
@scopes.within(scopes.DISPATCH)
def send_held_dispatches() -> None:
    """Send what is unsent on the last working day of its term (clause 9, R16)."""
    dispatch.send_held(now=timezone.now())
