"""How a term is counted (R24): the scenarios of real years, and the edges."""

import json
from datetime import date

import pytest

from regulations.working_days import (
    FIRST_DAY,
    LAST_DAY,
    CalendarRangeError,
    DayOverride,
    Derivation,
    Step,
    WorkingCalendar,
)
from tests.regulations.days_off import NAURYZ_2026, OFF, WORKED, YEAR_2024

pytestmark = [pytest.mark.clause("9"), pytest.mark.clause("11"), pytest.mark.clause("12")]

FRIDAY = date(2026, 3, 20)


def test_r24_two_days_from_the_friday_before_nauryz_end_on_the_next_friday() -> None:
    assert WorkingCalendar(NAURYZ_2026).add(FRIDAY, 2) == date(2026, 3, 27)


def test_r24_the_derivation_tells_every_day() -> None:
    steps = WorkingCalendar(NAURYZ_2026).explain(FRIDAY, 2).steps

    assert [(step.day.day, step.number, step.reason) for step in steps] == [
        (20, None, "event_day"),
        (21, None, "day_off"),
        (22, None, "day_off"),
        (23, None, "day_off"),
        (24, None, "day_off"),
        (25, None, "day_off"),
        (26, 1, "counted"),
        (27, 2, "counted"),
    ]
    assert steps[1].name_kk == "Наурыз мейрамы"


def test_r24_the_derivation_tells_plain_weekends_and_working_ones_apart() -> None:
    steps = WorkingCalendar(YEAR_2024).explain(date(2024, 5, 3), 1).steps
    plain = WorkingCalendar().explain(date(2024, 5, 3), 1).steps

    assert steps[-1] == Step(date(2024, 5, 4), 1, "working_weekend")
    assert [step.reason for step in plain] == ["event_day", "weekend", "weekend", "counted"]


def test_r24_a_setting_makes_the_event_day_day_one() -> None:
    calendar = WorkingCalendar(NAURYZ_2026)

    derivation = calendar.explain(FRIDAY, 2, first_day_counts=True)

    assert derivation.due == date(2026, 3, 26)
    assert derivation.steps[0] == Step(FRIDAY, 1, "counted")
    assert derivation.first_day_counts


def test_r24_an_event_on_a_day_off_counts_from_the_next_working_day_either_way() -> None:
    calendar = WorkingCalendar(NAURYZ_2026)

    assert calendar.add(date(2026, 3, 21), 1) == date(2026, 3, 26)
    assert calendar.add(date(2026, 3, 21), 1, first_day_counts=True) == date(2026, 3, 26)


@pytest.mark.parametrize(
    ("day", "override"),
    [
        pytest.param(date(2024, 5, 4), WORKED, id="Saturday 4 May 2024"),
        pytest.param(date(2025, 1, 5), WORKED, id="Sunday 5 January 2025"),
    ],
)
def test_r24_a_working_weekend_day_counts(day: date, override: bool) -> None:
    calendar = WorkingCalendar({day: override})

    assert calendar.is_working(day)
    assert calendar.add(day.replace(day=day.day - 1), 1) == day
    assert not WorkingCalendar().is_working(day)


def test_r24_the_working_sunday_replaces_the_friday_before() -> None:
    calendar = WorkingCalendar({date(2025, 1, 3): OFF, date(2025, 1, 5): WORKED})

    assert calendar.add(date(2025, 1, 2), 1) == date(2025, 1, 5)


def test_r24_17_june_2024_was_a_day_off_and_then_worked() -> None:
    published = WorkingCalendar(YEAR_2024 | {date(2024, 6, 17): OFF})
    corrected = WorkingCalendar(YEAR_2024)

    assert published.add(date(2024, 6, 14), 1) == date(2024, 6, 18)
    assert corrected.add(date(2024, 6, 14), 1) == date(2024, 6, 17)


