"""A real Celery worker or beat in a process of its own, and the broker, as a test sees them.

The child says what happens on a pipe, one event a line: `ready`, `started <task>`,
`done <task>`, `failed <task>`, `sent <task>`, `stopped before <function>`. Waiting reads the
pipe, so a test never sleeps.
"""

import email.policy
import os
import select
import signal
import subprocess
import sys
import time
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import redis

from config.local import CHECKOUT
from config.local.processes import die_with_parent, kill_group, tail

SECONDS = 30.0
#: What Django's file backend writes after each message.
MAIL_END = b"-" * 79 + b"\n"


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
        self._rest = b""
        self._pipe, child_end = os.pipe()
        options = {"AT": at, "STOP_BEFORE": stop_before, "ON_CALL": str(on_call)}
        options |= {"CONCURRENCY": str(concurrency), "PIPE": str(child_end), "FOLDER": str(folder)}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.celery_child", kind],
                env=os.environ | {f"QOLDAU_TEST_{name}": text for name, text in options.items()},
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[child_end],
                process_group=0,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        os.close(child_end)

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
        """SIGKILL, with every process of the pool; nothing gets the chance to tidy up."""
        kill_group(self.process)
        self.process.wait()
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def _read(self, seconds: float) -> bool:
        if self._pipe < 0 or not select.select([self._pipe], [], [], max(seconds, 0))[0]:
            return False
        chunk = os.read(self._pipe, 65536)
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        self._events += [line.decode() for line in lines]
        return bool(chunk)
