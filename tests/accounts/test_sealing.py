"""The access log under seal: what is removed or changed afterwards is found (R12)."""

import datetime as dt
import os
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from accounts import sealing
from accounts.models import AccessRecord, AccessSeal, User
from accounts.tasks import seal_access_log
from tests.factories import ALMATY

NOW = dt.datetime(2026, 3, 20, 12, 0, tzinfo=ALMATY)
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture(autouse=True)
def heads(settings: Any, tmp_path: Path) -> Path:
    settings.ACCESS_LOG_HEADS = str(tmp_path / "outside" / "heads")
    return Path(settings.ACCESS_LOG_HEADS)


def looked(user: User, *, minutes_ago: int, case: int = 7) -> AccessRecord:
    return AccessRecord.objects.create(
        user=user,
        at=NOW - dt.timedelta(minutes=minutes_ago),
        route="case",
        subject="case",
        record_ids=[case],
        case_ids=[case],
        address="10.0.0.7",
        reason="",
    )


@pytest.fixture
def sealed(caseworker: User, monkeypatch: pytest.MonkeyPatch) -> list[AccessRecord]:
    """Five rows in three batches."""
    monkeypatch.setattr(sealing, "MOST", 2)
    rows = [looked(caseworker, minutes_ago=60 - n, case=n) for n in range(5)]
    assert sealing.seal_all(now=NOW) == 3
    return rows


def test_r12_rows_are_sealed_once_they_have_settled(caseworker: User) -> None:
    old, new = looked(caseworker, minutes_ago=11), looked(caseworker, minutes_ago=9)
    assert (sealing.seal_all(now=NOW), sealing.seal_all(now=NOW)) == (1, 0)
    assert AccessSeal.objects.get().last_record == old.pk
    assert sealing.seal_all(now=NOW + dt.timedelta(minutes=2)) == 1
    assert AccessSeal.objects.last().last_record == new.pk  # type: ignore[union-attr]
    assert list(sealing.faults()) == []


def test_r12_each_batch_holds_the_head_of_the_one_before(sealed: list[AccessRecord]) -> None:
    chain = list(AccessSeal.objects.all())
    assert [seal.records for seal in chain] == [2, 2, 1]
    assert [seal.previous for seal in chain] == ["", chain[0].head, chain[1].head]
    assert len({seal.head for seal in chain}) == 3


def test_r12_a_head_tells_of_all_rows_before_it(sealed: list[AccessRecord]) -> None:
    """So that whoever changes one row has to write every later head anew."""
    first, second = AccessSeal.objects.order_by("pk")[:2]
    changed = AccessRecord.objects.filter(pk__gt=first.last_record, pk__lte=second.last_record)
    rows = list(changed.order_by("pk").values(*sealing._FIELDS))
    assert sealing.head_of(first.head, rows) == second.head
    assert sealing.head_of("0" * 64, rows) != second.head


def test_r12_the_application_can_neither_change_nor_remove(sealed: list[AccessRecord]) -> None:
    for statement in (
        "UPDATE accounts_accessrecord SET user_id = user_id",
        "DELETE FROM accounts_accessrecord",
        "UPDATE accounts_accessseal SET head = head",
        "DELETE FROM accounts_accessseal",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute(statement)


def as_the_owner(statement: str, *values: Any) -> int:
    """What somebody with the owner's password could do."""
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as owner:
        return owner.execute(statement, values).rowcount


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 second'",
        "route = 'x'",
        "subject = 'x'",
        "record_ids = '[]'",
        "case_ids = '[8]'",
        "address = NULL",
        "reason = 'x'",
    ],
)
def test_r12_a_row_that_the_owner_changed_is_found(
    committed_db: None, sealed: list[AccessRecord], change: str
) -> None:
    changed = as_the_owner(f"UPDATE accounts_accessrecord SET {change} WHERE id = %s", sealed[2].pk)
    assert changed == 1
    assert list(sealing.faults()) == [
        f"batch {AccessSeal.objects.all()[1].pk}, rows {sealed[2].pk} to {sealed[3].pk}: "
        "a row was changed"
    ]


def test_r12_a_row_that_the_owner_removed_is_found(
    committed_db: None, sealed: list[AccessRecord]
) -> None:
    assert as_the_owner("DELETE FROM accounts_accessrecord WHERE id = %s", sealed[2].pk) == 1
    [fault] = sealing.faults()
    assert fault.endswith(": 1 rows, 2 were sealed")


def test_r12_a_batch_that_the_owner_removed_is_found(
    committed_db: None, sealed: list[AccessRecord]
) -> None:
    _first, second, third = AccessSeal.objects.all()
    assert as_the_owner("DELETE FROM accounts_accessseal WHERE id = %s", second.pk) == 1
    found = list(sealing.faults())
    assert f"batch {third.pk}: does not follow the batch before it" in found
    assert f"batch {second.pk}: kept outside the database, and missing in it" in found


def test_r12_a_row_slipped_into_a_sealed_batch_is_found(caseworker: User) -> None:
    last = looked(caseworker, minutes_ago=60).pk + 2
    words = {"user": caseworker, "route": "case", "subject": "case"}
    AccessRecord.objects.create(pk=last, at=NOW - dt.timedelta(minutes=30), **words)
    assert sealing.seal_all(now=NOW) == 1
    AccessRecord.objects.create(pk=last - 1, at=NOW, **words)
    [fault] = sealing.faults()
    assert fault.endswith(": 3 rows, 2 were sealed")


def test_r12_a_chain_written_anew_meets_the_heads_outside(
    sealed: list[AccessRecord], heads: Path
) -> None:
    lines = heads.read_text().splitlines()
    assert lines == [sealing.line_of(seal) for seal in AccessSeal.objects.all()]
    heads.write_text("\n".join([lines[0], lines[1][:-1] + "x", lines[2], "99 99 1 abc"]) + "\n")
    second = AccessSeal.objects.all()[1].pk
    assert list(sealing.faults()) == [
        f"batch {second}: another head was kept outside the database",
        "batch 99: kept outside the database, and missing in it",
    ]


def test_r12_a_head_that_a_dead_worker_did_not_write_down_is_written_by_the_next(
    sealed: list[AccessRecord], heads: Path
) -> None:
    lines = heads.read_text().splitlines()
    heads.write_text(lines[0] + "\n")
    assert sealing.seal_all(now=NOW) == 0
    assert heads.read_text().splitlines() == lines


def test_r12_verify_log_says_what_does_not_fit(sealed: list[AccessRecord], heads: Path) -> None:
    said = StringIO()
    call_command("verify_log", stdout=said)
    assert said.getvalue() == "3 batches were checked; all fit.\n"
    heads.write_text("1 1 1 other\n99 1 1 other\n")
    with pytest.raises(CommandError):
        call_command("verify_log", stdout=said)
    assert "batch 99" in said.getvalue()


def test_r12_the_task_seals(caseworker: User, on: Any) -> None:
    on("2026-03-20", "12:00")
    looked(caseworker, minutes_ago=30)
    seal_access_log()
    assert AccessSeal.objects.count() == 1


def test_r12_heads_that_were_taken_away_are_missed(sealed: list[AccessRecord], heads: Path) -> None:
    heads.unlink()
    assert list(sealing.faults()) == [
        f"batch {seal.pk}: no head is kept outside the database"
        for seal in AccessSeal.objects.all()
    ]
