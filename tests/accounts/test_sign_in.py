"""Signing in and out, passwords by link, and how a refusal is shown."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from accounts import errors, outbox
from accounts.middleware import RefusedMiddleware
from accounts.models import OutboxMessage, SentMail, User
from agencies.models import Agency
from agencies.workflow import invite
from tests.factories import PASSWORD

SignIn = Callable[[User], Client]
KEPT = override_settings(EMAIL_BACKEND="accounts.mail.DatabaseBackend")


def try_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"username": email, "password": password}, **more)


def test_somebody_signs_in_by_email_and_reads_the_own_language(
    client: Client, caseworker: User
) -> None:
    caseworker.language = "ru"
    caseworker.save()
    response = try_in(client, f" {caseworker.email.upper()} ")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert response.cookies["django_language"].value == "ru"
    assert 'lang="ru"' in client.get("/profile/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_signing_in_never_leads_elsewhere(client: Client, caseworker: User, target: str) -> None:
    form = {"username": caseworker.email, "password": PASSWORD, "next": target}
    assert client.post("/sign-in/", form)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    client: Client, caseworker: User
) -> None:
    pages = [
        try_in(client, email, "wrong", headers={"accept-language": "en"})
        for email in (caseworker.email, "nobody@example.kz")
    ]
    assert [page.status_code for page in pages] == [400, 400]
    assert all("do not belong together" in page.content.decode() for page in pages)
    assert caseworker.email in pages[0].content.decode()


def test_after_five_wrong_passwords_the_right_one_waits_too(
    client: Client, caseworker: User, colleague: User
) -> None:
    names = [caseworker.email, caseworker.email.upper()] * 3
    codes = [try_in(client, name, "wrong").status_code for name in names[:5]]
    assert codes == [400, 400, 400, 400, 429]
    locked = try_in(client, caseworker.email, headers={"accept-language": "en"})
    assert locked.status_code == 429
    assert "Too many attempts" in locked.content.decode()
    assert try_in(client, colleague.email).status_code == 302


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("spread", ["addresses", "accounts"])
def test_r12_too_many_tries_of_one_account_or_from_one_address_wait(
    client: Client, caseworker: User, settings: Any, spread: str
) -> None:
    settings.SIGN_IN_TRIES_OF_ACCOUNT, settings.SIGN_IN_TRIES_OF_ADDRESS = 6, 8
    codes = []
    for n in range(9):
        name = caseworker.email if spread == "addresses" else f"somebody-{n}@example.kz"
        address = f"192.0.2.{n}" if spread == "addresses" else "192.0.2.1"
        codes.append(try_in(client, name, "wrong", REMOTE_ADDR=address).status_code)
    most = 6 if spread == "addresses" else 8
    assert codes == [400] * (most - 1) + [429] * (10 - most)


def test_a_closed_account_does_not_get_in(client: Client, caseworker: User) -> None:
    User.objects.filter(pk=caseworker.pk).update(is_active=False)
    assert try_in(client, caseworker.email).status_code == 400


def test_signing_out_is_a_button_not_a_link(sign_in: SignIn, caseworker: User) -> None:
    browser = sign_in(caseworker)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert browser.get("/profile/").status_code == 302


def link_in_last_mail() -> str:
    outbox.deliver_due(now=timezone.now())
    mail = SentMail.objects.order_by("-id").first()
    assert mail is not None
    found = re.search(r"/password/set/\S+", mail.body)
    assert found is not None
    return found.group()


@KEPT
def test_an_invited_person_sets_a_password_and_signs_in(
    client: Client, administrator: User, agency: Agency, on: Callable[..., datetime]
) -> None:
    now = on("2026-03-26", "10:00")
    invite(
        email="fresh@example.kz",
        full_name="Сынақов Жаңа",
        language="en",
        role="agency_worker",
        office=agency,
        starts_on=now.date(),
        by=administrator,
        now=now,
    )
    link = link_in_last_mail()
    page = client.get(link, follow=True)
    form_url = page.redirect_chain[-1][0]
    weak = client.post(form_url, {"new_password1": "short", "new_password2": "short"})
    assert weak.status_code == 400
    new = "made-up-and-long-enough"
    done = client.post(form_url, {"new_password1": new, "new_password2": new})
    assert done["Location"] == "/sign-in/"
    assert try_in(client, "fresh@example.kz", new).status_code == 302

    used = Client().get(link, headers={"accept-language": "en"})
    assert used.status_code == 410
    assert "used already" in used.content.decode()


@KEPT
def test_a_link_lives_seven_days(
    client: Client, caseworker: User, on: Callable[..., datetime]
) -> None:
    on("2026-03-02")
    client.post("/password/forgotten/", {"email": caseworker.email})
    link = link_in_last_mail()
    on("2026-03-08")
    assert client.get(link, follow=True).status_code == 200
    on("2026-03-10")
    assert Client().get(link, follow=True).status_code == 410


def test_asking_for_a_link_never_tells_whether_there_is_an_account(
    client: Client, caseworker: User, on: Callable[..., datetime]
) -> None:
    on("2026-03-02")
    for email in (caseworker.email.upper(), "nobody@example.kz", caseworker.email):
        assert client.post("/password/forgotten/", {"email": email})["Location"] == "/sign-in/"
    assert OutboxMessage.objects.count() == 1
    assert client.post("/password/forgotten/", {"email": "no address"}).status_code == 400


def test_the_payload_of_a_link_holds_no_token(client: Client, caseworker: User) -> None:
    client.post("/password/forgotten/", {"email": caseworker.email})
    assert OutboxMessage.objects.get().payload["context"] == {"user": caseworker.pk}


def test_somebody_changes_the_password(sign_in: SignIn, caseworker: User) -> None:
    browser = sign_in(caseworker)
    new = "made-up-and-long-enough"
    form = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    assert browser.post("/password/", form).status_code == 400
    assert browser.post("/password/", {**form, "old_password": PASSWORD})["Location"] == "/profile/"
    caseworker.refresh_from_db()
    assert caseworker.check_password(new)


def test_sent_mail_is_shown_only_where_mail_is_kept(sign_in: SignIn, caseworker: User) -> None:
    browser = sign_in(caseworker)
    assert browser.get("/mail/").status_code == 404
    with KEPT:
        assert browser.get("/mail/").status_code == 200
        for number in range(31):
            SentMail.objects.create(to="a@example.kz", subject=f"Mail {number}", body="text")
        first = browser.get("/mail/")
        rest = browser.get(f"/mail/{first.context['next_url']}")
        subjects = [m.subject for page in (first, rest) for m in page.context["mails"]]
        assert subjects == [f"Mail {number}" for number in reversed(range(31))]
        assert browser.get("/mail/?before=x").status_code == 200


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (errors.WrongState(), 409),
        (errors.SomebodyWasFirst(), 409),
        (errors.NotAllowed(), 403),
        (errors.Invalid("not so"), 400),
    ],
)
def test_a_refusal_without_a_form_is_a_page_with_its_status(
    db: None, rf: RequestFactory, refusal: errors.Refused, status: int
) -> None:
    def never(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    request = rf.get("/", headers={"referer": "https://elsewhere.example/"})
    middleware = RefusedMiddleware(never)
    response = middleware.process_exception(request, refusal)
    assert response is not None
    assert response.status_code == status
    assert str(refusal) in response.content.decode()
    assert "elsewhere" not in response.content.decode()
    assert middleware.process_exception(request, ValueError()) is None
