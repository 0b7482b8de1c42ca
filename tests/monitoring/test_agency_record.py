"""An agency's own record opens to what the Centres signed of it (R7)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AccessRecord, User
from accounts.roles import Role
from agencies.models import Agency
from cases.models import Case
from monitoring.models import Conclusion
from plans.models import Activity
from tests.factories import MembershipFactory
from tests.monitoring.pages import words

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = [pytest.mark.clause("4(4)"), pytest.mark.usefixtures("signed")]


def address(agency: Agency, name: str, quarter: str = "2026-Q1") -> str:
    return reverse("quarter-agency-records", args=[agency.pk, quarter, name])


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("agency_activities", "sent"),
        ("agency_due", "due on 20.03.2026"),
        ("agency_late", "not met"),
    ],
)
def test_r7_each_figure_opens_to_the_agencys_own_records(
    activity: Activity,
    agency: Agency,
    case: Case,
    agency_supervisor: User,
    sign_in: SignIn,
    name: str,
    fact: str,
) -> None:
    browser = sign_in(agency_supervisor)
    assert address(agency, name) in browser.get("/quarters/").content.decode()
    page = browser.get(address(agency, name))
    text = words(page.content.decode())
    assert "1 in all" in text
    assert activity.item.name in text
    assert fact in text
    assert f"/activities/{activity.pk}/" in page.content.decode()
    assert case.number not in text
    looked = AccessRecord.objects.get(user=agency_supervisor, route="quarter-agency-records")
    assert (looked.record_ids, looked.case_ids) == ([activity.pk], [case.pk])


def test_r7_what_went_to_another_agency_is_counted_and_not_shown(
    activity: Activity,
    agency: Agency,
    other_agency: Agency,
    agency_supervisor: User,
    sign_in: SignIn,
) -> None:
    Activity.objects.filter(pk=activity.pk).update(agency=other_agency)
    text = words(sign_in(agency_supervisor).get(address(agency, "agency_late")).content.decode())
    assert "1 record is no longer with your agency" in text
    assert activity.item.name not in text


@pytest.mark.parametrize("name", ["cases", "persons", "agency_share", "late_own", "no-such"])
def test_r7_nothing_but_the_agencys_figures_opens(
    agency: Agency, agency_supervisor: User, sign_in: SignIn, name: str
) -> None:
    assert sign_in(agency_supervisor).get(address(agency, name)).status_code == 404


@pytest.mark.parametrize("quarter", ["2026-Q5", "x", "2026"])
def test_r7_what_is_no_quarter_is_not_found(
    agency: Agency, agency_supervisor: User, sign_in: SignIn, quarter: str
) -> None:
    url = address(agency, "agency_late", quarter)
    assert sign_in(agency_supervisor).get(url).status_code == 404


@pytest.mark.clause("7(3)")
def test_r12_the_record_of_another_agency_is_not_found(
    agency: Agency, other_agency: Agency, stranger: User, agency_worker: User, sign_in: SignIn
) -> None:
    MembershipFactory.create(user=stranger, role=Role.AGENCY_SUPERVISOR, agency=other_agency)
    assert sign_in(stranger).get(address(agency, "agency_late")).status_code == 404
    assert sign_in(agency_worker).get(address(agency, "agency_late")).status_code == 404
    nothing = words(sign_in(stranger).get(address(other_agency, "agency_late")).content.decode())
    assert "There is no record behind this figure." in nothing


def test_r7_the_records_of_a_replaced_version_do_not_open(
    signed: Conclusion, agency: Agency, agency_supervisor: User, sign_in: SignIn
) -> None:
    Conclusion.objects.filter(pk=signed.pk).update(state="replaced")
    text = words(sign_in(agency_supervisor).get(address(agency, "agency_due")).content.decode())
    assert "There is no record behind this figure." in text
