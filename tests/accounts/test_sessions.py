"""Sessions end, and a decision asks for the password again (R12)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.passwords import PASSWORD, with_password

SignIn = Callable[[User], Client]
Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.clause("7(3)")


@pytest.mark.parametrize(
    ("used_at", "comes_in"),
    [
        (["11:55"], True),
        (["12:05"], False),
        (["11:55", "13:50"], True),
        (["11:55", "14:00"], False),
    ],
)
def test_r12_a_session_that_nobody_uses_ends(
    caseworker: User, sign_in: SignIn, on: Clock, used_at: list[str], comes_in: bool
) -> None:
    on("2026-03-20", "10:00")
    browser = sign_in(caseworker)
    browser.get(reverse("my-day"))
    for time in used_at:
        on("2026-03-20", time)
        answer = browser.get(reverse("my-day"))
    assert (answer.status_code == 200) == comes_in


def test_r12_a_session_ends_with_the_working_day_however_it_is_used(
    caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-20", "08:00")
    browser = sign_in(caseworker)
    for hour in range(8, 21):
        on("2026-03-20", f"{hour:02}:00")
        assert browser.get(reverse("my-day")).status_code == 200
    on("2026-03-20", "20:01")
    answer = browser.get(reverse("my-day"), follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("sign-in"))
    assert "the session had ended" in answer.content.decode()


def test_the_way_on_leads_nowhere_outside(head: User, sign_in: SignIn) -> None:
    given = {"password": PASSWORD, "next": "https://elsewhere.example/"}
    answer = sign_in(with_password(head)).post(reverse("confirm"), given)
    assert answer["Location"] == reverse("my-day")


def test_r12_the_profile_lists_sign_ins_and_wrong_tries(
    client: Client, caseworker: User, reads_english: None
) -> None:
    with_password(caseworker)
    for password in ("wrong", PASSWORD):
        client.post(reverse("sign-in"), {"username": caseworker.email, "password": password})
    page = client.get(reverse("profile"))
    assert [row.came_in for row in page.context["sign_ins"]] == [True, False]
    assert "wrong password" in page.content.decode()


def test_r12_one_signs_out_everywhere_but_here(caseworker: User, sign_in: SignIn) -> None:
    elsewhere = Client()
    elsewhere.force_login(caseworker, backend="django.contrib.auth.backends.ModelBackend")
    here = sign_in(caseworker)
    assert elsewhere.get(reverse("profile")).status_code == 200
    assert here.post(reverse("end-sessions"))["Location"] == reverse("profile")
    assert here.get(reverse("profile")).status_code == 200
    assert elsewhere.get(reverse("profile"))["Location"].startswith(reverse("sign-in"))
