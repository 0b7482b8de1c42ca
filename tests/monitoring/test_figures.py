"""Hard cases of the figures of a quarter, each against a slow and independent count of the rows.

And against the statement by which `make bench` measures the counting.

That all figures of the demo are what such a count gives is tested with the demo.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from agencies.models import Agency, Centre
from cases import workflow as of_cases
from cases.models import Case
from monitoring.figures.counting import Cells, count
from monitoring.figures.measures import MEASURES
from monitoring.management.commands.bench_quarters import counted_by_hand
from plans.models import Activity, Extension, Plan, Report
from plans.workflow import approval, drafting, execution, review
from plans.workflow.cases import accept_transfer, terminate_case
from regulations.quarters import Quarter
from tests.factories import AssessmentFactory, CaseFactory
from tests.monitoring.naive import Naive
from tests.plans import stories

Clock = Callable[..., dt.datetime]
Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
pytestmark = pytest.mark.clause("13")


def counted(centre: Centre, quarter: Quarter, *, by_hand: bool = True) -> Cells:
    """The cells, which are those of the slow count and of the statement that the bench compares.

    That one knows no versions of a plan that came after the quarter.
    """
    cells = count(centre.pk, quarter)
    assert cells.counts == dict(Naive(centre, quarter).count())
    if by_hand:
        assert cells.counts == counted_by_hand(centre.pk, quarter, using="default")
    return cells


@pytest.fixture
def moved(
    plan: Plan,
    other_centre: Centre,
    other_caseworker: User,
    other_head: User,
    caseworker: User,
    on: Clock,
) -> Case:
    """The case goes to Kokshetau on Monday 16 March, four days before a report falls due."""
    case: Case = plan.case
    transfer = of_cases.ask_transfer(
        case, by=caseworker, now=on("2026-03-12"), to_centre=other_centre, reason="They moved."
    )
    accept_transfer(transfer, by=other_head, now=on("2026-03-16"), responsible=other_caseworker)
    return case


def test_r21_a_case_that_moved_counts_where_it_was_on_the_day(
    moved: Case, centre: Centre, other_centre: Centre
) -> None:
    before, after = counted(centre, Q1), counted(other_centre, Q1)
    assert (before["cases", ""], after["cases", ""]) == (0, 1)
    assert before.of("terms_due") == {"dispatch:centre": 1}
    assert after.of("terms_due") == {"report:agency": 1}


def test_r21_a_case_that_moves_after_the_quarter_stays_in_it(
    plan: Plan,
    centre: Centre,
    other_centre: Centre,
    other_caseworker: User,
    other_head: User,
    caseworker: User,
    on: Clock,
) -> None:
    transfer = of_cases.ask_transfer(
        plan.case, by=caseworker, now=on("2026-04-01"), to_centre=other_centre, reason="Moved."
    )
    accept_transfer(transfer, by=other_head, now=on("2026-04-02"), responsible=other_caseworker)

    before, after = counted(centre, Q1), counted(other_centre, Q1)
    assert (before["cases", ""], after["cases", ""]) == (1, 0)
    assert before["terms_missed", "report:agency"] == 1
    assert counted(other_centre, Q2)["cases", ""] == 1


def test_r21_a_later_date_granted_after_the_day_leaves_the_day_broken(
    activity: Activity, agency_worker: User, caseworker: User, centre: Centre, on: Clock
) -> None:
    later: Extension = execution.ask_later_date(
        activity, due_on=dt.date(2026, 4, 10), reason="Ill.", by=agency_worker, now=on("2026-03-26")
    )
    execution.grant(later, by=caseworker, now=on("2026-03-27"))
    stories.report(Activity.objects.get(), by=agency_worker, now=on("2026-04-09"))

    first, second = counted(centre, Q1), counted(centre, Q2)
    assert (first["terms_missed", "report:agency"], first["terms_kept", "report:agency"]) == (1, 0)
    assert (second["terms_missed", "report:agency"], second["terms_kept", "report:agency"]) == (
        0,
        1,
    )


def test_r21_a_later_date_granted_in_time_breaks_nothing(
    activity: Activity, agency_worker: User, caseworker: User, centre: Centre, on: Clock
) -> None:
    later: Extension = execution.ask_later_date(
        activity, due_on=dt.date(2026, 4, 10), reason="Ill.", by=agency_worker, now=on("2026-03-19")
    )
    execution.grant(later, by=caseworker, now=on("2026-03-20"))
    assert counted(centre, Q1).of("terms_due") == {"dispatch:centre": 1}


def test_r21_what_fell_away_before_its_day_was_never_due(
    activity: Activity, head: User, centre: Centre, on: Clock
) -> None:
    terminate_case(
        activity.case, by=head, now=on("2026-03-18"), closure="refused", reason="They refuse."
    )
    cells = counted(centre, Q1)
    assert cells.of("terms_due") == {"dispatch:centre": 1}
    assert cells.of("cases_closed") == {"refused": 1}


def test_r21_a_case_registered_by_mistake_is_none(
    activity: Activity, head: User, centre: Centre, on: Clock
) -> None:
    assert counted(centre, Q1)["cases", ""] == 1
    terminate_case(activity.case, by=head, now=on("2026-03-18"), closure="mistake", reason="Twice.")
    cells = counted(centre, Q1)
    assert (cells["cases", ""], cells["persons", ""], cells.of("cases_closed")) == (0, 0, {})


def test_r21_a_case_not_recognised_is_in_work_until_the_refusal(
    centre: Centre, caseworker: User, head: User, working_days: None, on: Clock
) -> None:
    case = CaseFactory.create(centre=centre, responsible=caseworker, assessing=True)
    AssessmentFactory.create(case=case)
    of_cases.refuse(case, by=head, now=on("2026-03-31", "23:30"), reason="No ground.")
    assert counted(centre, Q1)["cases_refused", ""] == 1
    assert counted(centre, Q2)["cases", ""] == 0


@pytest.mark.parametrize("ended", [False, True])
def test_r21_a_new_version_after_the_quarter_leaves_what_ran_in_it(
    activity: Activity,
    agency: Agency,
    other_agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    centre: Centre,
    on: Clock,
    ended: bool,
) -> None:
    if ended:
        result = Report.Result.PARTLY
        stories.report(activity, by=agency_worker, now=on("2026-03-17"), result=result)
        activity.refresh_from_db()
        review.end_unfinished(activity, by=caseworker, now=on("2026-03-18"), reason="Half of it.")
    plan, now = activity.plan, on("2026-04-02")
    newer = drafting.new_version(plan, by=caseworker, now=now, reason="Another body.")
    other = drafting.item_input(newer.items.get())
    other.agency, other.kind, other.due_on = other_agency, "offences", dt.date(2026, 5, 29)
    drafting.change_item(newer.items.get(), other, by=caseworker, now=now)
    stories.agree(newer, by=caseworker, now=now)
    drafting.submit(newer, by=caseworker, now=now)
    approval.approve(newer, by=head, now=now)

    first, second = counted(centre, Q1, by_hand=False), counted(centre, Q2, by_hand=False)

    assert first.of("activities_agency") == {str(agency.pk): 1}
    assert first.of("activities_kind") == {"adaptation": 1}
    assert first["activities_new", ""] == 1
    assert first.of("activities_ended") == ({"partly": 1} if ended else {})
    assert second.of("activities_agency") == {str(other_agency.pk): 1}


def value(cells: dict[tuple[str, str], int], measure: str, key: str = "") -> Any:
    return MEASURES[measure].value(Cells(cells), key)


def test_r21_a_share_of_nothing_is_absent_and_not_zero() -> None:
    assert value({}, "free_text").number is None
    assert value({}, "days_mean", "report:agency").is_absent
    assert value({}, "days_p90", "report:agency").is_absent
    assert value({("activities", ""): 3}, "free_text").number == Decimal("0.0")
    assert value({}, "cases").number == 0


@pytest.mark.parametrize(
    ("days", "mean", "percentile"),
    [
        ({0: 1}, "0.0", "0"),
        ({1: 9, 30: 1}, "3.9", "1"),
        ({1: 8, 30: 2}, "6.8", "30"),
        ({2: 1, 3: 1}, "2.5", "3"),
        ({10: 5, 9: 5}, "9.5", "10"),
    ],
)
def test_r21_mean_and_percentile_come_from_numbers_of_days(
    days: dict[int, int], mean: str, percentile: str
) -> None:
    cells = {("terms_days", f"review:centre:{day}"): n for day, n in days.items()}
    cells["terms_days", "review:agency:99"] = 7
    assert value(cells, "days_mean", "review:centre").number == Decimal(mean)
    assert value(cells, "days_p90", "review:centre").number == Decimal(percentile)


def test_r21_sectors_not_drawn_in_are_those_without_an_activity(agency: Agency) -> None:
    assert value({}, "sectors_absent").number == 12
    assert value({("activities_sector", "education"): 5}, "sectors_absent").number == 11


@pytest.mark.clause("3(7)")
def test_r4_families_out_of_d_and_e_are_a_share_of_those_who_began_there() -> None:
    cells = {
        ("levels_intake", "D>B"): 2,
        ("levels_intake", "E>D"): 1,
        ("levels_intake", "D>D"): 1,
        ("levels_intake", "C>A"): 9,
    }
    found = value(cells, "out_of_low")
    assert (found.part, found.whole, found.number) == (2, 4, Decimal("50.0"))
