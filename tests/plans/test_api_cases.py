"""What ends or moves a case together with its plan, over the API."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import User
from agencies.models import Agency, Centre
from cases import workflow
from cases.models import Case, Transfer
from plans.models import Plan
from tests.plans import stories

Clock = Callable[..., dt.datetime]


def api(user: User) -> APIClient:
    browser = APIClient(HTTP_ACCEPT_LANGUAGE="en")
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def plan(case: Case, agency: Agency, caseworker: User, head: User, on: Clock) -> Plan:
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    return stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20", "10:00"))


@pytest.mark.clause("3(6)")
def test_r25_exit_waits_for_the_plan_and_a_case_is_closed_with_it(
    plan: Plan, caseworker: User, head: User
) -> None:
    route = f"/api/v1/cases/{plan.case_id}"
    found = {"on": "2026-03-20", "reason": "The mother works."}
    assert api(head).post(f"{route}/find_exit/", found, format="json").status_code == 409
    gone = {"closure": "moved_away", "reason": "The family left the country."}
    assert api(caseworker).post(f"{route}/terminate/", gone, format="json").status_code == 403
    answer = api(head).post(f"{route}/terminate/", gone, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "terminated")
    plan.refresh_from_db()
    assert plan.state == Plan.State.TERMINATED


@pytest.mark.clause("7(4)")
def test_r13_a_case_is_taken_over_with_its_plan(
    plan: Plan, caseworker: User, head: User, other_centre: Centre, other_caseworker: User,
    other_head: User, on: Clock,
) -> None:  # fmt: skip
    case = Case.objects.get()
    transfer = workflow.ask_transfer(
        case, by=caseworker, now=on("2026-03-20", "11:00"), to_centre=other_centre, reason="Moves."
    )
    route = f"/api/v1/transfers/{transfer.pk}/accept/"
    theirs = {"responsible": other_caseworker.pk}
    assert api(head).post(route, theirs, format="json").status_code == 400
    answer = api(other_head).post(route, theirs, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    case.refresh_from_db()
    plan.refresh_from_db()
    assert (case.centre_id, plan.centre_id) == (other_centre.pk, other_centre.pk)
    assert Transfer.objects.get().state == Transfer.State.ACCEPTED


def test_a_member_joins_and_leaves(plan: Plan, caseworker: User) -> None:
    route = f"/api/v1/cases/{plan.case_id}"
    person = {
        "last_name": "Сынақов",
        "first_name": "Марат",
        "iin_absent": "unknown",
        "relation": "spouse",
    }
    answer = api(caseworker).post(f"{route}/add_member/", person, format="json")
    assert answer.status_code == 200
    [joined] = [m for m in answer.json()["members"] if m["relation"] == "spouse"]
    left = {"person": joined["person"], "left_on": "2026-03-20"}
    answer = api(caseworker).post(f"{route}/member_left/", left, format="json")
    [spouse] = [m for m in answer.json()["members"] if m["relation"] == "spouse"]
    assert spouse["left_on"] == "2026-03-20"
    again = api(caseworker).post(f"{route}/member_left/", left, format="json")
    assert again.status_code == 404


@pytest.fixture
def files(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path)


def pdf(content: bytes = b"%PDF-1.7 made up") -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", content, content_type="application/pdf")


@pytest.mark.clause("11")
def test_r18_a_report_brings_its_files(plan: Plan, agency_worker: User, files: None) -> None:
    activity = plan.activities.get()
    route = f"/api/v1/activities/{activity.pk}/report/"
    said = {"result": "done", "done_on": "2026-03-20", "text": "Done."}
    browser = api(agency_worker)
    refused = browser.post(route, {**said, "files": [pdf(b"MZ a program")]}, format="multipart")
    assert (refused.status_code, activity.reports.count()) == (400, 0)
    answer = browser.post(route, {**said, "files": [pdf()]}, format="multipart")
    assert (answer.status_code, answer.json()["state"]) == (200, "reported")
    [kept] = activity.reports.get().files.all()
    assert kept.file.name == "letter.pdf"


def test_a_file_is_kept_with_the_case(plan: Plan, caseworker: User, files: None) -> None:
    route = f"/api/v1/cases/{plan.case_id}/add_file/"
    answer = api(caseworker).post(route, {"file": pdf()}, format="multipart")
    assert (answer.status_code, plan.case.files.count()) == (200, 1)


@pytest.mark.clause("7(3)")
def test_r12_a_file_over_the_api_is_what_its_content_says(
    plan: Plan, caseworker: User, files: None
) -> None:
    route = f"/api/v1/cases/{plan.case_id}/add_file/"
    answer = api(caseworker).post(route, {"file": pdf(b"MZ a program")}, format="multipart")
    assert (answer.status_code, plan.case.files.count()) == (400, 0)
