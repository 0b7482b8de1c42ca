"""Groups so small that they point at somebody: shown as "<5" to whoever may not see persons (R12).

Where one small group of a whole stands alone, the whole would give it away by subtraction: the next
smallest is hidden with it.
"""

from collections.abc import Mapping
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


def hidden(parts: Mapping[K, int]) -> frozenset[K]:
    """Which parts of a whole are not shown: the small ones, and one more where one stands alone."""
    small = [key for key, number in parts.items() if is_small(number)]
    if len(small) == 1:
        others = [(n, str(key), key) for key, n in parts.items() if n >= SMALLEST_SHOWN]
        small += [min(others)[2]] if others else []
    return frozenset(small)


def hides(measure: Measure, value: Value) -> bool:
    """Whether a measure's value would tell of a small group: its part, or the rest of the whole."""
    if not is_guarded(measure.part.figure):
        return False
    rest = value.whole - value.part if measure.whole else 0
    return is_small(value.part) or is_small(rest)
