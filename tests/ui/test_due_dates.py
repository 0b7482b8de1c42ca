"""A date never stands alone: its weekday, how it stands, its clause, and why it is that day."""

from datetime import date

import pytest

from regulations.working_days import DayOverride, WorkingCalendar
from tests.ui.rendering import draw, term, words

TODAY = date(2026, 3, 25)
FRIDAY = date(2026, 3, 27)
BADGE = "{% due_badge term today=today %}"
LINE = "{% due_date term today=today %}"

LEFT = {
    "kk": {n: f"{n} жұмыс күні қалды" for n in (1, 2, 5, 11, 21)},
    "ru": {
        1: "остался 1 рабочий день",
        2: "осталось 2 рабочих дня",
        5: "осталось 5 рабочих дней",
        11: "осталось 11 рабочих дней",
        21: "остался 21 рабочий день",
    },
    "en": {
        1: "1 working day left",
        **{n: f"{n} working days left" for n in (2, 5, 11, 21)},
    },
}
LATE = {
    "kk": {n: f"{n} жұмыс күніне кешікті" for n in (1, 2, 5, 21)},
    "ru": {
        1: "просрочено на 1 рабочий день",
        2: "просрочено на 2 рабочих дня",
        5: "просрочено на 5 рабочих дней",
        21: "просрочено на 21 рабочий день",
    },
    "en": {1: "1 working day late", **{n: f"{n} working days late" for n in (2, 5, 21)}},
}


@pytest.mark.parametrize(
    ("language", "left", "said"), [(lang, n, s) for lang, by in LEFT.items() for n, s in by.items()]
)
def test_working_days_left(language: str, left: int, said: str) -> None:
    shown = words(BADGE, language=language, term=term(left, due=FRIDAY), today=TODAY)
    assert shown == said


@pytest.mark.parametrize(
    ("language", "late", "said"), [(lang, n, s) for lang, by in LATE.items() for n, s in by.items()]
)
def test_working_days_late(language: str, late: int, said: str) -> None:
    overdue = term(-late, due=date(2026, 2, 2))
    assert words(BADGE, language=language, term=overdue, today=TODAY) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "бүгін – соңғы күн"),
        ("ru", "сегодня последний день"),
        ("en", "last day is today"),
    ],
)
def test_the_last_day(language: str, said: str) -> None:
    assert words(BADGE, language=language, term=term(0, due=TODAY), today=TODAY) == said


@pytest.mark.parametrize(
    ("left", "due", "fields", "kind"),
    [
        (-1, date(2026, 3, 20), {}, "late"),
        (0, TODAY, {}, "today"),
        (2, FRIDAY, {}, "soon"),
        (3, FRIDAY, {}, "ok"),
        (-1, date(2026, 3, 20), {"met_on": TODAY}, "done"),
        (-1, date(2026, 3, 20), {"ended_on": TODAY}, "ended"),
    ],
)
def test_each_state_has_its_shape(left: int, due: date, fields: dict[str, date], kind: str) -> None:
    drawn = draw(BADGE, term=term(left, due=due, **fields), today=TODAY)
    assert f"badge-{kind}" in drawn
    assert f"#{kind}" in drawn


def test_on_a_day_off_after_the_last_day_the_term_has_run_out() -> None:
    saturday = date(2026, 3, 28)
    assert words(BADGE, term=term(0, due=FRIDAY), today=saturday) == "the term has run out"


def test_what_was_done_after_the_date_was_done_late() -> None:
    late = term(0, due=TODAY, met_on=FRIDAY)
    assert words(BADGE, term=late, today=FRIDAY) == "done late"


@pytest.mark.clause("9")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "27 наурыз, жұма · 2 жұмыс күні қалды · 9-тармақ"),
        ("ru", "27 марта, пятница · осталось 2 рабочих дня · п. 9"),
        ("en", "Friday, 27 March · 2 working days left · cl. 9"),
    ],
)
def test_a_date_never_stands_alone(language: str, said: str) -> None:
    assert words(LINE, language=language, term=term(2, due=FRIDAY), today=TODAY) == said


def test_another_year_is_said() -> None:
    shown = words(LINE, language="kk", term=term(195, due=date(2027, 1, 11)), today=TODAY)
    assert shown.startswith("2027 жылғы 11 қаңтар, дүйсенбі")


def test_a_paragraph_is_cited() -> None:
    shown = words(LINE, language="kk", term=term(2, due=FRIDAY, clause="11.2"), today=TODAY)
    assert shown.endswith("11-тармақтың 2-бөлігі")


def test_a_term_that_the_order_does_not_set_says_so() -> None:
    shown = words(LINE, language="ru", term=term(2, due=FRIDAY, clause=""), today=TODAY)
    assert shown.endswith("приказом не установлено")


@pytest.mark.clause("9")
def test_the_date_is_explained_day_by_day() -> None:
    nauryz = DayOverride(working=False, name_kk="Наурыз мейрамы", name_ru="Наурыз")
    calendar = WorkingCalendar({date(2026, 3, day): nauryz for day in range(21, 26)})
    counted = calendar.explain(date(2026, 3, 20), 2).as_json()
    shown = words(LINE, language="kk", term=term(2, due=FRIDAY, derivation=counted), today=TODAY)
    assert "– 20.03, жм оқиға күні, есептелмейді" in shown
    assert "– 25.03, ср жұмыс істемейтін күн, есептелмейді · Наурыз мейрамы" in shown
    assert "1 26.03, бс жұмыс күні 2 27.03, жм жұмыс күні" in shown


def test_a_date_that_the_plan_gave_has_nothing_to_unfold() -> None:
    given = term(2, due=FRIDAY, derivation={"given": True})
    assert "<details" not in draw(LINE, term=given, today=TODAY)
