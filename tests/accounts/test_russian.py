"""Numbers, dates and quarters in Russian."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import russian
from accounts.russian import PERCENT, Case, Noun, counted, form
from regulations.quarters import Quarter

CASE = Noun("случай", "случая", "случаев")
MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


@pytest.mark.parametrize(
    "text",
    [
        *("0 случаев", "1 случай", "2 случая", "3 случая", "4 случая", "5 случаев", "9 случаев"),
        *("10 случаев", "11 случаев", "12 случаев", "14 случаев", "15 случаев", "20 случаев"),
        *("21 случай", "22 случая", "25 случаев", "100 случаев", "101 случай", "111 случаев"),
        *("112 случаев", "124 случая", "1\xa0000 случаев", "1\xa0021 случай"),
        "1\xa0000\xa0002 случая",
    ],
)
def test_a_whole_number_with_its_noun(text: str) -> None:
    assert counted(int(text.rpartition(" ")[0].replace("\xa0", "")), CASE) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("12.5", "12,5 процента"),
        ("0.1", "0,1 процента"),
        ("11.11", "11,11 процента"),
        ("5.0", "5,0 процента"),
        ("1", "1 процент"),
        ("62", "62 процента"),
        ("100", "100 процентов"),
    ],
)
def test_after_a_fraction_stands_the_genitive(number: str, text: str) -> None:
    assert counted(Decimal(number), PERCENT) == text


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_last_two_digits_decide(n: int, hundreds: int) -> None:
    assert form(n % 100 + 100 * hundreds, CASE) == form(n % 100, CASE)


@pytest.mark.parametrize(("month", "text"), list(enumerate(MONTHS, start=1)))
def test_a_day(month: int, text: str) -> None:
    assert russian.day(date(2026, month, 1)) == f"1 {text} 2026 года"


@pytest.mark.parametrize(
    ("number", "case", "text"),
    [
        (1, Case.GENITIVE, "I квартала 2026 года"),
        (2, Case.DATIVE, "II кварталу 2026 года"),
        (2, Case.INSTRUMENTAL, "II кварталом 2026 года"),
        (3, Case.NOMINATIVE, "III квартал 2026 года"),
        (3, Case.PREPOSITIONAL, "III квартале 2026 года"),
        (4, Case.ACCUSATIVE, "IV квартал 2026 года"),
    ],
)
def test_a_quarter(number: int, case: Case, text: str) -> None:
    assert russian.quarter(Quarter(2026, number), case) == text
