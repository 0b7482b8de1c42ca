"""What a session opens that gave the password alone where a second step is due: nothing (R12)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts import scopes
from accounts.models import CodeApp, User
from agencies.middleware import OPEN, SETTING_UP
from cases.models import Case, Person
from tests.consistency.site import addresses, path_of

World = dict[str, dict[str, Any]]
METHODS = ("get", "post")


def opened(client: Client, world: World, *, door: str) -> set[str]:
    """The addresses that do not lead to the door; the API is to refuse."""
    client.raise_request_exception = False
    found = set()
    for address in addresses():
        for method in METHODS:
            with transaction.atomic():
                answer = getattr(client, method)(path_of(address, world))
                transaction.set_rollback(True)
            led = answer.status_code == 302 and answer["Location"].startswith(reverse(door))
            refused = address.name.startswith("api-") and answer.status_code == 403
            if not led and not refused:
                found.add(address.name)
    return found


@pytest.fixture
def holds(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[User], Client]:
    """A browser in which somebody gave the password; signing out is taken back for the walk."""

    def signed_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        monkeypatch.setattr("django.contrib.auth.views.auth_logout", lambda _request: None)
        return client

    return signed_in


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("person", ["caseworker", "agency_worker", "administrator"])
def test_r12_who_has_a_second_step_opens_nothing_before_it(
    request: pytest.FixtureRequest, world: World, holds: Callable[[User], Client], person: str
) -> None:
    user = request.getfixturevalue(person)
    CodeApp.objects.create(user=user)
    assert opened(holds(user), world, door="second-step") == OPEN


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("person", ["caseworker", "agency_worker", "administrator"])
def test_r12_who_must_set_one_up_opens_nothing_else(
    request: pytest.FixtureRequest,
    world: World,
    holds: Callable[[User], Client],
    settings: Any,
    person: str,
) -> None:
    settings.SECOND_FACTOR_ROLES = [person]
    user = request.getfixturevalue(person)
    assert opened(holds(user), world, door="factors") == SETTING_UP


@pytest.mark.clause("7(3)")
def test_r12_such_a_session_asks_the_database_as_a_stranger(
    world: World, caseworker: User, holds: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    CodeApp.objects.create(user=caseworker)
    seen: list[tuple[str, int, int]] = []

    def look(_user: User) -> list[Any]:
        seen.append((scopes.current().name, Case.objects.count(), Person.objects.count()))
        return []

    monkeypatch.setattr("accounts.factors.factors_of", look)
    assert holds(caseworker).get(reverse("second-step")).status_code == 200
    assert seen == [("sign_in", 0, 0)]
    assert Case.objects.exists()
