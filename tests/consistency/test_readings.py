"""Whatever shows somebody's name leaves a row in the access log (R12, clause 7(3))."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import AccessRecord
from cases.models import Person
from tests.consistency.site import addresses, path_of


def unlogged(client: Client, method: str, path: str, names: set[str]) -> bool:
    """Whether the answer names a person and no reading was logged; what it did is undone."""
    with transaction.atomic():
        before = AccessRecord.objects.count()
        answer = getattr(client, method)(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = content.decode(errors="replace")
        logged = AccessRecord.objects.count() > before
        transaction.set_rollback(True)
    return any(name in text for name in names) and not logged


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize(
    "reader",
    ["caseworker", "head", "other_head", "agency_worker", "regional_manager", "administrator"],
)
def test_r12_a_page_that_names_somebody_is_logged(
    request: pytest.FixtureRequest,
    client: Client,
    world: dict[str, dict[str, Any]],
    reader: str,
) -> None:
    user = request.getfixturevalue(reader)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False
    names = set(Person.objects.values_list("last_name", flat=True))
    found = [
        (method, address.name)
        for address in addresses()
        for method in ("get", "post")
        if unlogged(client, method, path_of(address, world), names)
    ]
    assert found == []
