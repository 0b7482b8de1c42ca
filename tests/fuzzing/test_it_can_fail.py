"""That the fuzzing can fail: a leak, an error, a stray change and a lie in the schema are found."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.response import Response
from schemathesis import APIOperation

from accounts import scopes
from accounts.models import User
from cases.api import CaseViewSet
from cases.models import Case, Note
from plans.api.cases import CaseWithPlanViewSet
from tests.fuzzing.calls import Sets
from tests.fuzzing.test_api import walk

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7(3)")]
Complaints = Callable[..., str]


@pytest.fixture
def complaints(
    client: Client, sets: Sets, head: User, operations: dict[str, APIOperation]
) -> Complaints:
    """What the fuzzing of one operation as the head of the Centre complains of."""
    client.raise_request_exception = False
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")

    def of(name: str) -> str:
        found = walk("head", client, {name: operations[name]}, sets)
        return "\n".join(found.complaints)

    return of


def test_r12_it_finds_a_leak(complaints: Complaints, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view whose filter was forgotten, and the database under it."""
    assert complaints("cases_retrieve") == ""
    monkeypatch.setattr("agencies.middleware.scope_of", lambda _user: scopes.MAINTENANCE)
    monkeypatch.setattr(CaseViewSet, "visible", lambda self: Case.objects.all())
    found = complaints("cases_retrieve")
    for word in ("shows Бөтенбаева", "shows Мөрленова", "names cases_case", "tells that"):
        assert word in found


def broken() -> Response:
    raise ZeroDivisionError


def writing() -> Response:
    case = Case.objects.order_by("pk")[0]
    case.address = "Elsewhere."
    case.save(update_fields=["address"])
    return Response({"message": "No.", "field": None}, status=404)


def other() -> Response:
    return Response({"id": "one"})


def test_r12_it_finds_an_error_a_stray_change_and_what_the_schema_does_not_know(
    complaints: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer, complaint in {
        broken: ": 500",
        writing: "nothing was done, and cases_case",
        other: "violates schema",
    }.items():
        stub = lambda *args, answer=answer, **kwargs: answer()  # noqa: E731
        monkeypatch.setattr(CaseWithPlanViewSet, "retrieve", stub)
        assert complaint in complaints("cases_retrieve")


def test_r12_it_finds_a_verb_that_touches_what_is_foreign(
    complaints: Complaints, sets: Sets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verb that the right person asks for, on the right record, and that changes another."""
    strange = Case.objects.get(pk=sets.foreign["case detected"])

    def note(case: Case, *, by: User, now: dt.datetime, text: str) -> None:
        with scopes.within(scopes.MAINTENANCE):
            Note.objects.create(case=strange, text=text, by=by, at=now)

    monkeypatch.setattr("cases.workflow.add_note", note)
    assert f"touched cases_case {strange.pk}" in complaints("cases_add_note")
