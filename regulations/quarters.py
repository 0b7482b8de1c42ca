"""Calendar quarters, in which the Centre monitors the joint work (R21, clause 13)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

_FORM: Final = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
MONTHS: Final = 3


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, written 2026-Q1; quarters compare in the order of time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"a year has quarters 1 to 4, not {self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read back what `str` wrote; ValueError for anything else."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f"not a quarter: {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Self:
        years, index = divmod(self.number, 4)
        return type(self)(self.year + years, index + 1)

    @property
    def previous(self) -> Self:
        return type(self).of(self.first_day - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day
