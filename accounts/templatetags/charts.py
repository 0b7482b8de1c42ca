"""Charts for where people would rather look than read; `docs/pages.md` shows how each is written.

A figure has a caption, a picture that is read without colour (patterns, dashes, shapes, numbers
and names beside what they mean), and the same as a table with the exact numbers.

Why the pictures are made as they are: labels of rows are HTML, because Kazakh names are long and
must wrap on a phone; pictures have no viewBox, because text in one shrinks with it, below 12 px on
a phone; patterns are dashed lines rather than `<pattern>`, which needs an id for every bar and is
lost where each SVG is drawn for itself (PDF). Nothing has a style of its own: colours are classes
of `static/css/charts.css`.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.charts import Absent, Bars, Hidden, Lines, Matrix, Number, Series, Shares, Value
from accounts.charts.bars import lay_out_bars
from accounts.charts.lines import lay_out_lines
from accounts.charts.matrix import lay_out_matrix
from accounts.charts.shares import lay_out_shares
from accounts.charts.values import HIDDEN, Write, drawn

register = template.Library()

Table = dict[str, Any]


@register.inclusion_tag("components/chart_bars.html")
def chart_bars(
    chart: Bars, *, id: str, caption: str, note: str = "", empty: str = ""
) -> dict[str, Any]:
    """Rows of one or two bars. `id` is the figure's own on its page, `note` stands below it."""
    values = [value for row in chart.rows for value in row.values]
    return {
        **_figure(id, caption, note, empty, values=values),
        "rows": lay_out_bars(chart, write=_writer(chart.unit)),
        "legend": list(enumerate(chart.series, start=1)) if len(chart.series) > 1 else [],
        "table": _table(
            [chart.heading, *(chart.series or [_("Number")])],
            [(row.label, _exactly(row.values, chart)) for row in chart.rows],
        ),
    }


@register.inclusion_tag("components/chart_shares.html")
def chart_shares(
    chart: Shares, *, id: str, caption: str, note: str = "", empty: str = ""
) -> dict[str, Any]:
    """One bar of 100 % with up to five parts; it is drawn only where every part is known."""
    values = [part.value for part in chart.parts]
    shapes = lay_out_shares(chart, write=_writer(chart.unit))
    parts = [(s, "" if s.percent is None else _percent(str(s.percent))) for s in shapes]
    exact = _exactly(values, chart)
    return {
        **_figure(id, caption, note, empty, values=values),
        "parts": parts,
        "whole": any(shape.percent is not None for shape in shapes),
        "described": "; ".join(f"{shape.part.label}: {percent}" for shape, percent in parts),
        "table": _table(
            [chart.heading, _("Number"), _("Share")],
            [
                (shape.part.label, [number, percent or "–"])
                for (shape, percent), number in zip(parts, exact, strict=True)
            ],
        ),
    }


@register.inclusion_tag("components/chart_lines.html")
def chart_lines(
    chart: Lines, *, id: str, caption: str, note: str = "", empty: str = ""
) -> dict[str, Any]:
    """One to four lines over the same labels; a line is broken where there is no number."""
    values = [value for series in chart.series for value in series.values]
    rows = zip(*(series.values for series in chart.series), strict=True)
    return {
        **_figure(id, caption, note, empty, values=values),
        "picture": lay_out_lines(chart, write=_writer(chart.unit)) if values else None,
        "described": "; ".join(_told(series, chart) for series in chart.series),
        "table": _table(
            [chart.heading, *(series.name for series in chart.series)],
            [
                (label, _exactly(row, chart))
                for label, row in zip(chart.labels, rows, strict=bool(values))
            ],
        ),
    }


@register.inclusion_tag("components/chart_matrix.html")
def chart_matrix(
    chart: Matrix, *, id: str, caption: str, note: str = "", empty: str = ""
) -> dict[str, Any]:
    """From level to level, the best first: a table, shaded, with ▲ better, = same, ▼ worse."""
    cells, tallies = lay_out_matrix(chart, write=_writer(""))
    words = {
        "better": pgettext("level", "better"),
        "same": pgettext("level", "the same"),
        "worse": pgettext("level", "worse"),
    }
    return {
        **_figure(id, caption, note, empty, values=list(chart.cells.values())),
        "chart": chart,
        "rows": list(zip(chart.levels, cells, strict=True)),
        "tallies": tallies,
        "words": words,
    }


@register.filter
def aloud(text: str, words: str = "") -> str:
    """A number as it is written; what the sign of one that is hidden means is heard, too.

    `words` where the language is not the reader's: a conclusion has its own.
    """
    if text != HIDDEN:
        return text
    meaning = words or _("fewer than five, or a number that would tell such a group")
    sign = '<span role="img" aria-label="{}" title="{}">{}</span>'
    return format_html(sign, meaning, meaning, HIDDEN)


@register.filter
def at(mapping: dict[str, str], key: str) -> str:
    """The entry of a dict under a key that is a variable."""
    return mapping[key]


def _figure(
    id: str, caption: str, note: str, empty: str, *, values: Sequence[Value]
) -> dict[str, Any]:
    """What every figure has; `hides` says whether a number of it is not shown."""
    return {
        "id": id,
        "caption": caption,
        "note": note,
        "empty": "" if values else empty or _("There are no figures yet."),
        "hides": any(isinstance(value, Hidden) for value in values),
        "hidden": HIDDEN,
        "gaps": any(isinstance(value, Absent) for value in values),
    }


def _table(headings: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> Table:
    return {"headings": headings, "rows": rows}


def _writer(unit: str) -> Write:
    """Values as the reader's language writes them, with their unit."""

    def write(value: Value, decimals: int) -> str:
        if isinstance(value, Absent):
            return "–"
        if isinstance(value, Hidden):
            return HIDDEN
        step = Decimal(1).scaleb(-decimals)
        rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
        number = number_format(rounded, use_l10n=True, force_grouping=True)
        return _percent(number) if unit == "%" else f"{number}\xa0{unit}".rstrip()

    return write


def _percent(number: str) -> str:
    return _("%(number)s%%") % {"number": number}


def _exactly(values: Iterable[Value], chart: Bars | Shares | Lines) -> list[str]:
    """For the table: nothing is rounded but what floating point adds, and reasons are told."""
    write = _writer(chart.unit)
    return [
        f"– {value.reason or _('no figure')}"
        if isinstance(value, Absent)
        else write(value, max(chart.decimals, _decimals_of(value)))
        for value in values
    ]


def _decimals_of(value: Number | Hidden) -> int:
    if isinstance(value, Hidden):
        return 0
    exponent = int(round(Decimal(str(value)), 4).normalize().as_tuple().exponent)
    return max(0, -exponent)


def _told(series: Series, chart: Lines) -> str:
    """A line in words: its first and its last number."""
    write = _writer(chart.unit)
    pairs = zip(chart.labels, series.values, strict=True)
    known = [f"{label} – {write(v, chart.decimals)}" for label, v in pairs if drawn(v)]
    nothing = HIDDEN if any(isinstance(v, Hidden) for v in series.values) else _("no figure")
    return f"{series.name}: {', '.join(known[:1] + known[1:][-1:]) or nothing}"
