"""The access log under seal: a chain of hashes over its rows, in batches (R12, clause 7(3)).

Readers only add rows and wait for nobody; one task seals what has settled. A row that is removed or
changed afterwards no longer fits its batch; whoever writes the whole chain anew meets the heads
that were kept outside the database, one line each in ACCESS_LOG_HEADS.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from accounts import pruning
from accounts.models import AccessRecord, AccessSeal

#: PostgreSQL knows an advisory lock by numbers only.
LOCK: Final = 192_012
#: After this time no request that began before can still add a row: a page waits for its database
#: seconds, and a worker's task is ended sooner.
SETTLED: Final = timedelta(minutes=10)
#: Rows in one batch at most, so that one that no longer fits is narrowed down.
MOST: Final = 1000
_FIELDS: Final = (
    *("id", "user_id", "at", "route", "subject"),
    *("record_ids", "case_ids", "address", "reason"),
)


def seal_all(*, now: datetime) -> int:
    """Seal every row that has settled; returns how many batches that were.

    Two at once do nothing twice. The head is written down outside the database after its batch is
    committed; one that a dead worker did not write down is written by the next run.
    """
    batches = 0
    while _seal_next(now=now):
        batches += 1
    write_down()
    return batches


@transaction.atomic
def _seal_next(*, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
    before = AccessSeal.objects.last()
    after = before.last_record if before else 0
    settled = AccessRecord.objects.filter(pk__gt=after, at__lt=now - SETTLED)
    rows = list(settled.order_by("pk").values(*_FIELDS)[:MOST])
    if not rows:
        return False
    previous = before.head if before else ""
    AccessSeal.objects.create(
        first_record=rows[0]["id"],
        last_record=rows[-1]["id"],
        records=len(rows),
        previous=previous,
        head=head_of(previous, rows),
        sealed_at=now,
    )
    return True


def head_of(previous: str, rows: Iterable[dict[str, Any]]) -> str:
    """The hash of a batch: of the head before it, and of each row as canonical JSON."""
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        digest.update(b"\n" + _written(row).encode())
    return digest.hexdigest()


def _written(row: dict[str, Any]) -> str:
    values = [row[name] for name in _FIELDS]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_moment)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def heads_file() -> Path:
    return Path(settings.ACCESS_LOG_HEADS)


def line_of(seal: AccessSeal) -> str:
    """What is kept of a batch outside: its number, its last row, its rows, its head."""
    return f"{seal.pk} {seal.last_record} {seal.records} {seal.head}"


def kept_outside() -> list[str]:
    path = heads_file()
    return path.read_text().splitlines() if path.exists() else []


def write_down() -> None:
    """Add the batches that are missing at the end; what stands there is never touched.

    A removal by retention is written down by the command that removes, and by nothing else:
    whoever put a statement into the database would otherwise have it excused from here.
    """
    batches = (line.split()[0] for line in kept_outside() if not pruning.is_statement(line))
    last = max(map(int, batches), default=0)
    keep_outside(line_of(seal) for seal in AccessSeal.objects.filter(pk__gt=last))


def keep_outside(lines: Iterable[str]) -> None:
    """Add lines at the end of the file."""
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write("".join(f"{line}\n" for line in lines))


def faults() -> Iterator[str]:
    """What does not fit: batches against their rows, each other, and the heads kept outside.

    Batches that retention removed by a statement which fits have no rows, and their seals stay.
    """
    previous, after = "", 0
    kept_lines = kept_outside()
    batches = [line for line in kept_lines if not pruning.is_statement(line)]
    outside = {int(line.split()[0]): line for line in batches}
    removed: set[int] = set()
    yield from pruning.faults(kept_lines, excused=removed)
    for seal in AccessSeal.objects.iterator():
        yield from _faults_of(seal, previous=previous, after=after, removed=seal.pk in removed)
        kept = outside.pop(seal.pk, "")
        if not kept:
            yield f"batch {seal.pk}: no head is kept outside the database"
        elif kept != line_of(seal):
            yield f"batch {seal.pk}: another head was kept outside the database"
        previous, after = seal.head, seal.last_record
    for number in outside:
        yield f"batch {number}: kept outside the database, and missing in it"


def _faults_of(seal: AccessSeal, *, previous: str, after: int, removed: bool) -> Iterator[str]:
    if seal.previous != previous:
        yield f"batch {seal.pk}: does not follow the batch before it"
    within = AccessRecord.objects.filter(pk__gt=after, pk__lte=seal.last_record)
    rows = list(within.order_by("pk").values(*_FIELDS))
    where = f"batch {seal.pk}, rows {seal.first_record} to {seal.last_record}"
    if removed:
        if rows:
            yield f"{where}: {len(rows)} rows, removed by retention"
    elif len(rows) != seal.records:
        yield f"{where}: {len(rows)} rows, {seal.records} were sealed"
    elif head_of(seal.previous, rows) != seal.head:
        yield f"{where}: a row was changed"
