"""Removing batches of the access log whose period is over, so that it shows (R12).

The application cannot remove a row; the owner does, whole batches, the oldest first, and writes a
statement: which batches, how many rows, when, after which period, by which source. Statements are a
chain of their own, and their heads too are kept outside the database. The seals of the batches
stay. What is removed without a statement is found by `verify_log` as before.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connections, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import AccessPruning, AccessRecord, AccessSeal

#: By which a line that is kept outside is told from that of a batch.
REMOVED: Final = "removed"
OWNER: Final = "owner"
_SAID: Final = ("first_seal", "last_seal", "records", "removed_at", "years", "source")


def years_before(moment: datetime, years: int) -> datetime:
    """The same moment so many years ago; of 29 February the 28th."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def prune(
    *, now: datetime, years: int, source: str, lock: int, keep: Callable[[str], None]
) -> AccessPruning | None:
    """Remove, as the owner, the batches that were sealed so many years ago; None if there are none.

    A batch is sealed after its last row was written, so none of its rows is younger. `lock` keeps
    sealing out; `keep` writes the statement down outside the database, last before the commit, so
    that one is never removed by a statement that stands in the database alone. Raises
    `LogDoesNotFit`, and then nothing is removed.
    """
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        before = AccessPruning.objects.using(OWNER).last()
        seals = AccessSeal.objects.using(OWNER).filter(pk__gt=before.last_seal if before else 0)
        over = seals.filter(sealed_at__lte=years_before(now, years))
        found = over.aggregate(last=Max("pk"), record=Max("last_record"), records=Sum("records"))
        first = over.first()
        if first is None:
            return None
        row = AccessPruning(
            first_seal=first.pk,
            last_seal=found["last"],
            records=found["records"],
            removed_at=now,
            years=years,
            source=source,
            previous=before.head if before else "",
        )
        row.head = head_of(row, heads=over.values_list("head", flat=True))
        row.save(using=OWNER, force_insert=True)
        _remove(until=found["record"], expected=found["records"])
        keep(line_of(row))
    return row


def _remove(*, until: int, expected: int) -> None:
    """The rows of these batches, and no other: what does not fit is left for `verify_log`."""
    rows = AccessRecord.objects.using(OWNER).filter(pk__lte=until)
    removed = rows._raw_delete(using=OWNER)
    if removed != expected:
        raise LogDoesNotFit(f"{removed} rows, {expected} were sealed")


class LogDoesNotFit(Exception):
    """The rows are not those that were sealed: they are evidence, and nothing is removed."""


def head_of(row: AccessPruning, *, heads: Iterable[str]) -> str:
    """The hash of a statement: of the one before, of what it says, and of the batches' heads."""
    said = [getattr(row, name) for name in _SAID]
    text = json.dumps([*said, *heads], ensure_ascii=False, separators=(",", ":"), default=_moment)
    return hashlib.sha256(f"{row.previous}\n{text}".encode()).hexdigest()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def line_of(row: AccessPruning) -> str:
    """What is kept of a statement outside."""
    return f"{REMOVED} {row.pk} {row.first_seal} {row.last_seal} {row.records} {row.head}"


def is_statement(line: str) -> bool:
    return line.startswith(f"{REMOVED} ")


def faults(lines: Iterable[str], *, excused: set[int]) -> Iterator[str]:
    """What does not fit of the statements; `excused` is filled with the batches they remove."""
    outside = {int(line.split()[1]): line for line in lines if is_statement(line)}
    previous, after = "", 0
    for row in AccessPruning.objects.iterator():
        found = list(_faults_of(row, outside.pop(row.pk, ""), previous=previous, after=after))
        if not found:
            excused.update(range(row.first_seal, row.last_seal + 1))
        yield from found
        previous, after = row.head, row.last_seal
    for number in outside:
        yield f"removal {number}: kept outside the database, and missing in it"


def _faults_of(row: AccessPruning, line: str, *, previous: str, after: int) -> Iterator[str]:
    seals = AccessSeal.objects.filter(pk__gte=row.first_seal, pk__lte=row.last_seal)
    said: Any = seals.aggregate(records=Sum("records"), newest=Max("sealed_at"))
    if row.previous != previous or row.first_seal <= after:
        yield f"removal {row.pk}: does not follow the removal before it"
    if row.head != head_of(row, heads=seals.values_list("head", flat=True)):
        yield f"removal {row.pk}: the statement was changed"
    if said["records"] != row.records:
        yield f"removal {row.pk}: {row.records} rows, {said['records']} were sealed"
    if said["newest"] is None or said["newest"] > years_before(row.removed_at, row.years):
        yield f"removal {row.pk}: its period was not over"
    if row.years < 1 or row.removed_at > timezone.now():
        yield f"removal {row.pk}: no period, or a day to come"
    if not line:
        yield f"removal {row.pk}: no statement is kept outside the database"
    elif line != line_of(row):
        yield f"removal {row.pk}: another statement was kept outside the database"
