"""What the figures mean: counts, shares, means and percentiles taken from cells, with definitions.

A measure is taken from the cells of one Centre or from the sums of several alike. Where there is
nothing to take it from it is absent, with the reason, never zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Final, Literal

from django.utils.functional import Promise

from monitoring.figures.counting import Cells, Name

Unit = Literal["count", "percent", "days"]
#: What the key of a measure names, where it is taken for each of several.
By = Literal["", "term", "agency", "sector"]
Group = Literal["cases", "change", "terms", "joint", "offences"]
#: The percentile of the days that a term took; not set by the Order.
PERCENTILE: Final = Decimal("0.9")
_ONE_PLACE: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of some cells of a figure: by exact keys, or of all whose key starts so."""

    figure: str
    keys: tuple[str, ...] = ()
    starts: str = ""

    def names(self, cells: Cells, key: str = "") -> list[Name]:
        if self.keys:
            return [(self.figure, each.format(key)) for each in self.keys]
        start = self.starts.format(key)
        return [(self.figure, each) for each in cells.of(self.figure) if each.startswith(start)]

    def of(self, cells: Cells, key: str = "") -> int:
        return sum(cells[name] for name in self.names(cells, key))


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value: `number` in its unit, or absent; of a share the two counts as well."""

    unit: Unit
    number: Decimal | None
    part: int = 0
    whole: int = 0

    @property
    def is_absent(self) -> bool:
        return self.number is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure. `part` is what it counts, `whole` of what it is a share.

    With `statistic` the keys of `part` end in a number of working days, of which the mean or the
    percentile is taken (the smallest number of days within which that part of them lies).
    With `absent_of` it is the number of keys, of so many, under which there are no records.
    """

    id: str
    group: Group
    label: Promise
    definition: Promise
    part: Sum
    whole: Sum | None = None
    by: By = ""
    statistic: Literal["", "mean", "percentile"] = ""
    absent_of: int = 0

    @property
    def unit(self) -> Unit:
        if self.statistic:
            return "days"
        return "percent" if self.whole else "count"

    def value(self, cells: Cells, key: str = "") -> Value:
        if self.absent_of:
            absent = self.absent_of - len(self.evidence(cells))
            return Value("count", Decimal(absent), part=absent)
        part = self.part.of(cells, key)
        if self.statistic:
            return Value("days", self._of_days(self._days(cells, key)), whole=part)
        if self.whole is None:
            return Value("count", Decimal(part), part=part)
        whole = self.whole.of(cells, key)
        return Value("percent", _rounded(Decimal(100 * part), whole), part=part, whole=whole)

    def evidence(self, cells: Cells, key: str = "") -> list[Name]:
        """The cells with the records behind the value."""
        return [name for name in self.part.names(cells, key) if cells[name]]

    def _days(self, cells: Cells, key: str) -> list[tuple[int, int]]:
        names = self.part.names(cells, key)
        return sorted((int(name[1].rpartition(":")[2]), cells[name]) for name in names)

    def _of_days(self, days: Iterable[tuple[int, int]]) -> Decimal | None:
        found = list(days)
        number = sum(n for _days, n in found)
        if self.statistic == "mean":
            return _rounded(Decimal(sum(day * n for day, n in found)), number)
        return _percentile(found, number)


def rounded(number: Decimal) -> Decimal:
    """To one place after the comma, a half upwards."""
    return number.quantize(_ONE_PLACE, ROUND_HALF_UP)


def _rounded(amount: Decimal, number: int) -> Decimal | None:
    return rounded(amount / number) if number else None


def _percentile(days: Iterable[tuple[int, int]], number: int) -> Decimal | None:
    wanted, seen = ceil(PERCENTILE * number), 0
    for day, n in days:
        seen += n
        if n and seen >= wanted:
            return Decimal(day)
    return None
