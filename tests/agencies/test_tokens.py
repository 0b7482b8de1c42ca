"""Keys for agencies' own systems: who issues them, how often they are shown, what ends them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.errors import Invalid, NotAllowed
from accounts.models import ApiToken, User
from accounts.roles import Role
from agencies import workflow
from agencies.models import Agency, Centre
from tests.factories import MembershipFactory
from tests.people import person_of_the_cast

SignIn = Callable[[User], Client]
Clock = Callable[..., datetime]
ACTIVITIES = "/api/v1/activities/"


@pytest.fixture
def now(on: Clock) -> datetime:
    return on("2026-03-20", "10:00")


@pytest.fixture
def other_supervisor(other_agency: Agency) -> User:
    return person_of_the_cast("other supervisor", Role.AGENCY_SUPERVISOR, agency=other_agency)


@pytest.fixture
def token(agency_supervisor: User, agency_worker: User, now: datetime) -> ApiToken:
    """The school's journal acts as the agency worker."""
    issue(agency_supervisor, agency_worker, now=now)
    return ApiToken.objects.get()


def issue(by: User, user: User, *, now: datetime, name: str = "School journal") -> str:
    return workflow.issue_token(email=user.email, name=name, by=by, now=now)


def calls_with(key: str) -> int:
    """How the API answers a system with this key."""
    system = APIClient()
    system.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    return int(system.get(ACTIVITIES).status_code)


@pytest.mark.clause("5")
def test_r9_a_supervisor_issues_a_key_that_is_shown_once(
    sign_in: SignIn, agency_supervisor: User, agency_worker: User, now: datetime
) -> None:
    browser = sign_in(agency_supervisor)
    form = {"name": "School journal", "email": agency_worker.email.upper()}
    answer = browser.post("/tokens/new/", form)
    key = answer.context["key"]
    assert key in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert calls_with(key) == 200
    token = ApiToken.objects.get()
    assert (token.user, token.issued_by, token.issued_at) == (agency_worker, agency_supervisor, now)

    listed = browser.get("/tokens/").content.decode()
    assert "School journal" in listed
    assert "20.03.2026" in listed
    assert key not in listed
    again = browser.post("/tokens/new/", form)
    assert (again.status_code, list(again.context["form"].errors)) == (400, ["name"])
    assert ApiToken.objects.count() == 1


def test_r9_an_ended_key_opens_nothing(
    sign_in: SignIn, agency_supervisor: User, agency_worker: User, now: datetime
) -> None:
    key = issue(agency_supervisor, agency_worker, now=now)
    url = reverse("token-end", args=[ApiToken.objects.get().pk])
    browser = sign_in(agency_supervisor)
    assert calls_with(key) == 200
    assert browser.get(url).status_code == 200
    assert calls_with(key) == 200
    for _click in range(2):
        assert browser.post(url).status_code == 302
        assert calls_with(key) == 401
    assert ApiToken.objects.get().ended_at == now
    issue(agency_supervisor, agency_worker, now=now)


@pytest.mark.clause("7")
def test_r12_another_agencys_supervisor_neither_sees_nor_ends_a_key(
    sign_in: SignIn, token: ApiToken, other_supervisor: User, now: datetime
) -> None:
    browser = sign_in(other_supervisor)
    assert token.name not in browser.get("/tokens/").content.decode()
    url = reverse("token-end", args=[token.pk])
    assert [browser.get(url).status_code, browser.post(url).status_code] == [404, 404]
    with pytest.raises(NotAllowed):
        workflow.end_token(token, by=other_supervisor, now=now)
    token.refresh_from_db()
    assert token.ended_at is None


@pytest.mark.clause("7")
def test_r12_a_supervisor_issues_no_key_for_somebody_of_another_agency(
    sign_in: SignIn, agency_supervisor: User, other_agency_worker: User
) -> None:
    form = {"name": "Journal", "email": other_agency_worker.email}
    answer = sign_in(agency_supervisor).post("/tokens/new/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["email"])
    unknown = {"name": "Journal", "email": "nobody@example.kz"}
    same = sign_in(agency_supervisor).post("/tokens/new/", unknown)
    assert same.context["form"].errors == answer.context["form"].errors
    assert not ApiToken.objects.exists()


@pytest.mark.clause("7")
def test_r12_nobody_gets_a_key_that_opens_families_of_a_centre(
    administrator: User,
    agency_supervisor: User,
    agency_worker: User,
    caseworker: User,
    stranger: User,
    centre: Centre,
    now: datetime,
) -> None:
    MembershipFactory.create(user=agency_worker, role=Role.CASEWORKER, centre=centre)
    for by in (administrator, agency_supervisor):
        for user in (agency_worker, caseworker, stranger, administrator):
            with pytest.raises(Invalid) as refused:
                issue(by, user, now=now)
            assert refused.value.field == "email"


@pytest.mark.parametrize("who", ["caseworker", "head", "agency_worker", "regional_manager"])
def test_r9_nobody_else_keeps_keys(
    request: pytest.FixtureRequest, sign_in: SignIn, token: ApiToken, now: datetime, who: str
) -> None:
    user = request.getfixturevalue(who)
    browser = sign_in(user)
    for url in ("/tokens/", "/tokens/new/", reverse("token-end", args=[token.pk])):
        assert browser.get(url).status_code == 403
    with pytest.raises(NotAllowed):
        issue(user, token.user, now=now)


def test_r9_an_administrator_issues_and_ends_every_agencys_keys(
    sign_in: SignIn, administrator: User, other_agency_worker: User, now: datetime
) -> None:
    issue(administrator, other_agency_worker, now=now)
    browser = sign_in(administrator)
    page = browser.get("/tokens/", headers={"accept-language": "en"}).content.decode()
    assert other_agency_worker.full_name in page
    assert "never" in page
    url = reverse("token-end", args=[ApiToken.objects.get().pk])
    assert browser.post(url).status_code == 302


def test_a_key_wants_a_name(agency_supervisor: User, agency_worker: User, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        issue(agency_supervisor, agency_worker, now=now, name="  ")
    assert refused.value.field == "name"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    sign_in: SignIn,
    agency_supervisor: User,
    agency_worker: User,
    now: datetime,
    django_assert_num_queries: Callable[..., Any],
    rows: int,
) -> None:
    for number in range(rows):
        issue(agency_supervisor, agency_worker, now=now, name=f"System {number}")
    browser = sign_in(agency_supervisor)
    with django_assert_num_queries(5):
        assert len(browser.get("/tokens/").context["rows"]) == rows


def test_keys_are_read_on_page_by_page(
    sign_in: SignIn, agency_supervisor: User, agency_worker: User, now: datetime
) -> None:
    for number in range(53):
        issue(agency_supervisor, agency_worker, now=now, name=f"System {number:02}")
    browser = sign_in(agency_supervisor)
    first = browser.get("/tokens/")
    rest = browser.get(first.context["next_url"])
    names = [row.name for page in (first, rest) for row in page.context["rows"]]
    assert names == [f"System {number:02}" for number in reversed(range(53))]
    assert browser.get("/tokens/?after=x").status_code == 404
