"""Dates and numbers as each language writes them."""

from datetime import date

import pytest
from django.utils import translation
from django.utils.formats import date_format, get_format, number_format, sanitize_separators

from tests.ui.rendering import words

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("language", "long", "month", "number"),
    [
        ("kk", "2026 жылғы 22 қараша", "2026 жылғы қараша", "1\xa0234\xa0567,89"),
        ("ru", "22 ноября 2026 г.", "Ноябрь 2026 г.", "1\xa0234\xa0567,89"),
        ("en", "22 November 2026", "November 2026", "1,234,567.89"),
    ],
)
def test_dates_and_numbers(language: str, long: str, month: str, number: str) -> None:
    with translation.override(language):
        assert date_format(DAY) == long
        assert date_format(DAY, "YEAR_MONTH_FORMAT") == month
        assert date_format(DAY, "SHORT_DATE_FORMAT") == "22.11.2026"
        assert number_format("1234567.89", use_l10n=True, force_grouping=True) == number


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_week_begins_on_monday(language: str) -> None:
    assert get_format("FIRST_DAY_OF_WEEK", lang=language) == 1


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_number_is_read_as_it_is_written(language: str) -> None:
    with translation.override(language):
        assert sanitize_separators("1234,5") == "1234.5"


def test_every_kazakh_month_and_weekday() -> None:
    shown = words(
        "{% for day in days %}{{ day|date:'E l' }}; {% endfor %}",
        language="kk",
        days=[date(2026, month, month) for month in range(1, 13)],
    )
    assert shown == (
        "қаңтар Бейсенбі; ақпан Дүйсенбі; наурыз Сейсенбі; сәуір Сенбі; мамыр Сейсенбі; "
        "маусым Сенбі; шілде Сейсенбі; тамыз Сенбі; қыркүйек Сәрсенбі; қазан Сенбі; "
        "қараша Сәрсенбі; желтоқсан Сенбі;"
    )
