"""Groups so small that they point at somebody: shown as "<5" to whoever may not see persons (R12).

Where the whole would give small groups away by subtraction, the next smallest is hidden with them.
"""

from collections.abc import Collection, Mapping
from typing import Final, TypeVar

from monitoring.figures.cells import FIGURES
from monitoring.figures.formulas import Measure, Value

K = TypeVar("K")
#: Not set by the Order; the usual bound of statistical offices.
SMALLEST_SHOWN: Final = 5
SIGN: Final = f"<{SMALLEST_SHOWN}"
#: Figures that count people or families; terms and the work of agencies point at offices only.
_OF_PEOPLE: Final = frozenset({"case", "person", "plan"})
_ALSO: Final = frozenset({"activities_kind", "offences_ended", "offences_outcome"})


def is_guarded(figure: str) -> bool:
    """Whether the figure counts people, families, or what would point at them."""
    return FIGURES[figure].kind in _OF_PEOPLE or figure in _ALSO


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
    if found and _told_by_their_sum([parts[key] for key in found]):
        others = [(n, str(key), key) for key, n in parts.items() if n and key not in found]
        found |= {min(others)[2]} if others else set()
    return frozenset(found)


def _told_by_their_sum(numbers: Collection[int]) -> bool:
    """One alone, or several of which each is as small, or as large, as a hidden one can be."""
    return len(numbers) == 1 or set(numbers) in ({1}, {SMALLEST_SHOWN - 1})


def hides(measure: Measure, value: Value) -> bool:
    """Whether a measure's value would tell of a small group: its part, or the rest of the whole."""
    if not is_guarded(measure.part.figure):
        return False
    rest = value.whole - value.part if measure.whole else 0
    return is_small(value.part) or is_small(rest)


def hidden_beside_total(
    measure: Measure, values: Mapping[K, Value], also: Collection[K] = ()
) -> frozenset[K]:
    """Of whom a measure is not shown where it stands beside the sum of all: Centres, regions."""
    if not is_guarded(measure.part.figure):
        return frozenset()
    found = hidden({key: value.part for key, value in values.items()}, also)
    if measure.whole is None:
        return found
    return found | hidden({key: v.whole - v.part for key, v in values.items()}, found | {*also})
