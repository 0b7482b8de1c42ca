"""What holds for the working calendar whatever the days off are (R24)."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regulations.working_days import Derivation, WorkingCalendar

pytestmark = [pytest.mark.clause("9"), pytest.mark.clause("11"), pytest.mark.clause("12")]

DAY = timedelta(days=1)
# A quarter of overrides close to the dates asked about, so that most examples meet several.
near = st.dates(date(2026, 2, 1), date(2026, 4, 30))
overrides = st.dictionaries(near, st.booleans(), max_size=30)
calendars = overrides.map(WorkingCalendar)
starts = st.dates(date(2026, 1, 20), date(2026, 4, 30))
terms = st.integers(min_value=1, max_value=40)


@given(calendars, starts, terms, st.booleans())
def test_the_result_is_a_working_day(
    calendar: WorkingCalendar, start: date, days: int, first: bool
) -> None:
    assert calendar.is_working(calendar.add(start, days, first_day_counts=first))


@given(overrides, starts, terms)
def test_exactly_n_working_days_lie_after_the_start_up_to_the_due_date(
    days_off: dict[date, bool], start: date, days: int
) -> None:
    calendar = WorkingCalendar(days_off)
    due = calendar.add(start, days)

    between = [start + DAY * n for n in range(1, (due - start).days + 1)]
    by_hand = [day for day in between if days_off.get(day, day.weekday() < 5)]

    assert len(by_hand) == days
    assert calendar.count(start, due) == days


@given(calendars, starts, starts, terms)
def test_a_later_start_never_ends_earlier(
    calendar: WorkingCalendar, one: date, other: date, days: int
) -> None:
    early, late = sorted((one, other))

    assert calendar.add(early, days) <= calendar.add(late, days)


@given(calendars, starts, terms)
def test_a_longer_term_ends_later(calendar: WorkingCalendar, start: date, days: int) -> None:
    assert calendar.add(start, days) < calendar.add(start, days + 1)


@given(calendars, starts, terms, terms)
def test_terms_add_up(calendar: WorkingCalendar, start: date, one: int, other: int) -> None:
    assert calendar.add(calendar.add(start, one), other) == calendar.add(start, one + other)


@given(overrides, near, starts, terms, st.booleans())
def test_one_more_day_off_never_makes_a_date_earlier(
    days_off: dict[date, bool], extra: date, start: date, days: int, first: bool
) -> None:
    fewer = WorkingCalendar(days_off).add(start, days, first_day_counts=first)
    more = WorkingCalendar(days_off | {extra: False}).add(start, days, first_day_counts=first)

    assert more >= fewer


@given(calendars, starts, terms, st.booleans())
def test_the_derivation_agrees_with_the_date(
    calendar: WorkingCalendar, start: date, days: int, first: bool
) -> None:
    derivation = calendar.explain(start, days, first_day_counts=first)
    numbers = [step.number for step in derivation.steps if step.number is not None]

    assert derivation.due == calendar.add(start, days, first_day_counts=first)
    assert numbers == list(range(1, days + 1))
    assert (derivation.steps[0].day, derivation.steps[-1].day) == (start, derivation.due)


@given(calendars, starts, terms, st.booleans())
def test_a_derivation_survives_json(
    calendar: WorkingCalendar, start: date, days: int, first: bool
) -> None:
    derivation = calendar.explain(start, days, first_day_counts=first)

    assert Derivation.from_json(json.loads(json.dumps(derivation.as_json()))) == derivation


@given(calendars, starts, terms)
def test_before_undoes_add_from_a_working_day(
    calendar: WorkingCalendar, start: date, days: int
) -> None:
    assume(calendar.is_working(start))

    assert calendar.before(calendar.add(start, days), days) == start


@given(calendars, starts, starts)
def test_distance_is_the_same_both_ways(calendar: WorkingCalendar, one: date, other: date) -> None:
    assert calendar.distance(one, other) == -calendar.distance(other, one)


@given(calendars, starts)
def test_the_next_working_day_has_only_days_off_before_it(
    calendar: WorkingCalendar, day: date
) -> None:
    found = calendar.next_working(day)

    assert calendar.is_working(found)
    assert calendar.count(day - DAY, found) == 1
