"""Leaving an office: the membership ends, and what the person had open goes to somebody else.

Nothing is addressed to one person only (R9), yet somebody is named on each case and term; whoever
leaves is named on none.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import scopes
from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst, WrongState
from accounts.models import User
from accounts.roles import Role
from agencies.calendar import hold_calendar
from agencies.models import Deadline, Membership
from agencies.ordering import KazakhOrder
from agencies.permissions import can_end
from cases.models import Case, CaseDeadline, CaseTransition
from cases.workflow.sealing import is_named, seal_of
from plans.models import Activity, PlanDeadline


@dataclass(frozen=True)
class OpenWork:
    """What stands in a person's name in one office."""

    cases: QuerySet[Case]
    case_terms: QuerySet[CaseDeadline]
    plan_terms: QuerySet[PlanDeadline]
    activities: QuerySet[Activity]

    @property
    @scopes.within(scopes.HANDING_OVER)
    def counts(self) -> dict[str, int]:
        return {
            "cases": self.cases.count(),
            "terms": self.case_terms.count() + self.plan_terms.count(),
            "activities": self.activities.count(),
        }

    @scopes.within(scopes.HANDING_OVER)
    def exists(self) -> bool:
        parts = (self.cases, self.case_terms, self.plan_terms, self.activities)
        return any(part.exists() for part in parts)


def open_work(membership: Membership) -> OpenWork:
    """Open cases, terms and activities of a person in the office of a membership."""
    user, centre, agency = membership.user_id, membership.centre_id, membership.agency_id
    owed = Deadline.OPEN & Q(responsible=user)
    owed &= Q(agency=agency) if agency else Q(centre=centre, agency=None)
    return OpenWork(
        cases=Case.objects.filter(centre=centre, responsible=user, closed_on=None),
        case_terms=CaseDeadline.objects.filter(owed),
        plan_terms=PlanDeadline.objects.filter(owed),
        activities=_taken(membership),
    )


def _taken(membership: Membership) -> QuerySet[Activity]:
    taken = Activity.objects.open().filter(taken_by=membership.user_id)
    if membership.agency_id:
        return taken.filter(agency=membership.agency_id)
    return taken.filter(centre=membership.centre_id, agency=None)


def successors(membership: Membership, *, today: date) -> QuerySet[User]:
    """Who may take the work over: the other people of the same office today."""
    here = Membership.objects.current(today).filter(
        centre=membership.centre_id, agency=membership.agency_id
    )
    if not (membership.centre_id or membership.agency_id):
        return User.objects.none()
    others = User.objects.filter(is_active=True).exclude(pk=membership.user_id)
    return others.filter(pk__in=here.values("user")).order_by(KazakhOrder("full_name"), "pk")


def needs_successor(membership: Membership, *, on: date) -> bool:
    """Whether open work would be left in the name of somebody who is not there any more."""
    return not _stays(membership, on=on) and open_work(membership).exists()


@transaction.atomic
def leave_office(
    membership: Membership, *, on: date, by: User, now: datetime, successor: User | None = None
) -> dict[str, int]:
    """End a membership with a last day, and hand the person's open work over (R9, R10, R13).

    Returns how many cases, terms and activities went to the successor; each case logs it. Who
    stays in the office by another membership keeps the work unless a successor is named. Who
    leaves a Centre does not stand in for its head any more.
    Raises `NotAllowed`, `WrongState` (ended already), `SomebodyWasFirst`, `Refused` (the last
    administrator), or `Invalid` for: on, successor.
    """
    today = timezone.localdate(now)
    if not can_end(by, membership):
        raise NotAllowed
    _check_day(membership, on=on, today=today)
    _check_last_administrator(membership, today=today)
    _check_successor(membership, successor, on=on, today=today)
    old = membership.ends_on
    if not Membership.objects.filter(pk=membership.pk, ends_on=old).update(ends_on=on):
        raise SomebodyWasFirst
    membership.ends_on = on
    if membership.centre_id and not _stays(membership, on=on):
        _end_standing_in(membership, on=on)
    return _hand_over(membership, successor, by=by, now=now) if successor else {}


def _end_standing_in(membership: Membership, *, on: date) -> None:
    """Days as acting head end with the office; those that never began are taken out."""
    acting = Membership.objects.filter(
        user=membership.user_id, centre=membership.centre_id, acting=True, ends_on__gt=on
    )
    acting.filter(starts_on__lte=on).update(ends_on=on)
    acting.filter(starts_on__gt=on).delete()


@scopes.within(scopes.HANDING_OVER)
def _hand_over(
    membership: Membership, successor: User, *, by: User, now: datetime
) -> dict[str, int]:
    work = open_work(membership)
    for case in work.cases:
        row = seal_of(case)
        if row and not is_named(row, successor):
            raise Invalid(
                _("A case under seal goes to nobody whom it does not name: the head names them."),
                field="successor",
            )
    cases = list(work.cases.select_for_update(no_key=True).order_by("pk"))
    hold_calendar()
    counts = work.counts
    _log(cases, membership, successor, by=by, now=now)
    work.activities.update(taken_by=successor)
    work.case_terms.update(responsible=successor)
    work.plan_terms.update(responsible=successor)
    work.cases.update(responsible=successor)
    return counts


def _log(
    cases: list[Case], membership: Membership, successor: User, *, by: User, now: datetime
) -> None:
    details = {"from_user": membership.user_id, "to_user": successor.pk}
    CaseTransition.objects.bulk_create(
        CaseTransition(
            case=case,
            verb="hand_over",
            from_state=case.state,
            to_state=case.state,
            by=by,
            at=now,
            details=details,
        )
        for case in cases
    )


def _stays(membership: Membership, *, on: date) -> bool:
    """Whether the person works in the same office after that day by another membership.

    Standing in for a head is for those who work there, and keeps nobody.
    """
    others = Membership.objects.current(on + timedelta(days=1)).exclude(pk=membership.pk)
    others = others.filter(acting=False)
    return others.filter(
        user=membership.user_id,
        centre=membership.centre_id,
        agency=membership.agency_id,
        region=membership.region_id,
    ).exists()


def _check_day(membership: Membership, *, on: date, today: date) -> None:
    if membership.ends_on and membership.ends_on < today:
        raise WrongState(_("This membership has ended already."))
    if on > today:
        raise Invalid(_("Enter the last day when it has come."), field="on")
    if on < membership.starts_on:
        raise Invalid(_("The last day comes before the first."), field="on")


def _check_last_administrator(membership: Membership, *, today: date) -> None:
    others = Membership.objects.current(today).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if membership.role == Role.ADMINISTRATOR and not others.exclude(pk=membership.pk).exists():
        raise Refused(_("The last administrator cannot leave: appoint another one first."))


def _check_successor(
    membership: Membership, successor: User | None, *, on: date, today: date
) -> None:
    if successor is None:
        if needs_successor(membership, on=on):
            raise Invalid(_("Somebody has to take over what is open."), field="successor")
    elif not successors(membership, today=today).filter(pk=successor.pk).exists():
        raise Invalid(_("Only somebody of the same office can take over."), field="successor")
