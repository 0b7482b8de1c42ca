"""From level to level: a table of counts, shaded in steps."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from accounts.charts.values import Absent, Hidden, Value, Write, drawn, exact, greatest, share


@dataclass(frozen=True)
class Matrix:
    """From each level (the best first) to each level. A pair that is not named is 0."""

    levels: Sequence[str]
    cells: Mapping[tuple[str, str], Value]
    from_heading: str
    to_heading: str
    urls: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    text: str
    step: int
    move: str  # better, same, worse
    marked: bool  # somebody moved
    reason: str
    url: str


@dataclass(frozen=True)
class Tally:
    """All that moved one way; no text where a cell of it is not shown."""

    move: str
    text: str


STEPS: Final = 4
MOVES: Final = ("better", "same", "worse")


def lay_out_matrix(chart: Matrix, *, write: Write) -> tuple[list[list[Cell]], list[Tally]]:
    if unknown := {level for pair in chart.cells for level in pair} - set(chart.levels):
        raise ValueError(f"cells of unknown levels {sorted(unknown)}")
    most = greatest(chart.cells.values(), None)
    found: dict[str, list[Value]] = {move: [] for move in MOVES}
    rows = []
    for i, start in enumerate(chart.levels):
        row = []
        for j, end in enumerate(chart.levels):
            value, move = chart.cells.get((start, end), 0), MOVES[1 + (j > i) - (j < i)]
            found[move].append(value)
            step = math.ceil(STEPS * share(value, most)) if drawn(value) else 0
            reason = value.reason if isinstance(value, Absent) else ""
            url = chart.urls.get((start, end), "")
            marked = step > 0 or isinstance(value, Hidden)
            row.append(Cell(write(value, 0), step, move, marked, reason, url))
        rows.append(row)
    return rows, [_tally(move, values, write) for move, values in found.items()]


def _tally(move: str, values: Sequence[Value], write: Write) -> Tally:
    numbers = [int(exact(value)) for value in values if drawn(value)]
    return Tally(move, write(sum(numbers), 0) if len(numbers) == len(values) else "")
