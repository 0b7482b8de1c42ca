"""Completion: only when all is executed in full; who marks it; what else ends a plan (R20)."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.errors import NotAllowed, Refused
from accounts.models import User
from agencies import settings
from agencies.models import Agency
from cases.models import Case
from plans import deadlines
from plans.models import Plan
from plans.permissions import can_complete
from plans.workflow import completion, drafting, review
from tests.plans import rows, stories
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]


@pytest.mark.clause("12")
@pytest.mark.parametrize("state", ["sent", "accepted", "reported", "partly", "impossible"])
def test_r20_not_while_an_activity_is_open_or_not_done_in_full(
    state: str, case: Case, agency: Agency, agency_worker: User, head: User, on: Clock
) -> None:
    plan = rows.plan_in("executed", case=case, by=head)
    rows.activity_in("executed", plan=plan, agency=agency, by=agency_worker)
    rows.activity_in(state, plan=plan, agency=agency, by=agency_worker)
    with refused(Refused):
        completion.complete(plan, by=head, now=on("2026-03-17"))


@pytest.mark.clause("12")
def test_r20_the_last_mark_starts_one_working_day(
    case: Case, agency: Agency, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    friday = on("2026-03-20", "10:00")
    some = [stories.item(case, agency=agency, due=due) for due in ("2026-03-30", "2026-03-31")]
    plan = stories.approved(case, *some, by=caseworker, head=head, now=friday)
    first, last = plan.activities.order_by("pk")
    stories.report([first, last], by=agency_worker, now=friday)
    review.mark_executed(first, by=caseworker, now=friday)
    plan.refresh_from_db()
    assert plan.state == Plan.State.RUNNING
    review.mark_executed(last, by=caseworker, now=on("2026-03-20", "18:00"))
    plan.refresh_from_db()
    assert plan.state == Plan.State.EXECUTED
    assert stories.terms_of(plan) == {"completion": ["2026-03-26"]}

    completion.complete(plan, by=head, now=on("2026-03-30"))
    term = plan.deadlines.get(term="completion")
    assert (plan.completed_on, term.days_late) == (dt.date(2026, 3, 20), 2)


@pytest.mark.clause("12")
def test_r20_a_half_done_activity_keeps_the_plan_open(
    case: Case, agency: Agency, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-20", "10:00")
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    activity = plan.activities.get()
    stories.report(activity, by=agency_worker, now=now, result="partly")
    review.end_unfinished(activity, by=caseworker, now=now, reason="The tutor left.")
    plan.refresh_from_db()
    assert (plan.state, stories.terms_of(plan)) == (Plan.State.RUNNING, {})


@pytest.mark.clause("12")
def test_r20_who_marks_completion_is_a_setting(
    case: Case,
    agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    administrator: User,
    on: Clock,
) -> None:
    now = on("2026-03-17")
    plan = rows.plan_in("executed", case=case, by=head)
    rows.activity_in("executed", plan=plan, agency=agency, by=agency_worker)
    assert not can_complete(caseworker, plan)
    with refused(NotAllowed):
        completion.complete(plan, by=caseworker, now=now)
    settings.change(
        "completion_marked_by",
        "caseworker",
        source="Order of the Centre",
        by=administrator,
        now=now,
    )
    assert can_complete(caseworker, plan)
    completion.complete(plan, by=caseworker, now=now)
    assert plan.state == Plan.State.COMPLETED


@pytest.mark.clause("12")
@pytest.mark.parametrize(
    ("chosen", "role", "responsible"), [("head", "head", None), ("caseworker",) * 3]
)
def test_r20_the_term_of_completion_is_owed_by_whom_the_setting_names(
    chosen: str,
    role: str,
    responsible: str | None,
    case: Case,
    caseworker: User,
    head: User,
    administrator: User,
    on: Clock,
) -> None:
    now = on("2026-03-17")
    settings.change(
        "completion_marked_by", chosen, source="Order of the Centre", by=administrator, now=now
    )
    plan = rows.plan_in("executed", case=case, by=head)
    term = deadlines.start_completion(plan, on=now.date())
    assert (term.role, term.responsible) == (role, caseworker if responsible else None)


@pytest.mark.clause("8", "12")
def test_r25_after_completion_without_exit_a_new_plan_follows(
    case: Case, agency: Agency, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-17")
    old = rows.plan_in("completed", case=case, by=head)
    Case.objects.filter(pk=case.pk).update(state=Case.State.SUPPORTED)
    case.refresh_from_db()
    plan = drafting.draft(case, by=caseworker, now=now)
    assert (plan.number, plan.version) == (f"{case.number}-2", 1)
    assert plan.series != old.series
