"""Columns that become encrypted: what stood in them in clear is encrypted, and nothing is lost."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from accounts import database
from accounts.encryption import encrypted
from cases.models import Case, StoredFile
from tests.factories import CaseFactory

pytestmark = pytest.mark.usefixtures("committed_db")
ADDRESSES = ["Үлгі көшесі 1", "", "Үлгі көшесі 3", "", "Үлгі көшесі 5"]


def columns() -> list[tuple[Any, ...]]:
    """As the database has them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT address, exit_reason FROM cases_case ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def in_clear() -> list[Case]:
    """Cases from before their addresses were encrypted."""
    cases = [CaseFactory.create() for _ in ADDRESSES]
    with connections["owner"].cursor() as cursor:
        for case, address in zip(cases, ADDRESSES, strict=True):
            cursor.execute("UPDATE cases_case SET address = %s WHERE id = %s", [address, case.pk])
    return cases


@pytest.mark.clause("7(3)")
def test_r12_what_stood_in_clear_is_encrypted(
    in_clear: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ROWS_AT_ONCE", 2)
    operation: Any = database.Encrypt("cases_case", "address", "exit_reason")
    with connections["owner"].schema_editor() as editor:
        operation.code(None, editor)
    assert [case.address for case in Case.objects.order_by("pk")] == ADDRESSES
    assert not any(text.startswith("Үлгі") for row in columns() for text in row)
    assert [bool(address) for address, _reason in columns()] == [bool(a) for a in ADDRESSES]
    with connections["owner"].schema_editor() as editor:
        operation.reverse_code(None, editor)
    assert columns() == [(address, "") for address in ADDRESSES]


def test_a_text_that_is_too_long_is_refused_before_it_is_encrypted() -> None:
    column: Any = StoredFile._meta.get_field("name")
    column.run_validators("a" * 200)
    with pytest.raises(ValidationError):
        column.run_validators("a" * 201)
    assert len(encrypted("a" * 200)) > 200
