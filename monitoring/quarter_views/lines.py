"""Centres, districts or regions one under the other, with the same measures (R7).

Who has not signed has a line without figures. A sum that would tell what a Centre, a district or a
region hides is hidden too, wherever it stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Territory
from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.measures import MEASURES
from monitoring.figures.showing import Figure, Opens, Shown, nowhere, records_of
from monitoring.figures.sums import add_up, together
from monitoring.models import Conclusion, Monitoring
from monitoring.wording.telling import Names

#: What stands in the table of Centres, districts or regions.
COLUMNS: Final = (
    *("cases", "out_of_low", "by_centre_alone", "free_text", "without_iin"),
    *("late_own", "late_agencies"),
)
#: Further ways from a line: words and addresses.
Ways = Sequence[tuple[str, str]]
#: Into what a sum is taken apart elsewhere.
_TERRITORIES: Final[tuple[Callable[[Monitoring], str], ...]] = (
    lambda row: row.centre.territory_id,
    lambda row: row.centre.region_id,
)


class Sums:
    """Sums of Centres that know what each of these hides, and each district, and each region."""

    def __init__(
        self,
        rows: Sequence[Monitoring],
        signed: Mapping[int, Any],
        conclusions: QuerySet[Conclusion],
        cells: Mapping[Any, Cells] | None = None,
    ) -> None:
        """`cells` by Centre, of the figures that are shown; else all of which groups are hidden."""
        self.rows, self.signed = rows, signed
        if cells is None:
            cells = add_up(conclusions, by="monitoring__centre", figures=small.GUARDED)
        self._parts: dict[tuple[int, ...], Shown] = {}
        self._each = {
            row.pk: Shown(cells.get(row.centre_id, Cells({})), {}, sees_persons=False)
            for row in rows
            if row.pk in signed
        }

    def over(
        self,
        rows: Sequence[Monitoring],
        cells: Cells,
        *,
        names: Names | None = None,
        opens: Opens = nowhere,
    ) -> Shown:
        """What is shown of the sum of some Centres."""
        own = [row for row in rows if row.pk in self.signed]
        partitions = [[self._each[row.pk] for row in own]]
        for of in _TERRITORIES:
            groups = grouped(own, of)
            if 1 < len(groups) < len(own):
                partitions.append([self._part(group) for group in groups.values()])
        return Shown(cells, names or {}, False, opens, True, partitions)

    def _part(self, rows: Sequence[Monitoring]) -> Shown:
        """A territory in a sum of several; the country asks for each district, and so do regions.

        That of one Centre is that Centre.
        """
        if len(rows) == 1:
            return self._each[rows[0].pk]
        key = tuple(row.pk for row in rows)
        if key not in self._parts:
            self._parts[key] = self.over(rows, together(self._each[pk].cells for pk in key))
        return self._parts[key]


def grouped(
    rows: Sequence[Monitoring], of: Callable[[Monitoring], str]
) -> dict[str, list[Monitoring]]:
    """By the code of a territory, in the order of the codes."""
    found: dict[str, list[Monitoring]] = {}
    for row in sorted(rows, key=of):
        found.setdefault(of(row), []).append(row)
    return found


@dataclass(frozen=True)
class Line:
    """A Centre or a territory: where it opens, how many of its Centres signed, its figures."""

    name: str
    url: str
    state: str
    code: str
    shown: Shown | None
    ways: Ways = ()

    @property
    def figures(self) -> list[Figure]:
        return [self.shown.figure(MEASURES[name]) for name in COLUMNS] if self.shown else []


def of_centres(sums: Sums, cells: Mapping[Any, Cells]) -> list[Line]:
    """A line for each Centre; `cells` by Centre."""
    return [_of_centre(row, sums.signed.get(row.pk), cells) for row in sums.rows]


def _of_centre(row: Monitoring, conclusion: Conclusion | None, cells: Mapping[Any, Cells]) -> Line:
    own = cells.get(row.centre_id, Cells({}))
    return Line(
        name=row.centre.name,
        url=reverse("quarter", args=[row.pk]),
        state=str(conclusion.get_state_display()) if conclusion else _("not signed yet"),
        code=conclusion.state if conclusion else "draft",
        shown=Shown(own, {}, False, records_of(row.pk)) if conclusion else None,
    )


def of_territories(
    sums: Sums,
    cells: Mapping[Any, Cells],
    *,
    by: Callable[[Monitoring], Territory],
    opens: Callable[[str], Opens],
    url: Callable[[str], str],
    ways: Callable[[str], Ways],
) -> list[Line]:
    """A line for each region, or district, in the order of its code; `cells` by that code."""
    found = []
    for code, group in grouped(sums.rows, lambda row: by(row).pk).items():
        done = sum(row.pk in sums.signed for row in group)
        own = cells.get(code, Cells({}))
        found.append(
            Line(
                name=by(group[0]).name,
                url=url(code),
                state=_("%(done)s of %(all)s signed") % {"done": done, "all": len(group)},
                code="received" if done == len(group) else "draft",
                shown=sums.over(group, own, opens=opens(code)) if done else None,
                ways=ways(code),
            )
        )
    return found
