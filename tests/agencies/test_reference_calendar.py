"""The scenarios of the working calendar (R24), on the proposal as it is seeded."""

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from agencies import reference_calendar
from agencies.calendar import working_calendar
from agencies.models import CalendarDay
from regulations.working_days import LAST_YEAR

D = date.fromisoformat


def run(*args: str) -> list[str]:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.clause("9")
@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-05-04", True),  # a Saturday, worked for 8 May
        ("2024-05-08", False),
        ("2025-01-05", True),  # a Sunday, worked for 3 January
        ("2025-01-03", False),
        ("2023-07-01", True),
        ("2023-07-07", False),
        ("2024-01-08", True),  # Orthodox Christmas fell on a Sunday and did not move
        ("2024-06-17", True),  # Qurban Ait fell on a Sunday and did not move
        ("2027-05-17", True),  # and will not in 2027
        ("2024-07-08", False),  # the day of the capital fell on a Saturday and moved
        ("2026-03-24", False),
        ("2026-03-25", False),
        ("2026-03-26", True),
        ("2026-08-31", True),  # 30 August is no holiday any more
        ("2025-09-01", False),  # as it still was in 2025, a Saturday
        ("2026-03-16", True),
        ("2027-03-15", False),  # Constitution Day from 2027
    ],
)
def test_r24_the_days_of_the_rules_are_as_they_were(
    loaded: datetime, day: str, works: bool
) -> None:
    assert working_calendar().is_working(D(day)) is works


@pytest.mark.clause("9")
def test_r24_only_qurban_ait_of_years_not_yet_confirmed_is_estimated(loaded: datetime) -> None:
    estimated = CalendarDay.objects.filter(estimated=True).order_by("day")
    assert [(row.day.year, row.name_kk, row.name_ru) for row in estimated] == [
        (year, "Құрбан айт", "Курбан айт") for year in (2026, 2027, 2028)
    ]


def test_r24_every_proposed_day_has_names_in_both_languages() -> None:
    proposals = reference_calendar.proposals(range(2023, LAST_YEAR + 1))
    assert [p.day for p in proposals if not p.name_kk or not p.name_ru] == []
    russian = set(reference_calendar.NAMES_RU.values()) | {reference_calendar.WORKED_RU}
    listed = {p.name_ru for p in reference_calendar._from_list()}
    unknown = [
        p.name_ru
        for p in proposals
        if p.name_ru not in listed
        and not {part.partition(" (")[0] for part in p.name_ru.split("; ")} <= russian
    ]
    assert unknown == []


def test_r24_a_decreed_transfer_names_its_act(loaded: datetime) -> None:
    day = CalendarDay.objects.get(day=D("2024-05-04"))
    assert day.act == "adilet.zan.kz: G24G0000109 (17.04.2024)"
    assert day.source == CalendarDay.Source.PROPOSED


def test_r24_a_proposal_never_writes_over_what_was_said(loaded: datetime) -> None:
    CalendarDay.objects.create(
        day=D("2029-03-08"), is_working=True, source="proposed", entered_at=loaded
    )
    created = reference_calendar.propose([2029], now=loaded)
    assert D("2029-03-08") not in {row.day for row in created}
    assert working_calendar().is_working(D("2029-03-08"))
    assert reference_calendar.differences([2029]) == [D("2029-03-08")]


def test_r24_a_seeded_calendar_is_what_was_proposed(loaded: datetime) -> None:
    assert reference_calendar.differences(range(2023, 2029)) == []


@pytest.mark.clause("9")
def test_r24_workdays_add_prints_the_date_alone_and_then_why(loaded: datetime) -> None:
    with translation.override("en"):
        lines = run("workdays", "add", "2026-03-20", "2")
    assert lines[0] == "2026-03-27"
    assert lines[1:] == [
        "2026-03-20      friday, day of the event, not counted",
        "2026-03-21      saturday, day off, not counted: Наурыз мейрамы",
        "2026-03-22      sunday, day off, not counted: Наурыз мейрамы",
        "2026-03-23      monday, day off, not counted: Наурыз мейрамы",
        "2026-03-24      tuesday, day off, not counted: Наурыз мейрамы (демалыс күні ауыстырылды)",
        "2026-03-25      wednesday, day off, not counted: "
        "Наурыз мейрамы (демалыс күні ауыстырылды)",
        "2026-03-26   1  thursday, working day",
        "2026-03-27   2  friday, working day",
    ]


def test_r24_workdays_count_prints_each_month_and_the_year(loaded: datetime) -> None:
    lines = run("workdays", "count", "2024")
    assert lines[0] == "2024-01 21"
    assert lines[-1] == "2024 249"
    assert len(lines) == 13
    assert run("workdays", "count", "2026")[-1] == "2026 247"


@pytest.mark.parametrize(
    "args", [("add", "2026-03-20", "0"), ("add", "2040-12-31", "2"), ("count", "1999")]
)
def test_r24_workdays_says_what_is_wrong(loaded: datetime, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("workdays", *args)
