"""Exports written by real workers, which die half-way, come in pairs, and lose their broker."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases.models import Case
from monitoring import exporting
from monitoring.models import Export
from monitoring.registers import REGISTERS, readers
from monitoring.tasks import expire_exports, write_exports
from tests.celery_process import Broker, CeleryProcess
from tests.factories import CaseFactory
from tests.monitoring.exports import sheet

Clock = Callable[..., dt.datetime]
Start = Callable[..., CeleryProcess]

WRITE = "monitoring.tasks.write_exports"
EXPIRE = "monitoring.tasks.expire_exports"
PROGRESS = "monitoring.exporting._show_progress"

pytestmark = pytest.mark.usefixtures("committed_db", "files_root")


@pytest.fixture
def cases(centre: Centre, caseworker: User) -> list[Case]:
    return [CaseFactory.create(centre=centre, responsible=caseworker) for _ in range(3)]


def asked(user: User, *, now: dt.datetime, format: str = "xlsx") -> Export:
    return exporting.ask(
        REGISTERS["cases"],
        reader=readers(user)["centre"],
        query={},
        format=Export.Format(format),
        language="kk",
        token=uuid4(),
        now=now,
    )


def verbs(export: Export) -> list[str]:
    return [row.verb for row in export.transitions.all()]


def numbers(export: Export) -> list[str]:
    return [str(row[1]) for row in sheet(export).values][1:]


def files(root: Path) -> list[str]:
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())


@pytest.mark.clause("4(4)")
def test_r7_a_worker_killed_in_the_middle_is_caught_up_once(
    cases: list[Case], caseworker: User, on: Clock, start_worker: Start, files_root: Path
) -> None:
    export = asked(caseworker, now=on("2026-03-20", "10:00"))
    first = start_worker(at="2026-03-20 10:00", stop_before=PROGRESS, on_call=2)
    write_exports.delay()
    first.wait_for(f"stopped before {PROGRESS}")
    export.refresh_from_db()
    assert (export.state, export.rows_done, export.rows_total) == ("running", 0, 3)
    assert files(files_root) == ["exports/1.xlsx"]  # begun
    assert not exporting.write(export.pk)
    first.kill()

    second = start_worker(at="2026-03-20 10:01")
    write_exports.delay()
    write_exports.delay()
    second.wait_for(f"done {WRITE}", times=2)
    export.refresh_from_db()
    assert verbs(export) == ["ask", "begin", "begin", "finish"]
    assert (export.state, export.rows_done, export.tries) == ("done", 3, 2)
    assert numbers(export) == [case.number for case in cases[::-1]]
    assert files(files_root) == [f"exports/{export.pk}.xlsx"]
    assert AccessRecord.objects.filter(subject="export").count() == 1


@pytest.mark.clause("4(4)")
def test_r7_two_workers_at_once_write_each_export_once(
    cases: list[Case], caseworker: User, on: Clock, start_worker: Start
) -> None:
    exports = [asked(caseworker, now=on("2026-03-20", "10:00")) for _ in range(3)]
    worker = start_worker(at="2026-03-20 10:00", concurrency=4)
    for _ in range(5):
        write_exports.delay()
    done = 5
    worker.wait_for(f"done {WRITE}", times=done)
    while Export.objects.unfinished().exists():
        done += 1
        write_exports.delay()
        worker.wait_for(f"done {WRITE}", times=done)
    for export in exports:
        assert verbs(export) == ["ask", "begin", "finish"]


@pytest.mark.clause("4(4)")
def test_r7_a_broker_that_forgot_everything_loses_no_export(
    cases: list[Case],
    caseworker: User,
    on: Clock,
    broker: Broker,
    start_beat: Start,
    start_worker: Start,
) -> None:
    export = asked(caseworker, now=on("2026-03-20", "10:00"))
    assert broker.waiting() == 1  # the wake-up that asking sends
    broker.flush()
    worker = start_worker(at="2026-03-20 10:00")
    beat = start_beat(at="2026-03-20 10:00:59.9")
    beat.wait_for(f"sent {WRITE}")
    worker.wait_for(f"done {WRITE}")
    assert verbs(export) == ["ask", "begin", "finish"]


@pytest.mark.clause("7(3)")
def test_r7_a_link_that_ended_while_nobody_swept_is_caught_up(
    cases: list[Case], caseworker: User, on: Clock, start_worker: Start, files_root: Path
) -> None:
    export = asked(caseworker, now=on("2026-03-20", "10:00"), format="csv")
    first = start_worker(
        at="2026-03-20 10:00", stop_before="monitoring.exporting.transition", on_call=3
    )
    write_exports.delay()
    first.wait_for(f"done {WRITE}")
    first.kill()
    assert files(files_root) == [f"exports/{export.pk}.csv"]

    dying = start_worker(at="2026-03-25 10:00", stop_before="monitoring.exporting.transition")
    expire_exports.delay()
    dying.wait_for("stopped before monitoring.exporting.transition")
    dying.kill()
    last = start_worker(at="2026-03-25 10:15")
    expire_exports.delay()
    expire_exports.delay()
    last.wait_for(f"done {EXPIRE}", times=2)
    assert verbs(export) == ["ask", "begin", "finish", "expire"]
    assert files(files_root) == []
