"""Passkeys in a real browser, with an authenticator that Chromium plays (R12)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django_otp_webauthn.models import WebAuthnCredential
from playwright.sync_api import Page, expect

from accounts.models import FactorRecord, User
from accounts.sign_ins import sign_ins_of
from tests.browser.conftest import look_in_both_sizes
from tests.factories import PASSWORD

pytestmark = pytest.mark.clause("7(3)")
Open = Callable[..., Page]
#: What a telephone or a computer with a fingerprint reader does.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(site: str, settings: Any) -> str:
    """The site under a name: passkeys hold for no bare number."""
    address = f"http://localhost:{urlsplit(site).port}"
    settings.OTP_WEBAUTHN_RP_ID = "localhost"
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = [address]
    return address


def give_authenticator(page: Page, *, knows_owner: bool = True) -> None:
    """An authenticator whose owner shows a finger that is the right one, or is not."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {**AUTHENTICATOR, "isUserVerified": knows_owner}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def give_password(page: Page, home: str, user: User) -> None:
    page.goto(f"{home}{reverse('sign-in')}")
    page.fill("input[name=username]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def make_passkey(page: Page, home: str, name: str) -> None:
    page.goto(f"{home}{reverse('factor-passkey')}")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/name/")
    page.fill("input[name=name]", name)
    page.get_by_role("button", name="Keep the name").click()
    page.wait_for_url(f"**{reverse('factors')}")


def sign_out(page: Page) -> None:
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")


def test_r12_a_passkey_is_set_up_and_then_signs_in_by_itself(
    open_browser: Open, home: str, agency_worker: User, working_days: None, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["agency_worker"]
    page = open_browser()
    give_authenticator(page)
    give_password(page, home, agency_worker)
    page.wait_for_url(f"**{reverse('factors')}*")
    look_in_both_sizes(page)
    make_passkey(page, home, "My computer")
    expect(page.get_by_role("cell", name="My computer", exact=True)).to_be_visible()
    look_in_both_sizes(page)
    assert FactorRecord.objects.get().verb == "added"
    sign_out(page)
    look_in_both_sizes(page)
    page.goto(f"{home}{reverse('inbox')}")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{home}{reverse('inbox')}")
    newest = sign_ins_of(agency_worker)[0]
    assert (newest.came_in, newest.is_second_step) == (True, False)


def test_r12_a_passkey_is_the_second_step_and_confirms_a_decision(
    open_browser: Open, home: str, head: User, working_days: None, settings: Any
) -> None:
    page = open_browser()
    give_authenticator(page)
    give_password(page, home, head)
    page.wait_for_url(f"{home}/")
    make_passkey(page, home, "Key")
    sign_out(page)
    give_password(page, home, head)
    page.wait_for_url(f"**{reverse('second-step')}*")
    look_in_both_sizes(page)
    page.get_by_role("button", name="Show my passkey").click()
    page.wait_for_url(f"{home}/")
    settings.CONFIRM_AFTER_MINUTES = -1
    page.goto(f"{home}{reverse('factor-app')}")
    page.wait_for_url(f"**{reverse('confirm')}*")
    look_in_both_sizes(page)
    settings.CONFIRM_AFTER_MINUTES = 15
    page.get_by_role("button", name="Show my passkey").click()
    page.wait_for_url(f"**{reverse('factor-app')}")
    expect(page.get_by_role("img", name="The key as a picture for the app")).to_be_visible()
    look_in_both_sizes(page)


def test_r12_a_passkey_that_was_removed_opens_nothing(
    open_browser: Open, home: str, head: User, working_days: None
) -> None:
    page = open_browser()
    give_authenticator(page)
    give_password(page, home, head)
    page.wait_for_url(f"{home}/")
    make_passkey(page, home, "Key")
    page.get_by_role("link", name="Remove Key").click()
    look_in_both_sizes(page)
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url(f"**{reverse('factors')}")
    assert not WebAuthnCredential.objects.exists()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    said = page.locator("#passkey-verification-status-message")
    expect(said).to_have_text("This passkey is not known here. Sign in another way.")
    assert page.url == f"{home}{reverse('sign-in')}"


def test_r12_the_passkey_of_a_closed_account_opens_nothing(
    open_browser: Open, home: str, head: User, working_days: None
) -> None:
    page = open_browser()
    give_authenticator(page)
    give_password(page, home, head)
    page.wait_for_url(f"{home}/")
    make_passkey(page, home, "Key")
    sign_out(page)
    User.objects.filter(pk=head.pk).update(is_active=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    said = page.locator("#passkey-verification-status-message")
    expect(said).to_have_text("This account is closed.")
    page.goto(f"{home}{reverse('profile')}")
    assert urlsplit(page.url).path == reverse("sign-in")


def test_r12_a_passkey_asks_its_owner(
    open_browser: Open, home: str, head: User, working_days: None
) -> None:
    """What the browser is asked for, both when one is made and when one is shown."""
    page = open_browser()
    give_authenticator(page)
    give_password(page, home, head)
    page.wait_for_url(f"{home}/")
    page.goto(f"{home}{reverse('factor-passkey')}")
    with page.expect_response("**/passkey/new/") as made:
        page.get_by_role("button", name="Make the passkey").click()
    asked = made.value.json()["authenticatorSelection"]
    assert (asked["userVerification"], asked["residentKey"]) == ("required", "required")
    page.wait_for_url("**/name/")
    sign_out(page)
    with page.expect_response("**/passkey/ask/") as shown:
        page.get_by_role("button", name="Sign in with a passkey").click()
    assert shown.value.json()["userVerification"] == "required"
    assert shown.value.json()["allowCredentials"] == []
    page.wait_for_url(f"{home}/")
