"""The charts of `/styleguide/` in every state, with made-up figures."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.charts import Absent, Bar, Bars, Hidden, Lines, Matrix, Part, Series, Shares, Value

CENTRES = [
    "Үлгі облысы Мысал ауданының балаларды және отбасын қолдау жөніндегі орталығы",
    "Мысал қаласының Отбасын қолдау орталығы",
    "Үлгі аудандық Отбасын қолдау орталығы",
    "Бастау Отбасын қолдау орталығы",
]


def charts() -> dict[str, Any]:
    return {"bars": _bars(), "shares": _shares(), "lines": _lines(), "matrices": _matrices()}


def _bars() -> dict[str, Bars]:
    nobody = Absent(_("the quarter is not signed yet"))
    late: list[Value] = [1284, 310, Hidden(), nobody]
    both = [_("The Centre's own"), _("Of agencies")]
    pairs: list[list[Value]] = [[42, 38], [17, Hidden()], [nobody, 9], [0, 25]]
    shares: list[Value] = [Decimal("97.25"), Decimal("64.5"), 8, 0]
    return {
        "one": _centres([[value] for value in late], series=[_("Late activities")], linked=True),
        "two": _centres(pairs, series=both),
        "percent": _centres([[v] for v in shares], unit="%", decimals=1, maximum=100),
        "single": _centres([[7]]),
        "zeros": _centres([[0], [0]]),
        "nothing": Bars(rows=[]),
    }


def _centres(values: list[list[Value]], *, linked: bool = False, **options: Any) -> Bars:
    rows = [
        Bar(name, of_one, url="#" if linked else "")
        for name, of_one in zip(CENTRES, values, strict=False)
    ]
    return Bars(rows=rows, heading=_("Centre"), **options)


def _shares() -> dict[str, Shares]:
    done = [(_("The Centre itself"), 62), (_("Agencies"), 1204), (_("The family"), 31)]
    names = [_("done in full"), _("done in part"), _("impossible"), _("returned"), _("no report")]
    counts = [120, 64, 30, 21, 90]
    return {
        "three": _parts(done, linked=True),
        "five": _parts(list(zip(names, counts, strict=True))),
        "single": _parts([(_("Agencies"), 12), (_("The family"), 0)]),
        "hidden": _parts([(_("The Centre itself"), 62), (_("The family"), Hidden())]),
        "zeros": _parts([(_("The Centre itself"), 0), (_("The family"), 0)]),
        "nothing": Shares(parts=[]),
    }


def _parts(parts: list[Any], *, linked: bool = False) -> Shares:
    return Shares(
        parts=[Part(label, value, url="#" if linked else "") for label, value in parts],
        heading=_("Who carried out"),
    )


def _lines() -> dict[str, Lines]:
    one: list[Value] = [3, 5, 4, 8, 7, 9, 12, 14, 13, 17, 21, 19]
    two: list[Value] = [12, 11, 13, 12, Absent(), 15, 16, 14, 17, 18, 17, 18]
    three: list[Value] = [*range(30, 22, -1), Absent(), Absent(), Absent(), Absent()]
    four: list[Value] = [8, 7, Hidden(), 6, Hidden(), 7, 9, 8, 11, 9, 10, 11]
    names = [_("The Centre's own"), _("Of agencies"), _("Of the family"), CENTRES[0]]
    of_all = zip(names, [one, two, three, four], strict=True)
    four_lines = [Series(name, values) for name, values in of_all]
    percents = [Decimal("61.5"), Decimal(70), Decimal("83.25"), Decimal(79)]
    return {
        "four": _quarters(four_lines),
        "percent": _quarters(
            [Series(_("Done by the due date"), percents, short=_("in time"))],
            unit="%",
            decimals=1,
            maximum=100,
        ),
        "single": _quarters([Series(names[0], [1250]), Series(names[1], [1180])]),
        "zeros": _quarters([Series(names[0], [0, 0, 0])]),
        "absent": _quarters([Series(names[0], [Absent(), Hidden()])]),
        "nothing": Lines(labels=[], series=[]),
    }


def _quarters(series: list[Series], **options: Any) -> Lines:
    count = len(series[0].values)
    every = [(year, roman) for year in range(2023, 2027) for roman in ("I", "II", "III", "IV")]
    ended = every[:15]
    labels = [_("quarter %(roman)s %(year)s") % {"roman": r, "year": y} for y, r in ended[-count:]]
    return Lines(labels=labels, series=series, heading=_("Quarter"), **options)


def _matrices() -> dict[str, Matrix]:
    rows: list[list[Value]] = [
        [14, 3, 0, 0, 0],
        [22, 61, 7, Hidden(), 0],
        [9, 48, 120, 11, Hidden()],
        [0, 12, 37, 44, 8],
        [0, Hidden(), 10, 21, Absent(_("not assessed again yet"))],
    ]
    pairs = {
        (start, end): value
        for start, row in zip("ABCDE", rows, strict=True)
        for end, value in zip("ABCDE", row, strict=True)
    }
    known = {pair: value for pair, value in pairs.items() if isinstance(value, int)}
    urls = {pair: "#" for pair, value in known.items() if value}
    return {
        "some": _levels(pairs),
        "known": _levels(known, urls=urls),
        "zeros": _levels({("A", "A"): 0}),
        "nothing": _levels({}),
    }


def _levels(cells: dict[tuple[str, str], Any], **options: Any) -> Matrix:
    return Matrix(
        levels=list("ABCDE"),
        cells=cells,
        from_heading=_("At the start"),
        to_heading=_("At the end"),
        **options,
    )
