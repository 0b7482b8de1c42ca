"""The second step of signing in: what is asked, what is taken, and what is counted (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import factors, outbox, scopes
from accounts.models import CodeApp, FactorRecord, OutboxMessage, RecoverySheet, User
from tests.accounts.second_step import (
    app_of,
    code_of,
    give_code,
    give_password,
    sign_in_with,
    wrong_code,
)

Clock = Callable[..., dt.datetime]
pytestmark = [pytest.mark.clause("7(3)"), pytest.mark.usefixtures("reads_english")]


def leads_to(answer: Any, page: str) -> bool:
    return answer.status_code == 302 and answer["Location"].partition("?")[0] == reverse(page)


def test_r12_after_the_password_the_code_of_the_app_is_asked(
    client: Client, caseworker: User, on: Clock
) -> None:
    on("2026-03-20", "10:00")
    app = app_of(caseworker)
    give_password(client, caseworker)
    asked = client.get("/cases/?state=open")
    assert leads_to(asked, "second-step")
    assert "Code of the app" in client.get(asked["Location"]).content.decode()
    passed = give_code(client, code_of(app), next="/cases/?state=open")
    assert passed["Location"] == "/cases/?state=open"
    assert client.get(reverse("my-day")).status_code == 200


def test_r12_who_has_no_second_step_and_needs_none_signs_in_as_before(
    client: Client, caseworker: User
) -> None:
    give_password(client, caseworker)
    assert client.get(reverse("my-day")).status_code == 200
    assert leads_to(client.get(reverse("second-step")), "my-day")


def test_r12_a_code_counts_once(client: Client, caseworker: User, on: Clock) -> None:
    on("2026-03-20", "10:00")
    app = app_of(caseworker)
    code = code_of(app)
    sign_in_with(client, app)
    thief = Client()
    give_password(thief, caseworker)
    assert give_code(thief, code).status_code == 400
    on("2026-03-20", "10:01")
    assert give_code(thief, code_of(app)).status_code == 302


@pytest.mark.parametrize(("seconds", "status"), [(29, 302), (31, 302), (61, 400)])
def test_r12_a_code_lives_from_the_step_before_to_the_step_after(
    client: Client, caseworker: User, on: Clock, seconds: int, status: int
) -> None:
    on("2026-03-20", "10:00")
    code = code_of(app_of(caseworker))
    give_password(client, caseworker)
    on("2026-03-20", f"10:{seconds // 60:02}:{seconds % 60:02}")
    assert give_code(client, code).status_code == status


def test_r12_wrong_codes_make_one_wait_longer_and_longer(
    client: Client, caseworker: User, on: Clock
) -> None:
    on("2026-03-20", "10:00:00")
    app = app_of(caseworker)
    give_password(client, caseworker)
    first = give_code(client, wrong_code(app))
    assert first.status_code == 400
    assert "Try again at 10:00:01" in first.content.decode()
    on("2026-03-20", "10:00:02")
    assert "Try again at 10:00:04" in give_code(client, wrong_code(app)).content.decode()
    assert "Try again at 10:00:04" in give_code(client, code_of(app)).content.decode()
    on("2026-03-20", "10:00:05")
    assert give_code(client, code_of(app)).status_code == 302


def test_r12_the_wait_stays_such_that_its_owner_comes_in(
    client: Client, caseworker: User, on: Clock
) -> None:
    on("2026-03-20", "08:00")
    app = app_of(caseworker)
    give_password(client, caseworker)
    for minute in range(0, 400, 20):
        on("2026-03-20", f"{8 + minute // 60:02}:{minute % 60:02}")
        assert give_code(client, wrong_code(app)).status_code == 400
    on("2026-03-20", "15:00")
    give_password(client, caseworker)
    assert give_code(client, code_of(app)).status_code == 302


@pytest.mark.parametrize("code", ["", "abc", "000", "٣٣٣٣٣٣", "x" * 41, "12345678901234567890"])
def test_r12_what_is_no_code_is_refused(client: Client, caseworker: User, code: str) -> None:
    app_of(caseworker)
    give_password(client, caseworker)
    assert give_code(client, code).status_code == 400


def test_r12_the_code_of_somebody_else_opens_nothing(
    client: Client, caseworker: User, colleague: User, on: Clock
) -> None:
    on("2026-03-20", "10:00")
    app_of(caseworker)
    other = app_of(colleague)
    give_password(client, caseworker)
    assert give_code(client, code_of(other)).status_code == 400


def test_r12_of_two_telephones_either_will_do(client: Client, caseworker: User, on: Clock) -> None:
    on("2026-03-20", "10:00")
    first, second = app_of(caseworker), app_of(caseworker)
    sign_in_with(client, second)
    first.refresh_from_db()
    assert first.throttling_failure_count == 0


def test_r12_a_recovery_code_stands_in_once(client: Client, caseworker: User) -> None:
    app_of(caseworker)
    codes = factors.make_codes(caseworker, now=timezone.now())
    assert len(set(codes)) == 10
    give_password(client, caseworker)
    assert give_code(client, f" {codes[3].upper()} ").status_code == 302
    assert client.get(reverse("my-day")).status_code == 200
    again = Client()
    give_password(again, caseworker)
    assert give_code(again, codes[3]).status_code == 400
    assert factors.codes_left(caseworker) == 9


def test_r12_new_recovery_codes_end_the_old_ones(client: Client, caseworker: User) -> None:
    app_of(caseworker)
    old = factors.make_codes(caseworker, now=timezone.now())
    factors.make_codes(caseworker, now=timezone.now())
    give_password(client, caseworker)
    assert give_code(client, old[0]).status_code == 400


def test_r12_keys_are_kept_as_ciphertext_and_codes_as_digests(caseworker: User) -> None:
    app = app_of(caseworker)
    [code, *_rest] = factors.make_codes(caseworker, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_codeapp")
        [(kept,)] = cursor.fetchall()
    assert app.key not in kept
    assert CodeApp.objects.get().key == app.key
    assert code.replace("-", "") not in str(RecoverySheet.objects.get().digests)


def test_r12_the_profile_lists_tries_at_the_second_step(
    client: Client, caseworker: User, on: Clock
) -> None:
    on("2026-03-20", "10:00")
    app = app_of(caseworker)
    give_password(client, caseworker)
    on("2026-03-20", "10:01")
    give_code(client, wrong_code(app))
    on("2026-03-20", "10:02")
    give_code(client, code_of(app))
    page = client.get(reverse("profile"))
    told = [(row.came_in, row.is_second_step) for row in page.context["sign_ins"]]
    assert told == [(True, True), (False, True), (True, False)]
    assert "wrong code or passkey" in page.content.decode()


def test_r12_the_database_shows_factors_to_their_owner_alone(
    caseworker: User, colleague: User
) -> None:
    app_of(caseworker)
    factors.make_codes(caseworker, now=timezone.now())
    seen = {}
    for name, scope in {
        "owner": scopes.Scope("user", user=caseworker.pk),
        "colleague": scopes.Scope("user", user=colleague.pk),
        "sign-in": scopes.SIGN_IN,
        "reset": scopes.SECOND_STEP_RESET,
        "sweep": scopes.SWEEP,
    }.items():
        with scopes.within(scope):
            seen[name] = (CodeApp.objects.count(), RecoverySheet.objects.count())
    nothing, both = (0, 0), (1, 1)
    assert seen == {
        "owner": both,
        "colleague": nothing,
        "sign-in": both,
        "reset": both,
        "sweep": nothing,
    }


def test_r12_a_change_is_logged_told_by_mail_and_ends_other_sessions(
    client: Client, caseworker: User, on: Clock, mailoutbox: list[Any]
) -> None:
    now = on("2026-03-20", "10:00")
    other = Client()
    give_password(other, caseworker)
    give_password(client, caseworker)
    page = client.get(reverse("factor-app"))
    app = CodeApp.objects.get(confirmed=False)
    assert page.context["key"].replace(" ", "") == app.key
    done = client.post(reverse("factor-app"), {"code": code_of(app), "name": "My telephone"})
    assert leads_to(done, "factors")
    assert client.get(reverse("my-day")).status_code == 200
    assert leads_to(other.get(reverse("my-day")), "sign-in")
    record = FactorRecord.objects.get()
    assert (record.user, record.verb, record.by) == (caseworker, "added", caseworker)
    assert OutboxMessage.objects.get().payload["context"] == {"verb": "added"}
    outbox.deliver_due(now=now)
    [mail] = mailoutbox
    assert mail.to == [caseworker.email]


def test_r12_a_key_that_no_code_has_confirmed_asks_nothing(
    client: Client, caseworker: User, on: Clock
) -> None:
    on("2026-03-20", "10:00")
    give_password(client, caseworker)
    client.get(reverse("factor-app"))
    app = CodeApp.objects.get()
    given = {"code": wrong_code(app), "name": "x"}
    assert client.post(reverse("factor-app"), given).status_code == 400
    assert not factors.has_any(caseworker)
    assert client.get(reverse("my-day")).status_code == 200
