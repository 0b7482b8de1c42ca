"""Who gets what at every address (R12): outside one's scope 404, inside without the right 403."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.consistency.access_table import TABLE
from tests.consistency.site import NOT_READ, Address, addresses, path_of

Clock = Callable[..., dt.datetime]

#: Not signed in, then the cast.
READERS = (
    "nobody",
    "caseworker",
    "colleague",
    "head",
    "other_caseworker",
    "other_head",
    "agency_worker",
    "agency_supervisor",
    "other_agency_worker",
    "regional_manager",
    "authorised_body",
    "administrator",
    "stranger",
)


def code_of(client: Client, address: Address, path: str) -> int:
    """What the address answers; what is only posted to is posted to. What it did is undone."""
    code = answer(client, address.method, path)
    return answer(client, "post", path) if code == NOT_READ else code


def answer(client: Client, method: str, path: str) -> int:
    client.raise_request_exception = False
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(path)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return int(response.status_code)


def expected(name: str, reader: str) -> int:
    row = TABLE[name]
    named = [code for code, readers in row.items() if reader in readers.split()]
    [code] = named or [code for code, readers in row.items() if readers == "*"]
    return code


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("reader", READERS)
def test_r12_every_address_answers_each_reader_as_the_table_says(
    request: pytest.FixtureRequest, client: Client, world: dict[str, dict[str, Any]], reader: str
) -> None:
    if reader != "nobody":
        user = request.getfixturevalue(reader)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found = {a.name: code_of(client, a, path_of(a, world)) for a in addresses()}
    assert found == {a.name: expected(a.name, reader) for a in addresses()}


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert set(TABLE) == {address.name for address in addresses()}
