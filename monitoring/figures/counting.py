"""Counting the quarter of a Centre, in one statement, and so at one moment (R21, clause 13)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from accounts import scopes
from agencies.calendar import working_calendar
from monitoring.figures.cells import FIGURES, Figure
from monitoring.figures.facts import SELECTIONS, TERMS
from regulations.quarters import Quarter
from regulations.working_days import FIRST_DAY

#: The ground of the Social Code, art. 133, "registered with the probation service".
PROBATION: Final = "G12"

#: A figure and a key in it.
Name = tuple[str, str]


@dataclass(frozen=True)
class Cells:
    """The counted cells of a Centre, or the sums of several. A cell that is not there is 0.

    An activity returned twice counts twice and stands once among the records.
    """

    counts: Mapping[Name, int]
    records: Mapping[Name, tuple[int, ...]] = field(default_factory=dict)

    def __getitem__(self, name: Name) -> int:
        return self.counts.get(name, 0)

    @cached_property
    def _by_figure(self) -> Mapping[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        for (figure, key), number in self.counts.items():
            found.setdefault(figure, []).append((key, number))
        return found

    @cached_property
    def _in_order(self) -> dict[str, Mapping[str, int]]:
        """Of the figures that were asked for: few of all, where many Centres are added up."""
        return {}

    def of(self, figure: str) -> Mapping[str, int]:
        """All cells of a figure by their keys, in the order of the keys."""
        if figure not in self._in_order:
            self._in_order[figure] = dict(sorted(self._by_figure.get(figure, ())))
        return self._in_order[figure]

    @cached_property
    def digest(self) -> str:
        """By which two countings are told apart."""
        text = json.dumps(sorted([*name, n] for name, n in self.counts.items()))
        return hashlib.sha256(text.encode()).hexdigest()


def count(centre_id: int, quarter: Quarter) -> Cells:
    """All cells of a Centre's quarter with the records behind each."""
    with scopes.within(scopes.QUARTERS), connection.cursor() as cursor:
        cursor.execute(_counted(FIGURES.values()), parameters(centre_id, quarter))
        rows = cursor.fetchall()
    names = list(FIGURES)
    return Cells(
        counts={(names[figure], key): number for figure, key, number, _ids in rows},
        records={(names[figure], key): tuple(sorted(set(ids))) for figure, key, _n, ids in rows},
    )


def parameters(centre_id: int, quarter: Quarter) -> dict[str, Any]:
    """What the selections ask for, see `facts`."""
    until = datetime.combine(quarter.last_day + timedelta(days=1), time())
    return {
        "centre": centre_id,
        "first": quarter.first_day,
        "last": quarter.last_day,
        "until": timezone.make_aware(until),
        "worked": working_calendar().running_count(until=quarter.last_day),
        "origin": FIRST_DAY,
        "terms": list(TERMS),
        "probation": PROBATION,
    }


def _counted(figures: Iterable[Figure]) -> str:
    """Each record goes, under its keys, into the figures of its selection; cells are counted.

    A figure is called by its place among all: a number is sorted faster than a name.
    """
    chosen: dict[str, list[tuple[int, Figure]]] = {}
    for place, figure in enumerate(figures):
        chosen.setdefault(figure.facts, []).append((place, figure))
    selections = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in SELECTIONS.items())
    cells = " UNION ALL ".join(_cells(facts, some) for facts, some in chosen.items())
    return f"WITH {selections} {cells}"


def _cells(facts: str, figures: Iterable[tuple[int, Figure]]) -> str:
    values = ", ".join(f"({place}, {figure.key})" for place, figure in figures)
    return f"""
        SELECT k.figure, k.key, count(*), array_agg(f.id)
        FROM {facts} f, LATERAL (VALUES {values}) k (figure, key)
        WHERE k.key IS NOT NULL GROUP BY k.figure, k.key"""
