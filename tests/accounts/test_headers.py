"""What every answer tells the browser, and which cookies it gets (R12)."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from config.local import CHECKOUT
from tests.accounts.passwords import PASSWORD, with_password

pytestmark = pytest.mark.clause("7(3)")
ADDRESSES = ("/sign-in/", "/", "/nowhere/", "/api/v1/cases/", "/api/v1/schema/", "/favicon.ico")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_r12_every_answer_says_how_it_may_be_shown(client: Client, address: str) -> None:
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    parts = {part.strip() for part in policy.split(";")}
    assert {"default-src 'self'", "form-action 'self'"} <= parts
    assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= parts
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == answer["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.django_db
def test_another_site_posts_nothing(caseworker: User) -> None:
    """Without the token of the page neither signing in nor a verb of the API under a session."""
    browser = Client(enforce_csrf_checks=True)
    sent = {"username": with_password(caseworker).email, "password": PASSWORD}
    assert browser.post("/sign-in/", sent).status_code == 403
    browser.force_login(caseworker, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post("/api/v1/plans/draft/", {}, content_type="application/json")
    assert (answer.status_code, "CSRF" in answer.json()["message"]) == (403, True)


@pytest.mark.django_db
def test_a_static_file_is_under_the_policy_too(client: Client) -> None:
    answer = client.get("/static/css/qoldau.css")
    answer.close()
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_r12_no_browser_keeps_what_was_shown_to_somebody(client: Client, caseworker: User) -> None:
    client.force_login(caseworker, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/", "/cases/", "/api/v1/cases/"):
        assert "no-store" in client.get(address, follow=True)["Cache-Control"], address


def test_r12_a_browser_forgets_the_site_when_somebody_signs_out(
    client: Client, caseworker: User
) -> None:
    client.force_login(caseworker, backend="django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not client.session.exists(str(key))


def test_r12_whoever_signs_in_or_confirms_gets_a_new_session(
    client: Client, caseworker: User
) -> None:
    client.get("/sign-in/?next=/profile/")
    sent = {"username": with_password(caseworker).email, "password": PASSWORD}
    client.post("/sign-in/", sent)
    first = client.session.session_key
    client.post("/confirm/", {"password": PASSWORD})
    second = client.session.session_key
    assert first
    assert second not in (None, first)
    assert not client.session.exists(str(first))


def test_no_cookie_can_be_read_by_a_script(client: Client, caseworker: User) -> None:
    """And none holds what a page says: that waits in the session."""
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": with_password(caseworker).email, "password": PASSWORD})
    client.post("/password/forgotten/", {"email": "nobody@example.kz"})
    names = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    assert set(client.cookies) == names
    for cookie in client.cookies.values():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_in_production_cookies_belong_to_one_host_over_tls() -> None:
    keys = (
        *("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "IIN_HASH_KEY", "FILE_KEYS"),
        *("ALLOWED_HOSTS", "SITE_URL"),
    )
    ask = (
        "from config.settings import production as p\n"
        "for kind in ('SESSION', 'CSRF', 'LANGUAGE'):\n"
        "    print(getattr(p, kind + '_COOKIE_NAME')[:7], getattr(p, kind + '_COOKIE_SECURE'))\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=CHECKOUT,
        env={**os.environ, **dict.fromkeys(keys, "made-up")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert printed.stdout.splitlines() == ["__Host- True"] * 3
