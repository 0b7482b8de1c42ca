"""The figures of several quarters, as they are counted twice over."""

from typing import Final

from agencies.models import Centre
from monitoring.figures.counting import count
from regulations.quarters import Quarter
from tests.monitoring.naive import Naive

#: Before, during and after the story of `closed_case`; and the last one, just before its erasure.
QUARTERS: Final = (Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2), Quarter(2031, 4))
#: What the head enters.
ACT: Final = {"number": "7", "reason": "The period is over."}


def figures(centre: Centre) -> list[dict[tuple[str, str], int]]:
    """Of every quarter, and as a slow count says as well."""
    found = [dict(count(centre.pk, quarter).counts) for quarter in QUARTERS]
    assert found == [dict(Naive(centre, quarter).count()) for quarter in QUARTERS]
    return found
