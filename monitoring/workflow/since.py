"""What records say now of a quarter that is signed: entered late, or corrected, since (R21, R22).

A signed figure never moves. Where an exit, a report or a closure is entered with a day in a signed
quarter, no later quarter counts it either: the Centre is told, and a correction takes it in.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from monitoring.figures.counting import Cells, count
from monitoring.figures.formulas import Measure
from monitoring.figures.measures import MEASURES
from monitoring.models import Conclusion, Monitoring
from monitoring.wording.terms import OWED
from monitoring.workflow.drafting import cells_of

#: Figures of what a family or person is on the day of counting: these move by themselves.
_OF_THE_DAY: Final = frozenset(
    {"cases_with_children", "cases_danger", "cases_source", "persons", "persons_without_iin"}
)


@dataclass(frozen=True)
class Moved:
    """A measure of which the records give another value now than was signed."""

    measure: Measure
    key: str


def now_of(conclusion: Conclusion) -> Cells:
    """The figures of its quarter as the records stand now."""
    return count(conclusion.monitoring.centre_id, conclusion.monitoring.quarter)


def moved(signed: Cells, now: Cells) -> list[Moved]:
    """Which measures differ, in the order of the page."""
    return [
        Moved(measure, key)
        for measure in MEASURES.values()
        for key in _keys(measure, signed, now)
        if measure.value(signed, key) != measure.value(now, key)
    ]


def _keys(measure: Measure, *counted: Cells) -> list[str]:
    """For which terms, agencies or sectors a measure has a value in one of the two."""
    if not measure.by:
        return [""]
    if measure.by == "term":
        return [owed.key for owed in OWED]
    figures = {part.figure for part in (measure.part, measure.whole) if part}
    found = {
        key.partition(":")[0] for cells in counted for name in figures for key in cells.of(name)
    }
    return sorted(found)


def was_entered_late(conclusion: Conclusion) -> bool:
    """Whether something was entered since with a day in its quarter."""
    return _dated(cells_of(conclusion)) != _dated(now_of(conclusion))


def _dated(cells: Cells) -> Collection[object]:
    return {(name, number) for name, number in cells.counts.items() if name[0] not in _OF_THE_DAY}


def signed_before(monitoring: Monitoring) -> Conclusion | None:
    """The conclusion in force of the Centre's quarter before, where there is one."""
    rows = Conclusion.objects.in_force().of(monitoring.quarter.previous)
    of_centre = rows.filter(monitoring__centre=monitoring.centre_id)
    return of_centre.select_related("monitoring__centre").for_a_list().first()
