"""Terms on rows: started once from the clause and the calendar, met, ended, moved (R10, R24)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from agencies import settings
from agencies.calendar import hold_calendar, working_calendar
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
    """Open a term that began on a day; the date is counted unless the plan gave it (`due_on`).

    The calendar cannot change between the counting and the end of the verb's transaction, so that
    no correction misses a term that was being opened.
    """
    term = TERMS[term_id]
    days = None if due_on else length(term)
    derivation: dict[str, Any] = {"given": True}
    if days is not None and term.hours:
        due_on, derivation, days = _after_hours(on, days), {"hours": days}, None
    elif days is not None:
        hold_calendar()
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
    """Mark open terms as met on a day, each with the working days that it was late.

    The calendar is held first, as wherever terms are changed, so that none moves meanwhile.
    """
    hold_calendar()
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
    """Open terms of one kind, counted alike, whose common due date another calendar changes."""

    model: type[Deadline]
    term: str
    clause: str
    started_on: date
    working_days: int
    first_day_counts: bool
    old_due_on: date
    new_due_on: date
    derivation: dict[str, Any]
    rows: int


def moves(model: type[Deadline], calendar: WorkingCalendar, *, days: Iterable[date]) -> list[Move]:
    """What `calendar` changes in the open counted terms of a table, for the days corrected.

    Only terms that run over a corrected day can move: started before it and due on it or later.
    Each keeps the reading under which it was counted. Dates that an approved plan fixed do not
    move (reading `plan-dates-stay`). The database groups the terms; none is loaded.
    """
    found = (_move(model, calendar, group) for group in _counted_alike(model, days))
    return [move for move in found if move.new_due_on != move.old_due_on]


def _counted_alike(model: type[Deadline], days: Iterable[date]) -> QuerySet[Any, dict[str, Any]]:
    reached = Q(pk__in=[])
    for day in days:
        reached |= Q(started_on__lte=day, due_on__gte=day)
    running: QuerySet[Any] = model._default_manager.filter(
        Deadline.OPEN, reached, working_days__isnull=False
    )
    groups: QuerySet[Any, dict[str, Any]] = (
        running.values(*_ALIKE, first_day=F("derivation__first_day_counts"))
        .annotate(rows=Count("id"))
        .order_by(*_ALIKE, "first_day")
    )
    return groups


#: What open terms share that are counted alike, beside the reading.
_ALIKE = ("term", "clause", "started_on", "working_days", "due_on")


def _move(model: type[Deadline], calendar: WorkingCalendar, group: dict[str, Any]) -> Move:
    counted = calendar.explain(
        group["started_on"], group["working_days"], first_day_counts=bool(group["first_day"])
    )
    return Move(
        model=model,
        term=group["term"],
        clause=group["clause"],
        started_on=group["started_on"],
        working_days=group["working_days"],
        first_day_counts=bool(group["first_day"]),
        old_due_on=group["due_on"],
        new_due_on=counted.due,
        derivation=counted.as_json(),
        rows=group["rows"],
    )


def apply_moves(
    log: type[DeadlineMove],
    found: Iterable[Move],
    *,
    correction: CalendarDay | None,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> int:
    """Move the terms and leave old date, new date, act, author and reason on each.

    One statement for each group, whatever its size; returns how many terms moved. Must run in
    the transaction that found them, under `lock_calendar`.
    """
    said = (correction.pk if correction else None, by.pk if by else None, now, reason)
    return sum(_apply(log, move, *said) for move in found)


_MOVE_AND_LOG = """
WITH moved AS (
    UPDATE {table} SET due_on = %s, derivation = %s::jsonb
    WHERE met_on IS NULL AND ended_on IS NULL AND term = %s AND clause = %s AND started_on = %s
      AND working_days = %s AND due_on = %s
      AND coalesce((derivation ->> 'first_day_counts')::boolean, false) = %s
    RETURNING id
)
INSERT INTO {log} (deadline_id, old_due_on, new_due_on, correction_id, by_id, at, reason)
SELECT id, %s, %s, %s, %s, %s, %s FROM moved
"""


def _apply(log: type[DeadlineMove], move: Move, *said: Any) -> int:
    names = connection.ops.quote_name
    statement = _MOVE_AND_LOG.format(
        table=names(move.model._meta.db_table), log=names(log._meta.db_table)
    )
    target = (move.new_due_on, json.dumps(move.derivation, ensure_ascii=False))
    which = (
        move.term,
        move.clause,
        move.started_on,
        move.working_days,
        move.old_due_on,
        move.first_day_counts,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*target, *which, move.old_due_on, move.new_due_on, *said])
        return int(cursor.rowcount)
