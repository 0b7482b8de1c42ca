"""Approval: who is sent what and when, what waits for what, and two who decide at once."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts import scopes
from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst, WrongState
from accounts.models import User
from agencies.models import Agency
from cases.models import Case
from plans.models import Activity, Dispatch, Plan
from plans.workflow import approval, dispatch, drafting, review
from tests.plans import stories
from tests.plans.at_once import how_many_wait, wait_until
from tests.plans.stories import refused
from tests.titles import activity_titled

Clock = Callable[..., dt.datetime]


def submitted(case: Case, *items: Any, by: User, now: dt.datetime) -> Plan:
    plan = stories.drafted(case, *items, by=by, now=now)
    drafting.submit(plan, by=by, now=now)
    return plan


@pytest.fixture
def two_parts(
    case: Case,
    agency: Agency,
    other_agency: Agency,
    agency_worker: User,
    other_agency_worker: User,
    caseworker: User,
    on: Clock,
) -> Plan:
    """Submitted on Friday 20 March: the school and the clinic have one activity each."""
    return submitted(
        case,
        stories.item(case, agency=agency, due="2026-03-31", title="Tutor"),
        stories.item(case, agency=other_agency, due="2026-03-31", title="Check-up"),
        by=caseworker,
        now=on("2026-03-20", "10:00"),
    )


@pytest.mark.clause("8", "9")
def test_r16_approval_sends_each_agency_its_own_part(
    two_parts: Plan, case: Case, head: User, on: Clock
) -> None:
    approval.approve(two_parts, by=head, now=on("2026-03-20", "11:00"))
    two_parts.refresh_from_db()
    assert (two_parts.state, two_parts.approved_by) == (Plan.State.SENT, head)
    assert [
        (part.state, part.activities.get().item.title) for part in two_parts.dispatches.all()
    ] == [("sent", "Tutor"), ("sent", "Check-up")]
    case.refresh_from_db()
    assert case.state == Case.State.SUPPORTED


@pytest.mark.clause("9")
def test_r16_hold_and_block(
    two_parts: Plan, agency: Agency, other_agency: Agency, head: User, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    approval.approve(
        two_parts, by=head, now=now, hold=[agency.pk], block={other_agency.pk: "Closed down."}
    )
    two_parts.refresh_from_db()
    school, clinic = two_parts.dispatches.order_by("pk")
    assert (school.state, clinic.state) == (Dispatch.State.HELD, Dispatch.State.BLOCKED)
    assert (two_parts.state, school.send_on) == (Plan.State.APPROVED, dt.date(2026, 3, 27))
    assert stories.terms_of(two_parts) == {"dispatch": ["2026-03-27", "2026-03-27"]}
    assert set(two_parts.activities.values_list("state", flat=True)) == {"planned"}

    assert dispatch.send_held(now=on("2026-03-27", "15:59")) == 0
    assert dispatch.send_held(now=on("2026-03-27", "16:00")) == 1
    assert dispatch.send_held(now=on("2026-03-27", "16:01")) == 0
    assert stories.terms_of(two_parts) == {
        "acceptance": ["2026-03-31"],
        "dispatch": ["2026-03-27"],
        "report": ["2026-03-31"],
    }


@pytest.mark.clause("9")
def test_r16_a_block_needs_a_reason_and_then_nothing_is_approved(
    two_parts: Plan, agency: Agency, head: User, on: Clock
) -> None:
    with refused(Invalid, field="reason"):
        approval.approve(two_parts, by=head, now=on("2026-03-20"), block={agency.pk: " "})
    two_parts.refresh_from_db()
    assert (two_parts.state, two_parts.dispatches.count()) == (Plan.State.SUBMITTED, 0)


@pytest.mark.clause("9", "11")
def test_r16_a_part_sent_after_its_date_keeps_a_working_day(
    case: Case, agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    """Due on Monday 30 March, approved on the 26th, sent by the system on the 30th itself."""
    wanted = stories.item(case, agency=agency, due="2026-03-30")
    plan = submitted(case, wanted, by=caseworker, now=on("2026-03-20", "10:00"))
    approval.approve(plan, by=head, now=on("2026-03-26"), hold=[agency.pk])
    assert dispatch.send_held(now=on("2026-03-30", "16:00")) == 1
    assert plan.activities.get().due_on == dt.date(2026, 3, 31)


@pytest.mark.clause("8")
def test_r15_the_caseworker_does_not_approve(two_parts: Plan, caseworker: User, on: Clock) -> None:
    with refused(NotAllowed):
        approval.approve(two_parts, by=caseworker, now=on("2026-03-20", "11:00"))


@pytest.mark.clause("8")
def test_r15_a_date_that_passed_while_waiting_sends_the_plan_back(
    two_parts: Plan, head: User, on: Clock
) -> None:
    with refused(Refused):
        approval.approve(two_parts, by=head, now=on("2026-03-31"))
    two_parts.refresh_from_db()
    assert two_parts.state == Plan.State.SUBMITTED


@pytest.fixture
def one_after_the_other(
    case: Case,
    agency: Agency,
    other_agency: Agency,
    other_agency_worker: User,
    caseworker: User,
    on: Clock,
) -> Plan:
    """The clinic follows the school: due on 2 and on 10 April, six working days apart."""
    now = on("2026-03-20", "10:00")
    plan = drafting.draft(case, by=caseworker, now=now)
    first = stories.item(case, agency=agency, due="2026-04-02", title="Tutor")
    before = drafting.add_item(plan, first, by=caseworker, now=now)
    then = stories.item(
        case, agency=other_agency, due="2026-04-10", title="Check-up", depends_on=before
    )
    drafting.add_item(plan, then, by=caseworker, now=now)
    stories.agree(plan, by=caseworker, now=now)
    drafting.submit(plan, by=caseworker, now=now)
    return plan


def execute(plan: Plan, title: str, *, by: User, caseworker: User, now: dt.datetime) -> None:
    activity = activity_titled(plan.activities, title)
    stories.report(activity, by=by, now=now)
    review.mark_executed(activity, by=caseworker, now=now)


@pytest.mark.clause("7(4)")
def test_r13_what_depends_on_another_waits_and_is_released_when_that_is_executed(
    one_after_the_other: Plan, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    plan = one_after_the_other
    approval.approve(plan, by=head, now=on("2026-03-20", "11:00"))
    then = activity_titled(plan.activities, "Check-up")
    assert (then.state, then.dispatch.state if then.dispatch else "") == ("waiting", "sent")
    execute(plan, "Tutor", by=agency_worker, caseworker=caseworker, now=on("2026-04-01"))
    then.refresh_from_db()
    assert (then.state, then.due_on) == (Activity.State.SENT, dt.date(2026, 4, 10))
    assert then.started_on == dt.date(2026, 4, 1)
    assert stories.terms_of(plan) == {"acceptance": ["2026-04-03"], "report": ["2026-04-10"]}


@pytest.mark.clause("7(4)", "10")
def test_r13_after_a_late_predecessor_the_date_keeps_its_working_days(
    one_after_the_other: Plan, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    """Six working days were planned; the predecessor ends on 7 April: the 15th."""
    plan = one_after_the_other
    approval.approve(plan, by=head, now=on("2026-03-20", "11:00"))
    execute(plan, "Tutor", by=agency_worker, caseworker=caseworker, now=on("2026-04-07"))
    assert activity_titled(plan.activities, "Check-up").due_on == dt.date(2026, 4, 15)


@pytest.mark.clause("7(4)", "9")
def test_r13_what_is_released_before_its_part_is_sent_starts_with_the_part(
    one_after_the_other: Plan,
    other_agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    on: Clock,
) -> None:
    plan = one_after_the_other
    approval.approve(
        plan, by=head, now=on("2026-03-20", "11:00"), block={other_agency.pk: "Moving house."}
    )
    execute(plan, "Tutor", by=agency_worker, caseworker=caseworker, now=on("2026-04-01"))
    then = activity_titled(plan.activities, "Check-up")
    assert (then.state, then.started_on) == (Activity.State.PLANNED, None)
    part = plan.dispatches.get(agency=other_agency)
    dispatch.send_and_note(part, by=head, now=on("2026-04-03"))
    then.refresh_from_db()
    assert (then.state, then.due_on) == (Activity.State.SENT, dt.date(2026, 4, 13))


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Runs each act in a thread with a connection of its own; what came of each, sorted.

    The case's row is held until all threads have begun, so that they truly cross.
    """
    outcomes: list[str] = []
    begun = threading.Barrier(len(acts) + 1)

    @scopes.within(scopes.MAINTENANCE)
    def run(act: Callable[[], object]) -> None:
        try:
            begun.wait()
            act()
            outcomes.append("done")
        except Refused as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    with transaction.atomic():
        list(Case.objects.select_for_update())
        begun.wait()
        wait_until(lambda: how_many_wait() == len(acts))
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def again(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


@pytest.mark.clause("8", "9")
def test_r15_two_who_approve_at_once(
    committed_db: None, two_parts: Plan, head: User, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    one, other = again(two_parts), again(two_parts)
    assert at_once(
        lambda: approval.approve(one, by=head, now=now),
        lambda: approval.approve(other, by=head, now=now),
    ) == ["SomebodyWasFirst", "done"]
    assert two_parts.dispatches.count() == 2
    assert two_parts.transitions.filter(verb="approve").count() == 1


@pytest.mark.clause("8")
def test_r15_approving_and_returning_at_once(
    committed_db: None, two_parts: Plan, head: User, on: Clock
) -> None:
    now, one, other = on("2026-03-20", "11:00"), again(two_parts), again(two_parts)
    assert at_once(
        lambda: approval.approve(one, by=head, now=now),
        lambda: drafting.return_plan(other, by=head, now=now, reason="Not yet."),
    ) == ["SomebodyWasFirst", "done"]


@pytest.mark.clause("8")
def test_r15_two_new_versions_at_once(
    committed_db: None, two_parts: Plan, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    approval.approve(two_parts, by=head, now=now)
    one, other = again(two_parts), again(two_parts)
    assert at_once(
        lambda: drafting.new_version(one, by=caseworker, now=now, reason="One."),
        lambda: drafting.new_version(other, by=head, now=now, reason="Another."),
    ) == ["Refused", "done"]
    assert Plan.objects.filter(state=Plan.State.DRAFT).count() == 1


@pytest.mark.clause("8")
def test_r15_an_edit_that_crosses_the_submission_is_in_it_or_refused(
    committed_db: None, case: Case, caseworker: User, colleague: User, on: Clock
) -> None:
    now = on("2026-03-20", "10:00")
    entered = stories.item(case, agency=None, due="2026-03-31")
    plan = stories.drafted(case, entered, by=caseworker, now=now)
    one, other, row = again(plan), again(plan), plan.items.get()
    changed = stories.item(case, agency=None, due="2026-04-10")
    row.plan = other
    outcome = at_once(
        lambda: drafting.submit(one, by=caseworker, now=now),
        lambda: drafting.change_item(row, changed, by=colleague, now=now),
    )
    due = dt.date(2026, 4, 10) if outcome == ["done", "done"] else dt.date(2026, 3, 31)
    assert outcome in (["done", "done"], ["WrongState", "done"])
    assert plan.items.get().due_on == due


@pytest.mark.clause("8", "11", "12")
def test_r20_a_last_mark_that_crosses_a_new_version_still_ends_the_plan(
    committed_db: None,
    case: Case,
    agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    on: Clock,
) -> None:
    now = on("2026-03-20", "10:00")
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    stories.report(plan.activities.get(), by=agency_worker, now=now)
    copy = drafting.new_version(plan, by=caseworker, now=now, reason="Another aim.")
    stories.agree(copy, by=caseworker, now=now)
    drafting.submit(copy, by=caseworker, now=now)
    activity, version = plan.activities.get(), again(copy)
    outcome = at_once(
        lambda: review.mark_executed(activity, by=caseworker, now=now),
        lambda: approval.approve(version, by=head, now=now),
    )
    assert outcome in (["done", "done"], ["SomebodyWasFirst", "done"])
    if outcome != ["done", "done"]:
        assert again(copy).state == Plan.State.RUNNING
        review.mark_executed(copy.activities.get(), by=caseworker, now=now)
    assert again(copy).state == Plan.State.EXECUTED
    assert stories.terms_of(copy) == {"completion": ["2026-03-26"]}


def test_a_late_click_with_an_old_page_is_told_so(two_parts: Plan, head: User, on: Clock) -> None:
    now, old = on("2026-03-20", "11:00"), again(two_parts)
    approval.approve(two_parts, by=head, now=now)
    with refused(SomebodyWasFirst):
        approval.approve(old, by=head, now=now)
    with refused(WrongState):
        approval.approve(again(two_parts), by=head, now=now)


@pytest.mark.clause("9")
@pytest.mark.parametrize("field", ["hold", "block"])
def test_r16_who_keeps_back_the_part_of_a_stranger_approves_nothing(
    two_parts: Plan, head: User, on: Clock, field: str
) -> None:
    options: dict[str, Any] = {field: {999_999: "The number is mistyped."}}
    with refused(Invalid, field=field):
        approval.approve(two_parts, by=head, now=on("2026-03-20", "11:00"), **options)
    assert (Plan.objects.get().state, Dispatch.objects.count()) == ("submitted", 0)


@pytest.mark.clause("9")
def test_r16_nothing_is_asked_of_an_agency_that_takes_part_no_more(
    two_parts: Plan, agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    Agency.objects.filter(pk=agency.pk).update(is_active=False)
    with refused():
        approval.approve(two_parts, by=head, now=now)
    two_parts.refresh_from_db()
    assert two_parts.state == "submitted"
    drafting.return_plan(two_parts, by=head, now=now, reason="The school is closed.")
    closed = two_parts.items.get(agency=agency)
    with refused(Invalid, field=f"item-{closed.pk}"):
        drafting.submit(two_parts, by=caseworker, now=now)
