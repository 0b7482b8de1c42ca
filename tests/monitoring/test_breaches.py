"""The page of breaches, on Friday 27 March 2026."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from agencies.models import Centre
from cases.models import Case, CaseDeadline
from cases.workflow import ask_transfer
from monitoring.listing import BREACHES
from monitoring.models import Breach
from monitoring.sweep import sweep
from plans.models import Activity, PlanDeadline
from tests.factories import CaseDeadlineFactory, CaseFactory
from tests.monitoring.pages import rows
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]


@pytest.fixture
def two_breaches(report_term: PlanDeadline, case: Case, regional_manager: User, on: Clock) -> None:
    """The school's report of 20 March, and an assessment of the Centre of 5 March, met since."""
    owed = CaseDeadlineFactory.create(case=case)
    sweep(now=on("2026-03-06"))
    CaseDeadline.objects.filter(pk=owed.pk).update(met_on=dt.date(2026, 3, 6), days_late=1)
    sweep(now=on("2026-03-27"))


@pytest.mark.clause("11")
def test_r18_a_breach_shows_clause_derivation_and_whom_it_was_taken_to(
    two_breaches: None, report_term: PlanDeadline, head: User, sign_in: SignIn
) -> None:
    [report, assessment] = rows(sign_in(head).get("/breaches/"))
    assert report.startswith("Friday, 20 March · 2 working days late · cl. 11 para 1")
    assert report.endswith("still owed head of Centre 27.03.2026 , regional manager 27.03.2026")
    assert "1 working day late head of Centre 06.03.2026" in assessment


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", ["report", "primary_assessment"]),
        ("side=agency", ["report"]),
        ("side=centre", ["primary_assessment"]),
        ("standing=open", ["report"]),
        ("standing=closed", ["primary_assessment"]),
        ("term=report", ["report"]),
        ("since=2026-03-06", ["report"]),
        ("until=2026-03-06", ["primary_assessment"]),
    ],
)
def test_r18_filters_stand_in_the_address(
    two_breaches: None, head: User, sign_in: SignIn, query: str, terms: list[str]
) -> None:
    page = sign_in(head).get(f"/breaches/?{query}")
    assert [item.breach.term for item in page.context["rows"]] == terms
    assert page.context["count"] == len(terms)
    assert bool(page.context["filters"]) == bool(query)


@pytest.mark.parametrize("query", ["since=31.02.2026", "term=nonsense", "agency=999999"])
def test_a_wrong_filter_is_said_beside_its_field(
    two_breaches: None, head: User, sign_in: SignIn, query: str
) -> None:
    page = sign_in(head).get(f"/breaches/?{query}")
    assert page.status_code == 400
    assert "Error:" in page.content.decode()


@pytest.mark.clause("7(3)")
def test_r12_each_sees_the_breaches_of_the_own_office(
    two_breaches: None,
    caseworker: User,
    head: User,
    agency_worker: User,
    other_agency_worker: User,
    other_head: User,
    regional_manager: User,
    authorised_body: User,
    administrator: User,
    stranger: User,
    sign_in: SignIn,
) -> None:
    seen = {
        user.full_name: len(rows(sign_in(user).get("/breaches/")))
        for user in (
            caseworker,
            head,
            agency_worker,
            other_agency_worker,
            other_head,
            regional_manager,
            authorised_body,
            administrator,
            stranger,
        )
    }
    assert seen == {
        "Caseworker": 2,
        "Head": 2,
        "Agency Worker": 1,
        "Other Agency Worker": 0,
        "Other Head": 0,
        "Regional Manager": 2,
        "Authorised Body": 2,
        "Administrator": 0,
        "Stranger": 0,
    }


@pytest.mark.clause("7(3)")
def test_r12_the_page_names_nobody_of_the_family(
    two_breaches: None, case: Case, head: User, agency_worker: User, sign_in: SignIn
) -> None:
    for user in (head, agency_worker):
        page = sign_in(user).get("/breaches/").content.decode()
        assert [p.last_name for p in case.family.members.all() if p.last_name in page] == []
    assert case.number not in sign_in(agency_worker).get("/breaches/").content.decode()


@pytest.mark.clause("7(4)")
def test_r13_a_breach_leads_to_the_case_while_it_is_with_the_reader(
    two_breaches: None, case: Case, other_centre: Centre, head: User, sign_in: SignIn
) -> None:
    address = reverse("case", args=[case.pk])
    assert address in sign_in(head).get("/breaches/").content.decode()
    Case.objects.filter(pk=case.pk).update(centre=other_centre)
    page = sign_in(head).get("/breaches/")
    assert page.context["count"] == 2
    assert [item.url for item in page.context["rows"]] == ["", ""]


@pytest.mark.clause("7(4)")
def test_r13_a_breached_decision_leads_to_the_transfer_until_it_is_made(
    case: Case, caseworker: User, other_centre: Centre, other_head: User, sign_in: SignIn, on: Clock
) -> None:
    ask_transfer(
        case, by=caseworker, now=on("2026-03-02"), to_centre=other_centre, reason="They moved."
    )
    sweep(now=on("2026-03-06"))
    [row] = sign_in(other_head).get("/breaches/").context["rows"]
    assert row.url == reverse("case-transfer", args=[case.pk])
    CaseDeadline.objects.update(ended_on=dt.date(2026, 3, 6))
    [row] = sign_in(other_head).get("/breaches/").context["rows"]
    assert row.url == ""


def test_r18_a_date_that_was_moved_is_said(
    two_breaches: None, report_term: PlanDeadline, head: User, sign_in: SignIn
) -> None:
    PlanDeadline.objects.filter(pk=report_term.pk).update(due_on=dt.date(2026, 4, 3))
    page = sign_in(head).get("/breaches/?term=report")
    assert "another date was set: 03.04.2026" in rows(page)[0]
    assert list(Breach.objects.open()) == []


def test_r19_a_paper_reply_that_had_come_in_time_is_said(
    two_breaches: None, activity: Activity, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    stories.report(
        activity,
        by=caseworker,
        now=on("2026-03-27", "12:00"),
        on_paper=True,
        received_on=dt.date(2026, 3, 20),
        done_on=dt.date(2026, 3, 19),
    )
    assert "met in time, entered later" in rows(sign_in(caseworker).get("/breaches/"))[0]


def test_r10_the_list_is_read_onwards_without_losing_a_row(
    case: Case, head: User, sign_in: SignIn, on: Clock
) -> None:
    for number in range(BREACHES + 5):
        CaseDeadlineFactory.create(
            case=case, due_on=dt.date(2026, 3, 2) + dt.timedelta(days=number // 20)
        )
    sweep(now=on("2026-03-27"))
    browser, url, seen = sign_in(head), "/breaches/?side=centre", []
    while url:
        page = browser.get(f"/breaches/{url}" if url.startswith("?") else url)
        seen += [item.breach.pk for item in page.context["rows"]]
        url = page.context["next_url"]
    wanted = Breach.objects.order_by("-due_on", "-pk").values_list("pk", flat=True)
    assert seen == list(wanted)


@pytest.mark.parametrize("count", [1, 3])
def test_r10_the_page_takes_the_same_queries_for_one_row_and_for_three(
    centre: Centre, caseworker: User, head: User, sign_in: SignIn, on: Clock, count: int
) -> None:
    for _ in range(count):
        CaseDeadlineFactory.create(case=CaseFactory.create(centre=centre, responsible=caseworker))
    sweep(now=on("2026-03-27"))
    browser = sign_in(head)
    with CaptureQueriesContext(connection) as queries:
        browser.get("/breaches/")
    assert len(queries) == 8
