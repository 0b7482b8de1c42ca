"""Where a user works today: the one question behind every `visible_to` and every permission."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from accounts.roles import AGENCY_ROLES, CENTRE_ROLES, Role
from accounts.scopes import Scope
from agencies.models import Membership


@dataclass(frozen=True)
class Offices:
    """The roles that a user holds on a day, by office."""

    memberships: tuple[Membership, ...]

    @property
    def centres(self) -> frozenset[int]:
        return frozenset(m.centre_id for m in self.memberships if m.centre_id)

    @property
    def agencies(self) -> frozenset[int]:
        return frozenset(m.agency_id for m in self.memberships if m.agency_id)

    @property
    def regions(self) -> frozenset[str]:
        return frozenset(m.region_id for m in self.memberships if m.region_id)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(m.role) for m in self.memberships)

    def at_centre(self, centre_id: int | None) -> frozenset[Role]:
        """The roles held at one Centre."""
        return frozenset(
            Role(m.role) for m in self.memberships if m.centre_id and m.centre_id == centre_id
        )

    def at_agency(self, agency_id: int | None) -> frozenset[Role]:
        """The roles held at one agency."""
        return frozenset(
            Role(m.role) for m in self.memberships if m.agency_id and m.agency_id == agency_id
        )

    def in_region(self, region_id: str) -> frozenset[Role]:
        return frozenset(Role(m.role) for m in self.memberships if m.region_id == region_id)

    @property
    def is_centre_staff(self) -> bool:
        return bool(self.roles & CENTRE_ROLES)

    @property
    def is_agency_staff(self) -> bool:
        return bool(self.roles & AGENCY_ROLES)


def offices(user: User | AnonymousUser, *, today: date | None = None) -> Offices:
    """The user's offices on a day (by default today in Asia/Almaty), read once per request."""
    if not user.is_authenticated or not user.is_active:
        return Offices(())
    day = today or timezone.localdate()
    known: dict[date, Offices] = user.__dict__.setdefault("_offices", {})
    if day not in known:
        rows = Membership.objects.current(day).filter(user_id=user.pk)
        known[day] = Offices(tuple(rows.select_related("centre", "agency", "region")))
    return known[day]


def other_staff(centre_id: int, user: User, *, today: date | None = None) -> bool:
    """Whether a Centre has anybody else than this user on a day."""
    rows = Membership.objects.current(today or timezone.localdate()).filter(centre_id=centre_id)
    return rows.filter(user__is_active=True).exclude(user_id=user.pk).exists()


def has_staff(agency_id: int, *, today: date | None = None) -> bool:
    """Whether an agency has accounts; one without is served on paper (R9)."""
    rows = Membership.objects.current(today or timezone.localdate()).filter(agency_id=agency_id)
    return rows.filter(user__is_active=True).exists()


def scope_of(user: User) -> Scope:
    """What the database may show a user: what the offices of today reach."""
    held = offices(user)
    return Scope(
        "user",
        user=user.pk,
        centres=held.centres,
        agencies=held.agencies,
        regions=held.regions,
        is_country=Role.AUTHORISED_BODY in held.roles,
    )
