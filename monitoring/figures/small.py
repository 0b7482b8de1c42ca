"""Groups so small that they point at somebody are hidden from whoever may not see persons (R12).

Where the whole would give small groups away by subtraction, the next smallest is hidden with them.
A part that leaves a small rest is hidden too, and the sum of several Centres where it would tell
what one of them has (`showing.Shown.partitions`).

One sign, "<5", stands for every hidden number, and the note beside it says so: a group smaller than
five, or a number that would tell such a group. A sign of its own for the second kind would tell
more than it may: of 1 and 5 hidden out of a known sum of 6 the small one could only be 1, and so it
would be even if the page said no more than that there is a large one among the two.
"""

from collections.abc import Collection, Mapping
from typing import Final, TypeVar

from monitoring.figures.cells import FIGURES
from monitoring.figures.counting import Cells
from monitoring.figures.formulas import Measure, Value
from monitoring.figures.measures import LOW

K = TypeVar("K")
#: Not set by the Order; the usual bound of statistical offices.
SMALLEST_SHOWN: Final = 5
#: Figures that count people or families; plans, terms and the work of agencies point at offices
#: only, and their registers list them to whoever watches.
_OF_PEOPLE: Final = frozenset({"case", "person"})
_ALSO: Final = frozenset({"activities_kind", "offences_ended", "offences_outcome"})
#: Counts that are part of another count shown beside them: the rest must not be small either.
_PART_OF: Final = {
    **dict.fromkeys(("cases_new", "cases_recognised", "cases_refused", "cases_exit"), "cases"),
    **dict.fromkeys(("cases_with_children", "cases_danger", "cases_probation"), "cases"),
    **dict.fromkeys(("cases_relapse", "cases_after_exit"), "cases_new"),
}
#: Counts that are a part of a distribution as well: hidden wherever that part is.
SAME_AS: Final = {"cases_exit": ("cases_closed", "exit")}
#: All figures of which small groups are hidden.
GUARDED: Final = tuple(
    figure.id for figure in FIGURES.values() if figure.kind in _OF_PEOPLE or figure.id in _ALSO
)


def is_guarded(figure: str) -> bool:
    """Whether the figure counts people, families, or what would point at them."""
    return figure in GUARDED


def beside(figure: str) -> tuple[str, ...]:
    """What must be known to hide a figure: that of which it is a part, and where it stands too."""
    whole = (_PART_OF[figure],) if figure in _PART_OF else ()
    return (*whole, SAME_AS[figure][0]) if figure in SAME_AS else whole


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST_SHOWN


def siblings(parts: Mapping[str, int], key: str) -> Mapping[str, int]:
    """The parts among which a part is shown: those of one risk, or all of a figure."""
    start, colon, _rest = key.partition(":")
    return {k: n for k, n in parts.items() if not colon or k.startswith(f"{start}:")}


def hidden(parts: Mapping[K, int], also: Collection[K] = ()) -> frozenset[K]:
    """Which parts of a whole are not shown: the small ones and those that are hidden elsewhere.

    One more is hidden where the whole without the parts shown would tell these.
    """
    found = {key for key, number in parts.items() if is_small(number) or (number and key in also)}
    if found and told_by_their_sum([parts[key] for key in found]):
        others = [(n, str(key), key) for key, n in parts.items() if n and key not in found]
        found |= {min(others)[2]} if others else set()
    return frozenset(found)


def told_by_their_sum(numbers: Collection[int]) -> bool:
    """Whether hidden numbers are known from their sum: one alone, or all ones, or all fours."""
    return len(numbers) == 1 or set(numbers) in ({1}, {SMALLEST_SHOWN - 1})


def hidden_parts(
    figure: str, parts: Mapping[str, int], also: Collection[str] = ()
) -> frozenset[str]:
    """As `hidden`, of the parts of a figure.

    Other figures show the families by level now, and those out of D and E: sums of cells of the
    table since intake, in none of which one hidden cell may stand alone.
    """
    found = set(hidden(parts, also))
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

    What a distribution hides is known to whoever shows both (`showing.Shown.hides`).
    """
    figure = measure.part.figure
    if not is_guarded(figure):
        return False
    whole = cells[_PART_OF[figure], ""] if figure in _PART_OF else value.whole
    rest = whole - value.part if measure.whole or figure in _PART_OF else 0
    return is_small(value.part) or is_small(rest)
