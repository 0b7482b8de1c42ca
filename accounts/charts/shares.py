"""One bar of 100 % in a few parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accounts.charts.values import LETTER, NARROW, Absent, Value, Write, drawn, exact, plain, share


@dataclass(frozen=True)
class Part:
    label: str
    value: Value
    url: str = ""


@dataclass(frozen=True)
class Shares:
    """Up to five parts of one whole. `heading` is what the parts are, for the table."""

    parts: Sequence[Part]
    heading: str = ""
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True)
class ShareShape:
    """One part. `percent` is whole, and None where the whole is not known."""

    look: int
    part: Part
    text: str
    percent: int | None
    x: str
    width: str
    end: str
    middle: str
    fits: bool
    reason: str
    #: Where the lines of dots and the rules of a pattern stand in a bar of 40 px.
    dots: Sequence[int] = (5, 15, 25, 35)
    rules: Sequence[int] = (4, 12, 20, 28, 36)


MOST_PARTS: Final = 5


def lay_out_shares(chart: Shares, *, write: Write) -> list[ShareShape]:
    """The whole is known only if every part is: otherwise no share is told, nor drawn."""
    if len(chart.parts) > MOST_PARTS:
        raise ValueError(f"a bar of shares has at most {MOST_PARTS} parts")
    numbers = [exact(part.value) for part in chart.parts if drawn(part.value)]
    total = sum(numbers) if len(numbers) == len(chart.parts) else Decimal(0)
    percents = whole_percents(numbers) if total else [None] * len(chart.parts)
    shapes, x = [], 0.0
    for look, (part, percent) in enumerate(zip(chart.parts, percents, strict=True), start=1):
        width = 100 * share(part.value, total) if total else 0.0
        shapes.append(
            ShareShape(
                look=look,
                part=part,
                text=write(part.value, chart.decimals),
                percent=percent,
                x=plain(x),
                width=plain(width),
                end=plain(x + width),
                middle=plain(x + width / 2),
                fits=width * NARROW / 100 >= 6 * LETTER,
                reason=part.value.reason if isinstance(part.value, Absent) else "",
            )
        )
        x += width
    return shapes


def whole_percents(numbers: Sequence[Decimal]) -> list[int]:
    """Whole per cents that add up to 100: what is cut off goes to the greatest remainders."""
    total = sum(numbers)
    exactly = [100 * number / total for number in numbers]
    found = [int(percent) for percent in exactly]
    order = sorted(range(len(found)), key=lambda i: found[i] - exactly[i])
    for index in order[: 100 - sum(found)]:
        found[index] += 1
    return found
