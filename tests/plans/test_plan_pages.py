"""The pages of a plan as the people of the Centre use them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessRecord, User
from agencies.models import Agency
from cases.models import Case
from plans.models import Dispatch, Plan
from plans.workflow import completion, drafting
from tests.plans import stories
from tests.plans.test_editor_page import item_words, text
from tests.titles import titled

SignIn = Callable[[User], Any]
Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.usefixtures("reads_english")


@pytest.fixture
def submitted(
    case: Case,
    agency: Agency,
    other_agency: Agency,
    agency_worker: User,
    caseworker: User,
    friday: dt.datetime,
) -> Plan:
    plan = stories.drafted(
        case,
        stories.item(case, agency=agency, due="2026-03-31", title="Tutor"),
        stories.item(case, agency=other_agency, due="2026-04-10", title="Check-up"),
        stories.item(case, agency=None, due="2026-04-15", title="Visit"),
        by=caseworker,
        now=friday,
    )
    drafting.submit(plan, by=caseworker, now=friday)
    return plan


@pytest.mark.clause("8", "9")
def test_r16_the_head_approves_and_says_for_each_agency_when(
    submitted: Plan, agency: Agency, other_agency: Agency, head: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(head), reverse("plan-approve", args=[submitted.pk])
    page = browser.get(address)
    assert page.status_code == 200
    assert [(p["agency"], p["number"]) for p in page.context["parts"]] == [
        (agency, 1),
        (other_agency, 1),
    ]
    assert "Friday, 27 March" in text(page)

    typed = {f"send-{agency.pk}": "hold", f"send-{other_agency.pk}": "block"}
    refused = browser.post(address, typed | {f"why-{other_agency.pk}": " "})
    assert refused.status_code == 400
    assert list(refused.context["form"].errors) == [f"why-{other_agency.pk}"]
    assert browser.post(address, typed | {f"why-{other_agency.pk}": "Closed."}).status_code == 302
    states = dict(submitted.dispatches.values_list("agency", "state"))
    assert states == {agency.pk: "held", other_agency.pk: "blocked"}
    again = browser.post(address, typed | {f"why-{other_agency.pk}": "Closed."})
    assert again.status_code == 409
    assert submitted.dispatches.count() == 2


@pytest.mark.clause("8")
def test_r15_the_head_returns_with_a_reason_that_the_editor_shows(
    submitted: Plan, caseworker: User, head: User, sign_in: SignIn
) -> None:
    address = reverse("plan-return", args=[submitted.pk])
    assert sign_in(head).post(address, {"reason": ""}).status_code == 400
    assert sign_in(head).post(address, {"reason": "Ask the school."}).status_code == 302
    editor = sign_in(caseworker).get(reverse("plan-edit", args=[submitted.pk]))
    assert "Ask the school." in text(editor)


@pytest.mark.clause("9")
def test_r16_parts_are_sent_held_blocked_and_received_on_paper(
    submitted: Plan, agency: Agency, other_agency: Agency, head: User, sign_in: SignIn
) -> None:
    browser = sign_in(head)
    typed = {f"send-{a.pk}": "hold" for a in (agency, other_agency)}
    browser.post(reverse("plan-approve", args=[submitted.pk]), typed)
    school, clinic = submitted.dispatches.order_by("pk")
    block = reverse("dispatch-block", args=[school.pk])
    assert browser.get(block).status_code == 200
    assert browser.post(block, {"reason": ""}).status_code == 400
    assert browser.post(block, {"reason": "Holidays."}).status_code == 302
    assert browser.post(reverse("dispatch-hold", args=[school.pk])).status_code == 302
    for part in (school, clinic):
        assert browser.post(reverse("dispatch-send", args=[part.pk])).status_code == 302
    assert browser.post(reverse("dispatch-send", args=[school.pk])).status_code == 409
    assert set(submitted.dispatches.values_list("state", "on_paper")) == {
        (Dispatch.State.SENT, False),
        (Dispatch.State.SENT, True),
    }
    assert browser.get(reverse("dispatch-received", args=[school.pk])).status_code == 403
    paper = reverse("dispatch-received", args=[clinic.pk])
    assert browser.get(paper).status_code == 200
    assert browser.post(paper, {"received_on": "2026-03-21"}).status_code == 400
    assert browser.post(paper, {"received_on": "2026-03-20"}).status_code == 302
    clinic.refresh_from_db()
    assert clinic.received_on == dt.date(2026, 3, 20)


@pytest.fixture
def running(submitted: Plan, head: User, sign_in: SignIn) -> Plan:
    sign_in(head).post(
        reverse("plan-approve", args=[submitted.pk]),
        {f"send-{item.agency_id}": "now" for item in submitted.items.exclude(agency=None)},
    )
    submitted.refresh_from_db()
    return submitted


@pytest.mark.clause("8")
def test_r15_a_new_version_is_written_compared_and_shown_marked(
    running: Plan, case: Case, caseworker: User, head: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(caseworker), reverse("plan-new-version", args=[running.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"reason": ""}).status_code == 400
    assert browser.post(address, {"reason": "He changed school."}).status_code == 302
    copy = Plan.objects.get(version=2)
    assert browser.post(address, {"reason": "Again."}).status_code == 409
    visit = titled(copy.items, "Visit")
    words = item_words(case, title="Visit", due_on="2026-04-16")
    browser.post(reverse("plan-change-item", args=[copy.pk, visit.pk]), words)
    browser.post(reverse("plan-remove-item", args=[copy.pk, titled(copy.items, "Tutor").pk]))
    page = browser.get(reverse("plan-compare", args=[copy.pk]))
    assert [c.kind for c in page.context["changes"]] == ["changed", "removed"]
    assert "<del>15.04.2026</del>" in text(page)
    assert "<ins>16.04.2026</ins>" in text(page)
    assert browser.get(reverse("plan-compare", args=[running.pk])).status_code == 404
    stories.agree(copy, by=caseworker, now=dt.datetime.now(tz=dt.UTC))
    browser.post(reverse("plan-submit", args=[copy.pk]))
    paper = sign_in(head).get(reverse("plan-approve", args=[copy.pk]))
    assert "<ins>16.04.2026</ins>" in text(paper)
    assert "<del>Tutor</del>" in text(paper)
    assert paper.context["parts"] == []
    assert sign_in(head).post(reverse("plan-approve", args=[copy.pk])).status_code == 302
    old = sign_in(head).get(reverse("plan", args=[running.pk]))
    assert "The plan goes on in version 2." in text(old)


def test_a_plan_is_taken_back_printed_and_terminated(
    submitted: Plan, caseworker: User, head: User, sign_in: SignIn
) -> None:
    browser = sign_in(caseworker)
    assert browser.get(reverse("plan-print", args=[submitted.pk])).status_code == 200
    assert browser.post(reverse("plan-take-back", args=[submitted.pk])).status_code == 302
    address = reverse("plan-terminate", args=[submitted.pk])
    assert browser.get(address).status_code == 403
    assert sign_in(head).get(address).status_code == 200
    assert sign_in(head).post(address, {"reason": ""}).status_code == 400
    assert sign_in(head).post(address, {"reason": "A mistake."}).status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == Plan.State.TERMINATED


@pytest.mark.clause("7(3)")
def test_r12_a_look_at_a_plan_is_logged_once(
    submitted: Plan, caseworker: User, sign_in: SignIn
) -> None:
    sign_in(caseworker).get(reverse("plan", args=[submitted.pk]))
    seen = AccessRecord.objects.get()
    assert (seen.user, seen.subject, seen.record_ids, seen.case_ids) == (
        caseworker,
        "plan",
        [submitted.pk],
        [submitted.case_id],
    )


@pytest.mark.parametrize("name", ["plan", "plan-approve", "plan-print", "plan-edit"])
def test_more_activities_cost_no_more_queries(
    name: str,
    case: Case,
    agency: Agency,
    other_agency: Agency,
    agency_worker: User,
    other_agency_worker: User,
    caseworker: User,
    head: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    counts = []
    for agencies in ([agency], [agency, other_agency, None]):
        items = [stories.item(case, agency=a, due="2026-03-31") for a in agencies]
        if name == "plan":
            plan = stories.approved(case, *items, by=caseworker, head=head, now=friday)
        else:
            plan = stories.drafted(case, *items, by=caseworker, now=friday)
        if name == "plan-approve":
            drafting.submit(plan, by=caseworker, now=friday)
        browser, address = sign_in(head), reverse(name, args=[plan.pk])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
        completion.terminate(plan, by=head, now=friday, reason="Next.")
    assert counts[0] == counts[1]
    limits = {"plan": 15, "plan-print": 15, "plan-approve": 20, "plan-edit": 30}
    assert counts[0] <= limits[name]
