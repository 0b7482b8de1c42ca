"""A correction of the calendar, as an administrator makes it (R24)."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from accounts.errors import Invalid, NotAllowed
from accounts.models import User
from accounts.roles import Role
from agencies import deadlines
from agencies.calendar import working_calendar
from agencies.models import Agency, CalendarDay, Centre
from cases.models import Case, CaseDeadline, CaseDeadlineMove
from monitoring import calendar
from tests.factories import CaseFactory
from tests.people import person_of_the_cast
from tests.plans import stories

ACT = "Labour Code art. 84, statement of 7 June 2024"
Clock = Callable[..., datetime]


def opened(case: Case, on: str, *, term: str = "primary_assessment") -> CaseDeadline:
    return deadlines.start(
        CaseDeadline,
        term,
        on=date.fromisoformat(on),
        case=case,
        centre=case.centre,
        role="caseworker",
    )


@pytest.fixture
def june(working_days: None, on: Clock, administrator: User) -> None:
    """The calendar as it stood before 7 June 2024: Monday 17 June was off after Qurban Ait."""
    CalendarDay.objects.create(
        day=date(2024, 6, 17),
        is_working=False,
        name_kk="Құрбан айт",
        source="proposed",
        entered_at=on("2024-01-09"),
    )


def correct_june(administrator: User, now: datetime) -> calendar.Correction:
    return calendar.correct_day(
        date(2024, 6, 17),
        is_working=True,
        act=ACT,
        reason="Qurban Ait does not move",
        by=administrator,
        now=now,
    )


@pytest.mark.clause("11")
def test_r24_the_change_of_7_june_2024_moves_exactly_the_terms_that_run_over_17_june(
    june: None, administrator: User, on: Clock
) -> None:
    case = CaseFactory.create()
    before = opened(case, "2024-06-03")  # three days: due on Thursday 6 June
    over = opened(case, "2024-06-13")
    ends_there = opened(case, "2024-06-12")
    after = opened(case, "2024-06-17")
    assert [d.due_on.day for d in (before, over, ends_there, after)] == [6, 19, 18, 20]

    done = correct_june(administrator, on("2024-06-07", "15:00"))

    assert done.moved == 2
    assert dict(CaseDeadline.objects.values_list("pk", "due_on")) == {
        before.pk: date(2024, 6, 6),
        over.pk: date(2024, 6, 18),
        ends_there.pk: date(2024, 6, 17),
        after.pk: date(2024, 6, 20),
    }
    move = CaseDeadlineMove.objects.get(deadline=over)
    assert (move.old_due_on, move.new_due_on) == (date(2024, 6, 19), date(2024, 6, 18))
    assert move.correction == done.day
    assert (move.correction.act, move.by) == (ACT, administrator)
    assert move.reason == "Qurban Ait does not move"


@pytest.mark.clause("11")
def test_r24_the_preview_tells_what_will_move_and_changes_nothing(
    june: None, administrator: User, on: Clock
) -> None:
    case = CaseFactory.create()
    opened(case, "2024-06-13")
    opened(case, "2024-06-13")
    opened(case, "2024-06-03")
    rows = CalendarDay.objects.count()

    found = calendar.preview(date(2024, 6, 17), is_working=True)

    assert found.terms == 2
    assert [(m.old_due_on.day, m.new_due_on.day, m.rows) for m in found.moves] == [(19, 18, 2)]
    assert found.overdue(date(2024, 6, 19)) == 2
    assert found.overdue(date(2024, 6, 7)) == 0
    assert CalendarDay.objects.count() == rows
    assert not working_calendar().is_working(date(2024, 6, 17))


def test_r24_a_day_that_has_passed_can_be_corrected_too(
    june: None, administrator: User, on: Clock
) -> None:
    row = opened(CaseFactory.create(), "2024-06-13")
    correct_june(administrator, on("2024-07-01"))
    row.refresh_from_db()
    assert row.due_on == date(2024, 6, 18)


@pytest.mark.parametrize(("act", "reason", "field"), [(" ", "why", "act"), ("act", "", "reason")])
def test_r24_a_correction_without_act_or_reason_is_refused(
    june: None, administrator: User, on: Clock, act: str, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        calendar.correct_day(
            date(2024, 6, 17),
            is_working=True,
            act=act,
            reason=reason,
            by=administrator,
            now=on("2024-06-07"),
        )
    assert refused.value.field == field
    assert not CalendarDay.objects.filter(source="act").exists()


def test_r24_the_same_correction_twice_is_made_once(
    june: None, administrator: User, on: Clock
) -> None:
    correct_june(administrator, on("2024-06-07"))
    with pytest.raises(Invalid) as refused:
        correct_june(administrator, on("2024-06-07"))
    assert refused.value.field == "is_working"
    assert CalendarDay.objects.filter(source="act").count() == 1


def test_r24_a_day_beyond_the_calendar_is_refused(administrator: User, on: Clock) -> None:
    for verb in (
        lambda: calendar.preview(date(2041, 1, 1), is_working=False),
        lambda: calendar.correct_day(
            date(2014, 1, 1),
            is_working=False,
            act="a",
            reason="r",
            by=administrator,
            now=on("2026-03-02"),
        ),
    ):
        with pytest.raises(Invalid) as refused:
            verb()
        assert refused.value.field == "day"


def test_r24_only_an_administrator_corrects(june: None, head: User, on: Clock) -> None:
    with pytest.raises(NotAllowed):
        correct_june(head, on("2024-06-07"))


def test_r24_a_correction_names_the_day_where_nobody_did(
    administrator: User, working_days: None, on: Clock
) -> None:
    done = calendar.correct_day(
        date(2026, 9, 7),
        is_working=False,
        act="a",
        reason="r",
        by=administrator,
        now=on("2026-03-02"),
    )
    assert (done.day.name_kk, done.day.name_ru) == ("Демалыс күні", "Выходной день")


def test_r24_two_administrators_at_once_lose_no_recount(committed_db: None, on: Clock) -> None:
    """Tuesday and Wednesday become days off at the same moment: the term moves by both."""
    now = on("2031-03-03")
    first = person_of_the_cast("first", Role.ADMINISTRATOR)
    second = person_of_the_cast("second", Role.ADMINISTRATOR)
    row = opened(CaseFactory.create(), "2031-03-03")
    together = Barrier(2)

    def correct(by: User, day: date) -> None:
        try:
            together.wait()
            calendar.correct_day(day, is_working=False, act="a", reason="r", by=by, now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        work = [
            pool.submit(correct, first, date(2031, 3, 4)),
            pool.submit(correct, second, date(2031, 3, 5)),
        ]
        for done in work:
            done.result(timeout=30)

    row.refresh_from_db()
    assert row.due_on == date(2031, 3, 10)
    moves = list(CaseDeadlineMove.objects.values_list("old_due_on", "new_due_on"))
    assert moves == [
        (date(2031, 3, 6), date(2031, 3, 7)),
        (date(2031, 3, 7), date(2031, 3, 10)),
    ]


def waits_for_the_calendar() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
        )
        return bool(cursor.fetchone()[0])


def test_r24_a_term_that_is_being_opened_is_not_missed(committed_db: None, on: Clock) -> None:
    """A verb counts a term; before it commits, an administrator corrects the calendar."""
    now = on("2031-03-03")
    administrator = person_of_the_cast("administrator", Role.ADMINISTRATOR)
    case = CaseFactory.create()

    def correct() -> calendar.Correction:
        try:
            return calendar.correct_day(
                date(2031, 3, 4), is_working=False, act="a", reason="r", by=administrator, now=now
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            row = opened(case, "2031-03-03")
            correcting = pool.submit(correct)
            while not waits_for_the_calendar():
                assert not correcting.done()
        assert correcting.result(timeout=30).moved == 1
    row.refresh_from_db()
    assert row.due_on == date(2031, 3, 7)


def test_r24_seeding_a_year_moves_the_terms_that_reach_into_it(
    working_days: None, on: Clock
) -> None:
    CalendarDay.objects.filter(day__year=2035).delete()
    row = opened(CaseFactory.create(), "2034-12-29")
    assert row.due_on == date(2035, 1, 3)
    rows, moved = calendar.seed([2035], now=on("2034-12-30"))
    assert (bool(rows), moved) == (True, 1)
    row.refresh_from_db()
    assert row.due_on == date(2035, 1, 5)
    assert CaseDeadlineMove.objects.get().by is None
    assert calendar.seed([2035], now=on("2034-12-30")) == ([], 0)


@pytest.mark.clause("9")
@pytest.mark.parametrize("kept_back", ["hold", "block"])
def test_r16_an_unsent_dispatch_leaves_on_the_last_day_wherever_it_goes(
    centre: Centre,
    agency: Agency,
    caseworker: User,
    head: User,
    administrator: User,
    working_days: None,
    on: Clock,
    kept_back: str,
) -> None:
    now = on("2026-03-20", "10:00")
    case = CaseFactory.create(centre=centre, responsible=caseworker, recognised=True)
    asked = stories.item(case, agency=agency, due="2026-04-30")
    how = {kept_back: {agency.pk: "The school is asked to wait."}}
    plan = stories.approved(case, asked, by=caseworker, head=head, now=now, **how)
    assert plan.dispatches.get().send_on == date(2026, 3, 27)

    calendar.correct_day(
        date(2026, 3, 26), is_working=False, act="a", reason="r", by=administrator, now=now
    )

    assert plan.deadlines.get(term="dispatch").due_on == date(2026, 3, 30)
    assert plan.dispatches.get().send_on == date(2026, 3, 30)


def run(*args: str) -> str:
    out = StringIO()
    call_command("calendar", *args, stdout=out)
    return out.getvalue()


WORDS = ("--act", ACT, "--reason", "Qurban Ait does not move")


def test_r24_calendar_correct_shows_what_moves_and_asks(
    june: None, administrator: User, on: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("2024-06-07")
    opened(CaseFactory.create(), "2024-06-13")
    by = ("--by", administrator.email)
    monkeypatch.setattr("builtins.input", lambda _: "no")
    with pytest.raises(CommandError):
        run("correct", "2024-06-17", "working", *WORDS, *by)
    assert not CaseDeadlineMove.objects.exists()

    said = run("correct", "2024-06-17", "working", *WORDS, *by, "--yes")

    assert said.splitlines()[0] == "2024-06-19 -> 2024-06-18  primary_assessment, 2024-06-13: 1"
    assert CaseDeadlineMove.objects.count() == 1
    shown = [line for line in run("show", "2024").splitlines() if line.startswith("2024-06-17")]
    assert shown == [f"2024-06-17 + {ACT}"]


def test_r24_calendar_correct_refuses_who_is_not_known_or_may_not(
    june: None, head: User, on: Clock
) -> None:
    for email in (head.email, "nobody@example.kz"):
        with pytest.raises(CommandError):
            run("correct", "2024-06-17", "working", *WORDS, "--by", email, "--yes")
    assert not CalendarDay.objects.filter(source="act").exists()


def test_r24_calendar_seed_is_quiet_the_second_time(db: None) -> None:
    assert "2037-01-01 -" in run("seed", "--years", "2037")
    assert "2037-01-01" not in run("seed", "--years", "2037")
    assert dt.date(2037, 1, 1) in working_calendar().overrides
