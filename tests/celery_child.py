"""The child's side of `tests.celery_process`: the project's own Celery app, and reports of it."""

import datetime as dt
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django
import time_machine
from celery import signals
from django.conf import settings

OPTIONS = {
    name.removeprefix("QOLDAU_TEST_"): value
    for name, value in os.environ.items()
    if name.startswith("QOLDAU_TEST_")
}


def report(event: str) -> None:
    os.write(int(OPTIONS["PIPE"]), f"{event}\n".encode())


def report_tasks() -> None:
    def connect(source: Any, word: str) -> None:
        def receiver(sender: Any = None, **_: Any) -> None:
            report(f"{word} {getattr(sender, 'name', sender)}")

        source.connect(receiver, weak=False)

    for source, word in (
        (signals.task_prerun, "started"),
        (signals.task_success, "done"),
        (signals.task_failure, "failed"),
        (signals.after_task_publish, "sent"),
    ):
        connect(source, word)


def report_ready(**_: Any) -> None:
    report("ready")


def stand_still_before(target: str, *, call: int) -> None:
    """Replace the function by one that reports and waits for SIGKILL at the given call."""
    path, _, name = target.rpartition(".")
    module = import_module(path)
    real: Callable[..., Any] = getattr(module, name)
    calls = 0

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            report(f"stopped before {target}")
            signal.pause()
        return real(*args, **kwargs)

    setattr(module, name, counted)


def keep_mails(folder: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder / "mail")


def run(kind: str) -> None:
    folder = Path(OPTIONS["FOLDER"])
    django.setup()
    keep_mails(folder)
    if OPTIONS["STOP_BEFORE"]:
        stand_still_before(OPTIONS["STOP_BEFORE"], call=int(OPTIONS["ON_CALL"]))
    report_tasks()
    signals.worker_ready.connect(report_ready)
    signals.beat_init.connect(report_ready)
    app = import_module("config.celery").app
    app.start(arguments(kind, folder=folder))


def arguments(kind: str, *, folder: Path) -> list[str]:
    if kind == "beat":
        return ["beat", "-l", "INFO", "-s", str(folder / "schedule"), "--pidfile="]
    name = f"{folder.name}-{os.getpid()}@test"
    return ["worker", "-l", "INFO", "-c", OPTIONS["CONCURRENCY"], "-n", name, "--without-mingle"]


def main() -> None:
    if not OPTIONS["AT"]:
        run(sys.argv[1])
        return
    moment = dt.datetime.fromisoformat(OPTIONS["AT"]).replace(tzinfo=ZoneInfo("Asia/Almaty"))
    with time_machine.travel(moment, tick=True):
        run(sys.argv[1])


if __name__ == "__main__":
    main()
