"""Which terms a case starts before there is a plan, and how they follow the case (R10).

The Order gives none of these lengths: each is a setting that names its source.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from accounts.roles import Role
from agencies import deadlines
from agencies.calendar import working_calendar
from agencies.models import Deadline
from cases.models import Case, CaseDeadline, Transfer
from cases.models.cases import deadline_fields

ASSESSMENT = ("primary_assessment", "urgent_assessment")
GUARDIANSHIP = "guardianship_notice"
TRANSFER = "transfer_decision"
#: What a term carries that the head of the Centre is to meet.
HEADS: Final[dict[str, Any]] = {"role": Role.HEAD, "responsible_id": None}


def start_assessment(case: Case) -> CaseDeadline:
    """The term of the primary assessment, from detection; shorter where there is danger (R4)."""
    term = "urgent_assessment" if case.danger else "primary_assessment"
    return deadlines.start(CaseDeadline, term, on=case.detected_on, **_fields(case))


def leave_to_head(case: Case) -> None:
    """The family is assessed: what the term of the assessment still asks is the head's decision."""
    open_terms(case, *ASSESSMENT).update(**HEADS)


def hasten_assessment(case: Case, *, on: date) -> None:
    """Danger was found later: an open primary assessment becomes an urgent one from that day."""
    if deadlines.end(open_terms(case, "primary_assessment"), on=on):
        fields = _fields(case) | (HEADS if case.wellbeing_id else {})
        deadlines.start(CaseDeadline, "urgent_assessment", on=on, **fields)


def start_guardianship_notice(case: Case, *, on: date) -> None:
    """A child in danger is reported to the guardianship body, once for a case (R11)."""
    known = case.deadlines.filter(term=GUARDIANSHIP).exists()
    if case.danger and case.with_children and not known:
        deadlines.start(CaseDeadline, GUARDIANSHIP, on=on, **_fields(case))


def start_transfer_decision(transfer: Transfer) -> CaseDeadline:
    """The Centre that is asked owes a decision; the term stands in its name (R13)."""
    fields = _fields(transfer.case) | HEADS | {"centre_id": transfer.to_centre_id}
    return deadlines.start(CaseDeadline, TRANSFER, on=transfer.asked_on, **fields)


def meet(case: Case, *terms: str, on: date) -> int:
    """Mark the open terms of these kinds as met on a day."""
    return deadlines.meet(open_terms(case, *terms), on=on)


def end(case: Case, *terms: str, on: date) -> int:
    """Close the open terms of these kinds, or all: nobody owes them any more."""
    return deadlines.end(open_terms(case, *terms), on=on)


def follow(case: Case) -> None:
    """Open terms go where the case goes; a decision that another Centre owes stays there.

    What the head decides stays the head's, whoever holds the case.
    """
    values = deadline_fields(case)
    del values["role"]
    rows = open_terms(case).exclude(term=TRANSFER)
    rows.exclude(role=Role.HEAD).update(**values)
    rows.filter(role=Role.HEAD).update(**values | HEADS)


def open_terms(case: Case, *terms: str) -> QuerySet[CaseDeadline]:
    rows = CaseDeadline.objects.filter(Deadline.OPEN, case=case)
    return rows.filter(term__in=terms) if terms else rows


def with_days_left(rows: Iterable[CaseDeadline], *, today: date) -> list[CaseDeadline]:
    """Terms by due date, each with `working_days_left` for the page; below 0 it is late."""
    calendar = working_calendar()
    found = sorted(rows, key=lambda row: (row.due_on, row.pk))
    for row in found:
        row.working_days_left = calendar.distance(today, row.due_on)  # type: ignore[attr-defined]
    return found


def _fields(case: Case) -> dict[str, Any]:
    return deadline_fields(case, case=case)
