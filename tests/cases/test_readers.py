"""Who looked at a family: the head's page, and the paper for the family (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessRecord, User
from accounts.roles import Role
from agencies.models import Centre, Membership
from cases import readers
from cases.models import Case
from tests.factories import MembershipFactory

SignIn = Callable[[User], Client]
Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture
def looked(case: Case, on: Clock) -> Callable[..., None]:
    def look(user: User, moment: str, subject: str = "case", **more: Any) -> None:
        more = {"address": "10.0.0.7", **more}
        at = on(*moment.split())
        AccessRecord.objects.create(
            user=user, at=at, route="case", subject=subject, case_ids=[case.pk], **more
        )

    return look


def test_r12_the_head_sees_who_looked_from_which_office_and_from_where(
    case: Case, caseworker: User, centre: Centre, looked: Callable[..., None]
) -> None:
    looked(caseworker, "2026-03-02 09:15")
    looked(caseworker, "2026-03-03 10:00", "plan")
    found, more = readers.readings_of(case)
    assert [(r.user, r.offices, str(r.what), r.address) for r in found] == [
        (caseworker, centre.name, "the plan", "10.0.0.7"),
        (caseworker, centre.name, "the case", "10.0.0.7"),
    ]
    assert more is None


def test_r12_the_office_is_that_of_the_day(
    case: Case, caseworker: User, centre: Centre, other_centre: Centre, looked: Callable[..., None]
) -> None:
    Membership.objects.filter(user=caseworker).update(ends_on=dt.date(2026, 3, 4))
    MembershipFactory.create(
        user=caseworker, centre=other_centre, role=Role.CASEWORKER, starts_on=dt.date(2026, 3, 5)
    )
    looked(caseworker, "2026-03-04 09:00")
    looked(caseworker, "2026-03-05 09:00")
    found, _more = readers.readings_of(case)
    assert [r.offices for r in found] == [other_centre.name, centre.name]


def test_r12_whoever_works_for_the_whole_country_is_named_by_the_role(
    case: Case, authorised_body: User, looked: Callable[..., None]
) -> None:
    looked(authorised_body, "2026-03-04 09:00")
    found, _more = readers.readings_of(case)
    assert [r.offices for r in found] == [str(Role.AUTHORISED_BODY.label)]


def test_r12_a_long_log_is_read_on_to_its_end(
    case: Case,
    caseworker: User,
    head: User,
    sign_in: SignIn,
    looked: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readers, "ROWS", 2)
    for hour in range(3):
        looked(caseworker, f"2026-03-02 {hour + 9:02}:00")
    browser, url = sign_in(head), reverse("case-readers", args=[case.pk])
    first = browser.get(url)
    # The head's own look stands first, and the page says so.
    assert [r.user for r in first.context["readings"]] == [head, caseworker]
    rest = browser.get(url + first.context["next_url"])
    assert [r.at.hour for r in rest.context["readings"]] == [5, 4]  # UTC, 10 and 9 in Almaty
    assert rest.context["next_url"] == ""
    assert browser.get(url + "?before=x").context["readings"][0].user == head


def test_r12_the_paper_has_each_reader_once_for_each_kind_of_record(
    case: Case, caseworker: User, agency_worker: User, looked: Callable[..., None]
) -> None:
    looked(caseworker, "2026-03-02 09:00")
    looked(caseworker, "2026-03-09 09:00")
    looked(agency_worker, "2026-03-05 09:00", "activity")
    found = [
        (r.user, str(r.what), r.times, r.first.day, r.last.day) for r in readers.readers_of(case)
    ]
    assert found == [
        (agency_worker, "an activity", 1, 5, 5),
        (caseworker, "the case", 2, 2, 9),
    ]


def test_r12_the_paper_is_in_the_familys_language_and_its_reading_is_logged(
    case: Case, caseworker: User, head: User, sign_in: SignIn, looked: Callable[..., None]
) -> None:
    looked(caseworker, "2026-03-02 09:00")
    browser, url = sign_in(head), reverse("case-readers-paper", args=[case.pk])
    kazakh, russian = browser.get(url), browser.get(url + "?language=ru")
    assert "Отбасының деректерін кім көрді" in kazakh.content.decode()
    assert "Кто смотрел данные семьи" in russian.content.decode()
    assert 'lang="ru"' in russian.content.decode()
    assert {kazakh.context["readers"][0].offices, russian.context["readers"][0].offices} == {
        case.centre.name_kk,
        case.centre.name_ru,
    }
    assert browser.get(url + "?language=en").status_code == 404
    assert AccessRecord.objects.filter(route="case-readers-paper").count() == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_takes_as_many_queries_for_three_readings_as_for_one(
    case: Case, caseworker: User, looked: Callable[..., None], rows: int
) -> None:
    for hour in range(rows):
        looked(caseworker, f"2026-03-02 {hour + 9:02}:00")
    with CaptureQueriesContext(connection) as queries:
        readers.readings_of(case)
        readers.readers_of(case)
    assert len(queries) == 5
