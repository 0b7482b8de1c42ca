"""The Centre's side: the queue of answers, the report beside what was asked (R18, R19)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from agencies.models import Agency
from cases.models import Case
from plans.models import Activity, Report, Review
from plans.workflow import dispatch, execution
from tests.factories import CaseFactory, ServiceFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.usefixtures("reads_english")
#: The queue and the page of a review ask this often, whatever they hold; the calendar is known.
QUEUE_QUERIES = 7
REVIEW_QUERIES = 14


def url(name: str, activity: Activity) -> str:
    return reverse(name, args=[activity.pk])


@pytest.fixture
def reported(asked: Activity, agency_worker: User, on: Clock) -> Activity:
    """Reported as done on Friday 27 March 2026: the mark is due on Tuesday 31 March."""
    stories.report(asked, by=agency_worker, now=on("2026-03-27"), text="Tutor found.")
    return asked


@pytest.fixture
def report_more(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> Callable[[int], list[Activity]]:
    """Reports on so many more families, received one day after another."""

    def make(number: int) -> list[Activity]:
        made = []
        for _each in range(number):
            family: Case = CaseFactory.create(
                centre=case.centre, responsible=caseworker, recognised=True
            )
            wanted = stories.item(family, agency=agency, due="2026-04-10")
            plan = stories.approved(family, wanted, by=caseworker, head=head, now=on("2026-03-20"))
            made.append(plan.activities.get())
            stories.report(made[-1], by=agency_worker, now=on("2026-03-27", "12:00"))
        return made

    return make


@pytest.mark.clause("11")
def test_r19_the_report_stands_beside_what_was_asked_and_is_marked(
    reported: Activity, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-30")
    browser = sign_in(caseworker)
    queue = browser.get(reverse("review-queue")).content.decode()
    assert "report: done" in queue
    assert "1 working day left" in queue
    page = browser.get(url("activity-review", reported)).content.decode()
    assert "A tutor twice a week." in page
    assert "Tutor found." in page
    assert 'data-key="a"' in page
    assert 'data-key="r"' in page
    answer = browser.post(url("activity-review", reported), {"seen": 1})
    assert (answer.status_code, answer.url) == (302, "/reviews/?whose=mine")
    reported.refresh_from_db()
    assert (reported.state, Review.objects.get().by) == ("executed", caseworker)


@pytest.mark.clause("11")
def test_r19_after_a_decision_the_next_one_opens(
    report_more: Callable[[int], list[Activity]], caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    first, second = report_more(2)
    on("2026-03-30")
    browser = sign_in(caseworker)
    answer = browser.post(url("activity-review", first), {"seen": 1})
    assert answer.url == f"{url('activity-review', second)}?whose=mine"
    answer = browser.post(answer.url, {"seen": 1})
    assert answer.url == "/reviews/?whose=mine"


@pytest.mark.clause("11")
def test_r19_a_return_has_its_own_page_with_a_date_to_start_from(
    reported: Activity, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-30")
    browser = sign_in(caseworker)
    page = browser.get(url("activity-return", reported))
    # The plan gave four working days, from 20 to 31 March over the holidays.
    assert page.context["form"]["new_due_on"].value() == dt.date(2026, 4, 3)
    refused = browser.post(
        url("activity-return", reported),
        {"seen": 1, "ground": "other", "note": "", "new_due_on": "2026-04-06"},
    )
    assert refused.status_code == 400
    assert "Explain in your own words." in refused.content.decode()
    browser.post(
        url("activity-return", reported),
        {"seen": 1, "ground": "term", "note": "Too late.", "new_due_on": "2026-04-06"},
    )
    mark = Review.objects.get()
    assert (mark.verdict, mark.ground, mark.new_due_on) == (
        "returned",
        "term",
        dt.date(2026, 4, 6),
    )


@pytest.mark.clause("10", "11")
def test_r19_the_suggested_date_is_the_services_own_term(
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    service = ServiceFactory.create(with_term=True)
    wanted = stories.item(case, agency=agency, due="2026-04-02", service=service)
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20"))
    activity = plan.activities.get()
    stories.report(activity, by=agency_worker, now=on("2026-03-30"))
    page = sign_in(caseworker).get(url("activity-return", activity))
    assert page.context["form"]["new_due_on"].value() == dt.date(2026, 4, 6)


@pytest.mark.clause("11")
def test_r19_a_report_that_changed_meanwhile_is_not_marked(
    reported: Activity, agency_worker: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    execution.withdraw_report(reported, by=agency_worker, now=on("2026-03-30"))
    stories.report(reported, by=agency_worker, now=on("2026-03-30"), text="Not quite yet.")
    browser = sign_in(caseworker)
    stale = browser.post(url("activity-review", reported), {"seen": 1})
    assert stale.status_code == 409
    typed = {"seen": 1, "ground": "term", "note": "Too late.", "new_due_on": "2026-04-06"}
    stale = browser.post(url("activity-return", reported), typed)
    text = stale.content.decode()
    assert stale.status_code == 409
    assert "Somebody was first" in text
    assert "Too late." in text
    assert "Not quite yet." in text
    assert Review.objects.count() == 0


@pytest.mark.clause("11", "12")
def test_r19_what_was_not_done_is_ended_on_a_page_that_says_what_follows(
    asked: Activity, agency_worker: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    stories.report(asked, by=agency_worker, now=on("2026-03-26"), result="impossible")
    browser = sign_in(caseworker)
    page = browser.get(url("activity-review", asked)).content.decode()
    assert "End as impossible" in page
    assert "Mark as executed" not in page
    assert browser.post(url("activity-review", asked), {"seen": 1}).status_code == 409
    page = browser.get(url("activity-end", asked)).content.decode()
    assert "only after an approved new version" in page
    assert browser.post(url("activity-end", asked), {"seen": 1, "reason": ""}).status_code == 400
    browser.post(url("activity-end", asked), {"seen": 1, "reason": "They moved."})
    asked.refresh_from_db()
    assert asked.state == "impossible"


@pytest.mark.clause("11")
def test_r18_requests_and_declines_stand_in_the_same_queue(
    asked: Activity,
    agency_worker: User,
    caseworker: User,
    colleague: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    now = on("2026-03-26")
    execution.ask_later_date(
        asked, due_on=dt.date(2026, 4, 8), reason="Ill.", by=agency_worker, now=now
    )
    browser = sign_in(caseworker)
    assert "later date asked: 08.04.2026" in browser.get("/reviews/").content.decode()
    page = reverse("extension", args=[asked.extensions.get().pk])
    assert "Ill." in browser.get(page).content.decode()
    assert browser.post(page, {"decision": "refuse", "reason": ""}).status_code == 400
    assert browser.post(page, {"decision": "grant"}).url == "/reviews/?whose=mine"
    asked.refresh_from_db()
    assert asked.due_on == dt.date(2026, 4, 8)
    assert browser.post(page, {"decision": "grant"}).status_code == 409

    dispatch.decline(asked, by=agency_worker, now=on("2026-03-26"), reason="Not ours.")
    queue = browser.get("/reviews/").content.decode()
    assert "declined by the agency" in queue
    assert "Not ours." in browser.get(url("activity", asked)).content.decode()
    browser.post(url("activity-insist", asked), {"reason": "He is on your roll."})
    asked.refresh_from_db()
    assert asked.state == "sent"
    assert (
        "He is on your roll." in sign_in(agency_worker).get(url("activity", asked)).content.decode()
    )
    assert sign_in(colleague).get("/reviews/").context["rows"] == []


@pytest.mark.clause("11")
def test_r18_the_centre_enters_a_reply_on_paper(
    asked: Activity, caseworker: User, agency_worker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-04-02")
    browser = sign_in(caseworker)
    assert "Enter a reply on paper" in browser.get(url("activity", asked)).content.decode()
    typed = {"result": "done", "done_on": "2026-03-26", "text": "A letter."}
    missing = browser.post(url("activity-paper", asked), typed)
    assert missing.status_code == 400
    assert "A letter." in missing.content.decode()
    browser.post(url("activity-paper", asked), typed | {"received_on": "2026-03-28"})
    row = Report.objects.get()
    assert (row.on_paper, row.received_on, row.by) == (True, dt.date(2026, 3, 28), caseworker)
    assert asked.deadlines.get(term="review").due_on == dt.date(2026, 3, 31)
    assert sign_in(agency_worker).get(url("activity-paper", asked)).status_code in (403, 409)


@pytest.mark.clause("4", "11")
def test_r19_the_centre_reports_its_own_activity_and_another_person_marks_it(
    case: Case, caseworker: User, colleague: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    wanted = stories.item(case, agency=None, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20"))
    activity = plan.activities.get()
    on("2026-03-26")
    browser = sign_in(caseworker)
    assert 'id="report"' in browser.get(url("activity", activity)).content.decode()
    typed = {"result": "done", "done_on": "2026-03-26", "text": "We went there."}
    answer = browser.post(url("activity-report", activity), typed)
    assert answer.url == url("activity", activity)
    own = browser.get(url("activity-review", activity))
    assert own.status_code == 403
    assert "Another person of the Centre" in own.content.decode()
    sign_in(colleague).post(url("activity-review", activity), {"seen": 1})
    activity.refresh_from_db()
    assert activity.state == "executed"


@pytest.mark.clause("9")
def test_r16_the_centre_sees_the_proof_of_dispatch_and_every_round(
    reported: Activity, agency_worker: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    sign_in(agency_worker).get(url("activity", reported))
    page = sign_in(caseworker).get(url("activity", reported)).content.decode()
    for words in ("on its way", "Opened", "Agency Worker", "Tutor found.", "What happened"):
        assert words in page


@pytest.mark.clause("7", "11")
@pytest.mark.parametrize("name", ["activity-review", "activity-return", "activity-end"])
def test_r12_a_report_is_reviewed_by_its_centre_alone(
    reported: Activity,
    agency_worker: User,
    other_caseworker: User,
    other_agency_worker: User,
    regional_manager: User,
    stranger: User,
    sign_in: SignIn,
    name: str,
) -> None:
    Report.objects.update(result="partly")
    assert sign_in(agency_worker).get(url(name, reported)).status_code == 403
    for outsider in (other_caseworker, other_agency_worker, regional_manager, stranger):
        assert sign_in(outsider).get(url(name, reported)).status_code == 404
        assert sign_in(outsider).post(url(name, reported), {"seen": 1}).status_code == 404


def test_the_queue_is_for_the_centre(
    agency_worker: User, stranger: User, sign_in: SignIn, client: Any
) -> None:
    assert client.get("/reviews/").status_code == 302
    assert sign_in(agency_worker).get("/reviews/").status_code == 403
    assert sign_in(stranger).get("/reviews/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_and_the_review_ask_as_often_for_many_rows_as_for_one(
    report_more: Callable[[int], list[Activity]],
    caseworker: User,
    sign_in: SignIn,
    on: Clock,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    activity = report_more(rows)[0]
    browser = sign_in(caseworker)
    browser.get("/reviews/")
    with django_assert_num_queries(QUEUE_QUERIES):
        assert len(browser.get("/reviews/").context["rows"]) == rows
    with django_assert_num_queries(REVIEW_QUERIES):
        browser.get(url("activity-review", activity))


def test_the_queue_is_read_onwards(
    report_more: Callable[[int], list[Activity]],
    head: User,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("plans.queues.ROWS", 2)
    made = report_more(3)
    browser = sign_in(head)
    first = browser.get("/reviews/").context
    assert (first["whose"], first["count"]) == ("centre", 3)
    second = browser.get(f"/reviews/{first['next_url']}").context
    rows = [*first["rows"], *second["rows"]]
    assert [row.activity_id for row in rows] == [activity.pk for activity in made]
