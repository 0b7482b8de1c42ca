"""How a family's life goes: what is wished for it, and where somebody fails to act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.models import Case
from monitoring.demo.clock import at
from monitoring.demo.families import MadeUpFamily
from monitoring.demo.places import House
from plans.models import PlanItem, Report
from regulations.working_days import WorkingCalendar


@dataclass(frozen=True)
class Wish:
    """One activity: by whom, what, and how it goes.

    `sector` is empty for what the Centre does, "family" for the family's own. `due` counts working
    days from drafting. `late` is how many working days after its date the report comes, `rounds`
    how often it is returned first. `silent` agencies never report; of what is `in_rework` no second
    report comes.
    """

    sector: str
    service: str = ""
    title: str = ""
    kind: str = PlanItem.Kind.ADAPTATION
    due: int = 12
    late: int = -2
    rounds: int = 0
    result: str = Report.Result.DONE
    after: int | None = None
    declines: bool = False
    asks_later: bool = False
    silent: bool = False
    opens: bool = True
    unreviewed: bool = False
    in_rework: bool = False


@dataclass
class Script:
    """How one family's life goes. `stop` names the step that nobody takes: it stays undone."""

    house: House
    family: MadeUpFamily
    starts: int
    wishes: Sequence[Wish] = ()
    stop: str = ""
    source: str = Case.Source.APPLICATION
    worker: int = 0
    level: str = "D"
    better: str = "B"
    hold: tuple[str, ...] = ()
    block: tuple[str, ...] = ()
    exit: bool = True
    refused: bool = False
    leaves: str = ""
    visit: bool = True
    transfer_to: House | None = None
    revises: bool = False


class Days:
    """Working days from the first day of a life on."""

    def __init__(self, calendar: WorkingCalendar, first: date) -> None:
        self._calendar, self.first = calendar, calendar.next_working(first)

    def hour(self, day: int, hour: str) -> datetime:
        """An hour of the n-th working day after the first."""
        return at(self._calendar.add(self.first, day) if day else self.first, hour)

    def from_day(self, start: date, days: int) -> date:
        return self._calendar.add(start, days)
