"""Which open terms a change of the calendar moves, and what stays on each (R24)."""

import datetime as dt
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from agencies import deadlines
from agencies.calendar import working_calendar
from agencies.models import CalendarDay
from cases.models import Case, CaseDeadline, CaseDeadlineMove
from regulations.working_days import DayOverride, WorkingCalendar
from tests.factories import ALMATY, CaseFactory

MONDAY = date(2031, 3, 3)  # no holiday is known that far ahead
NOW = datetime(2031, 3, 3, 9, tzinfo=ALMATY)

days = st.integers(0, 40).map(lambda n: MONDAY + timedelta(days=n))
terms = st.lists(st.tuples(days, st.integers(1, 15), st.booleans()), max_size=12)


def open_terms(case: Case, wanted: list[tuple[date, int, bool]]) -> list[CaseDeadline]:
    """Terms counted on the calendar in force, each under its own reading of day 1."""
    calendar = working_calendar()
    made = []
    for start, length, first in wanted:
        counted = calendar.explain(start, length, first_day_counts=first)
        made.append(
            CaseDeadline.objects.create(
                case=case,
                term="primary_assessment",
                centre=case.centre,
                role="caseworker",
                started_on=start,
                working_days=length,
                due_on=counted.due,
                derivation=counted.as_json(),
            )
        )
    return made


def corrected(overrides: dict[date, bool]) -> WorkingCalendar:
    stated = {day: DayOverride(works) for day, works in overrides.items()}
    return WorkingCalendar({**working_calendar().overrides, **stated})


@pytest.mark.clause("9")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=terms, overrides=st.dictionaries(days, st.booleans(), max_size=4))
def test_r24_moves_finds_exactly_the_terms_whose_date_differs(
    db: None, wanted: list[tuple[date, int, bool]], overrides: dict[date, bool]
) -> None:
    with transaction.atomic():
        check_moves(wanted, overrides)
        transaction.set_rollback(True)


def check_moves(wanted: list[tuple[date, int, bool]], overrides: dict[date, bool]) -> None:
    case = CaseFactory.create()
    rows = open_terms(case, wanted)
    calendar = corrected(overrides)
    due = {
        row.pk: calendar.add(row.started_on, row.working_days or 1, first_day_counts=first)
        for row, (_, _, first) in zip(rows, wanted, strict=True)
    }
    differing = {row.pk: (row.due_on, due[row.pk]) for row in rows if row.due_on != due[row.pk]}

    found = deadlines.moves(CaseDeadline, calendar, days=overrides)
    moved = deadlines.apply_moves(CaseDeadlineMove, found, correction=None, by=None, now=NOW)

    assert sum(move.rows for move in found) == moved == len(differing)
    log = CaseDeadlineMove.objects.all()
    assert {m.deadline_id: (m.old_due_on, m.new_due_on) for m in log} == differing
    assert dict(CaseDeadline.objects.values_list("pk", "due_on")) == due


@pytest.mark.clause("11")
def test_r24_met_ended_and_given_dates_do_not_move(db: None) -> None:
    case = CaseFactory.create()
    met, ended, given, still_open = open_terms(case, [(MONDAY, 2, False)] * 4)
    CaseDeadline.objects.filter(pk=met.pk).update(met_on=MONDAY, days_late=0)
    CaseDeadline.objects.filter(pk=ended.pk).update(ended_on=MONDAY)
    CaseDeadline.objects.filter(pk=given.pk).update(working_days=None)
    tuesday = MONDAY + timedelta(days=1)

    found = deadlines.moves(CaseDeadline, corrected({tuesday: False}), days=[tuesday])
    deadlines.apply_moves(CaseDeadlineMove, found, correction=None, by=None, now=NOW)

    moved = CaseDeadlineMove.objects.get()
    assert moved.deadline_id == still_open.pk
    still_open.refresh_from_db()
    assert still_open.due_on == date(2031, 3, 6)
    steps = still_open.derivation["steps"]
    assert (steps[1]["date"], steps[1]["reason"]) == ("2031-03-04", "day_off")


def test_r24_the_database_groups_the_terms_and_loads_none(
    db: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    case = CaseFactory.create()
    open_terms(case, [(MONDAY, 2, False)] * 200)
    tuesday = MONDAY + timedelta(days=1)
    calendar = corrected({tuesday: False})

    with django_assert_num_queries(1):
        found = deadlines.moves(CaseDeadline, calendar, days=[tuesday])
    assert [(move.rows, move.new_due_on) for move in found] == [(200, date(2031, 3, 6))]
    with django_assert_num_queries(1):
        assert (
            deadlines.apply_moves(CaseDeadlineMove, found, correction=None, by=None, now=NOW) == 200
        )


def test_r24_a_correction_reads_the_open_terms_by_their_index(db: None) -> None:
    case = CaseFactory.create()
    rows = open_terms(case, [(MONDAY, 2, False)])
    template = rows[0]
    late = [
        CaseDeadline(
            case=case,
            term=template.term,
            centre=case.centre,
            role=template.role,
            started_on=MONDAY - timedelta(days=400),
            working_days=2,
            due_on=MONDAY - timedelta(days=398),
            derivation=template.derivation,
            met_on=MONDAY,
            days_late=1,
        )
        for _ in range(3000)
    ]
    CaseDeadline.objects.bulk_create(late)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
    plan = deadlines._counted_alike(CaseDeadline, [MONDAY + timedelta(days=1)]).explain()
    assert "cases_casedeadline_due" in plan
    assert "Seq Scan" not in plan


@pytest.mark.clause("9")
def test_r24_a_term_keeps_the_reading_under_which_it_was_counted(
    db: None, administrator: User
) -> None:
    case = CaseFactory.create()
    (row,) = open_terms(case, [(MONDAY, 2, True)])
    assert row.due_on == date(2031, 3, 4)
    tuesday = MONDAY + timedelta(days=1)
    found = deadlines.moves(CaseDeadline, corrected({tuesday: False}), days=[tuesday])
    assert [move.new_due_on for move in found] == [date(2031, 3, 5)]


@pytest.mark.clause("9")
def test_r24_over_the_march_holidays_two_days_end_on_friday_27(
    db: None, working_days: None
) -> None:
    case = CaseFactory.create()
    row = deadlines.start(
        CaseDeadline,
        "transfer_decision",
        on=date(2026, 3, 20),
        case=case,
        centre=case.centre,
        role="head",
    )
    assert row.due_on == date(2026, 3, 27)
    assert row.derivation["steps"][0]["reason"] == "event_day"


@pytest.mark.clause("12")
def test_r20_a_term_met_late_says_by_how_many_working_days(db: None, working_days: None) -> None:
    case = CaseFactory.create()
    (row,) = open_terms(case, [(date(2026, 3, 18), 2, False)])
    assert row.due_on == date(2026, 3, 20)
    assert deadlines.meet(CaseDeadline.objects.filter(pk=row.pk), on=date(2026, 3, 27)) == 1
    row.refresh_from_db()
    assert (row.met_on, row.days_late) == (date(2026, 3, 27), 2)
    assert CalendarDay.objects.filter(day=dt.date(2026, 3, 25)).exists()
