"""Dispatch with real Celery workers and beats: killed, doubled, without a broker; one effect each.

The e-mail is at least once with a stable Message-ID; the queue entry on the site is exactly once.
"""

import datetime as dt
import socket
from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from django.db.models import QuerySet

from accounts.models import OutboxMessage, User
from accounts.tasks import deliver_outbox
from agencies.models import Agency
from cases.models import Case
from plans.models import Dispatch, Plan
from plans.tasks import send_held_dispatches
from plans.workflow import dispatch
from tests.celery_process import Broker, CeleryProcess, watch
from tests.factories import AgencyFactory, MembershipFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]
Start = Callable[..., CeleryProcess]
OUTBOX = "accounts.tasks.deliver_outbox"
HELD = "plans.tasks.send_held_dispatches"
#: Day 2 of the term of a plan that was approved on Friday 20 March 2026.
LAST_DAY = "2026-03-27"
pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.clause("9")]


@pytest.fixture
def schools(database: None) -> list[Agency]:
    """Three agencies with a worker each."""
    made = AgencyFactory.create_batch(3)
    for school in made:
        MembershipFactory.create(role="agency_worker", agency=school)
    return made


@pytest.fixture
def approve(
    case: Case, schools: list[Agency], caseworker: User, head: User, on: Clock
) -> Callable[..., Plan]:
    """A plan with an activity for each school, approved on Friday 20 March."""

    def made(*, hold: bool = False) -> Plan:
        now = on("2026-03-20", "10:00")
        items = [stories.item(case, agency=school, due="2026-04-10") for school in schools]
        held = [school.pk for school in schools] if hold else []
        return stories.approved(case, *items, by=caseworker, head=head, now=now, hold=held)

    return made


def posted() -> QuerySet[OutboxMessage]:
    """The mails of dispatches; a beat may set off a digest as well."""
    return OutboxMessage.objects.filter(key__startswith="dispatch-")


def undelivered() -> int:
    return posted().filter(delivered_at=None).count()


def message_ids(*workers: CeleryProcess) -> list[str]:
    ids = [str(mail["Message-ID"]) for worker in workers for mail in worker.mails()]
    return sorted(mail for mail in ids if mail.startswith("<dispatch-"))


def expected_ids() -> list[str]:
    return sorted(f"<{m.key}@localhost>" for m in posted())


def sent_once(plan: Plan) -> bool:
    parts = list(plan.dispatches.order_by("pk"))
    logged = [part.transitions.filter(verb="send").count() for part in parts]
    return [part.state for part in parts] == ["sent"] * 3 and logged == [1, 1, 1]


def test_r16_a_worker_posts_a_mail_that_names_nobody(
    start_worker: Start, approve: Callable[..., Plan], case: Case
) -> None:
    worker = start_worker()
    approve()
    worker.wait_for(f"done {OUTBOX}")
    watch(worker, until=lambda: undelivered() == 0)
    assert message_ids(worker) == expected_ids()
    mail = worker.mails()[0]
    text = f"{mail['Subject']}\n{mail.get_content()}"
    assert "/inbox/" in text
    for person in stories.members(case):
        for name in (person.last_name, person.first_name, person.iin):
            assert name not in text
    assert case.number not in text


def test_r16_a_worker_killed_between_commit_and_delivery(
    start_worker: Start, approve: Callable[..., Plan]
) -> None:
    first = start_worker(stop_before="accounts.mail.render_to_string")
    plan = approve()
    first.wait_for("stopped before accounts.mail.render_to_string")
    first.kill()
    assert (undelivered(), sent_once(plan)) == (3, True)
    second = start_worker()
    deliver_outbox.delay()
    watch(second, until=lambda: undelivered() == 0)
    assert message_ids(first, second) == expected_ids()


def test_r16_a_worker_killed_in_the_middle_of_a_batch(
    start_worker: Start, broker: Broker, approve: Callable[..., Plan]
) -> None:
    approve()
    broker.flush()
    deliver_outbox.delay()
    first = start_worker(stop_before="accounts.mail.render_to_string", on_call=2)
    first.wait_for("stopped before accounts.mail.render_to_string")
    first.kill()
    assert (undelivered(), len(first.mails())) == (2, 1)
    second = start_worker()
    deliver_outbox.delay()
    watch(second, until=lambda: undelivered() == 0)
    assert message_ids(first, second) == expected_ids()


