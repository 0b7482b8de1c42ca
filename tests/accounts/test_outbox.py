"""The outbox goes on whatever one message does."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts import outbox
from accounts.models import OutboxMessage

Clock = Callable[..., dt.datetime]


def test_a_message_that_cannot_be_handled_does_not_hold_up_those_behind_it(
    db: None, on: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoilt(message: OutboxMessage) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        return {}

    monkeypatch.setitem(outbox.HANDLERS, "spoilt", spoilt)
    monkeypatch.setitem(outbox.HANDLERS, "sound", lambda message: {"taken": True})
    now = on("2026-03-02", "10:00")
    with transaction.atomic():
        first = outbox.post("spoilt", key="spoilt-1", payload={}, now=now)
        second = outbox.post("sound", key="sound-1", payload={}, now=now)

    assert outbox.deliver_due(now=now) == 2

    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.delivered_at, second.proof) == (now, {"taken": True})
    assert (first.delivered_at, first.attempts) == (None, 1)
    assert (first.last_error, first.next_try_at) == ("DataError", now + outbox.BACKOFF[0])


def test_a_message_of_a_kind_that_nobody_knows_is_put_off(db: None, on: Clock) -> None:
    now = on("2026-03-02", "10:00")
    row = outbox.post("unheard-of", key="unheard-of-1", payload={}, now=now)

    outbox.deliver_due(now=now)

    row.refresh_from_db()
    assert (row.delivered_at, row.last_error) == (None, "KeyError")


def test_a_worker_whose_clock_is_behind_delivers_what_it_was_woken_for(
    db: None, on: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outbox.HANDLERS, "sound", lambda message: {"taken": True})
    written = on("2026-03-02", "10:00")
    row = outbox.post("sound", key="sound-2", payload={}, now=written)
    behind = written - dt.timedelta(seconds=3)

    assert outbox.deliver_due(now=behind) == 1

    row.refresh_from_db()
    assert row.delivered_at == behind


def test_a_message_that_failed_waits_for_its_next_try(
    db: None, on: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(message: OutboxMessage) -> dict[str, Any]:
        raise outbox.DeliveryFailed("not now")

    monkeypatch.setitem(outbox.HANDLERS, "refused", refuse)
    now = on("2026-03-02", "10:00")
    outbox.post("refused", key="refused-1", payload={}, now=now)
    soon = now + outbox.BACKOFF[0]

    tried = [outbox.deliver_due(now=at) for at in (now, soon - dt.timedelta(seconds=1), soon)]

    assert tried == [1, 0, 1]
