"""Celery's way into this app: nothing in, verb called."""

from celery import shared_task
from django.utils import timezone

from accounts import scopes
from monitoring import digest, exporting
from monitoring import sweep as sweeping
from monitoring.forgetting import strays, telling, traces
from monitoring.workflow import opening


@shared_task
@scopes.within(scopes.SWEEP)
def sweep() -> None:
    """Breaches, escalations and notices of what fell due; run late or twice, the same outcome."""
    sweeping.sweep(now=timezone.now())


@shared_task
@scopes.within(scopes.QUARTERS)
def open_quarters() -> None:
    """The quarter that ended, for every Centre; run late, twice or in parts, the same outcome."""
    opening.hand_on(now=timezone.now())
    opening.open_quarters(now=timezone.now())


@shared_task
@scopes.within(scopes.OUTBOX)
def send_digests() -> None:
    """One e-mail a person and day, within working hours, with what is new."""
    digest.send_digests(now=timezone.now())


@shared_task
@scopes.within(scopes.EXPORTS)
def write_exports() -> None:
    """Write the file that waits longest; woken when one is asked for, and every minute."""
    exporting.write_next()


@shared_task
@scopes.within(scopes.EXPORTS)
def expire_exports() -> None:
    """Remove the files of registers whose links are over."""
    exporting.expire_ended(now=timezone.now())


@shared_task
@scopes.within(scopes.ERASING)
def keep_and_forget() -> None:
    """Traces past their periods and files without a row; and heads are told which cases are due.

    Late or twice: the same.
    """
    traces.remove_traces(now=timezone.now())
    strays.remove_strays(now=timezone.now())
    telling.tell_heads(today=timezone.localdate())
