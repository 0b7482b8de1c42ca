"""The pages of the working calendar, and of leaving an office."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agencies import deadlines
from agencies.models import CalendarDay, Centre, Membership
from cases.models import CaseDeadline
from tests.factories import CaseFactory

SignIn = Callable[[User], Client]
Clock = Callable[..., datetime]
FORM = {
    "day": "2026-03-26",
    "is_working": "false",
    "act": "Order 5 of 24 March 2026",
    "reason": "transfer",
    "name_kk": "",
    "name_ru": "",
}


@pytest.fixture
def term(centre: Centre, caseworker: User, working_days: None) -> CaseDeadline:
    case = CaseFactory.create(centre=centre, responsible=caseworker)
    return deadlines.start(
        CaseDeadline,
        "transfer_decision",
        on=date(2026, 3, 20),
        case=case,
        centre=centre,
        role="head",
        responsible=caseworker,
    )


@pytest.mark.clause("9")
def test_r24_the_year_shows_its_days_off_and_counts_the_rest(
    sign_in: SignIn, caseworker: User, working_days: None, on: Clock
) -> None:
    on("2024-05-02")
    page = sign_in(caseworker).get("/calendar/?year=2024")
    assert page.context["total"] == 249
    text = page.content.decode()
    assert text.count('<table class="month">') == 12
    assert "249 working days" in text
    assert "calendar/correct" not in text


@pytest.mark.parametrize("year", ["1999", "2041", "next", "20260", "²⁰²⁶"])
def test_r24_a_year_that_is_not_kept_is_not_found(
    sign_in: SignIn, caseworker: User, year: str
) -> None:
    assert sign_in(caseworker).get("/calendar/", {"year": year}).status_code == 404


def test_r24_the_year_costs_the_same_queries_however_many_days_differ(
    sign_in: SignIn, caseworker: User, on: Clock, django_assert_num_queries: Callable[..., Any]
) -> None:
    browser, now = sign_in(caseworker), on("2026-03-26")
    CalendarDay.objects.create(
        day="2036-01-01", is_working=False, source="proposed", entered_at=now
    )
    browser.get("/calendar/?year=2036")
    with django_assert_num_queries(5):
        browser.get("/calendar/?year=2036")
    for day in ("2036-01-02", "2036-01-03"):
        CalendarDay.objects.create(day=day, is_working=False, source="proposed", entered_at=now)
    with django_assert_num_queries(6):  # the prepared calendar is made again
        browser.get("/calendar/?year=2036")
    with django_assert_num_queries(5):
        browser.get("/calendar/?year=2036")


@pytest.mark.clause("9")
def test_r24_a_correction_is_shown_first_and_made_when_confirmed(
    sign_in: SignIn, administrator: User, term: CaseDeadline, on: Clock
) -> None:
    on("2026-03-24")
    browser = sign_in(administrator)
    assert browser.get("/calendar/correct/?day=2026-03-26").status_code == 200

    shown = browser.post("/calendar/correct/", FORM)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "1 open term would move." in text
    assert "27.03.2026" in text
    assert "30.03.2026" in text
    assert not CalendarDay.objects.filter(source="act").exists()

    back = browser.post("/calendar/correct/", {**FORM, "back": "yes"}).content.decode()
    assert "Order 5 of 24 March 2026" in back
    assert not CalendarDay.objects.filter(source="act").exists()

    done = browser.post("/calendar/correct/", {**FORM, "confirmed": "yes"})
    assert done["Location"] == "/calendar/?year=2026"
    term.refresh_from_db()
    assert term.due_on == date(2026, 3, 30)

    twice = browser.post("/calendar/correct/", {**FORM, "confirmed": "yes"})
    assert twice.status_code == 400
    assert CalendarDay.objects.filter(source="act").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("act", ""), ("reason", " "), ("day", "2041-01-01"), ("day", "soon"), ("is_working", "maybe")],
)
def test_r24_a_wrong_correction_names_the_field_and_keeps_the_rest(
    sign_in: SignIn, administrator: User, field: str, value: str
) -> None:
    response = sign_in(administrator).post("/calendar/correct/", {**FORM, field: value})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    if field != "act":
        assert "Order 5 of 24 March 2026" in response.content.decode()


@pytest.mark.parametrize("who", ["head", "regional_manager", "authorised_body"])
def test_r24_others_do_not_correct(
    request: pytest.FixtureRequest, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert browser.post("/calendar/correct/", {**FORM, "confirmed": "yes"}).status_code == 403
    assert not CalendarDay.objects.filter(source="act").exists()


def test_r9_leaving_shows_what_is_open_and_hands_it_over(
    sign_in: SignIn,
    administrator: User,
    caseworker: User,
    colleague: User,
    term: CaseDeadline,
    on: Clock,
) -> None:
    on("2026-03-26")
    browser = sign_in(administrator)
    url = reverse("end-membership", args=[Membership.objects.get(user=caseworker).pk])
    page = browser.get(url)
    assert page.context["work"] == {"cases": 1, "terms": 1, "activities": 0}

    alone = browser.post(url, {"on": "2026-03-26"})
    assert (alone.status_code, list(alone.context["form"].errors)) == (400, ["successor"])
    assert browser.post(url, {"on": "2026-03-26", "successor": colleague.pk}).status_code == 302
    term.refresh_from_db()
    assert term.responsible == colleague


def test_r9_an_office_elsewhere_is_not_found_and_a_caseworkers_is_not_the_heads_to_end(
    sign_in: SignIn, head: User, caseworker: User, other_caseworker: User
) -> None:
    browser = sign_in(head)
    codes = [
        browser.get(reverse("end-membership", args=[Membership.objects.get(user=u).pk])).status_code
        for u in (caseworker, other_caseworker)
    ]
    assert codes == [403, 404]
