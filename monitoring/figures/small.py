"""Groups so small that they point at somebody: shown as "<5" to whoever may not see persons (R12).

Where one small group of a whole stands alone, the whole would give it away by subtraction: the next
smallest is hidden with it. A part that leaves a small rest is hidden too, and the sum of several
Centres where one of them alone is hidden.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from monitoring.figures.cells import FIGURES
from monitoring.figures.counting import Cells
from monitoring.figures.formulas import Measure, Value
from monitoring.figures.measures import LOW

K = TypeVar("K")
#: Not set by the Order; the usual bound of statistical offices.
SMALLEST_SHOWN: Final = 5
SIGN: Final = f"<{SMALLEST_SHOWN}"
#: Figures that count people or families; terms and the work of agencies point at offices only.
_OF_PEOPLE: Final = frozenset({"case", "person", "plan"})
_ALSO: Final = frozenset({"activities_kind", "offences_ended", "offences_outcome"})
#: Counts that are part of another count shown beside them: the rest must not be small either.
_PART_OF: Final = {
    **dict.fromkeys(("cases_new", "cases_recognised", "cases_refused", "cases_exit"), "cases"),
    **dict.fromkeys(("cases_with_children", "cases_danger", "cases_probation"), "cases"),
    **dict.fromkeys(("cases_relapse", "cases_after_exit"), "cases_new"),
    "plans_revised": "plans_approved",
}


def is_guarded(figure: str) -> bool:
    """Whether the figure counts people, families, or what would point at them."""
    return FIGURES[figure].kind in _OF_PEOPLE or figure in _ALSO


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST_SHOWN


def hidden(parts: Mapping[K, int]) -> frozenset[K]:
    """Which parts of a whole are not shown: the small ones, and one more where one stands alone."""
    small = [key for key, number in parts.items() if is_small(number)]
    if len(small) == 1:
        others = [(n, str(key), key) for key, n in parts.items() if n >= SMALLEST_SHOWN]
        small += [min(others)[2]] if others else []
    return frozenset(small)


def hidden_parts(figure: str, parts: Mapping[str, int]) -> frozenset[str]:
    """As `hidden`, of the parts of a figure.

    Other figures show the families by level now, and those out of D and E: sums of cells of the
    table since intake, in none of which one hidden cell may stand alone.
    """
    found = set(hidden(parts))
    while figure == "levels_intake" and (more := _alone_in_a_sum(parts, found)):
        found |= more
    return frozenset(found)


def _alone_in_a_sum(parts: Mapping[str, int], found: set[str]) -> set[str]:
    """For each sum with one hidden cell the smallest other one that is not zero."""
    sums: dict[str, list[str]] = {}
    for key in sorted(key for key, number in parts.items() if number):
        old, _arrow, new = key.partition(">")
        sums.setdefault(new, []).append(key)
        if old in LOW:
            sums.setdefault("stayed low" if new in LOW else "out of low", []).append(key)
    more = set()
    for keys in sums.values():
        shown = [(parts[key], key) for key in keys if key not in found]
        if len(keys) - len(shown) == 1 and shown:
            more.add(min(shown)[1])
    return more


def hides(measure: Measure, value: Value, cells: Cells) -> bool:
    """Whether a measure's value would tell of a small group: its part, or the rest of the whole.

    So would a part of a distribution that is hidden there.
    """
    figure = measure.part.figure
    if not is_guarded(figure):
        return False
    whole = cells[_PART_OF[figure], ""] if figure in _PART_OF else value.whole
    rest = whole - value.part if measure.whole or figure in _PART_OF else 0
    if is_small(value.part) or is_small(rest):
        return True
    keys = measure.part.keys
    return len(keys) == 1 and keys[0] in hidden_parts(figure, cells.of(figure))


def one_alone(measure: Measure, parts: Iterable[Cells]) -> bool:
    """Whether one of several Centres is hidden, so that the sum of all would give it away."""
    return sum(hides(measure, measure.value(cells), cells) for cells in parts) == 1
