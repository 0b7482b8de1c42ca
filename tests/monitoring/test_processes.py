"""Sweep and digest by real workers and beats, which die, stop, double, and lose their broker."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import Notice, OutboxMessage, User
from accounts.tasks import deliver_outbox
from cases.models import Case
from monitoring.models import Breach, Escalation
from monitoring.tasks import send_digests, sweep
from plans.models import PlanDeadline
from tests.celery_process import Broker, CeleryProcess
from tests.factories import CaseDeadlineFactory

Start = Callable[..., CeleryProcess]

SWEEP = "monitoring.tasks.sweep"
DIGEST = "monitoring.tasks.send_digests"

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def late_at_both_sides(
    report_term: PlanDeadline, case: Case, head: User, regional_manager: User
) -> None:
    """On Friday 20 March the school and the Centre owe something."""
    CaseDeadlineFactory.create(case=case, due_on=dt.date(2026, 3, 20))


def effects() -> tuple[int, int, int]:
    return Breach.objects.count(), Escalation.objects.count(), Notice.objects.count()


def digests() -> list[str]:
    sent = OutboxMessage.objects.filter(key__startswith="digest-")
    return sorted(sent.values_list("key", flat=True))


def test_r10_a_sweep_that_stood_for_a_week_catches_up_once(
    late_at_both_sides: None, start_worker: Start
) -> None:
    before = start_worker(at="2026-03-19 10:00")
    sweep.delay()
    before.wait_for(f"done {SWEEP}")
    before.kill()
    assert effects() == (0, 0, 2)

    after = start_worker(at="2026-03-30 10:00")
    sweep.delay()
    sweep.delay()
    after.wait_for(f"done {SWEEP}", times=2)
    # Both terms broken and taken to head and region; told: two who owe, head and region twice.
    assert effects() == (2, 4, 2 + 6)


def test_r10_a_worker_killed_in_the_middle_of_a_sweep_leaves_nothing_half_done(
    late_at_both_sides: None, start_worker: Start
) -> None:
    first = start_worker(at="2026-03-21 10:00", stop_before="monitoring.sweep._add", on_call=3)
    sweep.delay()
    first.wait_for("stopped before monitoring.sweep._add")
    first.kill()
    assert effects() == (0, 0, 0)

    second = start_worker(at="2026-03-21 10:10")
    sweep.delay()
    second.wait_for(f"done {SWEEP}")
    assert effects() == (2, 2, 4)


def test_r10_a_worker_killed_between_two_digests_writes_to_everybody_once(
    late_at_both_sides: None,
    caseworker: User,
    agency_worker: User,
    start_worker: Start,
) -> None:
    first = start_worker(at="2026-03-20 10:00", stop_before="monitoring.digest._send", on_call=2)
    sweep.delay()
    send_digests.delay()
    first.wait_for("stopped before monitoring.digest._send")
    first.kill()
    assert len(digests()) == 1

    second = start_worker(at="2026-03-20 10:15")
    send_digests.delay()
    send_digests.delay()
    second.wait_for(f"done {DIGEST}", times=2)
    assert digests() == sorted(
        f"digest-{user.pk}-2026-03-20" for user in (caseworker, agency_worker)
    )
    deliver_outbox.delay()
    second.wait_for("done accounts.tasks.deliver_outbox")
    assert sorted(str(m["To"]) for p in (first, second) for m in p.mails()) == sorted(
        [caseworker.email, agency_worker.email]
    )


def test_r10_two_beats_at_once_have_one_effect(
    late_at_both_sides: None, start_beat: Start, start_worker: Start
) -> None:
    worker = start_worker(at="2026-03-20 10:00", concurrency=2)
    sweep.delay()
    worker.wait_for(f"done {SWEEP}")
    assert effects() == (0, 0, 2)
    beats = [start_beat(at="2026-03-20 10:29:59.9") for _ in range(2)]
    for beat in beats:
        beat.wait_for(f"sent {SWEEP}")
        beat.wait_for(f"sent {DIGEST}")
    worker.wait_for(f"done {SWEEP}", times=3)
    worker.wait_for(f"done {DIGEST}", times=2)
    assert effects() == (0, 0, 2)
    assert len(digests()) == 2


def test_r10_a_broker_that_forgot_everything_loses_no_notice(
    late_at_both_sides: None, broker: Broker, start_worker: Start
) -> None:
    sweep.delay()
    send_digests.delay()
    broker.flush()
    assert broker.waiting() == 0
    worker = start_worker(at="2026-03-20 10:00")
    sweep.delay()
    worker.wait_for(f"done {SWEEP}")
    broker.flush()
    send_digests.delay()
    worker.wait_for(f"done {DIGEST}")
    assert effects() == (0, 0, 2)
    assert len(digests()) == 2
