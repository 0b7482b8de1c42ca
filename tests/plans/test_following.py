"""Open terms of a plan go where their case goes (R10, R11, R13)."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import User
from agencies.models import Membership
from cases import workflow
from cases.models import Case
from monitoring.offices import leave_office
from plans.models import Activity
from plans.workflow import dispatch, execution
from tests.plans import stories

Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.django_db


@pytest.fixture
def now(on: Clock) -> dt.datetime:
    return on("2026-03-26")


@pytest.fixture
def reported(asked: Activity, agency_worker: User, now: dt.datetime) -> Activity:
    """The school has taken the activity and reported on it: the Centre owes a review."""
    dispatch.accept(asked, by=agency_worker, now=now)
    stories.report(asked, by=agency_worker, now=now)
    asked.refresh_from_db()
    return asked


@pytest.mark.clause("11")
def test_r10_the_review_goes_to_the_new_caseworker_of_the_case(
    reported: Activity, colleague: User, head: User, now: dt.datetime
) -> None:
    case = Case.objects.get(pk=reported.case_id)
    workflow.hand_over(case, by=head, now=now, to=colleague)
    assert reported.plan.deadlines.get(term="review").responsible == colleague


@pytest.mark.clause("7(2)")
def test_r11_a_family_without_children_has_no_terms_that_sort_first(
    asked: Activity, caseworker: User, now: dt.datetime
) -> None:
    case = Case.objects.get(pk=asked.case_id)
    report = asked.plan.deadlines.get(term="report")
    assert report.with_children
    child = case.family.memberships.get(relation="child")
    workflow.member_left(case, by=caseworker, now=now, member=child, left_on=now.date())
    report.refresh_from_db()
    assert not report.with_children
    assert report.responsible is None


@pytest.mark.clause("11")
def test_r18_a_report_withdrawn_is_owed_by_who_took_the_work_over(
    reported: Activity,
    agency_worker: User,
    agency_colleague: User,
    administrator: User,
    now: dt.datetime,
) -> None:
    left = Membership.objects.get(user=agency_worker)
    leave_office(left, on=now.date(), by=administrator, now=now, successor=agency_colleague)
    reported.refresh_from_db()
    execution.withdraw_report(reported, by=agency_colleague, now=now)
    report = reported.plan.deadlines.get(term="report")
    assert (report.is_open, report.responsible) == (True, agency_colleague)
    assert report.due_on == dt.date(2026, 3, 31)
