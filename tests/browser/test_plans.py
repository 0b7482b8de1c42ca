"""The pages of a plan in a real browser, wide and on a phone: axe finds nothing, nothing spills."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from agencies.models import Agency, Centre, Service
from cases.models import Case
from plans.models import Plan
from plans.workflow import completion, drafting, review
from tests.browser.conftest import look_in_both_sizes
from tests.factories import AssessmentFactory, CaseFactory, ServiceFactory, WellbeingLevelFactory
from tests.plans import stories
from tests.titles import titled

Clock = Callable[..., dt.datetime]


@pytest.fixture
def now(on: Clock) -> dt.datetime:
    return on("2026-03-20", "10:00")


@pytest.fixture
def case(centre: Centre, caseworker: User, working_days: None, now: dt.datetime) -> Case:
    row: Case = CaseFactory.create(
        centre=centre,
        responsible=caseworker,
        recognised=True,
        with_child=True,
        wellbeing=WellbeingLevelFactory.create(),
    )
    AssessmentFactory.create(case=row)
    return row


@pytest.fixture
def service() -> Service:
    row: Service = ServiceFactory.create(
        with_term=True, name_ru="Консультация психолога для ребёнка и родителей"
    )
    return row


@pytest.fixture
def draft(
    case: Case, agency: Agency, other_agency: Agency, caseworker: User, now: dt.datetime
) -> Plan:
    """Three activities in two stages; the clinic follows the school."""
    plan = drafting.draft(case, by=caseworker, now=now, aim="The son goes to school every day.")
    who: dict[str, Any] = {"by": caseworker, "now": now}
    first = drafting.add_item(
        plan, stories.item(case, agency=agency, due="2026-04-02", title="A tutor at home"), **who
    )
    then = stories.item(case, agency=other_agency, due="2026-04-10", title="Check-up", stage=2)
    then.depends_on = first
    drafting.add_item(plan, then, **who)
    drafting.add_item(
        plan, stories.item(case, agency=None, due="2026-04-15", title="Visits"), **who
    )
    return plan


@pytest.fixture
def submitted(draft: Plan, caseworker: User, now: dt.datetime) -> Plan:
    stories.agree(draft, by=caseworker, now=now)
    drafting.submit(draft, by=caseworker, now=now)
    return draft


@pytest.fixture
def new_version(
    submitted: Plan, case: Case, agency_worker: User, caseworker: User, head: User, now: dt.datetime
) -> Plan:
    """The second version of a plan in force, submitted: a later date, and one activity less."""
    from plans.workflow import approval

    who: dict[str, Any] = {"by": caseworker, "now": now}
    approval.approve(submitted, by=head, now=now)
    copy = drafting.new_version(submitted, reason="The son changed school.", **who)
    first, visits = titled(copy.items, "A tutor at home"), titled(copy.items, "Visits")
    entered = drafting.item_input(first)
    entered.due_on = dt.date(2026, 4, 3)
    drafting.change_item(first, entered, **who)
    drafting.remove_item(visits, by=caseworker)
    stories.agree(copy, **who)
    drafting.submit(copy, **who)
    return copy


@pytest.fixture
def executed(
    case: Case, agency: Agency, agency_worker: User, caseworker: User, head: User, now: dt.datetime
) -> Plan:
    wanted = stories.item(case, agency=agency, due="2026-03-31", title="A tutor at home")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    activity = plan.activities.get()
    stories.report(activity, by=agency_worker, now=now)
    review.mark_executed(activity, by=caseworker, now=now)
    return plan


def look(page: Page, address: str) -> None:
    """Open a page with every fold opened; wide and on a phone, axe finds nothing and all fits."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
    look_in_both_sizes(page)


def test_the_pages_of_a_draft(
    sign_in_as: Callable[..., Page], service: Service, draft: Plan, caseworker: User
) -> None:
    page, editor = sign_in_as(caseworker), reverse("plan-edit", args=[draft.pk])
    for address in (
        reverse("case", args=[draft.case_id]),
        reverse("plan", args=[draft.pk]),
        editor,
        f"{editor}?service={service.pk}",
        f"{editor}?free=1",
        f"{editor}?item={titled(draft.items, 'Check-up').pk}",
        f"{editor}?q=психолог",
        reverse("plan-print", args=[draft.pk]),
    ):
        look(page, address)


def test_the_pages_of_a_decision(
    sign_in_as: Callable[..., Page], new_version: Plan, head: User
) -> None:
    page = sign_in_as(head)
    old = Plan.objects.get(version=1)
    for name, plan in (
        ("plan-approve", new_version),
        ("plan-compare", new_version),
        ("plan", new_version),
        ("plan", old),
        ("plan-terminate", old),
    ):
        look(page, reverse(name, args=[plan.pk]))
    look(page, reverse("case-terminate", args=[old.case_id]))


def test_the_pages_of_the_end(
    sign_in_as: Callable[..., Page], executed: Plan, head: User, now: dt.datetime
) -> None:
    page = sign_in_as(head)
    look(page, reverse("plan-complete", args=[executed.pk]))
    look(page, reverse("plan-new-version", args=[executed.pk]))
    look(page, reverse("case-exit", args=[executed.case_id]))
    executed.refresh_from_db()
    completion.complete(executed, by=head, now=now)
    look(page, reverse("case", args=[executed.case_id]))
    look(page, reverse("plan", args=[executed.pk]))


def test_a_caseworker_drafts_with_the_catalogue_and_the_date_follows_at_once(
    sign_in_as: Callable[..., Page], service: Service, draft: Plan, agency: Agency, caseworker: User
) -> None:
    page = sign_in_as(caseworker)
    page.goto(reverse("plan-edit", args=[draft.pk]))
    page.fill("#q", "консультация")
    page.get_by_role("link", name=service.name_ru).click()
    expect(page.locator("#follows")).to_contain_text("27.03.2026")
    expect(page.locator("[name=due_on]")).to_have_value("2026-04-03")
    page.select_option("[name=depends_on]", label="A tutor at home")
    expect(page.locator("#follows")).to_contain_text("02.04.2026")
    page.get_by_role("button", name="Count the date").click()
    expect(page.locator("[name=due_on]")).to_have_value("2026-04-09")
    page.get_by_label("social adaptation").check()
    page.get_by_role("group", name="For whom").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Put into the plan").click()
    expect(page.locator("#activities")).to_contain_text(service.name_ru)
    item = draft.items.get(service=service)
    assert (item.due_on, item.agency) == (dt.date(2026, 4, 9), agency)


def test_a_head_approves_in_two_clicks_and_one_effect(
    sign_in_as: Callable[..., Page], submitted: Plan, head: User
) -> None:
    page = sign_in_as(head)
    page.goto(reverse("plan-approve", args=[submitted.pk]))
    page.get_by_role("button", name="Approve and send").dblclick()
    page.wait_for_url(f"**{reverse('plan', args=[submitted.pk])}")
    assert submitted.transitions.filter(verb="approve").count() == 1
