"""The agency's inbox as a list: filters, order, reading onwards, and what it costs (R9)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from agencies.models import Agency, Membership
from cases.models import Case
from plans.models import Activity
from plans.workflow import dispatch, review
from tests.factories import AgencyFactory, CaseFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.usefixtures("reads_english")
#: The inbox asks this often, however many rows it has.
INBOX_QUERIES = 10


@pytest.fixture
def many(
    agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock, case: Case
) -> Callable[[int], None]:
    """So many more families whom the school is asked to help."""

    def make(number: int) -> None:
        for _each in range(number):
            family: Case = CaseFactory.create(
                centre=case.centre, responsible=caseworker, recognised=True, with_child=True
            )
            wanted = stories.item(family, agency=agency, due="2026-03-31")
            stories.approved(family, wanted, by=caseworker, head=head, now=on("2026-03-20"))

    return make


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_asks_as_often_for_many_rows_as_for_one(
    many: Callable[[int], None],
    agency_worker: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    many(rows)
    browser = sign_in(agency_worker)
    browser.get("/inbox/")
    with django_assert_num_queries(INBOX_QUERIES):
        page = browser.get("/inbox/").content.decode()
    assert page.count("Give information") == rows


def test_the_inbox_is_read_onwards_by_date(
    many: Callable[[int], None],
    agency_worker: User,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("plans.queues.ROWS", 2)
    many(5)
    browser = sign_in(agency_worker)
    seen: list[int] = []
    address = "/inbox/"
    for _page in range(3):
        context = browser.get(address).context
        seen += [row.pk for row in context["rows"]]
        address = f"/inbox/{context['next_url']}"
    assert context["next_url"] == ""
    assert seen == sorted(Activity.objects.values_list("pk", flat=True))
    for nonsense in ("x", "2026-13-40.1", "2026-03-31.99999999999999999999999", "2026-03-31.x"):
        assert browser.get("/inbox/", {"after": nonsense}).status_code == 200


@pytest.mark.clause("5")
def test_r9_filters_and_several_agencies_of_one_person(
    asked: Activity,
    case: Case,
    agency: Agency,
    agency_worker: User,
    caseworker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    second: Agency = AgencyFactory.create(name_kk="Мансап орталығы", name_ru="Центр карьеры")
    Membership.objects.create(
        user=agency_worker, agency=second, role="agency_worker", starts_on=dt.date(2026, 1, 1)
    )
    on("2026-03-26")
    browser = sign_in(agency_worker)

    def shown(**query: object) -> list[int]:
        return [row.pk for row in browser.get("/inbox/", query).context["rows"]]

    assert shown() == shown(show="to_accept") == shown(agency=agency.pk) == [asked.pk]
    assert shown(agency=second.pk) == shown(show="returned") == shown(show="done") == []
    dispatch.accept(asked, by=agency_worker, now=on("2026-03-26"))
    assert (shown(show="to_accept"), shown(show="to_report")) == ([], [asked.pk])
    page = browser.get("/inbox/", {"show": "to_report"}).content.decode()
    assert '?show=to_report" aria-current="page">To report' in page
    stories.report(asked, by=agency_worker, now=on("2026-03-26"))
    assert (shown(), shown(show="reported")) == ([], [asked.pk])
    review.mark_executed(asked, by=caseworker, now=on("2026-03-26"))
    assert shown(show="done") == [asked.pk]
    page = browser.get("/inbox/", {"show": "nonsense", "agency": "x"})
    assert (page.status_code, page.context["chosen"]) == (200, "to_do")


def test_the_inbox_is_for_agencies(
    caseworker: User, stranger: User, sign_in: SignIn, client: Any
) -> None:
    assert client.get("/inbox/").status_code == 302
    assert sign_in(caseworker).get("/inbox/").status_code == 403
    assert sign_in(stranger).get("/inbox/").status_code == 403
