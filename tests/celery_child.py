"""The child's side of `tests.celery_process`: the project's own Celery app, and reports of it."""

import datetime as dt
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from celery import signals
from django.conf import settings

from config.settings.base import env


@dataclass(frozen=True)
class Options:
    """What a test asks for; `tests.celery_process.CeleryProcess` says what each is."""

    kind: str
    folder: Path
    at: str
    stop_before: str
    on_call: int
    concurrency: int


def run(options: Options, environment: Mapping[str, str], reports: Connection) -> None:
    """Become the worker or the beat; called in a fork of the fork server."""
    die_with_fork_server()
    os.setpgid(0, 0)
    write_to(options.folder / "log")
    take_on(environment)
    keep_mails(options.folder)
    if options.stop_before:
        stand_still_before(options.stop_before, call=options.on_call, reports=reports)
    report_tasks(reports)
    report_ready(reports)
    if options.at:
        set_clock(options.at, kind=options.kind)
    import_module("config.celery").app.start(arguments(options))


def die_with_fork_server() -> None:
    ask_kernel = import_module("tests.celery_preload").die_with_fork_server
    if ask_kernel:
        ask_kernel()


def write_to(log: Path) -> None:
    with log.open("wb") as output:
        for stream in (1, 2):
            os.dup2(output.fileno(), stream)


def take_on(environment: Mapping[str, str]) -> None:
    """Have the test's environment, and what settings read from it before the fork."""
    os.environ.clear()
    os.environ.update(environment)
    settings.DATABASES["default"]["NAME"] = env.db("DATABASE_URL")["NAME"]
    settings.DATABASES["owner"]["NAME"] = env.db("OWNER_DATABASE_URL")["NAME"]
    files = settings.STORAGES["default"]["OPTIONS"]
    files["location"] = env("FILES_ROOT", default=files["location"])


def keep_mails(folder: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder / "mail")


def stand_still_before(target: str, *, call: int, reports: Connection) -> None:
    """Replace the function by one that reports and waits for SIGKILL at the given call."""
    path, _, name = target.rpartition(".")
    module = import_module(path)
    real: Callable[..., Any] = getattr(module, name)
    calls = 0

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            reports.send(f"stopped before {target}")
            signal.pause()
        return real(*args, **kwargs)

    setattr(module, name, counted)


def report_tasks(reports: Connection) -> None:
    def connect(source: Any, word: str) -> None:
        def receiver(sender: Any = None, **_: Any) -> None:
            reports.send(f"{word} {getattr(sender, 'name', sender)}")

        source.connect(receiver, weak=False)

    for source, word in (
        (signals.task_prerun, "started"),
        (signals.task_success, "done"),
        (signals.task_failure, "failed"),
        (signals.after_task_publish, "sent"),
    ):
        connect(source, word)


def report_ready(reports: Connection) -> None:
    def receiver(**_: Any) -> None:
        reports.send("ready")

    signals.worker_ready.connect(receiver, weak=False)
    signals.beat_init.connect(receiver, weak=False)


def set_clock(at: str, *, kind: str) -> None:
    """A worker's clock goes from now on, a beat's once it has noted since when it waits.

    So a beat that starts before a minute meets that minute, however long its start takes, and
    on the clock of a worker that was started before it the minute has come as well.
    """
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Asia/Almaty"))
    clock = time_machine.travel(moment, tick=kind == "worker")
    clock.start()
    time.time()  # a travelled clock goes on from when it is first looked at

    def let_go(**_: Any) -> None:
        clock.stop()
        time_machine.travel(moment, tick=True).start()

    if kind == "beat":
        signals.beat_init.connect(let_go, weak=False)


def arguments(options: Options) -> list[str]:
    if options.kind == "beat":
        return ["beat", "-l", "INFO", "-s", str(options.folder / "schedule"), "--pidfile="]
    name = f"{options.folder.name}-{os.getpid()}@test"
    return ["worker", "-l", "INFO", "-c", str(options.concurrency), "-n", name, "--without-mingle"]