def test_r16_a_broker_that_lost_everything_delays_and_loses_nothing(
    start_worker: Start, broker: Broker, approve: Callable[..., Plan]
) -> None:
    plan = approve()
    assert broker.waiting() == 3
    broker.flush()
    worker = start_worker()
    assert (undelivered(), worker.mails(), sent_once(plan)) == (3, [], True)
    deliver_outbox.delay()
    watch(worker, until=lambda: undelivered() == 0)
    assert message_ids(worker) == expected_ids()


def test_r16_two_workers_share_the_mail(start_worker: Start, approve: Callable[..., Plan]) -> None:
    workers = start_worker(), start_worker()
    approve()
    watch(*workers, until=lambda: undelivered() == 0)
    assert message_ids(*workers) == expected_ids()


@pytest.fixture
def broker_down(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The broker's address answers to nobody."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        with monkeypatch.context() as patch:
            patch.setenv("CELERY_BROKER_WRITE_URL", nobody)
            forget_connections()
            yield
    forget_connections()


def forget_connections() -> None:
    """The next message asks for the broker's address again."""
    current_app._pool = None
    current_app.amqp._producer_pool = None


def test_r16_a_broker_that_is_down_does_not_stop_the_head(
    request: pytest.FixtureRequest, start_worker: Start, approve: Callable[..., Plan]
) -> None:
    request.getfixturevalue("broker_down")
    plan = approve()
    assert (sent_once(plan), undelivered()) == (True, 3)


def test_r16_the_minute_task_catches_up_when_the_broker_is_back(
    start_worker: Start, start_beat: Start, broker: Broker, approve: Callable[..., Plan]
) -> None:
    approve()
    broker.flush()
    worker = start_worker(at="2026-03-20 10:00:59.9")
    beat = start_beat(at="2026-03-20 10:00:59.9")
    beat.wait_for(f"sent {OUTBOX}")
    worker.wait_for(f"done {OUTBOX}")
    assert message_ids(worker) == expected_ids()


def test_r16_two_beats_send_what_was_held_back_once(
    start_worker: Start, start_beat: Start, approve: Callable[..., Plan]
) -> None:
    plan = approve(hold=True)
    assert posted().count() == 0
    before = f"{LAST_DAY} 15:59:59.9"
    workers = start_worker(at=before), start_worker(at=before)
    for beat in (start_beat(at=before), start_beat(at=before)):
        beat.wait_for(f"sent {HELD}")
    watch(*workers, until=lambda: sum(w.events().count(f"done {HELD}") for w in workers) == 2)
    assert sent_once(plan)
    watch(*workers, until=lambda: undelivered() == 0)
    assert message_ids(*workers) == expected_ids()
    assert posted().count() == 3


def test_r16_what_was_held_back_is_sent_once_after_a_week_without_beat_and_worker(
    start_worker: Start, start_beat: Start, approve: Callable[..., Plan]
) -> None:
    plan = approve(hold=True)
    moment = "2026-04-03 09:04:59.9"
    worker = start_worker(at=moment)
    start_beat(at=moment).wait_for(f"sent {HELD}")
    worker.wait_for(f"done {HELD}")
    assert sent_once(plan)
    late = [part.deadlines.get(term="dispatch").days_late for part in plan.dispatches.all()]
    assert late == [5, 5, 5]
    plan.refresh_from_db()
    assert plan.state == "sent"


def test_r16_a_worker_killed_in_the_middle_of_what_was_held_back(
    start_worker: Start, approve: Callable[..., Plan]
) -> None:
    plan = approve(hold=True)
    moment = f"{LAST_DAY} 16:00"
    first = start_worker(at=moment, stop_before="plans.workflow.dispatch.send_and_note", on_call=2)
    send_held_dispatches.delay()
    first.wait_for("stopped before plans.workflow.dispatch.send_and_note")
    first.kill()
    assert sorted(plan.dispatches.values_list("state", flat=True)) == ["held", "held", "sent"]
    second = start_worker(at=moment)
    send_held_dispatches.delay()
    second.wait_for(f"done {HELD}")
    assert sent_once(plan)
    assert Dispatch.objects.filter(mail=None).count() == 0
    watch(second, until=lambda: undelivered() == 0)
    assert message_ids(first, second) == expected_ids()


def test_r16_the_system_sends_nothing_that_the_head_blocked(
    start_worker: Start, approve: Callable[..., Plan], head: User, on: Clock
) -> None:
    plan = approve(hold=True)
    for part in plan.dispatches.all():
        dispatch.block(part, by=head, now=on("2026-03-26"), reason="The school is closed.")
    worker = start_worker(at="2026-04-03 09:00")
    send_held_dispatches.delay()
    worker.wait_for(f"done {HELD}")
    assert set(plan.dispatches.values_list("state", flat=True)) == {"blocked"}
