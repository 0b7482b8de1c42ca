"""Celery's way into this app: ids in, verb called."""

from celery import shared_task
from django.utils import timezone

from accounts import outbox, scopes, sealing


@shared_task
@scopes.within(scopes.OUTBOX)
def deliver_outbox() -> None:
    """Deliver what the outbox holds; every minute, and whenever something was posted."""
    outbox.deliver_due(now=timezone.now())


@shared_task
@scopes.within(scopes.SEALING)
def seal_access_log() -> None:
    """Seal the rows of the access log that have settled; every few minutes."""
    sealing.seal_all(now=timezone.now())
