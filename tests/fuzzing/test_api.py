"""The API is called at random, from its own schema, as everybody (R12).

No answer is an error of the server, each keeps to the schema, nothing foreign or sealed is in any,
what is refused changes nothing, and what is done touches nothing that the caller may not see. Every
call is taken back. `FUZZ_EXAMPLES=200 make test ARGS=tests/fuzzing` looks further.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client
from schemathesis import APIOperation, Case, Response
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from tests.fuzzing import calls
from tests.fuzzing.calls import PLACES, Sets
from tests.fuzzing.records import BESIDE, FOREIGN, SEALED
from tests.fuzzing.samples import STAFF

#: Made-up calls for each operation and reader, beside the simplest one and that of the sample.
EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "1"))
#: Who asks, and which part of the made-up calls works for them at least: a third of what did.
LEAST_SHARE: Final = {
    "caseworker": 0.06,
    "head": 0.07,
    "agency_worker": 0.02,
    "agency_supervisor": 0.02,
    "key": 0.02,
    "regional_manager": 0.0,
    "authorised_body": 0.0,
    "administrator": 0.0,
    "nobody": 0.0,
}
#: Who is shown records of some office; to the others the story's own are as foreign as all.
WITH_AN_OFFICE: Final = frozenset(list(LEAST_SHARE)[:5])
load_all_checks()
KEEPS_TO_THE_SCHEMA: Final[Any] = CHECKS.get_by_names(
    ["status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)


@dataclass
class Walk:
    """All operations, called by one reader: what was found, and how made-up calls were answered."""

    reader: str
    client: Client
    sets: Sets
    before: set[tuple[str, int, str]]
    complaints: list[str] = field(default_factory=list)
    made_up: Counter[int] = field(default_factory=Counter)
    done: set[str] = field(default_factory=set)

    @property
    def share(self) -> float:
        """Which part of the made-up calls was answered with what was asked for."""
        well = sum(count for status, count in self.made_up.items() if status < 400)
        return well / self.made_up.total()

    def call(self, operation: APIOperation, case: Case) -> Response:
        """One call, which is looked at from all sides and taken back."""
        with transaction.atomic():
            written = calls.writes()
            response = calls.sent(self.client, case)
            found = list(self.faults(operation, case, response))
            if calls.writes() != written:
                found += self.changed(case, response)
            transaction.set_rollback(True)
        told = f"{self.reader} {case.method} {case.formatted_path} {case.body!r:.300}"
        self.complaints += [f"{told}: {fault}" for fault in found]
        return response

    def faults(self, operation: APIOperation, case: Case, response: Response) -> Iterator[str]:
        if response.status_code >= 500:
            yield f"{response.status_code}"
        yield from out_of_the_schema(case, response)
        yield from self.shown(operation, response)

    def shown(self, operation: APIOperation, response: Response) -> Iterator[str]:
        """Marks and ids that the reader should not be shown."""
        marks = {FOREIGN, SEALED} | ({BESIDE} if self.reader not in STAFF else set())
        yield from (f"shows {mark}" for mark in sorted(marks) if mark in said(response))
        place = operation.path.split("/")[3]
        if succeeded(response) and response.content and place in PLACES:
            named = set(calls.ids_in(response.json(), PLACES[place])) & self.sets.hidden
            yield from (f"names {place} {pk}" for place, pk in sorted(named))

    def changed(self, case: Case, response: Response) -> Iterator[str]:
        """Rows that are not as they were, and should be."""
        now = calls.rows()
        rows = {(table, pk) for table, pk, _ in now ^ self.before}
        if case.method == "GET" or not succeeded(response):
            yield from (f"nothing was done, and {table} {pk} changed" for table, pk in sorted(rows))
            return
        touched = rows & self.sets.hidden
        for table, pk, _ in now - self.before:
            touched |= set(calls.points_at(table, pk)) & self.sets.hidden
        yield from (f"touched {table} {pk}" for table, pk in sorted(touched))


def succeeded(response: Response) -> bool:
    return response.status_code < 400


def said(response: Response) -> str:
    """The text of an answer, with letters that JSON escapes as themselves."""
    text = response.content.decode("utf-8", "replace")
    return text.encode().decode("unicode_escape", "replace") + text if "\\u" in text else text


def out_of_the_schema(case: Case, response: Response) -> list[str]:
    try:
        case.validate_response(response, checks=KEEPS_TO_THE_SCHEMA)
    except FailureGroup as group:
        return [f"{type(one).__name__} {one}".replace("\n", " ")[:300] for one in group.exceptions]
    return []


def walk(reader: str, client: Client, operations: dict[str, APIOperation], sets: Sets) -> Walk:
    """Every operation: as it should be, on strange and sealed records, and made up."""
    done = Walk(reader, client, sets, calls.rows())
    for name, operation in operations.items():
        record = calls.sample_of(operation).record
        if succeeded(done.call(operation, calls.as_it_should_be(operation, sets.own))):
            done.done.add(name)
        if record and reader in WITH_AN_OFFICE:
            hidden = [found[record] for found in (sets.foreign, sets.sealed) if record in found]
            as_unknown(done, operation, hidden)
        start = crc32(f"{reader} {name}".encode())
        for case in calls.generated(operation, sets, examples=EXAMPLES, start=start):
            done.made_up[done.call(operation, case).status_code] += 1
    return done


def as_unknown(done: Walk, operation: APIOperation, hidden: list[int]) -> None:
    """A record that the reader may not see answers as one that is not there."""
    unknown = answer_for(calls.UNKNOWN, done, operation)
    for pk in hidden:
        answer = answer_for(pk, done, operation)
        if answer != unknown:
            told = f"{done.reader} {operation.label}: tells that {pk} is there"
            done.complaints.append(f"{told}: {answer} instead of {unknown}")


def answer_for(pk: int, done: Walk, operation: APIOperation) -> tuple[int, bytes]:
    case = calls.as_it_should_be(operation, done.sets.own)
    case.path_parameters = {"id": pk}
    response = done.call(operation, case)
    return response.status_code, response.content


@pytest.fixture
def reader(request: pytest.FixtureRequest, sets: Sets, client: Client) -> str:
    """Who asks; the client is signed in as this reader."""
    name: str = request.param
    client.raise_request_exception = False
    if name == "key":
        client.defaults["HTTP_AUTHORIZATION"] = request.getfixturevalue("key")
    elif name != "nobody":
        user = request.getfixturevalue(name)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return name


@pytest.mark.django_db
@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("reader", LEAST_SHARE, indirect=True)
def test_r12_whatever_is_called_nothing_breaks_and_nothing_foreign_is_shown_or_touched(
    reader: str, client: Client, operations: dict[str, APIOperation], sets: Sets
) -> None:
    found = walk(reader, client, operations, sets)
    assert not found.complaints, "\n".join(found.complaints)
    assert found.done ^ calls.expected(operations, reader) == set()
    assert found.share >= LEAST_SHARE[reader]
