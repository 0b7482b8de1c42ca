"""What must leave, and how it leaves: at least once, with proof, whatever dies on the way.

A verb calls `post()` inside its transaction. Workers call `deliver_due()`: each message is
taken with FOR UPDATE SKIP LOCKED in a transaction of its own, so two workers never hold the same
one and a killed worker's message is free again at once.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from accounts.models import OutboxMessage

log = logging.getLogger(__name__)

#: Delivers one message and returns the proof that the other side gave.
Handler = Callable[[OutboxMessage], dict[str, Any]]
HANDLERS: dict[str, Handler] = {}

#: Pauses before the second, third … try; after the last one a person must look at it.
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440, 1440, 1440))

#: The broker is asked once: without a policy of its own kombu would wait for it for seconds.
ONCE = {"max_retries": 0}


class DeliveryFailed(Exception):
    """The other side did not take the message; it is tried again later."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that delivers messages of this kind."""

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return register


def post(kind: str, *, key: str, payload: dict[str, Any], now: datetime) -> OutboxMessage:
    """Write a message to the outbox; the same key again gives the message already there.

    Must run inside the verb's transaction. The broker is only told to look sooner.
    """
    message, created = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={"kind": kind, "payload": payload, "created_at": now, "next_try_at": now},
    )
    if created:
        transaction.on_commit(wake)
    return message


def wake() -> None:
    """Ask a worker to look now. A broker that is down only makes it wait for the next minute."""
    from accounts.tasks import deliver_outbox

    try:
        deliver_outbox.apply_async(retry=True, retry_policy=ONCE)
    except OperationalError as error:
        log.warning("broker not reached, the outbox waits: %s", type(error).__name__)


def deliver_due(*, now: datetime, most: int = 100) -> int:
    """Deliver what is due, one transaction a message; returns how many were tried.

    What was never tried is due at once: the clock of the host that wrote it may be ahead of ours.
    """
    tried = 0
    while tried < most and _deliver_one(now=now):
        tried += 1
    return tried


@transaction.atomic
def _deliver_one(*, now: datetime) -> bool:
    message = (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(Q(attempts=0) | Q(next_try_at__lte=now), delivered_at=None, given_up_at=None)
        .order_by("next_try_at", "id")
        .first()
    )
    if message is None:
        return False
    message.attempts += 1
    try:
        with transaction.atomic():
            message.proof = HANDLERS[message.kind](message)
    except DeliveryFailed as error:
        _put_off(message, str(error), now=now)
    except Exception as error:  # noqa: BLE001 - one spoilt message must not hold up all others
        log.error("outbox message %s met a fault: %s", message.pk, type(error).__name__)
        _put_off(message, type(error).__name__, now=now)
    else:
        message.delivered_at, message.last_error = now, ""
    message.save()
    return True


def _put_off(message: OutboxMessage, error: str, *, now: datetime) -> None:
    message.last_error = error[:200]
    if message.attempts > len(BACKOFF):
        message.given_up_at = now
        log.error("outbox message %s given up: %s", message.pk, message.last_error)
    else:
        message.next_try_at = now + BACKOFF[message.attempts - 1]
