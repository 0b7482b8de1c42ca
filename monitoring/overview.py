"""How Centres stand with their terms, for whoever watches a region or the country (R10, R14).

A few grouped queries over what is late and over the breaches of a quarter, whatever the number of
Centres; no case and no person can be told from the figures.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from agencies.models import Centre, Deadline, Territory
from monitoring.models import Breach
from monitoring.terms import TABLES
from regulations.quarters import Quarter

OWN = Q(agency=None)


@dataclass
class Standing:
    """A Centre or a region: terms late now and breaches of the quarter, its own and agencies'."""

    name: str
    url: str
    late_own: int = 0
    late_agencies: int = 0
    breaches_own: int = 0
    breaches_agencies: int = 0


def of_centres(regions: Iterable[str], *, today: date) -> list[Standing]:
    """Every Centre of some regions, whoever has most late first."""
    centres = Centre.objects.filter(region__in=regions, closed_on=None)
    found = {
        row.pk: Standing(row.name, _breaches(today, centre=row.pk))
        for row in centres.order_by("pk")
    }
    return _counted(found, "centre_id", today=today)


def of_regions(*, today: date) -> list[Standing]:
    """Every region that has a Centre."""
    regions = Territory.objects.filter(pk__in=Centre.objects.values("region")).order_by("pk")
    found = {row.pk: Standing(row.name, _breaches(today, region=row.pk)) for row in regions}
    return _counted(found, "centre__region_id", today=today)


def _breaches(today: date, **where: Any) -> str:
    since = Quarter.of(today).first_day.isoformat()
    query = "&".join(f"{name}={value}" for name, value in where.items())
    return f"{reverse('breaches')}?since={since}&{query}"


def _counted(found: dict[Any, Standing], group: str, *, today: date) -> list[Standing]:
    mine = Q(**{f"{group}__in": list(found)})
    for table in TABLES.values():
        rows = table.model._default_manager.filter(Deadline.OPEN, mine, due_on__lt=today)
        for key, (own, agencies) in _by(group, rows).items():
            found[key].late_own += own
            found[key].late_agencies += agencies
    broken = Breach.objects.filter(mine, due_on__gte=Quarter.of(today).first_day)
    for key, (own, agencies) in _by(group, broken).items():
        found[key].breaches_own, found[key].breaches_agencies = own, agencies
    return sorted(found.values(), key=lambda s: (-s.late_own - s.late_agencies, s.name))


def _by(group: str, rows: QuerySet[Any]) -> dict[Any, tuple[int, int]]:
    counted = rows.order_by(group).values_list(group)
    sums: dict[Any, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, own, all_of_them in counted.annotate(own=Count("pk", filter=OWN), all=Count("pk")):
        sums[key] = (own, all_of_them - own)
    return sums
