"""Cases over the API."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases.models import Case, RiskIndicator, WellbeingDirection
from tests.factories import CaseFactory, GroundFactory, WellbeingLevelFactory, made_up_iin

Clock = Callable[..., dt.datetime]


@pytest.fixture
def api() -> Callable[[User], APIClient]:
    def client(user: User) -> APIClient:
        browser = APIClient(HTTP_ACCEPT_LANGUAGE="en")
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return client


@pytest.fixture
def entered(centre: Centre) -> dict[str, Any]:
    person = {
        "last_name": "Сынақова",
        "first_name": "Әсел",
        "iin": made_up_iin(1),
        "relation": "self",
    }
    return {
        "centre": centre.pk,
        "persons": [person],
        "source": "agency",
        "detected_on": "2026-03-19",
        "territory": centre.territory_id,
        "confirmed": True,
    }


@pytest.mark.clause("1", "2")
def test_r1_a_case_is_registered_once_for_one_form(
    api: Callable[[User], APIClient], entered: dict[str, Any], caseworker: User, working_days: None,
    on: Clock,
) -> None:  # fmt: skip
    on("2026-03-20", "10:00")
    entered["token"] = "7f0c1f0a-5f4e-4c8e-9a43-0d7f0f6f0001"
    browser = api(caseworker)
    answer = browser.post("/api/v1/cases/register/", entered, format="json")
    assert (answer.status_code, answer.json()["state"]) == (201, "detected")
    again = browser.post("/api/v1/cases/register/", entered, format="json")
    assert again.status_code in (400, 409)
    assert Case.objects.count() == 1
    assert "iin" not in str(answer.json())


@pytest.mark.clause("1", "2")
def test_r1_a_wrong_iin_is_refused_by_its_field(
    api: Callable[[User], APIClient], entered: dict[str, Any], caseworker: User, working_days: None,
    on: Clock,
) -> None:  # fmt: skip
    on("2026-03-20")
    entered["persons"][0]["iin"] = "991231590002"
    answer = api(caseworker).post("/api/v1/cases/register/", entered, format="json")
    assert (answer.status_code, answer.json()["field"]) == (400, "persons-0-iin")
    assert not Case.objects.exists()


@pytest.mark.clause("7(3)")
def test_r12_nobody_registers_at_a_centre_that_is_not_theirs(
    api: Callable[[User], APIClient], entered: dict[str, Any], other_caseworker: User, on: Clock
) -> None:
    on("2026-03-20")
    answer = api(other_caseworker).post("/api/v1/cases/register/", entered, format="json")
    assert answer.status_code == 404


@pytest.mark.clause("3(5)")
def test_r3_assessed_by_a_caseworker_and_recognised_by_the_head(
    api: Callable[[User], APIClient], centre: Centre, caseworker: User, head: User,
    working_days: None, on: Clock,
) -> None:  # fmt: skip
    on("2026-03-20", "10:00")
    case = CaseFactory.create(centre=centre, responsible=caseworker)
    letter = WellbeingLevelFactory.create().code
    directions = WellbeingDirection.objects.filter(in_use=True).values_list("code", flat=True)
    found = {
        "occasion": "intake",
        "level": letter,
        "directions": dict.fromkeys(directions, letter),
        "risks": dict.fromkeys(RiskIndicator.objects.values_list("code", flat=True), 2),
    }
    route = f"/api/v1/cases/{case.pk}"
    assert api(caseworker).post(f"{route}/assess/", found, format="json").status_code == 200
    grounds = {"grounds": [GroundFactory.create().code]}
    assert api(caseworker).post(f"{route}/recognise/", grounds, format="json").status_code == 403
    answer = api(head).post(f"{route}/recognise/", grounds, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "recognised")


@pytest.mark.clause("4(7)")
def test_r4_the_assessment_starts_and_a_name_is_corrected_over_the_api(
    api: Callable[[User], APIClient], centre: Centre, caseworker: User, other_caseworker: User,
    on: Clock,
) -> None:  # fmt: skip
    on("2026-03-20", "10:00")
    case = CaseFactory.create(centre=centre, responsible=caseworker)
    route, browser = f"/api/v1/cases/{case.pk}", api(caseworker)
    assert browser.post(f"{route}/start_assessment/").json()["state"] == "assessing"
    assert browser.post(f"{route}/start_assessment/").status_code == 409
    woman = case.family.memberships.get().person
    said = {
        "person": woman.pk,
        "last_name": "Үлгінова",
        "first_name": "Әсел",
        "iin": woman.iin,
        "confirmed": True,
    }
    strange = api(other_caseworker).post(f"{route}/correct_person/", said, format="json")
    unknown = browser.post(f"{route}/correct_person/", {**said, "person": 0}, format="json")
    assert (strange.status_code, unknown.status_code) == (404, 404)
    wrong = browser.post(f"{route}/correct_person/", {**said, "iin": "1"}, format="json")
    assert (wrong.status_code, wrong.json()["field"]) == (400, "iin")
    answer = browser.post(f"{route}/correct_person/", said, format="json").json()
    assert answer["members"][0]["name"] == "Үлгінова Әсел"


@pytest.mark.clause("7(3)")
def test_r12_reading_a_case_is_logged_and_an_agency_reads_none(
    api: Callable[[User], APIClient], centre: Centre, caseworker: User, agency_worker: User
) -> None:
    case = CaseFactory.create(centre=centre, responsible=caseworker)
    assert api(agency_worker).get(f"/api/v1/cases/{case.pk}/").status_code == 404
    assert api(caseworker).get(f"/api/v1/cases/{case.pk}/").json()["number"] == case.number
    assert AccessRecord.objects.get().case_ids == [case.pk]


def test_every_refusal_has_a_message_and_a_field(
    api: Callable[[User], APIClient], entered: dict[str, Any], caseworker: User, on: Clock
) -> None:
    on("2026-03-20")
    browser, route = api(caseworker), "/api/v1/cases/register/"
    answers = [
        APIClient().get("/api/v1/cases/"),
        browser.get("/api/v1/cases/0/"),
        browser.get("/api/v1/cases/?state=none"),
        browser.post(route, "{", content_type="application/json"),
        browser.post(route, "<a/>", content_type="application/xml"),
        browser.post(route, [], format="json"),
    ]
    assert [answer.status_code for answer in answers] == [401, 404, 400, 400, 415, 400]
    assert all({"message", "field"} <= set(answer.json()) for answer in answers)


def test_a_fault_deep_in_a_form_is_named_by_its_place(
    api: Callable[[User], APIClient], entered: dict[str, Any], caseworker: User, on: Clock
) -> None:
    on("2026-03-20")
    entered["persons"].append({"first_name": "Ерасыл", "relation": "child"})
    answer = api(caseworker).post("/api/v1/cases/register/", entered, format="json").json()
    assert (answer["field"], answer["message"]) == (
        "persons-1-last_name",
        "This field is required.",
    )


def test_the_schema_says_what_comes_in_and_what_may_be_missing(client: Any, db: None) -> None:
    """A file comes as bytes; a day that nobody knows, and a mail not delivered yet, are null."""
    schema = client.get("/api/v1/schema/?format=json").json()
    parts, paths = schema["components"]["schemas"], schema["paths"]
    taken = paths["/api/v1/cases/{id}/add_file/"]["post"]["requestBody"]["content"]
    assert list(taken) == ["multipart/form-data"]
    assert parts["FileInRequest"]["properties"]["file"]["format"] == "binary"
    assert parts["MemberOut"]["properties"]["birth_date"]["nullable"]
    assert parts["DispatchOut"]["properties"]["delivered_at"]["nullable"]
    removed = paths["/api/v1/plan-items/{id}/remove/"]["post"]["responses"]
    assert set(removed) == {"204", "400", "401", "403", "404", "409", "415"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_number_of_queries(
    rows: int, api: Callable[[User], APIClient], centre: Centre, caseworker: User,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    CaseFactory.create_batch(rows, centre=centre, responsible=caseworker, with_child=True)
    browser = api(caseworker)
    with django_assert_num_queries(9):
        assert len(browser.get("/api/v1/cases/").json()["results"]) == rows
