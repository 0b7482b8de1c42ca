"""Who gets what at every address (R12): outside one's scope 404, inside without the right 403."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cases import workflow
from cases.models import Case, Transfer
from tests.consistency.access_table import TABLE, TIES
from tests.consistency.site import NOT_READ, Address, addresses, kind_of, path_of

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


#: What a seal closes to those whom it names as well.
REFUSED_TO_THE_NAMED = {"case-own-data": 409}


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


def under_seal(address: Address, reader: str, world: dict[str, dict[str, Any]]) -> int:
    """As if there were no such record; a verb of the API that asks for inputs first, asks for them.

    Whatever is not of the case, and whoever has nothing to do with it, is answered as before.
    """
    before = expected(address.name, reader)
    if not address.arguments or kind_of(address, world) not in TIES.get(reader, ()):
        return before
    return 400 if TABLE[address.name].get(400) == "*" else 404


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("reader", ["head", "administrator", *TIES])
def test_r12_a_sealed_case_is_answered_as_if_it_were_not_there(
    request: pytest.FixtureRequest,
    client: Client,
    world: dict[str, dict[str, Any]],
    caseworker: User,
    head: User,
    reader: str,
) -> None:
    """The third column of the table; the head is named by the seal and goes on as before.

    But nobody gives data out under a seal (`REFUSED_TO_THE_NAMED`).
    """
    case = Case.objects.get(pk=world["case"]["pk"])
    Transfer.objects.filter(case=case).update(state="withdrawn")
    ended_with_it = {"api-transfer-withdraw", "case-transfer"} if reader == "head" else set()
    words: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": False}
    workflow.seal(case, by=head, now=timezone.now(), readers=[caseworker], **words)
    user = request.getfixturevalue(reader)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    asked = [a for a in addresses() if a.name not in ended_with_it]
    found = {a.name: code_of(client, a, path_of(a, world)) for a in asked}
    named = REFUSED_TO_THE_NAMED if reader == "head" else {}
    assert found == {a.name: under_seal(a, reader, world) for a in asked} | named


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert set(TABLE) == {address.name for address in addresses()}
