"""Leaving an office hands open work over (R9, R10)."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from accounts.errors import Invalid, NotAllowed, Refused, WrongState
from accounts.models import User
from accounts.roles import Role
from agencies.models import Agency, Centre, Membership
from agencies.offices import offices
from agencies.workflow import act_as_head
from cases.models import Case, CaseTransition
from monitoring.offices import leave_office, open_work
from plans.models import Activity
from plans.workflow import dispatch
from tests.factories import CaseDeadlineFactory, CaseFactory, MembershipFactory
from tests.plans import stories

Clock = Callable[..., datetime]


@pytest.fixture
def now(on: Clock) -> datetime:
    return on("2026-03-26", "10:00")


def office_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


@pytest.fixture
def case(centre: Centre, caseworker: User) -> Case:
    row: Case = CaseFactory.create(centre=centre, responsible=caseworker, recognised=True)
    CaseDeadlineFactory.create(case=row)
    return row


@pytest.mark.clause("6")
def test_r9_open_cases_and_terms_go_to_the_successor(
    case: Case,
    caseworker: User,
    colleague: User,
    administrator: User,
    centre: Centre,
    now: datetime,
) -> None:
    closed = CaseFactory.create(centre=centre, responsible=caseworker, completed=True)

    moved = leave_office(
        office_of(caseworker), on=now.date(), successor=colleague, by=administrator, now=now
    )

    assert moved == {"cases": 1, "terms": 1, "activities": 0}
    case.refresh_from_db()
    closed.refresh_from_db()
    assert (case.responsible, closed.responsible) == (colleague, caseworker)
    assert case.deadlines.get().responsible == colleague
    assert office_of(caseworker).ends_on == now.date()
    entry = CaseTransition.objects.get(case=case, verb="hand_over")
    assert (entry.by, entry.from_state, entry.to_state) == (administrator, case.state, case.state)
    assert entry.details == {"from_user": caseworker.pk, "to_user": colleague.pk}


def test_r9_who_has_left_sees_nothing_the_day_after(
    case: Case, caseworker: User, colleague: User, administrator: User, now: datetime, on: Clock
) -> None:
    leave_office(
        office_of(caseworker), on=now.date(), successor=colleague, by=administrator, now=now
    )
    on("2026-03-27")
    assert offices(caseworker).roles == frozenset()
    assert not Case.objects.visible_to(caseworker).exists()


def test_r9_open_work_needs_a_successor_of_the_same_office(
    case: Case, caseworker: User, other_caseworker: User, administrator: User, now: datetime
) -> None:
    for successor in (None, other_caseworker, caseworker):
        with pytest.raises(Invalid) as refused:
            leave_office(
                office_of(caseworker), on=now.date(), successor=successor, by=administrator, now=now
            )
        assert refused.value.field == "successor"
    assert office_of(caseworker).ends_on is None


def test_r9_without_open_work_nobody_has_to_take_over(
    caseworker: User, administrator: User, now: datetime
) -> None:
    assert leave_office(office_of(caseworker), on=now.date(), by=administrator, now=now) == {}
    assert office_of(caseworker).ends_on == now.date()


def test_r9_who_stays_by_another_membership_keeps_the_work(
    case: Case, caseworker: User, centre: Centre, administrator: User, now: datetime
) -> None:
    MembershipFactory.create(user=caseworker, role=Role.HEAD, centre=centre)
    worker = Membership.objects.get(user=caseworker, role=Role.CASEWORKER)
    leave_office(worker, on=now.date(), by=administrator, now=now)
    case.refresh_from_db()
    assert case.responsible == caseworker


@pytest.mark.clause("5")
def test_r9_what_an_agency_worker_took_goes_to_a_colleague(
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    agency_colleague: User,
    agency_supervisor: User,
    working_days: None,
    now: datetime,
) -> None:
    plan = stories.approved(
        case, stories.item(case, agency=agency, due="2026-04-30"), by=caseworker, head=head, now=now
    )
    activity = plan.activities.get()
    dispatch.accept(activity, by=agency_worker, now=now)
    assert open_work(office_of(agency_worker)).counts["activities"] == 1

    leave_office(
        office_of(agency_worker),
        on=now.date(),
        successor=agency_colleague,
        by=agency_supervisor,
        now=now,
    )

    assert Activity.objects.get(pk=activity.pk).taken_by == agency_colleague
    assert not plan.deadlines.filter(met_on=None, responsible=agency_worker).exists()
    case.refresh_from_db()
    assert case.responsible == caseworker


def test_r9_who_may_end_what(
    caseworker: User,
    head: User,
    other_head: User,
    agency_worker: User,
    agency_supervisor: User,
    now: datetime,
) -> None:
    for by, whose in (
        (head, caseworker),
        (other_head, caseworker),
        (agency_supervisor, caseworker),
        (agency_worker, agency_worker),
        (agency_supervisor, agency_supervisor),
        (caseworker, head),
    ):
        with pytest.raises(NotAllowed):
            leave_office(office_of(whose), on=now.date(), by=by, now=now)


def test_r10_a_head_ends_the_days_of_the_acting_head(
    head: User, caseworker: User, centre: Centre, now: datetime
) -> None:
    acting = MembershipFactory.create(
        user=caseworker,
        role=Role.HEAD,
        centre=centre,
        acting=True,
        starts_on=date(2026, 3, 20),
        ends_on=date(2026, 4, 20),
    )
    leave_office(acting, on=now.date(), by=head, now=now)
    acting.refresh_from_db()
    assert acting.ends_on == now.date()


def test_r10_who_leaves_the_centre_does_not_stand_in_for_its_head_any_more(
    head: User,
    caseworker: User,
    colleague: User,
    administrator: User,
    centre: Centre,
    now: datetime,
    on: Clock,
) -> None:
    left = office_of(caseworker)
    for first, last in ((26, 29), (30, 31)):
        days = {"starts_on": date(2026, 3, first), "ends_on": date(2026, 3, last)}
        act_as_head(centre, user=caseworker, by=head, now=now, **days)
    CaseFactory.create(centre=centre, responsible=caseworker)
    with pytest.raises(Invalid) as refused:
        leave_office(left, on=now.date(), by=administrator, now=now)
    assert refused.value.field == "successor"

    leave_office(left, on=now.date(), successor=colleague, by=administrator, now=now)

    assert offices(caseworker, today=date(2026, 3, 26)).at_centre(centre.pk) == {
        Role.CASEWORKER,
        Role.HEAD,
    }
    for day in (27, 30):
        assert offices(caseworker, today=date(2026, 3, day)).roles == frozenset()


@pytest.mark.parametrize("day", ["2026-03-27", "2019-12-31"])
def test_r9_a_last_day_lies_between_the_first_and_today(
    caseworker: User, administrator: User, now: datetime, day: str
) -> None:
    with pytest.raises(Invalid) as refused:
        leave_office(office_of(caseworker), on=date.fromisoformat(day), by=administrator, now=now)
    assert refused.value.field == "on"


def test_r9_a_membership_ends_once(
    former_caseworker: User, administrator: User, now: datetime
) -> None:
    with pytest.raises(WrongState):
        leave_office(office_of(former_caseworker), on=now.date(), by=administrator, now=now)


def test_the_last_administrator_stays(administrator: User, now: datetime) -> None:
    with pytest.raises(Refused):
        leave_office(office_of(administrator), on=now.date(), by=administrator, now=now)
    assert office_of(administrator).ends_on is None
