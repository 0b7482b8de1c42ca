"""A new version of an activity whose forerunner is executed: its dates are its own (R13, R17)."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import User
from agencies.calendar import working_calendar
from agencies.models import Agency
from cases.models import Case
from plans.models import PlanItem
from plans.planning import foresee
from plans.workflow import approval, drafting, review
from tests.factories import ServiceFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(
    case: Case,
    agency: Agency,
    other_agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    on: Clock,
) -> PlanItem:
    """On 26 March a draft changes what the clinic does after the school, which was done by 5."""
    now = on("2026-03-02")
    plan = drafting.draft(case, by=caseworker, now=now)
    school = stories.item(case, agency=agency, due="2026-03-06")
    before = drafting.add_item(plan, school, by=caseworker, now=now)
    clinic = stories.item(case, agency=other_agency, due="2026-03-31", depends_on=before)
    drafting.add_item(plan, clinic, by=caseworker, now=now)
    stories.agree(plan, by=caseworker, now=now)
    drafting.submit(plan, by=caseworker, now=now)
    approval.approve(plan, by=head, now=now)
    first = plan.activities.get(agency=agency)
    stories.report(first, by=agency_worker, now=on("2026-03-05"))
    first.refresh_from_db()
    review.mark_executed(first, by=caseworker, now=on("2026-03-05"))

    now = on("2026-03-26")
    plan.refresh_from_db()
    newer = drafting.new_version(plan, by=caseworker, now=now, reason="More time is needed.")
    item: PlanItem = newer.items.get(agency=other_agency)
    entered = drafting.item_input(item)
    entered.due_on = dt.date(2026, 4, 10)
    return drafting.change_item(item, entered, by=caseworker, now=now)


@pytest.mark.clause("11")
def test_r18_the_date_of_the_new_version_is_the_one_that_is_owed(
    changed: PlanItem, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-26")
    stories.agree(changed.plan, by=caseworker, now=now)
    drafting.submit(changed.plan, by=caseworker, now=now)
    approval.approve(changed.plan, by=head, now=now)
    activity = changed.plan.activities.get(item=changed)
    assert (activity.state, activity.due_on) == ("sent", dt.date(2026, 4, 10))
    assert activity.deadlines.get(term="report", ended_on=None).due_on == dt.date(2026, 4, 10)


@pytest.mark.clause("10")
def test_r17_the_statutory_term_runs_from_sending_where_nothing_is_waited_for(
    changed: PlanItem, on: Clock
) -> None:
    on("2026-03-26")
    changed.service = ServiceFactory.create(with_term=True)
    follows = foresee(changed, today=dt.date(2026, 3, 26), calendar=working_calendar())
    assert follows.start == dt.date(2026, 3, 30)
    assert follows.statutory_due == dt.date(2026, 4, 6)
