"""The access log's own period: what a statement removed passes, whatever else is gone does not."""

import datetime as dt
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from accounts import pruning, sealing
from accounts.models import AccessPruning, AccessRecord, AccessSeal, User
from agencies import settings as house_settings
from tests.factories import ALMATY

OLD = dt.datetime(2026, 3, 20, 12, 0, tzinfo=ALMATY)
NOW = dt.datetime(2031, 3, 20, 12, 0, tzinfo=ALMATY)
Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture(autouse=True)
def heads(settings: Any, tmp_path: Path) -> Path:
    settings.ACCESS_LOG_HEADS = str(tmp_path / "outside" / "heads")
    return Path(settings.ACCESS_LOG_HEADS)


def looked(user: User, at: dt.datetime) -> AccessRecord:
    words = {"route": "case", "subject": "case", "record_ids": [7], "case_ids": [7]}
    return AccessRecord.objects.create(user=user, at=at, **words)


@pytest.fixture
def log(
    committed_db: None, caseworker: User, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> list[AccessSeal]:
    """Two batches of two rows sealed five years ago, one sealed a day later."""
    monkeypatch.setattr(sealing, "MOST", 2)
    for minutes in range(4):
        looked(caseworker, OLD - dt.timedelta(minutes=60 - minutes))
    sealing.seal_all(now=OLD)
    looked(caseworker, OLD)
    sealing.seal_all(now=OLD + dt.timedelta(days=1))
    entered = {"source": "a made-up act", "by": administrator, "now": OLD}
    house_settings.change("keep_access_log", "5", **entered)  # type: ignore[arg-type]
    return list(AccessSeal.objects.all())


def prune(on: Clock) -> str:
    on(f"{NOW:%Y-%m-%d}", "12:00")
    said = StringIO()
    call_command("prune_log", stdout=said)
    return said.getvalue()


def as_the_owner(statement: str, *values: Any) -> int:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as owner:
        return owner.execute(statement, values).rowcount


def test_r12_whole_batches_past_the_period_go_and_the_log_still_fits(
    log: list[AccessSeal], heads: Path, on: Clock
) -> None:
    assert prune(on) == "2 batches with 4 rows were removed.\n"
    row = AccessPruning.objects.get()
    assert (row.first_seal, row.last_seal, row.records) == (log[0].pk, log[1].pk, 4)
    assert (row.removed_at, row.years, row.source) == (NOW, 5, "a made-up act")
    assert (AccessRecord.objects.count(), AccessSeal.objects.count()) == (1, 3)
    assert heads.read_text().splitlines()[-1] == pruning.line_of(row)
    assert list(sealing.faults()) == []
    assert prune(on) == "No batch is past its period.\n"


def test_r12_later_rows_are_sealed_after_it_and_later_batches_removed(
    log: list[AccessSeal], caseworker: User, on: Clock
) -> None:
    prune(on)
    looked(caseworker, NOW)
    sealing.seal_all(now=NOW + dt.timedelta(days=1))
    assert list(sealing.faults()) == []
    on("2031-03-22", "12:00")
    call_command("prune_log", stdout=StringIO())
    first, second = AccessPruning.objects.all()
    assert (second.previous, second.records) == (first.head, 1)
    assert list(sealing.faults()) == []


def test_r12_without_a_confirmed_period_nothing_is_removed(
    log: list[AccessSeal], administrator: User, on: Clock
) -> None:
    entered = {"source": "nobody confirmed it", "by": administrator, "now": OLD}
    house_settings.change("keep_access_log", "", **entered)  # type: ignore[arg-type]
    with pytest.raises(CommandError, match="No period"):
        prune(on)
    assert AccessRecord.objects.count() == 5


def test_r12_a_row_removed_without_a_statement_is_found_after_it_too(
    log: list[AccessSeal], on: Clock
) -> None:
    prune(on)
    assert as_the_owner("DELETE FROM accounts_accessrecord") == 1
    [fault] = sealing.faults()
    assert fault.endswith(": 0 rows, 1 were sealed")


def test_r12_what_was_tampered_with_is_evidence_and_stays(log: list[AccessSeal], on: Clock) -> None:
    as_the_owner("DELETE FROM accounts_accessrecord WHERE id = %s", log[0].first_record)
    with pytest.raises(CommandError, match="does not fit"):
        prune(on)
    assert (AccessRecord.objects.count(), AccessPruning.objects.count()) == (4, 0)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("years = 1", "the statement was changed"),
        ("source = 'x'", "the statement was changed"),
        ("last_seal = last_seal + 1", "the statement was changed"),
        ("removed_at = removed_at - interval '1 day'", "its period was not over"),
        ("records = 3", "3 rows, 4 were sealed"),
        ("previous = 'x'", "does not follow"),
        ("head = 'x'", "another statement was kept outside"),
    ],
)
def test_r12_a_statement_that_was_changed_excuses_nothing(
    log: list[AccessSeal], on: Clock, change: str, fault: str
) -> None:
    prune(on)
    as_the_owner(f"UPDATE accounts_accesspruning SET {change}")
    found = list(sealing.faults())
    assert any(fault in line for line in found)
    assert any("0 rows, 2 were sealed" in line for line in found)


def test_r12_a_statement_that_nobody_wrote_down_excuses_nothing(
    log: list[AccessSeal], heads: Path, on: Clock
) -> None:
    prune(on)
    lines = heads.read_text().splitlines()
    heads.write_text("\n".join(lines[:-1]) + "\n")
    found = list(sealing.faults())
    assert found[0].endswith("no statement is kept outside the database")
    assert len(found) == 3
    heads.write_text("\n".join(lines) + "\n")
    as_the_owner("DELETE FROM accounts_accesspruning")
    assert any("missing in it" in line for line in sealing.faults())


@pytest.mark.django_db
def test_r12_the_application_states_no_removal() -> None:
    for statement in (
        "INSERT INTO accounts_accesspruning DEFAULT VALUES",
        "UPDATE accounts_accesspruning SET head = head",
        "DELETE FROM accounts_accesspruning",
        "DELETE FROM accounts_accessrecord",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute(statement)


def test_r12_a_statement_put_into_the_database_excuses_nothing(
    log: list[AccessSeal], heads: Path, on: Clock
) -> None:
    """The owner writes one and removes the rows; the task that seals must not vouch for it."""
    on(f"{NOW:%Y-%m-%d}", "12:00")
    forged = AccessPruning(
        first_seal=log[0].pk,
        last_seal=log[1].pk,
        records=4,
        removed_at=NOW,
        years=5,
        source="x",
        previous="",
    )
    forged.head = pruning.head_of(forged, heads=[seal.head for seal in log[:2]])
    forged.save(using="owner", force_insert=True)
    as_the_owner("DELETE FROM accounts_accessrecord WHERE id <= %s", log[1].last_record)
    sealing.seal_all(now=NOW)
    assert any("no statement is kept outside" in fault for fault in sealing.faults())


def test_r12_a_statement_without_a_period_or_of_a_day_to_come_does_not_fit(
    log: list[AccessSeal], heads: Path, on: Clock
) -> None:
    prune(on)
    as_the_owner("UPDATE accounts_accesspruning SET years = 0")
    assert any("no period, or a day to come" in fault for fault in sealing.faults())
