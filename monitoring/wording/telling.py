"""What a sentence is made from: figures, each noted as it is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from accounts.figures import figures, percent_sign
from monitoring.figures.counting import Cells, Name
from monitoring.figures.formulas import Value, rounded
from monitoring.figures.measures import MEASURES
from regulations.quarters import Quarter

Section = Literal["work", "change", "terms", "joint", "offences"]
#: Names of agencies, sectors and others by kind and key, in both languages.
Names = Mapping[str, Mapping[str, tuple[str, str]]]


@dataclass(frozen=True)
class Said:
    """A sentence in both languages, the numbers in it, and the cells where they stand."""

    code: str
    section: Section
    kk: str
    ru: str
    values: dict[str, Any]
    cells: list[Name]


@dataclass
class Telling:
    """The figures of a quarter, read by a sentence; remembers which ones were read."""

    cells: Cells
    quarter: Quarter
    names: Names
    values: dict[str, Any] = field(default_factory=dict)
    told: dict[Name, None] = field(default_factory=dict)

    def value(self, measure: str, key: str = "") -> Value:
        """The value of a measure; it and its cells are noted."""
        found = MEASURES[measure].value(self.cells, key)
        name = f"{measure}:{key}" if key else measure
        self.values[name] = None if found.number is None else str(found.number)
        self.told.update(dict.fromkeys(MEASURES[measure].evidence(self.cells, key)))
        return found

    def number(self, measure: str, key: str = "") -> int:
        """A count, or the part of a share."""
        return self.value(measure, key).part

    def cell(self, figure: str, key: str) -> int:
        """A single cell that no measure names, such as an executor's part."""
        number = self.cells[figure, key]
        self.values[f"{figure}:{key}"] = str(number)
        if number:
            self.told[figure, key] = None
        return number

    def said(self, code: str, section: Section, kk: str, ru: str) -> Said:
        return Said(code, section, kk, ru, self.values, list(self.told))


def share(part: int, whole: int) -> str:
    """The percentage of a part, "12,5 %"; the whole is not zero."""
    return percent_sign(trimmed(rounded(Decimal(100 * part) / whole)))


def shown(number: Decimal | None) -> str:
    """A number of a measure as both languages write it: "8,7", "6"."""
    return "–" if number is None else figures(trimmed(number))


def in_percent(number: Decimal | None) -> str:
    """The number of a share with its sign, which stays on the same line: "33,3 %"."""
    return "–" if number is None else percent_sign(trimmed(number))


def trimmed(number: Decimal) -> int | Decimal:
    """Without a place after the comma where that is a nought."""
    return int(number) if number == int(number) else number


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)
