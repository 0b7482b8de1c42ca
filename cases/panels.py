"""The place on the case page that the app above fills with the plan.

Imports go down only, so the app of plans registers here what it draws, once, when it is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from agencies.models import Deadline
from cases.models import Case


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What is to be done next in a case, by whom, until when, and where."""

    what: str = ""
    who: str = ""
    deadline: Deadline | None = None
    url: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """The drawn plan of a case; its next step counts where the case itself has none."""

    html: SafeString
    next_step: NextStep | None = None


Draw = Callable[[HttpRequest, Case], Panel | None]
_drawn_by: list[Draw] = []


def fill_plan_slot(draw: Draw) -> Draw:
    """Register what draws the plan part of the case page; one only."""
    _drawn_by[:] = [draw]
    return draw


def plan_panel(request: HttpRequest, case: Case) -> Panel | None:
    """The plan part of the page, None where nobody draws it."""
    return _drawn_by[0](request, case) if _drawn_by else None
