"""Who may do what with offices, calendar and reference data. Each docstring is the rule."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.roles import Role
from agencies.models import Agency, Centre, Membership, Territory
from agencies.offices import offices


def is_administrator(user: User) -> bool:
    """Somebody appointed as administrator, or who set the installation up."""
    return user.is_active and (user.is_superuser or Role.ADMINISTRATOR in offices(user).roles)


def can_correct_calendar(user: User) -> bool:
    """The administrator keeps the working calendar (R24)."""
    return is_administrator(user)


def can_change_settings(user: User) -> bool:
    """The administrator sets what the Order does not give."""
    return is_administrator(user)


def can_appoint(user: User, role: str, office: Centre | Agency | Territory | None) -> bool:
    """The administrator appoints everywhere; a supervisor takes on workers of the own agency."""
    if is_administrator(user):
        return True
    return (
        role == Role.AGENCY_WORKER
        and isinstance(office, Agency)
        and Role.AGENCY_SUPERVISOR in offices(user).at_agency(office.pk)
    )


def can_name_acting_head(user: User, centre: Centre) -> bool:
    """The administrator, and the Centre's own head; who stands in names nobody further."""
    if is_administrator(user):
        return True
    return any(
        m.role == Role.HEAD and m.centre_id == centre.pk and not m.acting
        for m in offices(user).memberships
    )


def can_end(user: User, membership: Membership) -> bool:
    """Who may appoint to an office may end the appointment; a head also an acting head's."""
    office = membership.centre or membership.agency
    if can_appoint(user, membership.role, office):
        return True
    return bool(
        membership.acting and membership.centre and can_name_acting_head(user, membership.centre)
    )


def can_see_people(user: User) -> bool:
    """A head and a supervisor see the people of their office, an administrator all."""
    return is_administrator(user) or bool(offices(user).roles & {Role.HEAD, Role.AGENCY_SUPERVISOR})


def visible_memberships(user: User) -> QuerySet[Membership]:
    """Memberships in the offices that a user leads; an administrator sees all."""
    if is_administrator(user):
        return Membership.objects.all()
    led = Q(pk__in=[])
    for held in offices(user).memberships:
        if held.role == Role.HEAD:
            led |= Q(centre=held.centre_id)
        elif held.role == Role.AGENCY_SUPERVISOR:
            led |= Q(agency=held.agency_id)
    return Membership.objects.filter(led)


def needs_second_step(user: User) -> bool:
    """Whoever holds a role of today that `SECOND_FACTOR_ROLES` names (R12)."""
    held = set(offices(user).roles)
    if is_administrator(user):
        held.add(Role.ADMINISTRATOR)
    return not held.isdisjoint(settings.SECOND_FACTOR_ROLES)


#: Who leads an office; their second step is reset by an administrator.
LEADING: Final = (Role.HEAD, Role.AGENCY_SUPERVISOR)


def resettable(by: User, users: Iterable[int]) -> frozenset[int]:
    """Those whose second step one may reset: an administrator everybody else's.

    A head and a supervisor may for people who work, or are about to, nowhere but in the offices
    that they lead, and lead none themselves: who stands in for a head does not open the head's
    account.
    """
    asked = frozenset(users)
    if is_administrator(by):
        return asked - {by.pk}
    today = timezone.localdate()
    held = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), user__in=asked)
    ours = visible_memberships(by).exclude(role__in=LEADING).values("pk")
    elsewhere = held.exclude(pk__in=ours).values("user")
    here = User.objects.filter(pk__in=held.values("user"), is_superuser=False)
    return frozenset(here.exclude(pk__in=elsewhere).values_list("pk", flat=True)) - {by.pk}


def _led_agencies(user: User) -> frozenset[int]:
    return frozenset(
        m.agency_id
        for m in offices(user).memberships
        if m.agency_id and m.role == Role.AGENCY_SUPERVISOR
    )


def can_keep_tokens(user: User) -> bool:
    """A supervisor keeps the API keys of the own agency, an administrator all."""
    return is_administrator(user) or bool(_led_agencies(user))


def can_issue_token(by: User, user: User) -> bool:
    """A system acts as somebody who works for agencies alone; a supervisor's for the own one.

    A key opens what its person may see today: one of a Centre's caseworker would open families.
    """
    held = offices(user)
    if not held.agencies or any(m.agency_id is None for m in held.memberships):
        return False
    if is_administrator(user):
        return False
    return is_administrator(by) or held.agencies <= _led_agencies(by)


def visible_tokens(user: User) -> QuerySet[ApiToken]:
    """Keys of people who work today in the agencies that a user leads; an administrator sees all.

    Who sees a key may end it.
    """
    if is_administrator(user):
        return ApiToken.objects.all()
    people = Membership.objects.current(timezone.localdate())
    return ApiToken.objects.filter(
        user__in=people.filter(agency__in=_led_agencies(user)).values("user")
    )
