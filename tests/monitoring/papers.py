"""Conclusions made by hand: what was written down at signing, without a database.

The figures are made up, so that Kazakh endings after 1, 3, 6, 9, 10, 20, 40, 50 and 100 occur.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from monitoring.figures.counting import Cells
from monitoring.figures.measures import MEASURES
from monitoring.wording import sentences
from monitoring.wording.findings import FINDINGS, Found
from monitoring.wording.telling import Names
from regulations.quarters import Quarter

QUARTER: Final = Quarter(2026, 1)
SECTORS: Final = {
    "education": ("білім беру", "образование"),
    "health": ("денсаулық сақтау", "здравоохранение"),
    "employment": ("жұмыспен қамту", "занятость"),
    "social_protection": ("халықты әлеуметтік қорғау", "социальная защита населения"),
    "sport": ("спорт", "спорт"),
    "culture": ("мәдениет", "культура"),
    "tourism": ("туризм", "туризм"),
    "family_policy": ("қоғамдық даму және отбасы саясаты", "общественное развитие"),
    "housing": ("тұрғын үй қатынастары", "жилищные отношения"),
    "youth": ("жастар саясаты", "молодёжная политика"),
    "domestic_policy": ("ішкі саясат", "внутренняя политика"),
    "internal_affairs": ("ішкі істер", "внутренние дела"),
}
NAMES: Final[Names] = {
    "agency": {
        "1": ("№ 12 мектеп-гимназия", "Школа-гимназия № 12"),
        "2": ("№ 3 емхана", "Поликлиника № 3"),
    },
    "sector": SECTORS,
    "ground": {},
    "level": {},
    "risk": {},
}

#: Due, missed, and by working days how many were met, of each term.
TERMS: Final[Mapping[str, tuple[int, int, Mapping[int, int]]]] = {
    "dispatch:centre": (50, 10, {1: 20, 2: 20, 3: 10}),
    "report:agency": (109, 9, {9: 50, 10: 50, 12: 6}),
    "report:centre": (7, 1, {3: 6}),
    "review:centre": (30, 10, {1: 10, 2: 10}),
    "rework:agency": (9, 3, {5: 6}),
    "rework:centre": (1, 0, {0: 1}),
    "completion:centre": (20, 0, {1: 20}),
}


def many() -> Cells:
    """A full quarter: 100 cases, 150 activities, two agencies."""
    counts = {
        ("cases", ""): 100,
        ("cases_new", ""): 40,
        ("cases_with_children", ""): 50,
        ("cases_danger", ""): 9,
        ("cases_recognised", ""): 20,
        ("cases_refused", ""): 1,
        ("cases_relapse", ""): 3,
        ("plans_approved", ""): 60,
        ("plans_revised", ""): 20,
        ("plans_completed", ""): 10,
        ("cases_exit", ""): 6,
        ("cases_after_exit", ""): 1,
        ("persons", ""): 400,
        ("persons_without_iin", "documents_lost"): 9,
        ("activities", ""): 150,
        ("activities_executor", "agency"): 50,
        ("activities_executor", "centre"): 90,
        ("activities_executor", "family"): 10,
        ("activities_free_text", "centre"): 50,
        ("activities_agency", "1"): 40,
        ("activities_agency", "2"): 10,
        ("activities_sector", "education"): 40,
        ("activities_sector", "health"): 10,
        ("activities_kind", "offences"): 10,
        ("offences_ended", "executed"): 6,
        ("offences_outcome", "lowered"): 3,
        ("returned", "agency"): 9,
        ("returned_agency", "1"): 9,
        ("declined", ""): 1,
        ("declined_agency", "2"): 1,
        ("cases_probation", ""): 3,
        ("reports_due_agency", "1"): 100,
        ("reports_missed_agency", "1"): 6,
        ("reports_due_agency", "2"): 18,
        ("reports_missed_agency", "2"): 6,
        ("reports_days_agency", "1:9"): 94,
        ("reports_days_agency", "2:12"): 12,
    }
    pairs = {
        "D>B": 11,
        "D>C": 6,
        "E>C": 3,
        "D>D": 15,
        "E>E": 4,
        "E>D": 1,
        "B>A": 3,
        "C>B": 9,
        "C>C": 40,
    }
    counts |= {("levels_intake", pair): n for pair, n in pairs.items()}
    return Cells(counts | terms(TERMS))


def terms(rows: Mapping[str, tuple[int, int, Mapping[int, int]]]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for key, (due, missed, days) in rows.items():
        counts |= {("terms_due", key): due, ("terms_missed", key): missed}
        counts[("terms_kept", key)] = due - missed
        counts |= {("terms_days", f"{key}:{day}"): n for day, n in days.items()}
    return {name: n for name, n in counts.items() if n}


def found(cells: Cells) -> list[tuple[str, str]]:
    """Shortcomings that the story names: measure and key."""
    keys = [("by_centre_alone", ""), ("free_text", ""), ("sectors_absent", "")]
    late = [("late_share", key) for key in ("dispatch:centre", "review:centre", "rework:agency")]
    return [*keys, *late, ("agency_late", "2")] if cells.counts else []


def written(cells: Cells, **more: Any) -> dict[str, Any]:
    """What is written down of these figures; `more` takes the place of parts of it."""
    return {
        "form": 3,
        "number": "SEM-2026-1",
        "version": 1,
        "change_reason": "",
        "quarter": str(QUARTER),
        "centre": centre(),
        "counted_at": "2026-04-06T05:00:00+00:00",
        "signed_on": "2026-04-06",
        "signed_by": "Серікбаева Гүлнар Әнуарқызы",
        "signed_as": {"acting": False, "centre_kk": "", "centre_ru": ""},
        "cells": [[*name, n, []] for name, n in sorted(cells.counts.items())],
        "names": NAMES,
        "sentences": [
            {"code": one.code, "section": one.section, "kk": one.kk, "ru": one.ru, "cells": []}
            for one in sentences(cells, QUARTER, NAMES)
        ],
        **_findings(cells),
        "follow_ups": [],
        **more,
    }


def centre(**more: str) -> dict[str, str]:
    said = {
        "name_kk": "Семей отбасын қолдау орталығы",
        "name_ru": "Центр поддержки семьи города Семей",
        "region_kk": "Абай облысы",
        "region_ru": "область Абай",
        "place_kk": "Семей қаласы",
        "place_ru": "город Семей",
    }
    dates = ("founded_on", "closed_on", "merged_into_kk", "merged_into_ru")
    return {**said, **dict.fromkeys(dates, ""), **more}


def _findings(cells: Cells) -> dict[str, list[dict[str, Any]]]:
    shortcomings, advice = [], []
    for pk, (measure, key) in enumerate(found(cells), 1):
        value = MEASURES[measure].value(cells, key)
        absent = [row for code, row in SECTORS.items() if not cells["activities_sector", code]]
        one = FINDINGS[measure](Found(value, key, Decimal(10), NAMES, tuple(absent)))
        shortcomings.append(
            {"id": pk, "measure": measure, "key": key, "value": str(value.number)}
            | {"limit": "10", "cells": [], "kk": one.kk, "ru": one.ru}
        )
        advice.append(advised(one.advice_kk, one.advice_ru, to=one.to, key=key, shortcoming=pk))
    return {"shortcomings": shortcomings, "recommendations": advice}


def advised(
    kk: str,
    ru: str,
    *,
    to: str = "centre",
    key: str = "",
    shortcoming: int | None = None,
    repeats: str = "",
) -> dict[str, Any]:
    to_kk, to_ru = NAMES["agency"][key] if to == "agency" else ("", "")
    return {
        "shortcoming": shortcoming,
        "kk": kk,
        "ru": ru,
        "due_on": "2026-06-30",
        "to": to,
        "to_kk": to_kk,
        "to_ru": to_ru,
        "repeats": repeats,
    }


def answered(one: dict[str, Any], *, outcome: str, why: str = "") -> dict[str, Any]:
    return one | {"number": "SEM-2025-4", "outcome": outcome, "why": why}


def conclusion() -> dict[str, Any]:
    """A full quarter with shortcomings, advice in one language only, and earlier advice."""
    said = written(many())
    said["recommendations"].append(advised("Мобильді топтың құрамын кеңейту.", ""))
    second = ("Екінші қызметкер қабылдау.", "Принять второго сотрудника.")
    said["recommendations"].append(advised(*second, repeats="SEM-2025-4"))
    first = advised("Мектептермен кездесу өткізу.", "Провести встречу со школами.")
    said["follow_ups"] = [
        answered(first, outcome="done"),
        answered(advised(*second), outcome="not_done", why="штат бірлігі бөлінген жоқ"),
    ]
    return said


def empty_quarter() -> dict[str, Any]:
    """Nothing happened, and somebody stood in for the head."""
    signed_as = {"acting": True, "centre_kk": "", "centre_ru": ""}
    return written(Cells({}), signed_as=signed_as)


def correction() -> dict[str, Any]:
    """The second version for a Centre that was founded and merged within the quarter."""
    merged = {"kk": "Көкшетау отбасын қолдау орталығы", "ru": "Центр поддержки семьи Кокшетау"}
    return written(
        few(),
        number="SEM-2026-1/2",
        version=2,
        change_reason="Пысықтауға қайтарылған екі іс-шара есепке алынбаған.",
        centre=centre(
            founded_on="2026-01-20",
            closed_on="2026-03-10",
            merged_into_kk=merged["kk"],
            merged_into_ru=merged["ru"],
        ),
        signed_on="2026-04-21",
        signed_as={"acting": False, "centre_kk": merged["kk"], "centre_ru": merged["ru"]},
        shortcomings=[],
        recommendations=[],
    )


def few() -> Cells:
    """One of nearly everything."""
    ones: Iterable[str] = ("cases", "cases_new", "plans_approved", "persons", "activities")
    counts = {(figure, ""): 1 for figure in ones}
    counts |= {
        ("cases_recognised", ""): 1,
        ("levels_intake", "D>C"): 1,
        ("activities_executor", "agency"): 1,
        ("activities_agency", "1"): 1,
        ("activities_sector", "education"): 1,
        ("returned", "agency"): 2,
    }
    return Cells(counts | terms({"dispatch:centre": (1, 0, {2: 1}), "report:agency": (1, 1, {})}))
