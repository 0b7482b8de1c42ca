"""Passwords are taken as they are, and a browser stays signed in only as long as it may (R12)."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.passwords import GuessableValidator
from tests.accounts.passwords import PASSWORD, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7(3)")]
#: With spaces at both ends, in letters of two alphabets, and longer than any limit one meets.
LONG = " Аты жоқ кілт, and some more words " * 6


def signed_in(user: User, password: str) -> Client:
    browser = Client()
    answer = browser.post("/sign-in/", {"username": user.email, "password": password})
    assert answer.status_code == 302
    return browser


def change(browser: Client, new: str) -> None:
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert browser.post("/password/", form).status_code == 302


def test_a_password_is_taken_as_it_is_however_long(caseworker: User) -> None:
    browser = signed_in(with_password(caseworker), PASSWORD)
    change(browser, LONG)
    assert signed_in(caseworker, LONG)
    for nearly in (LONG.strip(), LONG[:-1], LONG.lower()):
        sent = {"username": caseworker.email, "password": nearly}
        assert Client().post("/sign-in/", sent).status_code == 400


def test_a_password_is_hidden_while_it_is_typed_and_named_for_a_manager() -> None:
    page = Client().get("/sign-in/").content.decode()
    [field] = [part for part in page.split("<input")[1:] if 'name="password"' in part]
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field


def test_r12_a_new_password_signs_other_browsers_out(caseworker: User) -> None:
    with_password(caseworker)
    here, there = signed_in(caseworker, PASSWORD), signed_in(caseworker, PASSWORD)
    change(here, "something-else-altogether")
    assert (here.get("/profile/").status_code, there.get("/profile/").status_code) == (200, 302)


def test_r12_an_account_that_is_closed_is_signed_out_everywhere(caseworker: User) -> None:
    browser = signed_in(with_password(caseworker), PASSWORD)
    assert browser.get("/profile/").status_code == 200
    User.objects.filter(pk=caseworker.pk).update(is_active=False)
    assert browser.get("/profile/").status_code == 302
    assert browser.get("/api/v1/cases/").status_code == 401


@pytest.mark.parametrize(
    "guessable",
    [
        "qwertyuiop12",
        "йцукенгшщзхъ",  # the same keys, in the Russian layout
        "Йцукен123456",
        "әіңғ12345678",  # the row of digits, in the Kazakh layout
        "парольпароль",
        "Password2024!",
        "admin1234567",
        "190519901990",
        "aaaaaaaaaaaa",
    ],
)
def test_r12_a_password_that_is_guessed_is_refused(caseworker: User, guessable: str) -> None:
    browser = signed_in(with_password(caseworker), PASSWORD)
    form = {"old_password": PASSWORD, "new_password1": guessable, "new_password2": guessable}
    answer = browser.post("/password/", form, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert "This password is guessed easily." in answer.content.decode()


def test_r12_nobody_takes_the_own_name_for_a_password(caseworker: User) -> None:
    User.objects.filter(pk=caseworker.pk).update(full_name="Жүзімбек Айбарша")
    caseworker.refresh_from_db()
    with pytest.raises(ValidationError, match="guessed easily"):
        GuessableValidator(least_score=3).validate("Айбарша2024!", caseworker)
    GuessableValidator(least_score=3).validate("жеті көлік ақ алма", caseworker)
