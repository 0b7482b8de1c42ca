"""The first administrator of a new installation."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from agencies.management.commands import first_administrator as command
from agencies.models import Membership
from agencies.permissions import is_administrator
from tests.factories import UserFactory

PASSWORD = "made-up-password-of-the-first"
EMAIL = "first@example.kz"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(command.VARIABLE, PASSWORD)


def found(*arguments: str) -> str:
    out = io.StringIO()
    call_command("first_administrator", *(arguments or (EMAIL, "Әкімшіұлы Бірінші")), stdout=out)
    return out.getvalue()


def test_an_empty_installation_gets_an_administrator_who_signs_in(db: None, client: Client) -> None:
    said = found()
    user = User.objects.get()
    assert is_administrator(user)
    assert (user.email, user.full_name, user.language) == (EMAIL, "Әкімшіұлы Бірінші", "kk")
    assert not user.is_superuser
    assert EMAIL in said
    assert PASSWORD not in said
    assert client.post("/sign-in/", {"username": EMAIL, "password": PASSWORD}).status_code == 302
    assert client.get("/people/").status_code == 200
    assert client.get("/admin/").status_code == 200


def test_where_there_is_an_administrator_it_is_refused(administrator: User) -> None:
    with pytest.raises(CommandError, match="administrator already"):
        found()
    assert Membership.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_nobodys_account_is_taken_over(db: None) -> None:
    UserFactory.create(email=EMAIL)
    with pytest.raises(CommandError, match="has this address"):
        found(EMAIL.upper(), "Somebody Else")
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("no address", "Somebody"), "valid email"), ((EMAIL, "  "), "full name")],
)
def test_what_is_wrong_is_said(db: None, arguments: tuple[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        found(*arguments)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "weak", ["short", "first@example.kz", "", "My-Qoldau-2026-key", "password1234"]
)
def test_a_weak_password_is_refused(db: None, monkeypatch: pytest.MonkeyPatch, weak: str) -> None:
    monkeypatch.setenv(command.VARIABLE, weak)
    with pytest.raises(CommandError):
        found()
    assert not User.objects.exists()


@pytest.mark.parametrize("second", [PASSWORD, "something-else-altogether"])
def test_the_password_is_asked_for_twice(
    db: None, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    answers = [PASSWORD, second]
    monkeypatch.delenv(command.VARIABLE)
    monkeypatch.setattr(command, "getpass", lambda prompt: answers.pop(0))
    if second == PASSWORD:
        found()
        assert User.objects.get().check_password(PASSWORD)
    else:
        with pytest.raises(CommandError, match="differ"):
            found()
        assert not User.objects.exists()
