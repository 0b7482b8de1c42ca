"""Where terms stand: the tables of the apps that owe them, read together (R10, R24)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from agencies.models import Deadline, DeadlineMove
from cases.models import CaseDeadline, CaseDeadlineMove
from monitoring.models import QuarterDeadline, QuarterDeadlineMove
from plans.models import PlanDeadline, PlanDeadlineMove


@dataclass(frozen=True, slots=True)
class Table:
    """A table of terms, the log of its moved dates, and what is read with a row to name it.

    `of_agencies`: agencies owe terms in it as well.
    """

    model: type[Deadline]
    moves: type[DeadlineMove]
    named_by: tuple[str, ...]
    of_agencies: bool = False

    def rows(self) -> QuerySet[Any]:
        """The terms, with the record that each is about and its Centre."""
        return self.model._default_manager.select_related(*self.named_by, "centre")


#: By the word that stands for the table in breaches, notices and addresses; in the order in which
#: the rows of one day are listed.
TABLES: Final = {
    "case": Table(CaseDeadline, CaseDeadlineMove, ("case",)),
    "plan": Table(PlanDeadline, PlanDeadlineMove, ("plan__case",), of_agencies=True),
    "quarter": Table(QuarterDeadline, QuarterDeadlineMove, ("monitoring__centre",)),
}


def kind_of(deadline: Deadline) -> str:
    return next(kind for kind, table in TABLES.items() if isinstance(deadline, table.model))


def pointed_to(payloads: Iterable[dict[str, Any]]) -> dict[str, set[int]]:
    """The ids of the terms that notices speak of, for each table."""
    rows = list(payloads)
    return {kind: {p[_key(kind)] for p in rows if _key(kind) in p} for kind in TABLES}


def of_notice(payload: dict[str, Any]) -> tuple[str, int] | None:
    """The table and the id of the term that a notice speaks of; None where it speaks of none."""
    for kind in TABLES:
        if _key(kind) in payload:
            return kind, payload[_key(kind)]
    return None


def _key(kind: str) -> str:
    return f"{kind}_deadline"
