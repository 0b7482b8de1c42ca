"""A change after approval is a new version: what it touches, and what it leaves alone (R15)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.errors import Invalid, Refused, WrongState
from accounts.models import User
from agencies.models import Agency
from cases.models import Case
from plans.comparison import compare
from plans.models import Activity, Plan, PlanItem
from plans.workflow import approval, completion, dispatch, drafting, review
from tests.plans import stories
from tests.plans.stories import refused
from tests.titles import activity_titled, titled

Clock = Callable[..., dt.datetime]
WHY = "The family moved to the next street."


@pytest.fixture
def plan(
    case: Case,
    agency: Agency,
    other_agency: Agency,
    agency_worker: User,
    other_agency_worker: User,
    caseworker: User,
    head: User,
    on: Clock,
) -> Plan:
    """In force since Friday 20 March: one activity of the school, one of the clinic, one own."""
    return stories.approved(
        case,
        stories.item(case, agency=agency, due="2026-03-31", title="Tutor"),
        stories.item(case, agency=other_agency, due="2026-04-10", title="Check-up"),
        stories.item(case, agency=None, due="2026-04-15", title="Visit"),
        by=caseworker,
        head=head,
        now=on("2026-03-20", "10:00"),
    )


def new_version(plan: Plan, *, by: User, now: dt.datetime) -> Plan:
    copy = drafting.new_version(plan, by=by, now=now, reason=WHY)
    stories.agree(copy, by=by, now=now)
    return copy


def item(plan: Plan, title: str) -> PlanItem:
    return titled(plan.items, title)


def change(row: PlanItem, *, by: User, now: dt.datetime, **words: Any) -> None:
    entered = drafting.item_input(row)
    for name, value in words.items():
        setattr(entered, name, value)
    drafting.change_item(row, entered, by=by, now=now)


def take_force(plan: Plan, *, by: User, head: User, now: dt.datetime) -> None:
    drafting.submit(plan, by=by, now=now)
    approval.approve(plan, by=head, now=now)
    plan.refresh_from_db()


@pytest.mark.clause("8")
def test_r15_a_new_version_is_a_copy_that_keeps_its_activities(
    plan: Plan, caseworker: User, on: Clock
) -> None:
    copy = new_version(plan, by=caseworker, now=on("2026-03-26"))
    assert (copy.version, copy.state, copy.number) == (2, Plan.State.DRAFT, plan.number)
    assert [change.kind for change in compare(plan, copy)] == ["same"] * 3
    for old, new in zip(plan.items.all(), copy.items.all(), strict=True):
        assert old.pk != new.pk
        assert old.activity_id == new.activity_id
        assert {p.pk for p in old.persons.all()} == {p.pk for p in new.persons.all()}
        assert new.persons.count() == 2


@pytest.mark.clause("8")
def test_r15_a_new_version_needs_a_reason_and_a_plan_in_force(
    plan: Plan, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-26")
    with refused(Invalid, field="reason"):
        drafting.new_version(plan, by=caseworker, now=now, reason=" ")
    copy = drafting.new_version(plan, by=caseworker, now=now, reason=WHY)
    with refused(Refused):
        drafting.new_version(plan, by=head, now=now, reason=WHY)
    with refused(WrongState):
        drafting.new_version(copy, by=caseworker, now=now, reason=WHY)
    assert Plan.objects.count() == 2


@pytest.mark.clause("8", "9")
def test_r15_only_the_agency_that_is_touched_gets_a_new_part_and_a_new_term(
    plan: Plan, agency: Agency, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    clinic, visit = (activity_titled(plan.activities, title) for title in ("Check-up", "Visit"))
    dispatch.accept(
        activity_titled(plan.activities, "Tutor"), by=agency_worker, now=on("2026-03-26")
    )
    copy = new_version(plan, by=caseworker, now=on("2026-03-27"))
    later = dt.date(2026, 4, 20)
    change(item(copy, "Tutor"), by=caseworker, now=on("2026-03-27"), due_on=later)
    assert [(c.kind, c.fields) for c in compare(plan, copy)] == [
        ("changed", ("due_on",)),
        ("same", ()),
        ("same", ()),
    ]
    take_force(copy, by=caseworker, head=head, now=on("2026-03-27", "15:00"))

    plan.refresh_from_db()
    assert (plan.state, copy.state) == (Plan.State.REPLACED, Plan.State.SENT)
    part = copy.dispatches.get()
    assert part.agency == agency
    assert part.deadlines.get().started_on == dt.date(2026, 3, 27)
    tutor = activity_titled(copy.activities, "Tutor")
    assert (tutor.state, tutor.due_on, tutor.accepted_at) == (Activity.State.SENT, later, None)
    for before in (clinic, visit):
        after = Activity.objects.get(pk=before.pk)
        assert after.plan == copy
        assert after.item.plan == copy
        kept = ("state", "due_on", "dispatch_id", "started_on", "accepted_at")
        assert [getattr(after, k) for k in kept] == [getattr(before, k) for k in kept]
    assert stories.terms_of(plan) == {}
    assert stories.terms_of(copy) == {
        "acceptance": ["2026-03-27", "2026-03-31"],
        "report": ["2026-04-10", "2026-04-15", "2026-04-20"],
    }


@pytest.mark.clause("8")
def test_r15_reports_stay_with_an_untouched_activity(
    plan: Plan, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    tutor = activity_titled(plan.activities, "Tutor")
    stories.report(tutor, by=agency_worker, now=on("2026-03-26"))
    copy = new_version(plan, by=caseworker, now=on("2026-03-26"))
    drafting.remove_item(item(copy, "Visit"), by=caseworker)
    take_force(copy, by=caseworker, head=head, now=on("2026-03-26", "15:00"))
    assert copy.state == Plan.State.RUNNING
    review.mark_executed(Activity.objects.get(pk=tutor.pk), by=caseworker, now=on("2026-03-27"))
    assert copy.activities.get(pk=tutor.pk).state == Activity.State.EXECUTED


@pytest.mark.clause("8")
def test_r15_what_a_new_version_leaves_out_is_excluded(
    plan: Plan, caseworker: User, head: User, on: Clock
) -> None:
    visit = activity_titled(plan.activities, "Visit")
    copy = new_version(plan, by=caseworker, now=on("2026-03-26"))
    drafting.remove_item(item(copy, "Visit"), by=caseworker)
    assert [c.kind for c in compare(plan, copy)] == ["same", "same", "removed"]
    take_force(copy, by=caseworker, head=head, now=on("2026-03-26", "15:00"))
    visit.refresh_from_db()
    assert (visit.state, visit.ended_on) == (Activity.State.EXCLUDED, dt.date(2026, 3, 26))
    assert not visit.deadlines.filter(met_on=None, ended_on=None).exists()


@pytest.mark.clause("8")
def test_r15_another_agency_instead_of_the_first(
    plan: Plan, agency: Agency, other_agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    copy = new_version(plan, by=caseworker, now=on("2026-03-26"))
    change(item(copy, "Tutor"), by=caseworker, now=on("2026-03-26"), agency=other_agency)
    take_force(copy, by=caseworker, head=head, now=on("2026-03-26", "15:00"))
    tutor = activity_titled(copy.activities, "Tutor")
    assert (tutor.agency, tutor.dispatch) == (other_agency, copy.dispatches.get())
    assert not agency.activities.exists()


@pytest.mark.clause("8")
def test_r15_an_executed_activity_is_locked(
    plan: Plan, agency_worker: User, caseworker: User, on: Clock
) -> None:
    executed(plan, "Tutor", agency_worker=agency_worker, caseworker=caseworker, on=on)
    now = on("2026-03-27")
    copy = new_version(plan, by=caseworker, now=now)
    row = item(copy, "Tutor")
    with refused(Refused):
        drafting.remove_item(row, by=caseworker)
    with refused(Refused):
        change(row, by=caseworker, now=now, due_on=dt.date(2026, 4, 20))
    assert item(copy, "Tutor").due_on == dt.date(2026, 3, 31)


def executed(
    plan: Plan, title: str, *, agency_worker: User, caseworker: User, on: Clock
) -> Activity:
    activity = activity_titled(plan.activities, title)
    stories.report(activity, by=agency_worker, now=on("2026-03-26", "10:00"))
    review.mark_executed(activity, by=caseworker, now=on("2026-03-26", "11:00"))
    return activity


@pytest.mark.clause("8", "12")
@pytest.mark.parametrize("what", ["changed", "removed"])
def test_r15_what_is_executed_while_drafting_stays_as_it_was(
    what: str, plan: Plan, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-26", "09:00")
    copy = new_version(plan, by=caseworker, now=now)
    if what == "changed":
        change(item(copy, "Tutor"), by=caseworker, now=now, due_on=dt.date(2026, 4, 20))
    else:
        drafting.remove_item(item(copy, "Tutor"), by=caseworker)
    activity = executed(plan, "Tutor", agency_worker=agency_worker, caseworker=caseworker, on=on)
    take_force(copy, by=caseworker, head=head, now=on("2026-03-26", "15:00"))
    row = item(copy, "Tutor")
    assert (row.activity, row.due_on) == (activity, dt.date(2026, 3, 31))
    assert row.persons.count() == 2
    activity.refresh_from_db()
    assert (activity.plan, activity.state) == (copy, Activity.State.EXECUTED)


@pytest.mark.clause("8", "12")
def test_r15_what_is_executed_while_awaiting_approval_sends_the_version_back(
    plan: Plan, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-26", "09:00")
    copy = new_version(plan, by=caseworker, now=now)
    drafting.remove_item(item(copy, "Tutor"), by=caseworker)
    drafting.submit(copy, by=caseworker, now=now)
    executed(plan, "Tutor", agency_worker=agency_worker, caseworker=caseworker, on=on)
    later = on("2026-03-26", "15:00")
    with refused(Refused):
        approval.approve(copy, by=head, now=later)
    copy.refresh_from_db()
    plan.refresh_from_db()
    assert (copy.state, plan.state) == (Plan.State.SUBMITTED, Plan.State.RUNNING)
    drafting.return_plan(copy, by=head, now=later, reason="The tutor's work is done.")
    take_force(copy, by=caseworker, head=head, now=later)
    assert item(copy, "Tutor").activity


@pytest.mark.clause("12")
@pytest.mark.parametrize("what", ["changed", "removed"])
def test_r20_what_ended_as_impossible_leaves_or_is_tried_anew_by_a_new_version(
    what: str,
    plan: Plan,
    other_agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    on: Clock,
) -> None:
    tutor = activity_titled(plan.activities, "Tutor")
    stories.report(tutor, by=agency_worker, now=on("2026-03-26"), result="impossible")
    now = on("2026-03-26", "12:00")
    review.end_unfinished(tutor, by=caseworker, now=now, reason="The school has no tutor.")
    copy = new_version(plan, by=caseworker, now=now)
    if what == "removed":
        drafting.remove_item(item(copy, "Tutor"), by=caseworker)
    else:
        change(item(copy, "Tutor"), by=caseworker, now=now, agency=other_agency)
    take_force(copy, by=caseworker, head=head, now=on("2026-03-26", "15:00"))
    tutor.refresh_from_db()
    if what == "removed":
        assert tutor.state == Activity.State.EXCLUDED
    else:
        assert (tutor.state, tutor.agency) == (Activity.State.SENT, other_agency)
        assert tutor.ended_on is None
        assert tutor.rounds == 1


@pytest.mark.clause("12")
def test_r20_a_new_version_that_leaves_nothing_open_starts_the_completion_term(
    plan: Plan, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    executed(plan, "Tutor", agency_worker=agency_worker, caseworker=caseworker, on=on)
    now = on("2026-03-27", "10:00")
    copy = new_version(plan, by=caseworker, now=now)
    for title in ("Check-up", "Visit"):
        drafting.remove_item(item(copy, title), by=caseworker)
    take_force(copy, by=caseworker, head=head, now=now)
    assert (copy.state, copy.executed_on) == (Plan.State.EXECUTED, now.date())
    assert stories.terms_of(copy) == {"completion": ["2026-03-30"]}
    completion.complete(copy, by=head, now=on("2026-03-30"))
    assert copy.completed_on == now.date()


@pytest.mark.clause("12")
def test_r20_completion_waits_for_a_version_that_is_being_drafted(
    case: Case, agency: Agency, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-20", "10:00")
    wanted = stories.item(case, agency=agency, due="2026-03-31", title="Tutor")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    executed(plan, "Tutor", agency_worker=agency_worker, caseworker=caseworker, on=on)
    plan.refresh_from_db()
    copy = new_version(plan, by=caseworker, now=on("2026-03-27"))
    with refused(Refused):
        completion.complete(plan, by=head, now=on("2026-03-27"))
    completion.terminate(copy, by=head, now=on("2026-03-27"), reason="Not needed.")
    plan.refresh_from_db()
    completion.complete(plan, by=head, now=on("2026-03-27"))
    assert plan.state == Plan.State.COMPLETED


@pytest.mark.clause("8")
def test_termination_takes_the_draft_of_a_new_version_along(
    plan: Plan, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-26")
    copy = new_version(plan, by=caseworker, now=now)
    drafting.submit(copy, by=caseworker, now=now)
    with refused(Invalid, field="reason"):
        completion.terminate(plan, by=head, now=now, reason="")
    completion.terminate(plan, by=head, now=now, reason="The family moved abroad.")
    copy.refresh_from_db()
    assert (plan.state, copy.state) == (Plan.State.TERMINATED, Plan.State.TERMINATED)
    states = set(plan.activities.values_list("state", flat=True))
    assert states == {Activity.State.EXCLUDED}
    assert stories.terms_of(plan) == stories.terms_of(copy) == {}


@pytest.mark.clause("8")
def test_r15_changed_activities_are_checked_again_and_unchanged_ones_are_not(
    plan: Plan, caseworker: User, on: Clock
) -> None:
    """On 2 April the tutor's date has passed; it is the agency's to answer for, not the plan's."""
    now = on("2026-04-02")
    copy = new_version(plan, by=caseworker, now=now)
    change(item(copy, "Check-up"), by=caseworker, now=now, due_on=dt.date(2026, 4, 14))
    late = on("2026-04-14")
    with refused(Invalid, field=f"item-{item(copy, 'Check-up').pk}"):
        drafting.submit(copy, by=caseworker, now=late)
    drafting.submit(copy, by=caseworker, now=on("2026-04-02", "12:00"))
    assert copy.state == Plan.State.SUBMITTED
