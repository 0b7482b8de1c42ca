"""A real Celery worker or beat in a process of its own, and the broker, as a test sees them.

A fork server (`tests.celery_preload`) has imported everything; each worker and beat is a fork of
it, which costs milliseconds instead of seconds. The child says what happens on a pipe: `ready`,
`started <task>`, `done <task>`, `failed <task>`, `sent <task>`, `stopped before <function>`.
Waiting reads the pipe, so a test never sleeps.
"""

import email.policy
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.parser import BytesParser
from multiprocessing import forkserver
from multiprocessing.connection import wait
from pathlib import Path

import redis
from django.db import connection

from config.local.processes import tail
from tests.celery_child import Options, run
from tests.plans.at_once import wait_until

SECONDS = 30.0
#: What Django's file backend writes after each message.
MAIL_END = b"-" * 79 + b"\n"
FORKS = multiprocessing.get_context("forkserver")


def start_fork_server() -> None:
    """It has the environment of now, and ends with this process."""
    FORKS.set_forkserver_preload(["tests.celery_preload"])
    forkserver.ensure_running()


class Broker:
    """The part of the broker under one prefix."""

    def __init__(self, *, url: str, prefix: str) -> None:
        self.client = redis.Redis.from_url(url)
        self.prefix = prefix

    def keys_held(self) -> list[bytes]:
        return list(self.client.scan_iter(match=f"{self.prefix}:*", count=1000))

    def flush(self) -> None:
        """Lose everything, as a broker that was started again without its memory."""
        for key in self.keys_held():
            self.client.delete(key)

    def waiting(self, *, queue: str = "celery") -> int:
        """How many messages wait in the queue."""
        return int(self.client.llen(f"{self.prefix}:{queue}"))

    def close(self) -> None:
        self.client.close()


class CeleryProcess:
    """`kind` is worker or beat.

    `at`: the child's clock starts there ("2026-03-27 16:00", Almaty) and goes on.
    `stop_before`: a dotted function before whose `on_call`-th call the child stands
    still, to be killed.
    """

    def __init__(
        self,
        kind: str,
        *,
        folder: Path,
        at: str = "",
        stop_before: str = "",
        on_call: int = 1,
        concurrency: int = 1,
    ) -> None:
        folder.mkdir()
        self.folder = folder
        self.log = folder / "log"
        self._events: list[str] = []
        self.reports, child_end = FORKS.Pipe(duplex=False)
        options = Options(kind, folder, at, stop_before, on_call, concurrency)
        environment = {**os.environ, "PGAPPNAME": folder.name}
        given = (options, environment, child_end)
        self.process = FORKS.Process(target=run, args=given, daemon=True)
        self.process.start()
        child_end.close()

    def wait_for(self, event: str, *, times: int = 1, seconds: float = SECONDS) -> None:
        """Return when the event was reported that many times since the start."""
        deadline = time.monotonic() + seconds
        while self._events.count(event) < times:
            if not self._read(deadline - time.monotonic()):
                raise AssertionError(
                    f"no {event!r} x {times}; seen {self._events}\n{tail(self.log, lines=40)}"
                )

    def events(self) -> list[str]:
        """What was reported so far."""
        while self._read(0):
            pass
        return list(self._events)

    def mails(self) -> list[EmailMessage]:
        """The e-mails that this process sent, oldest first."""
        parser = BytesParser(policy=email.policy.default)
        files = sorted((self.folder / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        # Django names a file by the second: two mails of one second may share one.
        texts = [text for path in files for text in path.read_bytes().split(MAIL_END)]
        return [parser.parsebytes(text) for text in texts if text.strip()]

    def kill(self) -> None:
        """SIGKILL, with every process of the pool; nothing gets the chance to tidy up.

        PostgreSQL has seen it when this returns: what they had locked is free.
        """
        assert self.process.pid  # it was started
        self.process.kill()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join()
        while self._read(SECONDS):  # to the end: no process of the pool has the pipe any more
            pass
        wait_until(lambda: not sessions(self.folder.name))

    def _read(self, seconds: float) -> bool:
        """Take one report; False: none came, or there is nobody left to send one."""
        try:
            if not self.reports.poll(max(seconds, 0)):
                return False
            self._events.append(self.reports.recv())
        except EOFError:
            return False
        return True


def watch(*processes: CeleryProcess, until: Callable[[], bool]) -> None:
    """Return when it is so; asked again after every report of the processes."""
    deadline = time.monotonic() + SECONDS
    while not until():
        ready = wait([process.reports for process in processes], deadline - time.monotonic())
        seen = [process.events() for process in processes]
        if not ready or time.monotonic() > deadline:
            raise AssertionError(f"it never came true; seen {seen}")


def sessions(name: str) -> int:
    """How many sessions of the test's database a process and its pool have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = %s",
            [name],
        )
        return int(cursor.fetchone()[0])
