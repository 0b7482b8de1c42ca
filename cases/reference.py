"""Loads what `cases/data/` holds: grounds, wellbeing levels and directions, risks (R3, R4).

Only rows that are missing are made; what an administrator corrected is never overwritten. What
the sources leave open is loaded as not verified: the Kazakh wording of the grounds, the names
and score bands of the levels. Risk indicators are the risks that clause 4(7) names.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_noop

from cases.models import Ground, RiskIndicator, WellbeingDirection, WellbeingLevel

DATA = Path(__file__).parent / "data"
#: Stored as it stands here and translated where it is shown; a person may write another one.
GROUND_SOURCE = gettext_noop("Social Code art. 133")
#: The edition of the Digital Family Card method by which families are assessed: the amendment of
#: 2026 has eight directions, whose names are not verified yet.
EDITION_IN_USE = 2023


def load() -> dict[str, int]:
    """Make the missing rows; returns how many, by file. Doing it again makes none."""
    return {
        "grounds": sum(map(_ground, _rows("grounds"))),
        "wellbeing_levels": sum(map(_level, _rows("wellbeing_levels"))),
        "wellbeing_directions": sum(
            _direction(row, order) for order, row in enumerate(_rows("wellbeing_directions"), 1)
        ),
        "risk_indicators": sum(map(_risk, _rows("risk_indicators"))),
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _ground(row: dict[str, str]) -> bool:
    """Ground 9 has forms, G09.1 and on, which the file lists after the grounds."""
    parent = row["code"].rpartition(".")[0] or None
    values = {
        "name_kk": row["name_kk"],
        "name_ru": row["name_ru"],
        "parent_id": parent,
        "source": f"{GROUND_SOURCE}(2)" if parent else GROUND_SOURCE,
    }
    return Ground.objects.get_or_create(code=row["code"], defaults=values)[1]


def _level(row: dict[str, str]) -> bool:
    values = {
        "name_kk": row["name_kk"],
        "name_ru": row["name_ru"],
        "score_min": int(row["score_min"]) if row["score_min"] else None,
        "score_max": int(row["score_max"]) if row["score_max"] else None,
    }
    return WellbeingLevel.objects.get_or_create(code=row["code"], defaults=values)[1]


def _direction(row: dict[str, str], order: int) -> bool:
    edition = int(row["edition"])
    values = {
        "name_kk": row["name_kk"],
        "name_ru": row["name_ru"],
        "edition": edition,
        "order": order,
        "in_use": edition == EDITION_IN_USE,
    }
    return WellbeingDirection.objects.get_or_create(code=row["code"], defaults=values)[1]


def _risk(row: dict[str, str]) -> bool:
    values = {"name_kk": row["name_kk"], "name_ru": row["name_ru"], "order": int(row["order"])}
    return RiskIndicator.objects.get_or_create(code=row["code"], defaults=values)[1]
