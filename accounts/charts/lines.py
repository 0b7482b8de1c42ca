"""One to four lines over the same quarters."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from accounts.charts.values import Hidden, Number, Value, Write, drawn, exact, greatest, plain

#: Each line has a dash and a mark of its own: (dashes and gaps, whether the mark is hollow).
LOOKS: Final = (("", False), ("9 4", True), ("2 3", False), ("10 3 2 3", True))
MOST_SERIES: Final = len(LOOKS)
#: Where the plot begins and ends, and the whole picture; the height of a line of text, and what
#: stands between two labels (px).
TOP, BOTTOM, HEIGHT, LINE, BETWEEN = 14, 214, 256, 18, 4
LETTERS_OF_A_NAME: Final = 24
LABELS_ON_WIDE, LABELS_ON_NARROW = 8, 3


@dataclass(frozen=True)
class Series:
    """A name, and a value for each label. `short` stands at the line's end on a phone."""

    name: str
    values: Sequence[Value]
    short: str = ""


@dataclass(frozen=True)
class Lines:
    """One to four series over the same labels, oldest first; `heading` is what those are."""

    labels: Sequence[str]
    series: Sequence[Series]
    heading: str = ""
    unit: str = ""
    decimals: int = 0
    maximum: Number | None = None


@dataclass(frozen=True)
class Tick:
    y: str
    text: str


@dataclass(frozen=True)
class Column:
    """A label below the plot, in one or two lines; on a phone fewer have room."""

    x: str
    lines: Sequence[tuple[str, str]]  # (y, text)
    on_wide: bool
    on_narrow: bool
    hidden: bool
    foot: int


@dataclass(frozen=True)
class Stroke:
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Mark:
    x: str
    y: str


@dataclass(frozen=True)
class End:
    """The label at the right, a thin line leads there if the line ended early.

    `marked`: it is not beside the line's last mark, and has one of its own.
    """

    mark: Mark
    y: str
    text: str
    first_line: str
    lines: Sequence[tuple[str, str]]  # the others: (down from y, text)
    short: str
    leader: Stroke | None = None
    marked: bool = False
    below: int = 5 + LINE


@dataclass(frozen=True)
class LineShape:
    look: int
    name: str
    strokes: Sequence[Stroke]
    marks: Sequence[Mark]
    dash: str
    hollow: bool
    is_hidden: bool = False
    end: End | None = None


@dataclass(frozen=True)
class LinePicture:
    """`axis` and `ends` say how much room is needed left and, on a phone, right: s, m or l."""

    ticks: Sequence[Tick]
    columns: Sequence[Column]
    lines: Sequence[LineShape]
    axis: str
    ends: str
    all_end: bool
    bottom: int = BOTTOM
    height: int = HEIGHT


def lay_out_lines(chart: Lines, *, write: Write) -> LinePicture:
    if len(chart.series) > MOST_SERIES:
        raise ValueError(f"at most {MOST_SERIES} lines can be told apart")
    for series in chart.series:
        if len(series.values) != len(chart.labels):
            raise ValueError(f"{series.name}: as many values as labels, {len(chart.labels)}")
    values = [value for series in chart.series for value in series.values]
    ticks = scale(greatest(values, chart.maximum), whole=chart.decimals == 0)
    texts = [write(tick, _decimals(ticks[1])) for tick in ticks]
    lines = _with_ends(chart, _shapes(chart, ticks[-1]), write=write)
    ends = [text for line in lines if line.end for text in (line.end.text, line.end.short)]
    return LinePicture(
        ticks=[Tick(_down(tick / ticks[-1]), t) for tick, t in zip(ticks, texts, strict=True)],
        columns=_columns(chart),
        lines=lines,
        axis=_room(texts),
        ends=_room(ends),
        all_end=all(line.end for line in lines),
    )


def _room(texts: Sequence[str]) -> str:
    longest = max(map(len, texts), default=0)
    return "s" if longest <= 3 else "m" if longest <= 6 else "l"


def _decimals(step: Decimal) -> int:
    return max(0, -int(step.normalize().as_tuple().exponent))


def _shapes(chart: Lines, top: Decimal) -> list[LineShape]:
    """The lines without their labels; where a value is missing, a line is cut."""
    count, shapes = len(chart.labels), []
    for look, (series, looks) in enumerate(zip(chart.series, LOOKS, strict=False), start=1):
        marks = [
            Mark(_across(i, count), _down(exact(value) / top)) if drawn(value) else None
            for i, value in enumerate(series.values)
        ]
        strokes = [Stroke(a.x, a.y, b.x, b.y) for a, b in pairwise(marks) if a and b]
        known = [mark for mark in marks if mark]
        hidden = not known and any(isinstance(value, Hidden) for value in series.values)
        shapes.append(LineShape(look, series.name, strokes, known, *looks, is_hidden=hidden))
    return shapes


