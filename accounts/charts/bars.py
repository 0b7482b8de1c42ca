"""Horizontal bars, one or two for each row, with the number at the bar's end."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.charts.values import (
    LETTER,
    NARROW,
    Absent,
    Number,
    Value,
    Write,
    drawn,
    greatest,
    plain,
    share,
)


@dataclass(frozen=True)
class Bar:
    label: str
    values: Sequence[Value]
    url: str = ""


@dataclass(frozen=True)
class Bars:
    """Rows of one or two values. `series` names them; `maximum` is where a scale must end (100).

    `heading` is what the rows are ("Centre"), for the table behind the chart.
    """

    rows: Sequence[Bar]
    series: Sequence[str] = ()
    heading: str = ""
    unit: str = ""
    decimals: int = 0
    maximum: Number | None = None


@dataclass(frozen=True)
class BarShape:
    """One bar: `width` is None where nothing is drawn, and then `text` says so."""

    look: int
    series: str
    text: str
    reason: str
    width: str | None


@dataclass(frozen=True)
class BarRow:
    label: str
    url: str
    bars: Sequence[BarShape]


def lay_out_bars(chart: Bars, *, write: Write) -> list[BarRow]:
    """The longest bar leaves room for the longest number, which stands at the bar's end."""
    names = chart.series or [""]
    values = [value for row in chart.rows for value in row.values]
    texts = [write(value, chart.decimals) for value in values if drawn(value)]
    room = min(60, 100 * (LETTER * max(map(len, texts), default=1) + 12) / NARROW)
    most = greatest(values, chart.maximum)

    def shape(look: int, name: str, value: Value) -> BarShape:
        text = write(value, chart.decimals)
        reason = value.reason if isinstance(value, Absent) else ""
        width = plain((100 - room) * share(value, most)) if drawn(value) else None
        return BarShape(look, name, text, reason, width)

    return [
        BarRow(
            row.label,
            row.url,
            [
                shape(look, name, value)
                for look, (name, value) in enumerate(zip(names, row.values, strict=True), start=1)
            ],
        )
        for row in chart.rows
    ]
