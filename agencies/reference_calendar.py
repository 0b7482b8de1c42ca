"""What the working calendar starts from (R24): the package `holidays`, and our sourced list.

The package proposes; the official who keeps the calendar decides. `data/calendar.csv` holds what
the package does not tell: the act of each decreed transfer, and days once published otherwise.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import holidays
from django.db import transaction

from agencies.calendar import lock_calendar
from agencies.models import CalendarDay
from regulations.working_days import SATURDAY

DATA = Path(__file__).parent / "data" / "calendar.csv"
TRANSFERRED_KK = "{} (демалыс күні ауыстырылды)"
TRANSFERRED_RU = "{} (перенос выходного дня)"
WORKED_KK, WORKED_RU = "Жұмыс күні", "Рабочий день"

#: The package has no Russian: asked for it, it silently gives English.
NAMES_RU = {
    "Жаңа жыл": "Новый год",
    "Православиелік Рождество": "Православное Рождество",
    "Халықаралық әйелдер күні": "Международный женский день",
    "Наурыз мейрамы": "Наурыз мейрамы",
    "Қазақстан халқының бірлігі мерекесі": "Праздник единства народа Казахстана",
    "Отан Қорғаушы күні": "День защитника Отечества",
    "Жеңіс күні": "День Победы",
    "Астана күні": "День столицы",
    "Қазақстан Республикасының Конституциясы күні": "День Конституции Республики Казахстан",
    "Республика күні": "День Республики",
    "Қазақстан Республикасы күні": "День Республики Казахстан",
    "Тәуелсіздік күні": "День Независимости",
    "Құрбан айт": "Курбан айт",
    "Демалыс күні": "Выходной день",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day that differs from Monday to Friday; `estimated` where its date is only reckoned."""

    day: date
    is_working: bool
    name_kk: str
    name_ru: str
    act: str = ""
    estimated: bool = False


def proposals(years: Iterable[int]) -> list[Proposal]:
    """Every day of these years that differs from Monday to Friday, as far as is known, by day."""
    wanted = frozenset(years)
    found = {p.day: p for p in _from_package(wanted)}
    found.update({p.day: p for p in _from_list() if p.day.year in wanted})
    return [found[day] for day in sorted(found)]


@transaction.atomic
def propose(years: Iterable[int], *, now: datetime) -> list[CalendarDay]:
    """Write the days of which the calendar says nothing yet; what it says already stays (R24).

    Open terms are not counted again here: `monitoring.calendar.seed` does both.
    """
    lock_calendar()
    wanted = proposals(years)
    days = [p.day for p in wanted]
    known = set(CalendarDay.objects.filter(day__in=days).values_list("day", flat=True))
    return CalendarDay.objects.bulk_create(
        [_row(p, now=now) for p in wanted if p.day not in known], batch_size=500
    )


def differences(years: Iterable[int]) -> list[date]:
    """Days of which the calendar in force says something else than the proposal, for a person."""
    wanted = frozenset(years)
    proposed = {p.day: p.is_working for p in proposals(wanted)}
    rows = CalendarDay.objects.filter(day__year__in=wanted).order_by("day", "-id").distinct("day")
    stated = {row.day: row.is_working for row in rows}
    return sorted(
        day
        for day in proposed.keys() | stated.keys()
        if proposed.get(day, day.weekday() < SATURDAY) != stated.get(day, day.weekday() < SATURDAY)
    )


def _row(proposal: Proposal, *, now: datetime) -> CalendarDay:
    return CalendarDay(
        day=proposal.day,
        is_working=proposal.is_working,
        name_kk=proposal.name_kk,
        name_ru=proposal.name_ru,
        act=proposal.act,
        estimated=proposal.estimated,
        source=CalendarDay.Source.PROPOSED,
        entered_at=now,
    )


def _from_package(years: frozenset[int]) -> Iterator[Proposal]:
    days = holidays.KZ(years=years, language="kk", islamic_show_estimated=False)
    labelled = holidays.KZ(years=years, language="kk", islamic_show_estimated=True)
    unmoved = holidays.KZ(years=years, language="kk", observed=False)
    for day in sorted(days):
        name_kk, name_ru = _names(days.get_list(day), transferred=day not in unmoved)
        estimated = days[day] != labelled[day]
        yield Proposal(day, False, name_kk, name_ru, estimated=estimated)
    for day in sorted(days.weekend_workdays):
        if day.year in years:
            yield Proposal(day, True, WORKED_KK, WORKED_RU)


def _names(labels: list[str], *, transferred: bool) -> tuple[str, str]:
    """Kazakh and Russian. A name that the table lacks stays Kazakh until somebody corrects it."""
    bases = [label.partition(" (")[0] for label in labels]
    name_kk = "; ".join(bases)
    name_ru = "; ".join(NAMES_RU.get(base, base) for base in bases)
    if not transferred:
        return name_kk, name_ru
    return TRANSFERRED_KK.format(name_kk), TRANSFERRED_RU.format(name_ru)


def _from_list() -> Iterator[Proposal]:
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Proposal(
                day=date.fromisoformat(row["day"]),
                is_working=row["working"] == "true",
                name_kk=row["name_kk"],
                name_ru=row["name_ru"],
                act=row["act"],
            )
