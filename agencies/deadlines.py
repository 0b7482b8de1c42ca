"""Terms on rows: started once from the clause and the calendar, met, ended, moved (R10, R24)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any, TypeVar

from django.db.models import QuerySet

from accounts.models import User
from agencies import settings
from agencies.calendar import working_calendar
from agencies.models import CalendarDay, Deadline, DeadlineMove
from regulations.terms import TERMS, Term
from regulations.working_days import Derivation, WorkingCalendar

D = TypeVar("D", bound=Deadline)


def length(term: Term) -> int | None:
    """The Order's working days, or the setting's; None where a date is given."""
    if term.source == "order" or term.date_is_given:
        return term.working_days
    return int(settings.value(term.setting))


def clause_of(term: Term) -> str:
    """The clause as it is stored, in the form that `regulations.clauses.Citation` reads."""
    return f"{term.clause} para {term.paragraph}" if term.paragraph else term.clause


def start(
    model: type[D], term_id: str, *, on: date, due_on: date | None = None, **fields: Any
) -> D:
    """Open a term that began on a day; the date is counted unless the plan gave it (`due_on`)."""
    term = TERMS[term_id]
    days = None if due_on else length(term)
    derivation: dict[str, Any] = {"given": True}
    if days is not None and term.hours:
        due_on, derivation, days = _after_hours(on, days), {"hours": days}, None
    elif days is not None:
        counted = explain(on, days)
        due_on, derivation = counted.due, counted.as_json()
    if due_on is None:
        raise ValueError(f"the term {term_id} needs the date that the plan gives")
    return model._default_manager.create(
        term=term_id,
        clause=clause_of(term),
        started_on=on,
        working_days=days,
        due_on=due_on,
        derivation=derivation,
        **fields,
    )


def explain(on: date, days: int) -> Derivation:
    """Count working days from an event under the calendar and the reading in force."""
    return working_calendar().explain(on, days, first_day_counts=_first_day_counts())


def _after_hours(on: date, hours: int) -> date:
    """The calendar day on which clock hours from any hour of `on` end."""
    return on + timedelta(days=ceil(hours / 24))


def _first_day_counts() -> bool:
    return bool(settings.value("first_day_counts"))


def meet(deadlines: QuerySet[D], *, on: date) -> int:
    """Mark open terms as met on a day, each with the working days that it was late."""
    calendar = working_calendar()
    rows = list(deadlines.filter(Deadline.OPEN))
    for row in rows:
        row.met_on = on
        row.days_late = late_days(calendar, row.due_on, on)
        row.save(update_fields=["met_on", "days_late"])
    return len(rows)


def late_days(calendar: WorkingCalendar, due_on: date, on: date) -> int:
    """Working days between the due date and `on`, 0 in time; a late day off counts as one."""
    return max(calendar.count(due_on, on), 1) if on > due_on else 0


def end(deadlines: QuerySet[D], *, on: date) -> int:
    """Close open terms that nobody owes any more (withdrawn, replaced, terminated)."""
    return deadlines.filter(Deadline.OPEN).update(ended_on=on)


@dataclass(frozen=True)
class Move:
    """An open term whose due date another calendar changes."""

    deadline: Deadline
    new_due_on: date
    derivation: dict[str, Any]


def moves(model: type[D], calendar: WorkingCalendar, *, days: Iterable[date]) -> list[Move]:
    """The open counted terms of a table whose due date `calendar` changes, for the days corrected.

    Only terms that run over a corrected day can move: started before it and due on it or later.
    Dates that an approved plan fixed do not move (reading).
    """
    found: dict[int, Move] = {}
    first_day = _first_day_counts()
    groups: dict[tuple[date, int], list[D]] = defaultdict(list)
    for day in days:
        reach = model._default_manager.filter(
            Deadline.OPEN, working_days__isnull=False, started_on__lte=day, due_on__gte=day
        )
        for row in reach:
            groups[row.started_on, row.working_days or 0].append(row)
    for (started_on, length_), rows in groups.items():
        counted = calendar.explain(started_on, length_, first_day_counts=first_day)
        for row in rows:
            if row.due_on != counted.due:
                found[row.pk] = Move(row, counted.due, counted.as_json())
    return sorted(found.values(), key=lambda move: move.deadline.pk)


def apply_moves(
    log: type[DeadlineMove],
    found: list[Move],
    *,
    correction: CalendarDay | None,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Move the terms and leave old date, new date, act, author and reason on each."""
    rows, entries = [], []
    for move in found:
        entries.append(
            log(
                deadline=move.deadline,
                old_due_on=move.deadline.due_on,
                new_due_on=move.new_due_on,
                correction=correction,
                by=by,
                at=now,
                reason=reason,
            )
        )
        move.deadline.due_on, move.deadline.derivation = move.new_due_on, move.derivation
        rows.append(move.deadline)
    if rows:
        type(rows[0])._default_manager.bulk_update(rows, ["due_on", "derivation"], batch_size=1000)
    log._default_manager.bulk_create(entries, batch_size=1000)
