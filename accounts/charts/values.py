"""What a chart may be told: a number, that there is none, or that it is not to be told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

Number = int | float | Decimal


@dataclass(frozen=True)
class Absent:
    """Nobody knows the number; `reason` says why, in the reader's language."""

    reason: str = ""


@dataclass(frozen=True)
class Hidden:
    """There is a number, which would tell of a family, by itself or beside the others.

    One value for both: a picture that told them apart would tell more than it may.
    """


Value = Number | Absent | Hidden
#: How a number looks that is hidden; the filter `aloud` lets a screen reader say what it means.
HIDDEN: Final = "<5"
#: A value as the reader's language writes it; the second argument: how many decimals.
Write = Callable[[Value, int], str]

#: What a picture surely has on a phone of 360 px, and what a letter takes, in px.
NARROW: Final = 300
LETTER: Final = 8


def drawn(value: Value) -> bool:
    return not isinstance(value, Absent | Hidden)


def exact(value: Value) -> Decimal:
    """What is drawn is a number from 0 upwards."""
    if isinstance(value, Absent | Hidden) or value < 0:
        raise ValueError(f"{value!r} cannot be drawn")
    return Decimal(str(value))


def greatest(values: Iterable[Value], maximum: Number | None) -> Decimal:
    """Where the scale ends: the maximum that was asked for, unless a value is beyond it."""
    asked = [] if maximum is None else [exact(maximum)]
    return max([exact(value) for value in values if drawn(value)] + asked, default=Decimal(0))


def share(value: Value, most: Decimal) -> float:
    return float(exact(value) / most) if most else 0.0


def plain(number: float) -> str:
    """Two decimals at most, a dot, no grouping: as SVG reads numbers."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