def test_r24_31_august_2026_is_a_working_day() -> None:
    published = WorkingCalendar({date(2026, 8, 31): OFF})
    corrected = WorkingCalendar({date(2026, 8, 31): WORKED})

    assert published.add(date(2026, 8, 28), 1) == date(2026, 9, 1)
    assert corrected.add(date(2026, 8, 28), 1) == date(2026, 8, 31)


def test_r24_2024_had_249_working_days() -> None:
    calendar = WorkingCalendar(YEAR_2024)

    months = [calendar.working_days_in_month(2024, month) for month in range(1, 13)]

    assert months[0] == 21
    assert sum(months) == 249
    assert sum(months) == calendar.count(date(2023, 12, 31), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("today", "left"),
    [
        pytest.param(date(2026, 3, 20), 2, id="the day of the event"),
        pytest.param(date(2026, 3, 26), 1, id="the day before"),
        pytest.param(date(2026, 3, 27), 0, id="the last day"),
        pytest.param(date(2026, 3, 28), 0, id="the Saturday after"),
        pytest.param(date(2026, 3, 30), -1, id="one working day late"),
        pytest.param(date(2026, 3, 31), -2, id="two working days late"),
    ],
)
def test_r24_distance_counts_working_days_left_and_late(today: date, left: int) -> None:
    assert WorkingCalendar(NAURYZ_2026).distance(today, date(2026, 3, 27)) == left


def test_r24_before_finds_the_day_of_the_reminder() -> None:
    calendar = WorkingCalendar(NAURYZ_2026)

    assert calendar.before(date(2026, 3, 26), 1) == date(2026, 3, 20)
    assert calendar.before(date(2026, 3, 22), 1) == date(2026, 3, 20)
    assert calendar.before(date(2026, 3, 27), 2) == date(2026, 3, 20)


def test_r24_next_working_is_the_day_itself_or_the_first_after() -> None:
    calendar = WorkingCalendar(NAURYZ_2026)

    assert calendar.next_working(FRIDAY) == FRIDAY
    assert calendar.next_working(date(2026, 3, 21)) == date(2026, 3, 26)


def test_overrides_are_kept_with_their_names() -> None:
    calendar = WorkingCalendar({FRIDAY: OFF})

    assert calendar.overrides == {FRIDAY: DayOverride(working=False)}


@pytest.mark.parametrize("days", [0, -1])
def test_a_term_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        WorkingCalendar().add(FRIDAY, days)
    with pytest.raises(ValueError, match="at least one working day"):
        WorkingCalendar().before(FRIDAY, days)


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="ask for the distance"):
        WorkingCalendar().count(date(2026, 3, 21), FRIDAY)


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2041, 1, 1)])
def test_a_day_outside_the_calendar_is_named(day: date) -> None:
    with pytest.raises(CalendarRangeError, match=f"{day} is outside the working calendar"):
        WorkingCalendar().is_working(day)
    with pytest.raises(CalendarRangeError):
        WorkingCalendar({day: OFF})


def test_an_answer_outside_the_calendar_is_an_error_not_a_wrong_date() -> None:
    calendar = WorkingCalendar()

    with pytest.raises(CalendarRangeError, match="the result is outside"):
        calendar.add(LAST_DAY, 1)
    with pytest.raises(CalendarRangeError, match="the result is outside"):
        calendar.before(FIRST_DAY, 1)


def test_the_ends_of_the_calendar_answer() -> None:
    calendar = WorkingCalendar()

    assert calendar.is_working(FIRST_DAY)
    assert calendar.is_working(LAST_DAY)
    assert calendar.working_days_in_month(LAST_DAY.year, 12) == 21


def test_a_stored_derivation_is_read_back_whole() -> None:
    derivation = WorkingCalendar(NAURYZ_2026).explain(FRIDAY, 2)

    assert Derivation.from_json(json.loads(json.dumps(derivation.as_json()))) == derivation


def test_a_step_with_a_strange_reason_is_refused() -> None:
    stored = WorkingCalendar().explain(FRIDAY, 1).as_json()
    stored["steps"][0]["reason"] = "because"

    with pytest.raises(ValueError, match="unknown reason"):
        Derivation.from_json(stored)
