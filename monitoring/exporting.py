"""Registers taken out as files: asked for, written by a worker, fetched, removed (R7, R12).

Every export goes this one way, whatever its size. Writing takes longer than a transaction should:
a worker holds an advisory lock of its session instead, so that two never write the same export,
what it has done is seen at once, and a killed worker's export is free again at once. The rights are
those of the asker while it is written, and once more when the file is fetched.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts import scopes
from accounts.batches import each
from accounts.errors import NotAllowed, Refused
from accounts.models import AccessRecord
from accounts.outbox import ONCE
from accounts.storage import kept
from accounts.transitions import log_creation, transition
from agencies import settings
from agencies.offices import scope_of
from monitoring.models import Export
from monitoring.registers import REGISTERS, Reader, Register, readers
from monitoring.spreadsheets import WRITERS, Heading
from monitoring.states import ExportState

log = logging.getLogger(__name__)

#: PostgreSQL knows an advisory lock by numbers only: one of these, and the export's id or a slot.
LOCK: Final = 192_007
SLOTS: Final = 192_008
#: How many files all workers together write at a time.
WRITING_AT_ONCE: Final = 2
FOLDER: Final = "exports"
#: Rows read at a time; after each such part the progress is seen.
CHUNK: Final = 500
#: Ids in one row of the access log: a larger export has several.
LOGGED_AT_ONCE: Final = 1000
#: After so many workers died or failed over it, an export is given up.
MOST_TRIES: Final = 3
#: What one person may have under way; more would make everybody else wait.
MOST_AT_ONCE: Final = 3
GONE: Final = 410


class LinkEnded(Refused):
    """The file was there, and its link is over."""

    status = GONE


class _RightsGone(Exception):
    """The asker may not see any more what was asked for."""


@dataclass
class _Written:
    """What stands in the file: ids for the access log."""

    records: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)


@transaction.atomic
def ask(
    register: Register,
    *,
    reader: Reader,
    query: dict[str, str],
    format: Export.Format,
    language: str,
    token: UUID,
    now: datetime,
) -> Export:
    """Ask for a register as a file (R7); the same form again gives the export already there.

    Raises `NotAllowed`, or `Refused` while too many of the asker are under way.
    """
    if reader.side not in register.sides:
        raise NotAllowed
    mine = Export.objects.visible_to(reader.user)
    again = mine.filter(token=token, format=format).exists()
    if not again and mine.unfinished().count() >= MOST_AT_ONCE:
        raise Refused(_("Other files of yours are still being written. Wait until one is ready."))
    export, created = mine.get_or_create(
        user=reader.user,
        token=token,
        format=format,
        defaults={
            "register": register.name,
            "side": reader.side,
            "query": query,
            "language": language,
            "state": ExportState.WAITING,
            "created_at": now,
        },
    )
    if created:
        log_creation(export, "ask", by=reader.user, now=now)
        transaction.on_commit(wake)
    return export


def wake() -> None:
    """Ask a worker to look now. A broker that is down only makes it wait for the next minute."""
    from monitoring.tasks import write_exports

    try:
        write_exports.apply_async(retry=True, retry_policy=ONCE)
    except OperationalError as error:
        log.warning("broker not reached, the exports wait: %s", type(error).__name__)


def write_next() -> bool:
    """Write one of those that wait, or that a dead worker left, the oldest first.

    One a task, so that each has the task's whole time; where more wait, a worker is asked again.
    What another worker is writing is left to it. Returns whether one was ended.
    """
    with _slot() as free:
        waiting = Export.objects.unfinished().order_by("pk").values_list("pk", flat=True)
        ended = free and any(write(pk) for pk in list(waiting))
    if ended and Export.objects.unfinished().exists():
        wake()
    return ended


def write(pk: int) -> bool:
    """Write one export from its beginning; False where it is not ended by this."""
    with _held(LOCK, pk) as alone:
        export = Export.objects.unfinished().filter(pk=pk).first() if alone else None
        if export is None:
            return False
        _tidy(export)
        if export.tries >= MOST_TRIES:
            _give_up(export, Export.Problem.FAULT)
            return True
        _begin(export, now=timezone.now())
        return _try(export)


@contextmanager
def _held(lock: int, number: int) -> Iterator[bool]:
    """Whether this session alone holds the lock; it ends with the session at the latest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [lock, number])
        [alone] = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [lock, number])


@contextmanager
def _slot() -> Iterator[bool]:
    """One of the few places for writers: other tasks, with terms behind them, have workers left."""
    with ExitStack() as stack:
        numbers = range(WRITING_AT_ONCE)
        yield any(stack.enter_context(_held(SLOTS, number)) for number in numbers)


@transaction.atomic
def _begin(export: Export, *, now: datetime) -> None:
    changes: dict[str, Any] = {"tries": export.tries + 1, "rows_done": 0, "rows_total": None}
    transition(export, "begin", by=None, now=now, **changes)


def _try(export: Export) -> bool:
    """Write it, or say why not; after a fault it is tried again later."""
    try:
        with scopes.within(scope_of(export.user)):
            _fill(export)
    except _RightsGone:
        _give_up(export, Export.Problem.RIGHTS)
    except SoftTimeLimitExceeded:
        _give_up(export, Export.Problem.TOO_LONG)
    except Exception as fault:  # noqa: BLE001 - its text might name somebody; others must go on
        log.error("export %s met a fault: %s", export.pk, type(fault).__name__)
        _tidy(export)
        if export.tries < MOST_TRIES:
            return False
        _give_up(export, Export.Problem.FAULT)
    return True


def _give_up(export: Export, problem: Export.Problem) -> None:
    _tidy(export)
    export.refresh_from_db()  # what a rolled back step left in memory is not so
    why = {"why": problem}
    with transaction.atomic():
        transition(export, "fail", by=None, now=timezone.now(), details=why, problem=problem)


