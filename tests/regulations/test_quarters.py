"""Quarters, in which the joint work is monitored (R21, clause 13)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.quarters import Quarter

pytestmark = pytest.mark.clause("13")

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_r21_a_quarter_has_its_days_and_its_name(text: str, first: date, last: date) -> None:
    quarter = Quarter.parse(text)

    assert (quarter.first_day, quarter.last_day) == (first, last)
    assert str(quarter) == text


@given(days)
def test_r21_every_day_lies_in_its_quarter_and_in_no_other(day: date) -> None:
    quarter = Quarter.of(day)

    assert day in quarter
    assert day not in quarter.next
    assert day not in quarter.previous


@given(days)
def test_r21_quarters_follow_one_another_in_order(day: date) -> None:
    quarter = Quarter.of(day)

    assert quarter.next.previous == quarter
    assert quarter.previous < quarter < quarter.next
    assert (quarter.next.first_day - quarter.last_day).days == 1


@pytest.mark.parametrize("text", ["", "2026-Q5", "2026-Q0", "26-Q1", "2026Q1", "2026-Q1 "])
def test_r21_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a quarter"):
        Quarter.parse(text)


def test_r21_a_year_has_four_quarters() -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        Quarter(2026, 5)
