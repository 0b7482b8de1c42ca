"""The whole plan goes to a body for which that is set: names, executors, dates, no persons."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AccessRecord, User
from accounts.scopes import NOWHERE, within
from agencies.models import Agency
from agencies.offices import scope_of
from cases import workflow
from cases.models import Case
from plans import slices
from plans.models import Activity, Dispatch, PlanItem
from plans.workflow import approval, dispatch, drafting, review
from tests.factories import AgencyFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]
pytestmark = [
    pytest.mark.usefixtures("reads_english"),
    pytest.mark.clause("7(3)", "9"),
]
OTHERS = "A course for the mother"
UNNAMED = "Talks about her record"
WHOLE = "The whole plan"


@pytest.fixture
def clinic() -> Agency:
    row: Agency = AgencyFactory.create(name_kk="Емхана", name_ru="Поликлиника")
    return row


@pytest.fixture
def set_for(agency: Agency) -> None:
    """That the school gets the whole plan, and why."""
    Agency.objects.filter(pk=agency.pk).update(
        gets_whole_plan=True, whole_plan_source="Agreement No. 2 of made-up bodies"
    )
    agency.refresh_from_db()


@pytest.fixture
def asked_among_others(
    case: Case, agency: Agency, clinic: Agency, caseworker: User, head: User, on: Clock
) -> Activity:
    """The school is asked; the clinic as well, twice, once against relapse."""
    plan = stories.approved(
        case,
        stories.item(case, agency=agency, due="2026-03-31", kind=PlanItem.Kind.OFFENCES),
        stories.item(case, agency=clinic, due="2026-04-06", title=OTHERS, description="Secret."),
        stories.item(
            case, agency=clinic, due="2026-04-13", title=UNNAMED, kind=PlanItem.Kind.RELAPSE
        ),
        by=caseworker,
        head=head,
        now=on("2026-03-20", "10:00"),
    )
    return plan.activities.get(agency=agency)


def page_for(user: User, asked: Activity, sign_in: SignIn) -> str:
    return sign_in(user).get(reverse("activity", args=[asked.pk])).content.decode()


def lines_for(user: User, asked: Activity) -> list[dict[str, Any]]:
    api = APIClient()
    api.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = api.get(f"/api/v1/dispatches/{asked.dispatch_id}/whole_plan/")
    assert answer.status_code == 200
    lines: list[dict[str, Any]] = answer.json()
    return lines


def test_r16_a_body_gets_its_own_activities_alone_unless_it_is_set_otherwise(
    asked_among_others: Activity, agency_worker: User, sign_in: SignIn
) -> None:
    page = page_for(agency_worker, asked_among_others, sign_in)
    assert WHOLE not in page
    assert OTHERS not in page
    assert lines_for(agency_worker, asked_among_others) == []


@pytest.mark.usefixtures("set_for")
def test_r16_a_body_that_is_set_to_get_the_whole_plan_reads_names_executors_and_dates(
    asked_among_others: Activity, agency_worker: User, sign_in: SignIn
) -> None:
    page = page_for(agency_worker, asked_among_others, sign_in)
    assert WHOLE in page
    assert OTHERS in page
    assert "Поликлиника" in page or "Емхана" in page
    assert "06.04.2026" in page
    assert "Secret." not in page


@pytest.mark.usefixtures("set_for")
def test_r12_what_others_do_against_relapse_stays_unnamed(
    asked_among_others: Activity,
    agency: Agency,
    clinic: Agency,
    agency_worker: User,
    sign_in: SignIn,
) -> None:
    page = page_for(agency_worker, asked_among_others, sign_in)
    assert UNNAMED not in page
    assert "a measure that is not named here" in page
    assert lines_for(agency_worker, asked_among_others) == [
        {
            "stage": 1,
            "name": "Help at school",
            "executor": "agency",
            "agency": agency.pk,
            "due_on": "2026-03-31",
        },
        {
            "stage": 1,
            "name": OTHERS,
            "executor": "agency",
            "agency": clinic.pk,
            "due_on": "2026-04-06",
        },
        {"stage": 1, "name": "", "executor": "", "agency": None, "due_on": "2026-04-13"},
    ]


@pytest.mark.usefixtures("set_for")
def test_r12_a_reading_of_the_whole_plan_over_the_api_is_a_row(
    asked_among_others: Activity, agency_worker: User
) -> None:
    lines_for(agency_worker, asked_among_others)
    row = AccessRecord.objects.latest("pk")
    assert (row.user, row.subject) == (agency_worker, "dispatch")
    assert row.case_ids == [asked_among_others.case_id]


@pytest.mark.usefixtures("set_for")
def test_r12_no_other_row_of_the_plan_is_shown_to_the_body(
    asked_among_others: Activity, agency_worker: User
) -> None:
    with within(NOWHERE):  # The verbs of the story are over, and nothing is in hand.
        assert not Activity.objects.exists()
    with within(scope_of(agency_worker)):
        assert Activity.objects.get() == asked_among_others
        assert PlanItem.objects.get() == asked_among_others.item


def test_r16_what_is_set_later_holds_from_the_next_sending_on(
    asked_among_others: Activity, set_for: None, agency_worker: User, sign_in: SignIn
) -> None:
    assert WHOLE not in page_for(agency_worker, asked_among_others, sign_in)


@pytest.mark.usefixtures("set_for")
def test_r16_what_is_no_longer_set_is_shown_no_more(
    asked_among_others: Activity, agency: Agency, agency_worker: User, sign_in: SignIn
) -> None:
    Agency.objects.filter(pk=agency.pk).update(gets_whole_plan=False)
    assert WHOLE not in page_for(agency_worker, asked_among_others, sign_in)


@pytest.mark.usefixtures("set_for")
def test_r12_a_body_that_has_nothing_left_to_do_is_told_nothing_of_others(
    asked_among_others: Activity,
    agency_worker: User,
    caseworker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    now = on("2026-03-26")
    [report] = stories.report(asked_among_others, by=agency_worker, now=now)
    assert WHOLE in page_for(agency_worker, asked_among_others, sign_in)
    review.mark_executed(report.activity, by=caseworker, now=now)
    assert WHOLE not in page_for(agency_worker, asked_among_others, sign_in)


@pytest.mark.usefixtures("set_for")
def test_r12_a_body_that_declined_is_told_nothing_of_others(
    asked_among_others: Activity, agency_worker: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-26")
    dispatch.decline(asked_among_others, by=agency_worker, now=now, reason="Not ours.")
    assert WHOLE not in page_for(agency_worker, asked_among_others, sign_in)


@pytest.mark.usefixtures("set_for")
def test_r12_the_database_gives_nothing_of_what_was_not_sent(
    asked_among_others: Activity, agency_worker: User
) -> None:
    part = asked_among_others.dispatch
    assert part
    Dispatch.objects.filter(pk=part.pk).update(state="held", sent_at=None)
    with within(scope_of(agency_worker)):
        assert slices.whole_plan(part) == []


@pytest.mark.usefixtures("set_for")
def test_r12_of_a_sealed_case_nobody_is_sent_the_whole_plan(
    asked_among_others: Activity,
    head: User,
    caseworker: User,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    workflow.seal(
        asked_among_others.case,
        by=head,
        now=on("2026-03-26"),
        ground="violence",
        reason="A threat.",
        readers=[caseworker],
        agencies_see=True,
    )
    page = page_for(agency_worker, asked_among_others, sign_in)
    assert "Help at school" in page
    assert OTHERS not in page


@pytest.mark.usefixtures("set_for")
def test_r12_the_database_gives_the_whole_plan_to_that_body_and_the_centre_alone(
    asked_among_others: Activity,
    agency_worker: User,
    caseworker: User,
    other_caseworker: User,
    regional_manager: User,
    other_agency_worker: User,
) -> None:
    assert asked_among_others.dispatch
    told = {}
    readers = [agency_worker, caseworker, other_caseworker, regional_manager, other_agency_worker]
    for reader in readers:
        with within(scope_of(reader)):
            told[reader] = bool(slices.whole_plan(asked_among_others.dispatch))
    assert [told[reader] for reader in readers] == [True, True, False, False, False]


@pytest.mark.usefixtures("set_for")
def test_r16_the_letter_holds_the_whole_plan_for_a_body_without_accounts(
    asked_among_others: Activity, head: User, sign_in: SignIn
) -> None:
    page = sign_in(head).get(
        reverse("dispatch-letter", args=[asked_among_others.dispatch_id]), {"paper": "ru"}
    )
    words = page.content.decode()
    assert OTHERS in words
    assert UNNAMED not in words


@pytest.mark.usefixtures("set_for")
def test_r16_the_head_is_told_what_goes_along_before_and_after(
    case: Case, agency: Agency, caseworker: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    now = on("2026-03-20", "10:00")
    plan = stories.drafted(case, wanted, by=caseworker, now=now)
    drafting.submit(plan, by=caseworker, now=now)
    browser = sign_in(head)
    before = browser.get(reverse("plan-approve", args=[plan.pk])).content.decode()
    assert "with it the whole plan without the persons" in before
    approval.approve(plan, by=head, now=now)
    after = browser.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "with the whole plan" in after


def test_r16_that_a_body_gets_the_whole_plan_takes_a_source(
    agency: Agency, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    url = f"/admin/agencies/agency/{agency.pk}/change/"
    entered = {
        "name_kk": agency.name_kk,
        "name_ru": agency.name_ru,
        "sector": agency.sector_id,
        "bin": agency.bin,
        "territories": [row.pk for row in agency.territories.all()],
        "is_active": "on",
        "gets_whole_plan": "on",
    }
    refused = browser.post(url, entered)
    assert "Say why the body needs the whole plan." in refused.content.decode()
    browser.post(url, entered | {"whole_plan_source": "Agreement No. 2 of made-up bodies"})
    agency.refresh_from_db()
    assert agency.gets_whole_plan
    with pytest.raises(IntegrityError, match="whole_plan_has_a_source"):
        Agency.objects.filter(pk=agency.pk).update(whole_plan_source="")
