"""From which side somebody looks: of a Centre, of an agency, of a region, or of the country."""

from collections.abc import Callable
from typing import Final, Literal

from django.utils.translation import gettext as _

from accounts.roles import AGENCY_ROLES, CENTRE_ROLES, Role
from agencies.offices import Offices

Side = Literal["centre", "agency", "region", "country"]

#: What a person's first page may show, in the order of preference, and who has it.
SIDES: Final[tuple[tuple[str, Callable[[Offices], bool]], ...]] = (
    ("centre", lambda held: held.is_centre_staff),
    ("agency", lambda held: held.is_agency_staff),
    ("region", lambda held: Role.REGIONAL_MANAGER in held.roles),
    ("country", lambda held: Role.AUTHORISED_BODY in held.roles),
    ("keeping", lambda held: Role.ADMINISTRATOR in held.roles),
)
#: The roles that make a side. Keeping, the administrator's, looks at no case.
ROLES: Final[dict[Side, frozenset[Role]]] = {
    "centre": CENTRE_ROLES,
    "agency": AGENCY_ROLES,
    "region": frozenset({Role.REGIONAL_MANAGER}),
    "country": frozenset({Role.AUTHORISED_BODY}),
}


def side_name(side: str) -> str:
    return {
        "centre": _("Centre"),
        "agency": _("Agency"),
        "region": _("Region"),
        "country": _("Country"),
        "keeping": _("Keeping"),
    }[side]


def seen_from(held: Offices, side: Side) -> Offices:
    """The offices that make a side, without those of another one that the person holds too."""
    return Offices(tuple(m for m in held.memberships if m.role in ROLES[side]))