def _with_ends(chart: Lines, shapes: Sequence[LineShape], *, write: Write) -> list[LineShape]:
    """Labels in the order of the lines' ends, moved apart where they would touch."""
    most_lines = 2 if len(shapes) == MOST_SERIES else 3
    ends = [
        _end(shape.marks[-1], series, write(_last(series), chart.decimals), most_lines=most_lines)
        for shape, series in zip(shapes, chart.series, strict=True)
        if shape.marks
    ]
    heights = [LINE * (1.0 + max(len(end.lines), bool(end.short))) + BETWEEN for end in ends]
    places = spread([float(end.y) for end in ends], heights, end=BOTTOM + BETWEEN + LINE / 2)
    placed = iter([_moved(end, y) for end, y in zip(ends, places, strict=True)])
    return [replace(shape, end=next(placed)) if shape.marks else shape for shape in shapes]


def _last(series: Series) -> Value:
    return next(value for value in reversed(series.values) if drawn(value))


def _end(last: Mark, series: Series, text: str, *, most_lines: int) -> End:
    """The last number, and the name wrapped around it."""
    first, *more = textwrap.wrap(
        series.name,
        LETTERS_OF_A_NAME,
        initial_indent=" " * (len(text) + 1),
        max_lines=most_lines,
        placeholder="…",
        break_on_hyphens=False,
    )
    below = [(plain(5 + LINE * i), line) for i, line in enumerate(more, start=1)]
    return End(last, last.y, text, first.strip(), below, series.short)


def _moved(end: End, y: float) -> End:
    """Where the line ended early, a thin one leads on to the label."""
    early = end.mark.x != "100"
    leader = Stroke(end.mark.x, end.mark.y, "100", plain(y)) if early else None
    moved = abs(y - float(end.mark.y)) > 1
    return replace(end, y=plain(y), leader=leader, marked=early or moved)


def spread(wanted: Sequence[float], heights: Sequence[float], *, end: float) -> list[float]:
    """Where each block's first line goes: as near to what it wants as the others let it."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    places = list(wanted)
    for above, below in pairwise(order):
        places[below] = max(places[below], places[above] + heights[above])
    limit = end
    for index in reversed(order):
        places[index] = min(places[index], limit - heights[index] + LINE / 2)
        limit = places[index] - LINE / 2
    return places


def _columns(chart: Lines) -> list[Column]:
    """Labels counted from the newest, as many as have room."""
    count = len(chart.labels)
    rows = zip(chart.labels, *(series.values for series in chart.series), strict=True)
    wide, narrow = (math.ceil(count / most) for most in (LABELS_ON_WIDE, LABELS_ON_NARROW))
    return [
        Column(
            x=_across(i, count),
            lines=[(plain(BOTTOM + 2 + LINE * j), t) for j, t in enumerate(two_lines(label), 1)],
            on_wide=(count - 1 - i) % wide == 0,
            on_narrow=(count - 1 - i) % narrow == 0,
            hidden=any(isinstance(value, Hidden) for value in values),
            foot=BOTTOM + 5,
        )
        for i, (label, *values) in enumerate(rows)
    ]


def two_lines(label: str) -> list[str]:
    """The label cut at the space that leaves the shortest lines."""
    words = label.split(" ")
    cuts = [[" ".join(words[:i]), " ".join(words[i:])] for i in range(1, len(words))]
    return min(cuts, key=lambda lines: max(map(len, lines)), default=[label])


def scale(most: Decimal, *, whole: bool) -> list[Decimal]:
    """Round numbers from 0 to at least `most`: steps of 1, 2 or 5, four or five of them at most."""
    if not most:
        return [Decimal(0), Decimal(1)]
    digits = most.adjusted() - 1
    power = Decimal(10) ** (max(digits, -1) if whole else digits)
    steps = [Decimal(f) * p for p in (power, 10 * power) for f in (1, 2, 5)]
    step = next(s for s in steps if most <= 5 * s and not (whole and s < 1))
    return [i * step for i in range(math.ceil(most / step) + 1)]


def _across(index: int, count: int) -> str:
    return plain(100 * index / (count - 1)) if count > 1 else "50"


def _down(part: Decimal) -> str:
    return plain(BOTTOM - (BOTTOM - TOP) * float(part))
