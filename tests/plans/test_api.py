"""The API: the same verbs, rights and refusals as the pages."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import AccessRecord, ApiToken, User
from agencies.models import Agency
from cases.models import Case
from plans.models import Activity, Plan
from tests.plans import stories

Clock = Callable[..., dt.datetime]


@pytest.fixture
def api() -> Callable[[User], APIClient]:
    """`api(agency_worker)` is a client of that user, with a token."""

    def client(user: User) -> APIClient:
        now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        key = tokens.issue(user, name="made-up system", by=user, now=now)
        browser = APIClient()
        browser.credentials(HTTP_AUTHORIZATION=f"Token {key}", HTTP_ACCEPT_LANGUAGE="en")
        return browser

    return client


@pytest.fixture
def activity(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> Activity:
    """Sent to the school on 20 March 2026, due on 31 March."""
    now = on("2026-03-20", "10:00")
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    return plan.activities.get()


Report = dict[str, Any]


@pytest.fixture
def done() -> Report:
    return {"result": "done", "done_on": "2026-03-26", "text": "A tutor comes twice a week."}


@pytest.mark.clause("11")
def test_r18_an_agencys_own_system_closes_the_loop(
    api: Callable[[User], APIClient],
    activity: Activity,
    agency_worker: User,
    done: Report,
    on: Clock,
) -> None:
    browser = api(agency_worker)
    on("2026-03-26", "10:00")
    listed = browser.get("/api/v1/activities/").json()["results"]
    assert [row["id"] for row in listed] == [activity.pk]
    assert browser.post(f"/api/v1/activities/{activity.pk}/accept/").status_code == 200
    answer = browser.post(f"/api/v1/activities/{activity.pk}/report/", done, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "reported")
    again = browser.post(f"/api/v1/activities/{activity.pk}/report/", done, format="json")
    assert again.status_code == 409
    assert activity.reports.count() == 1


@pytest.mark.clause("11")
def test_r18_a_refused_input_names_the_field(
    api: Callable[[User], APIClient],
    activity: Activity,
    agency_worker: User,
    done: Report,
    on: Clock,
) -> None:
    on("2026-03-26", "10:00")
    answer = api(agency_worker).post(
        f"/api/v1/activities/{activity.pk}/report/",
        {**done, "done_on": "2026-03-27"},
        format="json",
    )
    assert answer.status_code == 400
    assert answer.json() == {"message": "This day has not come yet.", "field": "done_on"}


@pytest.mark.clause("7(3)")
def test_r12_another_agency_finds_nothing_and_may_do_nothing(
    api: Callable[[User], APIClient], activity: Activity, other_agency_worker: User, done: Report
) -> None:
    browser = api(other_agency_worker)
    assert browser.get("/api/v1/activities/").json()["results"] == []
    assert browser.get(f"/api/v1/activities/{activity.pk}/").status_code == 404
    answer = browser.post(f"/api/v1/activities/{activity.pk}/report/", done, format="json")
    assert answer.status_code == 404


@pytest.mark.clause("7(3)")
def test_r12_an_agency_gets_name_and_year_of_birth_and_no_plan(
    api: Callable[[User], APIClient], activity: Activity, agency_worker: User
) -> None:
    browser = api(agency_worker)
    shown = browser.get(f"/api/v1/activities/{activity.pk}/").json()
    told = [{key for key, value in person.items() if value} for person in shown["persons"]]
    assert told == [{"id", "name", "born"}] * 2
    assert browser.get("/api/v1/plans/").json()["results"] == []
    row = AccessRecord.objects.get()
    assert (row.subject, row.record_ids, row.case_ids) == (
        "activity", [activity.pk], [activity.case_id],
    )  # fmt: skip


@pytest.mark.clause("8", "9")
def test_r15_a_plan_is_drafted_and_approved_over_the_api(
    api: Callable[[User], APIClient], case: Case, agency: Agency, caseworker: User, head: User,
    on: Clock,
) -> None:  # fmt: skip
    on("2026-03-20", "10:00")
    writer, first = api(caseworker), stories.members(case)
    plan = writer.post("/api/v1/plans/draft/", {"case": case.pk}, format="json").json()
    route = f"/api/v1/plans/{plan['id']}"
    item = {
        "kind": "adaptation",
        "executor": "agency",
        "agency": agency.pk,
        "title": "Help at school",
        "description": "A tutor.",
        "persons": [person.pk for person in first],
        "due_on": "2026-03-31",
    }
    assert writer.post(f"{route}/add_item/", item, format="json").status_code == 200
    aim = writer.post(f"{route}/set_aim/", {"aim": "The son is at school."}, format="json").json()
    assert aim["aim"] == Plan.objects.get().aim == "The son is at school."
    assert writer.post(f"{route}/submit/").json()["field"] == "agreement"
    answer = {"answer": "agreed", "person": first[0].pk, "answered_on": "2026-03-20"}
    assert writer.post(f"{route}/record_agreement/", answer, format="json").status_code == 200
    assert writer.post(f"{route}/submit/").json()["state"] == "submitted"
    assert writer.post(f"{route}/approve/", {}, format="json").status_code == 403
    approved = api(head).post(f"{route}/approve/", {"hold": [agency.pk]}, format="json").json()
    assert (approved["state"], approved["dispatches"][0]["state"]) == ("approved", "held")
    assert Plan.objects.get().approved_by == head


def test_an_ended_token_opens_nothing(
    api: Callable[[User], APIClient], agency_worker: User, on: Clock
) -> None:
    now = on("2026-03-20")
    browser = api(agency_worker)
    assert browser.get("/api/v1/activities/").status_code == 200
    tokens.end(ApiToken.objects.get(), now=now)
    assert browser.get("/api/v1/activities/").status_code == 401


def test_without_signing_in_there_is_nothing(db: None) -> None:
    assert APIClient().get("/api/v1/activities/").status_code == 401


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_number_of_queries(
    rows: int, api: Callable[[User], APIClient], case: Case, agency: Agency, caseworker: User,
    head: User, agency_worker: User, on: Clock, django_assert_num_queries: Any,
) -> None:  # fmt: skip
    now = on("2026-03-20", "10:00")
    wanted = [stories.item(case, agency=agency, due="2026-03-31") for _ in range(rows)]
    stories.approved(case, *wanted, by=caseworker, head=head, now=now)
    browser = api(agency_worker)
    with django_assert_num_queries(8):
        assert len(browser.get("/api/v1/activities/").json()["results"]) == rows


def test_the_schema_is_published_and_names_every_verb(client: Any, db: None) -> None:
    answer = client.get("/api/v1/schema/?format=json")
    paths = set(answer.json()["paths"])
    report = "/api/v1/activities/{id}/report/"
    assert (answer.status_code, report in paths) == (200, True)
    assert {f"/api/v1/plans/{{id}}/{verb}/" for verb in ("submit", "approve", "complete")} <= paths


def test_a_form_with_faults_names_the_first_and_all(
    api: Callable[[User], APIClient], activity: Activity, agency_worker: User
) -> None:
    answer = api(agency_worker).post(f"/api/v1/activities/{activity.pk}/report/", {}, format="json")
    body = answer.json()
    assert (answer.status_code, body["field"]) == (400, "result")
    assert set(body["errors"]) == {"result", "done_on", "text"}
