"""Celery's way into this app: ids in, verb called."""

from celery import shared_task
from django.utils import timezone

from accounts import outbox


@shared_task
def deliver_outbox() -> None:
    """Deliver what the outbox holds; every minute, and whenever something was posted."""
    outbox.deliver_due(now=timezone.now())
