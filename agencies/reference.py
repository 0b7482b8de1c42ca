"""Reference data as delivered: `load()` brings in what is missing and changes nothing else.

Administrators correct it afterwards without a release, so a row that exists is never written
again. What no official text confirms is loaded as unverified and shown so.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from agencies import reference_calendar
from agencies.models import PersonField, Sector, Service, Territory

DATA = Path(__file__).parent / "data"
#: Territories and days before are not needed: the Order is of 2024.
CALENDAR_FROM = 2023


@transaction.atomic
def load(*, now: datetime | None = None) -> None:
    """Create the territories, sectors, services and calendar days that are missing (R1, R5, R24).

    The calendar reaches to the end of the year after the next, so that no open term outruns it.
    """
    moment = now or timezone.now()
    Territory.objects.bulk_create(territories(), ignore_conflicts=True)
    Sector.objects.bulk_create(sectors(), ignore_conflicts=True)
    Service.objects.bulk_create(services(), ignore_conflicts=True)
    reference_calendar.propose(calendar_years(moment), now=moment)


def calendar_years(now: datetime) -> range:
    """From the year before the Order to the year after next."""
    return range(CALENDAR_FROM, timezone.localdate(now).year + 3)


def territories() -> list[Territory]:
    """The classifier, in its display spelling: «Семей қаласы», not «Семей Қ.Ә.»."""
    return [
        Territory(
            code=row["code"],
            level=int(row["level"]),
            parent_id=row["parent_code"] or None,
            kind=row["kind"],
            name_kk=row["display_kk"],
            name_ru=row["display_ru"],
        )
        for row in rows("kato")
    ]


def sectors() -> list[Sector]:
    """The twelve sectors of clause 5. The usual bodies are not in the Order: unverified.

    Nor does the Order say what an agency may be told of a person: as little as serves (R12).
    """
    told = {row["sector"]: row for row in rows("person_fields")}
    return [
        Sector(**row | {"order": int(row["order"]), "person_fields": _named(told[row["code"]])})
        for row in rows("sectors")
    ]


def _named(row: dict[str, str]) -> list[str]:
    return [field for field in PersonField.values if row[field] == "yes"]


def services() -> list[Service]:
    """Measures and services. Their terms come from cards of unknown edition: unverified.

    A term that no public text gives stays empty. Which names tell nothing of a family's trouble is
    our own judgement: as few as serve (R12).
    """
    named = {row["code"] for row in rows("named_services")}
    return [
        Service(
            code=row["code"],
            sector_id=row["sector"],
            name_kk=row["name_kk"],
            name_ru=row["name_ru"],
            term_days=int(row["statutory_term_working_days"] or 0) or None,
            term_note=row["term_note"],
            named_to_others=row["code"] in named,
        )
        for row in rows("services")
    ]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a file of this app's reference data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
