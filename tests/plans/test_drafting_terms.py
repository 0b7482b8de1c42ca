"""What a draft says of dates and order: terms of services, what waits for what, stages."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.errors import Invalid
from accounts.models import User
from agencies.calendar import working_calendar
from agencies.models import Agency, Service
from cases.models import Case
from plans.models import Plan
from plans.planning import foresee
from plans.workflow import drafting
from tests.factories import ServiceFactory
from tests.plans import stories
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]


@pytest.fixture
def plan(case: Case, caseworker: User, friday: dt.datetime) -> Plan:
    return drafting.draft(case, by=caseworker, now=friday)


@pytest.fixture
def verified() -> Service:
    service: Service = ServiceFactory.create(with_term=True)
    return service


@pytest.mark.clause("10")
def test_r17_the_date_follows_from_the_statutory_term_day_by_day(
    case: Case, agency: Agency, verified: Service, friday: dt.datetime
) -> None:
    """Five working days after 27 March, the last day of sending: Friday 3 April."""
    entered = stories.item(case, agency=agency, due="2026-04-03", service=verified)
    follows = foresee(entered, today=friday.date(), calendar=working_calendar())
    assert follows.start == dt.date(2026, 3, 27)
    assert follows.statutory
    assert follows.statutory_due == dt.date(2026, 4, 3)
    assert [s.number for s in follows.statutory.steps if s.number] == [1, 2, 3, 4, 5]


@pytest.mark.clause("10")
def test_r17_later_than_a_verified_term_needs_a_reason(
    plan: Plan,
    case: Case,
    agency: Agency,
    verified: Service,
    caseworker: User,
    friday: dt.datetime,
) -> None:
    late = stories.item(case, agency=agency, due="2026-04-06", service=verified, title="")
    with refused(Invalid, field="late_reason"):
        drafting.add_item(plan, late, by=caseworker, now=friday)
    late.late_reason = "The mother is in hospital until April."
    assert drafting.add_item(plan, late, by=caseworker, now=friday).due_on == late.due_on


@pytest.mark.clause("10")
def test_r17_later_than_an_unverified_term_is_accepted(
    plan: Plan, case: Case, agency: Agency, caseworker: User, friday: dt.datetime
) -> None:
    unsure = ServiceFactory.create(unverified_term=True)
    late = stories.item(case, agency=agency, due="2026-04-06", service=unsure)
    assert drafting.add_item(plan, late, by=caseworker, now=friday).late_reason == ""


@pytest.mark.clause("10")
def test_r17_a_term_runs_from_the_end_of_what_it_depends_on(
    plan: Plan,
    case: Case,
    agency: Agency,
    verified: Service,
    caseworker: User,
    friday: dt.datetime,
) -> None:
    first = drafting.add_item(
        plan, stories.item(case, agency=agency, due="2026-04-10"), by=caseworker, now=friday
    )
    then = stories.item(case, agency=agency, due="2026-04-17", service=verified, depends_on=first)
    assert foresee(then, today=friday.date(), calendar=working_calendar()).statutory_due == dt.date(
        2026, 4, 17
    )
    assert drafting.add_item(plan, then, by=caseworker, now=friday).depends_on == first


@pytest.mark.clause("7(4)")
def test_r13_not_due_before_what_it_depends_on(
    plan: Plan, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    first = drafting.add_item(
        plan, stories.item(case, agency=None, due="2026-04-10"), by=caseworker, now=friday
    )
    for due in ("2026-04-09", "2026-04-10"):
        then = stories.item(case, agency=None, due=due, depends_on=first)
        with refused(Invalid, field="due_on"):
            drafting.add_item(plan, then, by=caseworker, now=friday)


@pytest.mark.clause("7(4)")
def test_r13_a_circle_of_three_is_refused(
    plan: Plan, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    who: dict[str, Any] = {"by": caseworker, "now": friday}
    first = drafting.add_item(plan, stories.item(case, agency=None, due="2026-04-01"), **who)
    second = drafting.add_item(
        plan, stories.item(case, agency=None, due="2026-04-02", depends_on=first), **who
    )
    third = drafting.add_item(
        plan, stories.item(case, agency=None, due="2026-04-03", depends_on=second), **who
    )
    for last in (first, second, third):
        circle = stories.item(case, agency=None, due="2026-04-06", depends_on=last)
        with refused(Invalid, field="depends_on"):
            drafting.change_item(first, circle, **who)


@pytest.mark.clause("7(4)")
def test_r13_what_comes_first_stands_in_no_later_stage(
    plan: Plan, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    second = stories.item(case, agency=None, due="2026-04-01", stage=2)
    row = drafting.add_item(plan, second, by=caseworker, now=friday)
    first = stories.item(case, agency=None, due="2026-04-10", stage=1, depends_on=row)
    with refused(Invalid, field="depends_on"):
        drafting.add_item(plan, first, by=caseworker, now=friday)


@pytest.mark.clause("7(4)")
def test_r13_without_its_predecessor_an_item_waits_for_nothing(
    plan: Plan, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    who: dict[str, Any] = {"by": caseworker, "now": friday}
    first = drafting.add_item(plan, stories.item(case, agency=None, due="2026-04-01"), **who)
    drafting.add_item(
        plan, stories.item(case, agency=None, due="2026-04-02", depends_on=first), **who
    )
    drafting.remove_item(first, by=caseworker)
    assert plan.items.get().depends_on is None
