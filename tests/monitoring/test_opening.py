"""A quarter that ended is opened for every Centre, once, whatever happens on the way (R21)."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Notice, User
from accounts.roles import Role
from agencies.models import Centre
from monitoring.digest import send_digests
from monitoring.models import Breach, Conclusion, Monitoring, QuarterDeadline
from monitoring.sweep import sweep
from monitoring.tasks import open_quarters as task
from monitoring.workflow import drafting, opening
from plans.models import Plan
from regulations.quarters import Quarter
from tests.factories import CentreFactory
from tests.monitoring.pages import words
from tests.monitoring.quarters import sign
from tests.people import person_of_the_cast
from tests.plans.at_once import at_once

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.clause("13")
Q1 = Quarter(2026, 1)


def opened_for() -> list[str]:
    rows = Monitoring.objects.of(Q1).order_by("centre__code")
    return list(rows.values_list("centre__code", flat=True))


def test_r21_a_quarter_opens_on_the_first_working_day_after_it(
    centre: Centre, other_centre: Centre, working_days: None, on: Clock
) -> None:
    assert opening.open_quarters(now=on("2026-03-31", "23:50")) == 2  # the last quarter of 2025
    assert opened_for() == []

    assert opening.open_quarters(now=on("2026-04-01", "00:10")) == 2

    assert opened_for() == ["KOK", "SEM"]
    assert opening.open_quarters(now=on("2026-04-01", "01:10")) == 0


def test_r21_a_quarter_that_ends_before_a_day_off_opens_after_it(
    centre: Centre, working_days: None, on: Clock
) -> None:
    opening.open_quarters(now=on("2025-12-31"))
    before = Monitoring.objects.count()

    opening.open_quarters(now=on("2026-01-04"))
    assert Monitoring.objects.count() == before

    opening.open_quarters(now=on("2026-01-05"))
    assert Monitoring.objects.of(Quarter(2025, 4)).exists()


def test_r21_quarters_that_nobody_opened_in_time_are_opened_together(
    centre: Centre, working_days: None, on: Clock
) -> None:
    opening.open_quarters(now=on("2026-04-01"))

    assert opening.open_quarters(now=on("2026-11-02")) == 2

    quarters = [str(row.quarter) for row in Monitoring.objects.order_by("year", "number")]
    assert quarters == ["2026-Q1", "2026-Q2", "2026-Q3"]


def test_r21_a_centre_is_asked_for_the_quarters_in_which_it_worked(
    centre: Centre, working_days: None, on: Clock
) -> None:
    for code, founded, closed in (
        ("MID", "2026-02-16", None),
        ("NEW", "2026-04-01", None),
        ("END", None, "2026-01-15"),
        ("OLD", None, "2025-12-31"),
    ):
        CentreFactory.create(code=code, founded_on=founded, closed_on=closed)

    opening.open_quarters(now=on("2026-04-01"))

    assert opened_for() == ["END", "MID", "SEM"]


def test_r21_one_centre_that_fails_does_not_hold_up_the_others(
    centre: Centre,
    other_centre: Centre,
    working_days: None,
    on: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, real = on("2026-04-01"), drafting.draft

    def spoilt(monitoring: Monitoring, **more: object) -> Conclusion:
        if monitoring.centre.code == "SEM":
            raise RuntimeError("spoilt")
        return real(monitoring, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(drafting, "draft", spoilt)
        with pytest.raises(ExceptionGroup):
            opening.open_quarters(now=now)
    assert opened_for() == ["KOK"]

    assert opening.open_quarters(now=now) == 1
    assert opened_for() == ["KOK", "SEM"]


def test_r21_a_centre_that_fails_for_a_whole_quarter_holds_up_no_later_one(
    centre: Centre,
    other_centre: Centre,
    working_days: None,
    on: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opening.open_quarters(now=on("2026-01-05"))
    real = drafting.draft

    def spoilt(monitoring: Monitoring, **more: object) -> Conclusion:
        if monitoring.centre.code == "SEM" and monitoring.quarter == Q1:
            raise RuntimeError("spoilt")
        return real(monitoring, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(drafting, "draft", spoilt)
        for day in ("2026-04-01", "2026-07-01"):
            with pytest.raises(ExceptionGroup):
                opening.open_quarters(now=on(day))
    assert opened_for() == ["KOK"]
    assert Monitoring.objects.of(Quarter(2026, 2)).count() == 2

    assert opening.open_quarters(now=on("2026-07-02")) == 1
    assert opened_for() == ["KOK", "SEM"]


@pytest.mark.usefixtures("committed_db")
def test_r21_two_workers_at_once_open_each_centre_once(
    centre: Centre, other_centre: Centre, working_days: None, on: Clock
) -> None:
    on("2026-04-01")
    assert at_once(task, task) == [None, None]
    assert opened_for() == ["KOK", "SEM"]
    assert Conclusion.objects.count() == 2


@pytest.mark.parametrize("who", ["regional_manager", "authorised_body"])
def test_r21_those_above_are_told_how_far_the_opening_has_come(
    request: pytest.FixtureRequest,
    centre: Centre,
    other_centre: Centre,
    working_days: None,
    sign_in: Callable[[User], Client],
    on: Clock,
    who: str,
) -> None:
    """Two Centres of the region and one elsewhere; one that closed before the quarter."""
    more = CentreFactory.create(code="TWO", territory=centre.territory)
    CentreFactory.create(code="OLD", territory=centre.territory, closed_on="2025-12-31")
    browser = sign_in(request.getfixturevalue(who))
    in_all = 2 if who == "regional_manager" else 3

    def told() -> list[tuple[str, str, str]]:
        page = words(browser.get("/quarters/").content.decode())
        return re.findall(r"(\S+ \d+) is being opened: so far for (\d+) of (\d+) Centres", page)

    now = on("2026-03-31")
    opening.open_quarters(now=now)
    assert told() == []
    now = on("2026-04-01")
    assert told() == [("Q1 2026", "0", f"{in_all}")]
    opening.open_quarter(centre, Q1, now=now)
    assert told() == [("Q1 2026", "1", f"{in_all}")]
    opening.open_quarter(other_centre, Q1, now=now)
    assert told() == [("Q1 2026", f"{in_all - 1}", f"{in_all}")]
    opening.open_quarter(more, Q1, now=now)
    assert told() == []


def test_r22_the_head_owes_the_conclusion_by_a_term_that_is_a_setting(
    opened: Monitoring, head: User, on: Clock
) -> None:
    term = QuarterDeadline.objects.get(monitoring=opened)
    assert (term.term, term.role, term.centre) == ("quarter_conclusion", "head", opened.centre)
    assert (term.started_on, term.due_on) == (dt.date(2026, 3, 31), dt.date(2026, 4, 14))

    assert send_digests(now=on("2026-04-02", "10:00")) == 1
    [letter] = Notice.objects.filter(recipient=head, kind="quarter_opened").values_list(
        "digest__payload__context__groups", flat=True
    )
    assert [group["kind"] for group in letter] == ["news"]

    sweep(now=on("2026-04-15"))
    [breach] = Breach.objects.filter(term="quarter_conclusion")
    assert (breach.deadline, breach.due_on) == (term, dt.date(2026, 4, 14))
    assert breach.was_met_in_time is False


def test_r21_of_a_centre_that_was_merged_its_successor_owes_the_conclusion(
    plan: Plan, other_centre: Centre, other_head: User, head: User, on: Clock
) -> None:
    Centre.objects.filter(pk=plan.centre_id).update(
        closed_on=dt.date(2026, 3, 30), merged_into=other_centre
    )
    opening.open_quarters(now=on("2026-04-01"))

    merged = Monitoring.objects.of(Q1).get(centre__code="SEM")
    term = QuarterDeadline.objects.get(monitoring=merged)
    assert term.centre == other_centre
    assert Monitoring.objects.visible_to(other_head).filter(pk=merged.pk).exists()
    assert "head" in merged.roles_of(other_head)


def test_r21_a_centre_that_is_merged_while_its_conclusion_is_owed_hands_it_on(
    opened: Monitoring, other_centre: Centre, other_head: User, sign_in: SignIn, on: Clock
) -> None:
    last = CentreFactory.create(code="LAST")
    head_of_last = person_of_the_cast("head of last", Role.HEAD, centre=last)
    for pk, heir in ((opened.centre_id, other_centre), (other_centre.pk, last)):
        Centre.objects.filter(pk=pk).update(closed_on=dt.date(2026, 4, 3), merged_into=heir)
    on("2026-04-06")

    task()
    task()

    term = QuarterDeadline.objects.get(monitoring=opened)
    assert (term.centre, term.due_on) == (last, dt.date(2026, 4, 14))
    told = Notice.objects.filter(recipient=head_of_last, kind="quarter_opened")
    assert told.count() == 3  # of the two Centres and of its own quarter, once each
    browser = sign_in(head_of_last)
    address = f"/quarters/{opened.pk}/"
    [row] = [row for row in browser.get("/").context["rows"] if row.url == address]
    assert row.number.startswith("SEM, ")
    assert browser.get(row.url).status_code == 200
    draft = Conclusion.objects.get(monitoring=opened)
    sign(draft, by=head_of_last, now=on("2026-04-07"))
    assert not draft.is_draft
