"""Centres, districts or regions one under the other, with the same measures (R7).

Who has not signed has a line without figures. What a line shows, the sum under the lines must not
tell of another one: small groups are hidden as in any other whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Territory
from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.measures import MEASURES
from monitoring.figures.showing import Figure, Opens, Shown, records_of
from monitoring.models import Conclusion, Monitoring

#: What stands in the table of Centres, districts or regions.
COLUMNS: Final = (
    *("cases", "out_of_low", "by_centre_alone", "free_text", "without_iin"),
    *("late_own", "late_agencies"),
)
#: Further ways from a line: words and addresses.
Ways = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """A Centre or a territory: where it opens, how many of its Centres signed, its figures."""

    name: str
    url: str
    state: str
    code: str
    cells: Cells | None
    opens: Opens
    of_several: bool
    ways: Ways = ()
    figures: Sequence[Figure] = ()


def of_centres(
    rows: Iterable[Monitoring], signed: Mapping[int, Conclusion], cells: Mapping[Any, Cells]
) -> list[Line]:
    """A line for each Centre; `cells` by Centre."""
    return _shown([_of_centre(row, signed.get(row.pk), cells) for row in rows])


def _of_centre(row: Monitoring, conclusion: Conclusion | None, cells: Mapping[Any, Cells]) -> Line:
    return Line(
        name=row.centre.name,
        url=reverse("quarter", args=[row.pk]),
        state=str(conclusion.get_state_display()) if conclusion else _("not signed yet"),
        code=conclusion.state if conclusion else "draft",
        cells=cells.get(row.centre_id, Cells({})) if conclusion else None,
        opens=records_of(row.pk),
        of_several=False,
    )


def of_territories(
    rows: Iterable[Monitoring],
    signed: Mapping[int, Conclusion],
    cells: Mapping[Any, Cells],
    *,
    by: Callable[[Monitoring], Territory],
    opens: Callable[[str], Opens],
    url: Callable[[str], str],
    ways: Callable[[str], Ways],
) -> list[Line]:
    """A line for each region, or district, in the order of its code; `cells` by that code."""
    groups: dict[str, list[Monitoring]] = {}
    for row in rows:
        groups.setdefault(by(row).pk, []).append(row)
    found = []
    for code, group in sorted(groups.items()):
        done = sum(row.pk in signed for row in group)
        found.append(
            Line(
                name=by(group[0]).name,
                url=url(code),
                state=_("%(done)s of %(all)s signed") % {"done": done, "all": len(group)},
                code="received" if done == len(group) else "draft",
                cells=cells.get(code, Cells({})) if done else None,
                opens=opens(code),
                of_several=True,
                ways=ways(code),
            )
        )
    return _shown(found)


def _shown(lines: list[Line]) -> list[Line]:
    """The lines with their figures."""
    cells = {place: line.cells for place, line in enumerate(lines) if line.cells is not None}
    hidden = {
        name: small.hidden_beside_total(
            MEASURES[name], {place: MEASURES[name].value(one) for place, one in cells.items()}
        )
        for name in COLUMNS
    }
    return [
        replace(line, figures=_figures(line, {name: place in hidden[name] for name in COLUMNS}))
        for place, line in enumerate(lines)
    ]


def _figures(line: Line, hidden: Mapping[str, bool]) -> list[Figure]:
    if line.cells is None:
        return []
    shown = Shown(line.cells, {}, False, line.opens, line.of_several)
    return [shown.figure(MEASURES[name], hidden=hides) for name, hides in hidden.items()]