def _fill(export: Export) -> None:
    register, reader, rows = _what(export)
    total = rows.order_by().count()
    _show_progress(export, rows_done=0, rows_total=total)
    with translation.override(export.language):
        written = _write_file(export, register, reader, rows)
    _finish(export, register, reader, written)


def _what(export: Export) -> tuple[Register, Reader, QuerySet[Any]]:
    """What the asker may see now of what was asked for; raises `_RightsGone`.

    A filter that cannot be applied any more must not widen what comes out.
    """
    register = REGISTERS[export.register]
    reader = readers(export.user).get(export.side)  # type: ignore[call-overload]
    if reader is None:
        raise _RightsGone
    filters = register.filtered(export.query, reader=reader)
    if not filters.is_valid() or export.query.keys() - filters.form.fields.keys():
        raise _RightsGone
    return register, reader, filters.qs


def name_of(export: Export) -> str:
    """Where the file lies in the storage: one place, so that whoever writes again replaces it."""
    return f"{FOLDER}/{export.pk}.{export.format}"


def _write_file(
    export: Export, register: Register, reader: Reader, rows: QuerySet[Any]
) -> _Written:
    columns, written = register.columns_for(reader), _Written()
    headings = [Heading(str(column.label), column.width) for column in columns]
    name = default_storage.save(name_of(export), ContentFile(b""))
    with (
        default_storage.open(name, "wb") as file,
        WRITERS[export.format](file, headings, title=str(register.label)) as add,
    ):
        for part in _parts(rows):
            for row in part:
                add([column.of(row, reader) for column in columns])
            written.records += [row.pk for row in part]
            written.cases += register.cases_of(part)
            _show_progress(export, rows_done=len(written.records))
    return written


def _parts(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """All rows, the newest first, so many at a time: memory and queries do not grow with them."""
    ordered = rows.order_by("-pk")
    part = list(ordered[:CHUNK])
    while part:
        yield part
        more = len(part) == CHUNK
        part = list(ordered.filter(pk__lt=part[-1].pk)[:CHUNK]) if more else []


def _show_progress(export: Export, **counts: int) -> None:
    """Seen at once by the page: no transaction is open here."""
    Export.objects.filter(pk=export.pk, state=ExportState.RUNNING).update(**counts)


@transaction.atomic
def _finish(export: Export, register: Register, reader: Reader, written: _Written) -> None:
    """The file is ready, and whose names it holds is in the access log, before anybody gets it."""
    now, name = timezone.now(), name_of(export)
    hours, measure = int(settings.value("export_link_hours")), kept().measure(name)
    transition(
        export,
        "finish",
        by=None,
        now=now,
        details={"rows": len(written.records)},
        rows_done=len(written.records),
        reach=reader.reach,
        file=name,
        size=measure.size,
        sha256=measure.sha256,
        finished_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    if register.names_persons(reader):
        _log_names(export, written, now=now)


def _log_names(export: Export, written: _Written, *, now: datetime) -> None:
    """One row of the access log; of a large export several, each with a part of the ids."""
    AccessRecord.objects.bulk_create(
        AccessRecord(
            user=export.user,
            at=now,
            route="register-export",
            subject="export",
            record_ids=sorted(written.records[start : start + LOGGED_AT_ONCE]),
            case_ids=sorted(set(written.cases[start : start + LOGGED_AT_ONCE])),
            reason=f"{export.register}, {export.pk}",
        )
        for start in range(0, len(written.records), LOGGED_AT_ONCE)
    )


def _tidy(export: Export) -> None:
    """Remove the file, finished or not: what is written goes nowhere else."""
    default_storage.delete(name_of(export))


def check_fetch(export: Export, *, now: datetime) -> None:
    """Whether the asker gets the file now (R12).

    Raises `LinkEnded`, or `NotAllowed` where the asker has left an office in whose name it was
    written, or a seal has closed to the asker what may stand in it. That only the asker comes so
    far is `visible_to`.
    """
    if export.has_ended(now) or not default_storage.exists(str(export.file)):
        raise LinkEnded(_("The link to this file has ended, and the file is removed."))
    reader = readers(export.user).get(export.side)  # type: ignore[call-overload]
    if reader is None or not _still_reaches(reader, export.reach):
        raise NotAllowed(_("Your office has changed since this file was written."))
    if _closed_since(export):
        raise NotAllowed(
            _("What you may see has changed since you asked for this file: ask again.")
        )


def _closed_since(export: Export) -> bool:
    with scopes.within(scope_of(export.user)), connection.cursor() as cursor:
        cursor.execute("SELECT qoldau_closed_since(%s)", [export.created_at])
        return bool(cursor.fetchone()[0])


def _still_reaches(reader: Reader, reach: dict[str, list[Any]]) -> bool:
    return all(set(reach[office]) <= set(held) for office, held in reader.reach.items())


def expire_ended(*, now: datetime) -> int:
    """Remove the files whose links are over; run late or twice, the same outcome."""
    ended = Export.objects.filter(state=ExportState.DONE, expires_at__lte=now).order_by("pk")

    def expire(pk: int) -> bool:
        return _expire(pk, now=now)

    return each(list(ended.values_list("pk", flat=True)), expire)


@transaction.atomic
def _expire(pk: int, *, now: datetime) -> bool:
    """The file goes first: dying in between leaves a row that the next run finds again."""
    rows = Export.objects.select_for_update(skip_locked=True)
    export = rows.filter(pk=pk, state=ExportState.DONE).first()
    if export is None:
        return False
    _tidy(export)
    transition(export, "expire", by=None, now=now, file="")
    return True
