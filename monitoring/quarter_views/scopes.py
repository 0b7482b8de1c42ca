"""For which Centres together figures are read: those of a district, of a region, of the country."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import SignedIn
from accounts.roles import Role
from agencies.models import Centre, Territory
from agencies.offices import offices
from agencies.ordering import by_name
from monitoring.figures.showing import Opens
from monitoring.models import Conclusion, Monitoring, MonitoringQuerySet
from monitoring.quarter_views.base import require
from regulations.quarters import Quarter

Kind = Literal["country", "region", "district"]
COUNTRY: Final = "country"
WATCHERS: Final = frozenset({Role.REGIONAL_MANAGER, Role.AUTHORISED_BODY})


@dataclass(frozen=True)
class Scope:
    """The country, or a territory with its classifier code; a district knows its region."""

    kind: Kind
    code: str
    name: str
    region: str = ""

    def of(self, rows: MonitoringQuerySet) -> MonitoringQuerySet:
        if self.kind == "region":
            return rows.filter(centre__region=self.code)
        if self.kind == "district":
            return rows.filter(centre__region=self.region, centre__territory=self.code)
        return rows


def scopes(user: User) -> list[Scope]:
    """What somebody may look at together: a manager the own region, the ministry all; 403 for none.

    Each region is followed by its districts.
    """
    held = offices(user)
    require(bool(held.roles & WATCHERS))
    country = Role.AUTHORISED_BODY in held.roles
    centres = Centre.objects.filter(pk__in=Monitoring.objects.values("centre"))
    if not country:
        centres = centres.filter(region__in=held.regions)
    order = (by_name("region"), "region", by_name("territory"), "territory")
    rows = centres.select_related("region", "territory").order_by(*order)
    found = [Scope("country", COUNTRY, _("The whole country"))] if country else []
    found += _territories((row.region, row.territory) for row in rows)
    without = (m.region for m in held.memberships if m.region)
    known = {scope.code for scope in found}
    return found + [_region(row) for row in without if not country and row.pk not in known]


def _region(row: Territory) -> Scope:
    return Scope("region", row.pk, row.name)


def _territories(pairs: Iterable[tuple[Territory, Territory]]) -> list[Scope]:
    found: dict[str, Scope] = {}
    for region, territory in pairs:
        found.setdefault(region.pk, _region(region))
        if territory.pk != region.pk:
            district = Scope("district", territory.pk, territory.name, region.pk)
            found.setdefault(territory.pk, district)
    return list(found.values())


def quarters_of(visible: MonitoringQuerySet) -> list[Quarter]:
    """The quarters that were opened, the newest first."""
    pairs = visible.order_by("-year", "-number").values_list("year", "number").distinct()
    return [Quarter(year, number) for year, number in pairs]


def quarter_asked(text: str, known: list[Quarter]) -> Quarter:
    """The quarter of an address; the newest one where it names none that there is."""
    try:
        wanted = Quarter.parse(text)
    except ValueError:
        return known[0] if known else Quarter.of(timezone.localdate()).previous
    return wanted if wanted in known else (known[0] if known else wanted)


@dataclass(frozen=True)
class Chosen:
    """A quarter and a scope, with the quarters of its Centres and what was signed of them."""

    user: User
    scopes: list[Scope]
    scope: Scope
    known: list[Quarter] = field(repr=False)
    quarter: Quarter

    @cached_property
    def rows(self) -> list[Monitoring]:
        """The quarter of each Centre, by the Centre's name."""
        rows = self.scope.of(Monitoring.objects.visible_to(self.user)).of(self.quarter)
        related = rows.select_related("centre__region", "centre__territory")
        return list(related.order_by(by_name("centre"), "pk"))

    @property
    def conclusions(self) -> QuerySet[Conclusion]:
        rows = Conclusion.objects.filter(monitoring__in=[row.pk for row in self.rows])
        return rows.in_force().for_a_list()

    @cached_property
    def signed(self) -> dict[int, Conclusion]:
        return {one.monitoring_id: one for one in self.conclusions}

    @property
    def query(self) -> str:
        return self.query_with()

    def query_with(self, **more: str) -> str:
        return query_of(self.quarter, self.scope.code, **more)

    @property
    def opens(self) -> Opens:
        return sums_of(self.quarter, self.scope.code)

    @property
    def missing(self) -> list[Monitoring]:
        """Whose figures are not among the sums: the Centre has not signed."""
        return [row for row in self.rows if row.pk not in self.signed]


def chosen(request: SignedIn) -> Chosen:
    """What an address asks for; the widest scope where it names none, 404 for one out of reach."""
    offered = scopes(request.user)
    code = request.GET.get("scope", "") or offered[0].code
    scope = next((one for one in offered if one.code == code), None)
    if scope is None:
        raise Http404
    known = quarters_of(Monitoring.objects.visible_to(request.user))
    quarter = quarter_asked(request.GET.get("quarter", ""), known)
    return Chosen(request.user, offered, scope, known, quarter)


def query_of(quarter: Quarter, code: str, **more: str) -> str:
    return urlencode({"quarter": str(quarter), "scope": code, **more})


def sums_url(quarter: Quarter, code: str) -> str:
    """Where all figures of a scope stand together."""
    return f"{reverse('quarter-sums')}?{query_of(quarter, code)}"


def sums_of(quarter: Quarter, code: str) -> Opens:
    """Figures of several Centres open to what each Centre has of them."""

    def address(name: str, key: str) -> str:
        more = {"key": key} if key else {}
        page = reverse("quarter-sums-figure", args=[name])
        return f"{page}?{query_of(quarter, code, **more)}"

    return address
