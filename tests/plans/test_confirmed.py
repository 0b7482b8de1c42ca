"""Before approval the password is asked for again (R12)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import NotAllowed
from accounts.models import User
from agencies.models import Agency
from cases.models import Case
from plans.models import Plan
from plans.workflow import drafting
from tests.accounts.passwords import PASSWORD, with_password
from tests.plans import stories

SignIn = Callable[[User], Client]
Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture
def plan(case: Case, agency: Agency, caseworker: User, on: Clock) -> Plan:
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    now = on("2026-03-20", "10:00")
    plan = stories.drafted(case, wanted, by=caseworker, now=now)
    drafting.submit(plan, by=caseworker, now=now)
    return plan


def test_r12_approval_asks_for_the_password_after_some_minutes_and_goes_on(
    plan: Plan, head: User, sign_in: SignIn, on: Clock
) -> None:
    browser, url = sign_in(with_password(head)), reverse("plan-approve", args=[plan.pk])
    on("2026-03-20", "10:15")
    assert browser.get(url).status_code == 200
    on("2026-03-20", "10:16")
    asked = browser.get(url)
    assert asked["Location"] == f"{reverse('confirm')}?next={url.replace('/', '%2F')}"
    page = browser.get(asked["Location"])
    assert f'value="{url}"' in page.content.decode()
    wrong = browser.post(reverse("confirm"), {"password": "wrong", "next": url})
    assert wrong.status_code == 400
    assert "This is not your password." in wrong.content.decode()
    right = browser.post(reverse("confirm"), {"password": PASSWORD, "next": url})
    assert right["Location"] == url
    assert browser.get(url).status_code == 200


def test_r12_a_form_that_was_opened_in_time_is_filled_in_at_leisure(
    plan: Plan, head: User, sign_in: SignIn, on: Clock
) -> None:
    browser, url = sign_in(head), reverse("plan-approve", args=[plan.pk])
    assert browser.get(url).status_code == 200
    on("2026-03-20", "11:10")
    part = plan.items.get().agency_id
    browser.post(url, {f"send-{part}": "now"})
    plan.refresh_from_db()
    assert plan.state == Plan.State.SENT
    on("2026-03-20", "11:16")
    assert browser.post(url)["Location"].startswith(reverse("confirm"))


def test_r12_the_api_has_the_head_sign_in_again(
    plan: Plan, head: User, sign_in: SignIn, on: Clock
) -> None:
    browser = sign_in(head)
    on("2026-03-20", "11:20")
    answer = browser.post(f"/api/v1/plans/{plan.pk}/approve/", {}, content_type="application/json")
    assert answer.status_code == NotAllowed.status
    plan.refresh_from_db()
    assert plan.state == Plan.State.SUBMITTED
