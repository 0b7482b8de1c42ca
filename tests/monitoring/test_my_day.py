"""My day on Friday 27 March 2026, after the holidays, as each of the cast sees it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessRecord, OutboxMessage, User
from accounts.roles import Role
from agencies.models import Agency, Centre
from cases.models import Case, CaseDeadline
from monitoring.my_day import ROWS
from monitoring.sweep import sweep
from plans.models import Activity, PlanDeadline
from tests.factories import CaseDeadlineFactory, CaseFactory, MembershipFactory
from tests.monitoring.pages import figures, rows
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]


@pytest.fixture
def friday(on: Clock) -> dt.datetime:
    return on("2026-03-27", "10:00")


@pytest.fixture
def four_terms(case: Case, caseworker: User, colleague: User, on: Clock) -> None:
    """The caseworker owes one late, one today, one next week; a colleague owes one today."""
    for due in ("2026-03-20", "2026-03-27", "2026-03-30"):
        CaseDeadlineFactory.create(case=case, due_on=dt.date.fromisoformat(due))
    other = CaseFactory.create(centre=case.centre, responsible=colleague)
    CaseDeadlineFactory.create(case=other, due_on=dt.date(2026, 3, 27))


@pytest.mark.clause("7(1)")
def test_r10_a_caseworker_sees_what_is_owed_by_date(
    four_terms: None, caseworker: User, sign_in: SignIn, friday: dt.datetime
) -> None:
    page = sign_in(caseworker).get("/")
    assert figures(page) == {"Late": "1", "Today": "1", "This week": "1"}
    found = rows(page)
    assert [row.split(" Assess")[0] for row in found] == [
        "Friday, 20 March · 2 working days late · not set by the Order",
        "Friday, 27 March · last day is today · not set by the Order",
        "Monday, 30 March · 1 working day left · not set by the Order",
    ]
    assert "SEM-M-00001" in found[0]


@pytest.mark.parametrize(
    ("query", "dates"),
    [
        ("?due=late", ["20"]),
        ("?due=today", ["27"]),
        ("?due=week", ["27"]),
        ("?scope=all", ["20", "27", "27", "30"]),
        ("?scope=all&due=today", ["27", "27"]),
        ("?due=nonsense&scope=nonsense&after=nonsense", ["20", "27", "30"]),
        ("?after=2026-03-20.case.99999999999999999999", ["20", "27", "30"]),
        ("?children=1", ["20", "27", "30"]),
    ],
)
def test_r10_figures_and_scopes_are_filters_in_the_address(
    four_terms: None,
    caseworker: User,
    sign_in: SignIn,
    friday: dt.datetime,
    query: str,
    dates: list[str],
) -> None:
    CaseDeadline.objects.filter(responsible=caseworker).update(with_children=True)
    found = rows(sign_in(caseworker).get(f"/{query}"))
    assert [row.split()[1] for row in found] == dates


@pytest.mark.clause("7(2)")
def test_r11_families_with_children_are_marked_and_can_be_shown_alone(
    case: Case, caseworker: User, sign_in: SignIn, friday: dt.datetime
) -> None:
    CaseDeadlineFactory.create(case=case, with_children=True)
    CaseDeadlineFactory.create(case=case, with_children=False)
    browser = sign_in(caseworker)
    assert ["with children" in row for row in rows(browser.get("/"))] == [True, False]
    assert len(rows(browser.get("/?children=1"))) == 1


def test_r10_a_head_sees_decisions_and_whatever_is_late_first(
    four_terms: None, case: Case, head: User, sign_in: SignIn, friday: dt.datetime
) -> None:
    CaseDeadlineFactory.create(
        case=case, role=Role.HEAD, responsible=None, due_on=dt.date(2026, 3, 28)
    )
    found = rows(sign_in(head).get("/"))
    assert [row.split()[1] for row in found] == ["20", "28"]


@pytest.mark.clause("11")
def test_r18_both_sides_see_that_a_report_is_late(
    report_term: PlanDeadline,
    activity: Activity,
    agency: Agency,
    agency_worker: User,
    caseworker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    on("2026-03-27", "10:00")
    [theirs] = rows(sign_in(agency_worker).get("/"))
    assert theirs.startswith("Friday, 20 March · 2 working days late · cl. 11 para 1")
    assert "Give information" in theirs
    assert f"№ {activity.pk}" in theirs
    assert "SEM-M-00001" not in theirs
    [ours] = rows(sign_in(caseworker).get("/?scope=agencies"))
    assert "Report on execution" in ours
    assert agency.name_ru in ours


@pytest.mark.clause("7(3)")
def test_r12_nobody_sees_the_terms_of_others(
    four_terms: None,
    report_term: PlanDeadline,
    other_caseworker: User,
    other_agency_worker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    on("2026-03-27")
    for stranger in (other_caseworker, other_agency_worker):
        for scope in ("mine", "all", "agencies"):
            assert rows(sign_in(stranger).get(f"/?scope={scope}")) == []


@pytest.mark.clause("7(3)")
def test_r12_a_reading_of_names_is_logged_by_ids(
    four_terms: None, case: Case, caseworker: User, sign_in: SignIn, friday: dt.datetime
) -> None:
    sign_in(caseworker).get("/")
    record = AccessRecord.objects.get()
    assert (record.user, record.route, record.case_ids) == (caseworker, "my-day", [case.pk])


def test_r12_an_empty_page_reads_nobody(
    caseworker: User, sign_in: SignIn, working_days: None, friday: dt.datetime
) -> None:
    page = sign_in(caseworker).get("/")
    assert "Nothing is owed here." in page.content.decode()
    assert not AccessRecord.objects.exists()


def test_r10_a_long_list_is_read_onwards_without_losing_a_row(
    case: Case, caseworker: User, sign_in: SignIn, friday: dt.datetime
) -> None:
    days = [dt.date(2026, 3, 10) + dt.timedelta(days=n // 20) for n in range(2 * ROWS + 5)]
    made = [CaseDeadlineFactory.create(case=case, due_on=day).pk for day in days]
    browser, url, seen = sign_in(caseworker), "/", []
    while url:
        page = browser.get(url)
        seen += [row.deadline.pk for row in page.context["rows"]]
        url = page.context["next_url"]
    assert seen == made


@pytest.mark.parametrize("count", [1, 3])
def test_r10_the_page_takes_the_same_queries_for_one_row_and_for_three(
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
    count: int,
) -> None:
    wanted = [stories.item(case, agency=agency, due="2026-03-20") for _ in range(count)]
    stories.approved(case, *wanted, by=caseworker, head=head, now=on("2026-03-02"))
    for _ in range(count):
        other = CaseFactory.create(centre=case.centre, responsible=caseworker)
        CaseDeadlineFactory.create(case=other)
    taken = {}
    for user, query in ((caseworker, "all"), (caseworker, "agencies"), (agency_worker, "all")):
        browser = sign_in(user)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/?scope={query}")
        taken[user.full_name, query] = len(queries)
    assert taken == {
        ("Caseworker", "all"): 11,
        ("Caseworker", "agencies"): 8,
        ("Agency Worker", "all"): 8,
    }


@pytest.mark.clause("7(5)")
def test_r14_a_regional_manager_sees_how_the_centres_of_the_region_stand(
    four_terms: None,
    report_term: PlanDeadline,
    other_centre: Centre,
    centre: Centre,
    regional_manager: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    now = on("2026-03-27")
    sweep(now=now)
    page = sign_in(regional_manager).get("/")
    [row] = rows(page)
    assert row.split(centre.name_ru)[1].split()[0] == "1"
    numbers = page.context["rows"][0]
    assert (numbers.late_own, numbers.late_agencies) == (1, 1)
    assert (numbers.breaches_own, numbers.breaches_agencies) == (1, 1)
    for side, count in (("centre", 1), ("agency", 1)):
        assert len(rows(sign_in(regional_manager).get(f"{numbers.url}&side={side}"))) == count


def test_r14_the_authorised_body_sees_the_regions(
    four_terms: None, other_centre: Centre, authorised_body: User, sign_in: SignIn, on: Clock
) -> None:
    sweep(now=on("2026-03-27"))
    page = sign_in(authorised_body).get("/")
    assert [(r.name, r.late_own) for r in page.context["rows"]] == [
        ("область Абай", 1),
        ("Акмолинская область", 0),
    ]
    assert len(rows(sign_in(authorised_body).get(page.context["rows"][0].url))) == 1


def test_an_administrator_sees_what_needs_keeping(
    administrator: User, working_days: None, sign_in: SignIn, friday: dt.datetime
) -> None:
    OutboxMessage.objects.create(
        key="lost",
        kind="email",
        payload={},
        created_at=friday,
        next_try_at=friday,
        given_up_at=friday,
    )
    page = sign_in(administrator).get("/").content.decode()
    assert "messages that could not be delivered" in page


def test_somebody_without_an_office_is_told_whom_to_ask(
    stranger: User, sign_in: SignIn, db: None
) -> None:
    page = sign_in(stranger).get("/")
    assert "You hold no office" in page.content.decode()


def test_somebody_with_two_offices_chooses(
    caseworker: User, agency: Agency, sign_in: SignIn, working_days: None, friday: dt.datetime
) -> None:
    MembershipFactory.create(user=caseworker, role=Role.AGENCY_WORKER, agency=agency)
    page = sign_in(caseworker).get("/?side=agency")
    assert [side["current"] for side in page.context["sides"]] == [False, True]
    assert page.context["wanted"].side == "agency"


def test_whoever_has_not_signed_in_is_sent_to_do_so(client: Any, db: None) -> None:
    for path in ("/", "/breaches/"):
        assert client.get(path).url.startswith("/sign-in/")
