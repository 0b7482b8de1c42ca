"""7 June 2024: Monday 17 June, published as a day off, became a working day (R24)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Notice, User
from agencies import deadlines, settings
from agencies.models import CalendarDay
from cases.models import Case, CaseDeadline, CaseDeadlineMove
from monitoring.calendar import correct_day
from monitoring.models import Breach
from monitoring.sweep import Swept, sweep
from tests.factories import CaseFactory
from tests.monitoring.pages import rows

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]


@pytest.fixture
def assessment(
    centre: Any, caseworker: User, administrator: User, working_days: None, on: Clock
) -> CaseDeadline:
    """Ten working days from Monday 3 June, counted while 17 June was off: until 18 June."""
    now = on("2024-06-03", "10:00")
    CalendarDay.objects.create(
        day=dt.date(2024, 6, 17),
        is_working=False,
        name_kk="Құрбан айт",
        source=CalendarDay.Source.PROPOSED,
        entered_at=now,
    )
    settings.change("term_primary_assessment", "10", source="order", by=administrator, now=now)
    case: Case = CaseFactory.create(
        centre=centre, responsible=caseworker, detected_on=dt.date(2024, 6, 3)
    )
    return deadlines.start(
        CaseDeadline,
        "primary_assessment",
        on=dt.date(2024, 6, 3),
        case=case,
        centre=centre,
        role="caseworker",
        responsible=caseworker,
    )


@pytest.mark.clause("11")
def test_r24_an_open_term_moves_with_the_calendar_and_is_broken_by_its_new_date_only(
    assessment: CaseDeadline, caseworker: User, administrator: User, sign_in: SignIn, on: Clock
) -> None:
    assert assessment.due_on == dt.date(2024, 6, 18)
    now = on("2024-06-07", "09:00")
    [before] = rows(sign_in(caseworker).get("/"))
    assert before.startswith("Tuesday, 18 June · 6 working days left")

    correct_day(
        dt.date(2024, 6, 17),
        is_working=True,
        act="Statement of the ministry of 7 June 2024",
        reason="Qurban Ait does not move",
        by=administrator,
        now=now,
    )

    [after] = rows(sign_in(caseworker).get("/"))
    assert after.startswith("Monday, 17 June · 6 working days left")
    assert "17.06, Mon working day" in after
    assert sweep(now=on("2024-06-13")) == Swept()
    assert sweep(now=on("2024-06-14")) == Swept(notices=1)
    assert sweep(now=on("2024-06-17")) == Swept(notices=1)
    sweep(now=on("2024-06-18"))
    sweep(now=on("2024-06-19"))
    breach = Breach.objects.get()
    assert (breach.due_on, breach.recorded_on) == (dt.date(2024, 6, 17), dt.date(2024, 6, 18))
    assert CaseDeadlineMove.objects.get(deadline=assessment).old_due_on == dt.date(2024, 6, 18)
    keys = {key.split("-", 2)[2] for key in Notice.objects.values_list("key", flat=True)}
    assert keys == {"2024-06-17"}
