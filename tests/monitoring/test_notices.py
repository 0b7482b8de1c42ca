"""The page of notices: what one was told of, in words, and how it stands now."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Notice, User
from agencies.models import Membership
from monitoring.notices import KINDS
from monitoring.sweep import sweep
from plans.models import Activity, PlanDeadline
from tests.monitoring.pages import rows
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]


def test_r10_an_agency_reads_what_it_was_told_of(
    sign_in: SignIn, report_term: PlanDeadline, activity: Activity, agency_worker: User, on: Clock
) -> None:
    sweep(now=on("2026-03-19"))
    sweep(now=on("2026-03-20"))
    sweep(now=on("2026-03-26"))
    page = sign_in(agency_worker).get("/notices/")
    lines = rows(page)
    assert [line.partition(" Report on")[0] for line in lines] == [
        "26.03.2026 The term passed",
        "20.03.2026 The last day of the term",
        "19.03.2026 The term ends soon",
    ]
    assert all(f"№ {activity.pk}" in line and "by 20.03.2026" in line for line in lines)
    assert f'href="/activities/{activity.pk}/"' in page.content.decode()
    for person in stories.members(activity.case):
        assert person.last_name not in page.content.decode()


def test_r10_a_head_and_a_regional_manager_read_what_was_brought_to_them(
    sign_in: SignIn, report_term: PlanDeadline, head: User, regional_manager: User, on: Clock
) -> None:
    sweep(now=on("2026-03-30"))
    assert "Brought to the head" in rows(sign_in(head).get("/notices/"))[0]
    page = sign_in(regional_manager).get("/notices/")
    assert "Brought to the region" in rows(page)[0]
    assert 'href="/breaches/"' in page.content.decode()


def test_r10_a_notice_says_how_its_term_stands_now(
    sign_in: SignIn, activity: Activity, report_term: PlanDeadline, agency_worker: User, on: Clock
) -> None:
    sweep(now=on("2026-03-20"))
    browser = sign_in(agency_worker)
    assert "last day is today" in rows(browser.get("/notices/"))[0]
    stories.report(activity, by=agency_worker, now=on("2026-03-20", "10:30"))
    assert "done in time" in rows(browser.get("/notices/"))[0]


def test_r10_every_kind_of_notice_has_its_words(
    report_term: PlanDeadline, head: User, regional_manager: User, on: Clock
) -> None:
    for day in ("2026-03-19", "2026-03-20", "2026-03-30"):
        sweep(now=on(day))
    assert set(Notice.objects.values_list("kind", flat=True)) == set(KINDS)


@pytest.mark.clause("7(3)")
def test_r12_whoever_has_left_reads_nothing_of_it(
    sign_in: SignIn, report_term: PlanDeadline, agency_worker: User, on: Clock
) -> None:
    sweep(now=on("2026-03-20"))
    Membership.objects.filter(user=agency_worker).update(ends_on=dt.date(2026, 3, 19))
    assert rows(sign_in(agency_worker).get("/notices/")) == []


def test_old_notices_and_those_of_others_are_not_there(
    sign_in: SignIn, report_term: PlanDeadline, agency_worker: User, head: User, on: Clock
) -> None:
    sweep(now=on("2026-03-20"))
    assert rows(sign_in(head).get("/notices/")) == []
    on("2026-04-02")
    assert len(rows(sign_in(agency_worker).get("/notices/"))) == 1
    on("2026-04-03")
    assert rows(sign_in(agency_worker).get("/notices/")) == []


@pytest.mark.parametrize("days", [1, 3])
def test_the_page_asks_the_same_for_one_and_for_three(
    sign_in: SignIn,
    report_term: PlanDeadline,
    agency_worker: User,
    on: Clock,
    django_assert_num_queries: Callable[..., Any],
    days: int,
) -> None:
    for day in ("2026-03-19", "2026-03-20", "2026-03-26")[:days]:
        sweep(now=on(day))
    browser = sign_in(agency_worker)
    browser.get("/notices/")
    with django_assert_num_queries(6):
        assert len(browser.get("/notices/").context["rows"]) == days


def test_the_profile_leads_to_the_notices(sign_in: SignIn, caseworker: User) -> None:
    assert 'href="/notices/"' in sign_in(caseworker).get("/profile/").content.decode()
