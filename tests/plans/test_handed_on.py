"""What was said with one agency stays with it when a new version asks another (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AccessRecord, User
from agencies.models import Agency
from plans.models import Activity, Extension
from plans.workflow import dispatch, execution
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]


@pytest.fixture
def handed_on(
    asked: Activity,
    other_agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    on: Clock,
) -> Activity:
    """The school asked for a later date, was refused, declined, was asked again; now a clinic."""
    now = on("2026-03-26", "09:00")
    later = execution.ask_later_date(
        asked, due_on=dt.date(2026, 4, 10), reason="Secret one.", by=agency_worker, now=now
    )
    execution.refuse_later_date(later, reason="Secret two.", by=head, now=now)
    dispatch.decline(asked, by=agency_worker, now=now, reason="Secret three.")
    dispatch.insist(asked, by=caseworker, now=now, reason="Secret four.")
    return stories.given_to_another(asked, other_agency, by=caseworker, head=head, now=now)


@pytest.mark.clause("7(3)")
def test_r12_reasons_given_by_and_to_another_agency_are_not_shown(
    handed_on: Activity, other_agency_worker: User, sign_in: SignIn
) -> None:
    browser = sign_in(other_agency_worker)
    page = browser.get(reverse("activity", args=[handed_on.pk]))
    assert page.status_code == 200
    assert "Secret" not in page.content.decode()
    assert browser.get("/api/v1/extensions/").json()["results"] == []


@pytest.mark.clause("7(3)")
def test_r12_the_centre_reads_the_request_over_the_api_and_the_reading_is_logged(
    handed_on: Activity, caseworker: User, sign_in: SignIn
) -> None:
    later = Extension.objects.get()
    browser = sign_in(caseworker)
    [row] = browser.get("/api/v1/extensions/").json()["results"]
    assert (row["id"], row["reason"]) == (later.pk, "Secret one.")
    log = AccessRecord.objects.get()
    assert (log.subject, log.record_ids) == ("extension", [later.pk])
    assert log.case_ids == [handed_on.case_id]


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize(("route", "subject"), [("plans", "plan"), ("plan-items", "plan_item")])
def test_r12_reading_a_plan_over_the_api_is_logged(
    asked: Activity, caseworker: User, sign_in: SignIn, route: str, subject: str
) -> None:
    [row] = sign_in(caseworker).get(f"/api/v1/{route}/").json()["results"]
    log = AccessRecord.objects.get()
    assert (log.subject, log.record_ids, log.case_ids) == (subject, [row["id"]], [asked.case_id])
