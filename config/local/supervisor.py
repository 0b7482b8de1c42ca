"""Starts the parts in order, restarts one that ends by itself, stops them in the opposite order."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from config.local import CHECKOUT
from config.local.processes import start_child, stop_child, tail

LOOK_SECONDS = 0.3
MOST_RESTARTS = 5  # within
RESTART_WINDOW = 60.0  # seconds


class GaveUp(RuntimeError):
    """A part keeps ending by itself; the message ends with the end of its log."""


class Part(Protocol):
    """Something that runs: a server, or a process of the project."""

    process: subprocess.Popen[bytes] | None

    @property
    def log(self) -> Path: ...
    def start(self) -> object: ...
    def stop(self) -> None: ...


@dataclass
class Program:
    """A process of the project itself."""

    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    stop_seconds: float
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = start_child(
            self.command, log=self.log, death_signal=signal.SIGTERM, env=self.env, cwd=CHECKOUT
        )

    def stop(self) -> None:
        if self.process:
            stop_child(self.process, polite=signal.SIGTERM, seconds=self.stop_seconds)


@dataclass
class Supervisor:
    """`stopping` is set by SIGINT and SIGTERM; every wait ends with it."""

    say: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    parts: dict[str, Part] = field(default_factory=dict)
    restarts: dict[str, list[float]] = field(default_factory=dict)

    def answer_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())

    def start(self, name: str, part: Part) -> None:
        """Start it, unless a signal came before."""
        if not self.stopping.is_set():
            self.parts[name] = part
            part.start()

    def watch(self) -> None:
        """Until a signal: restart what ended. Raises GaveUp when restarting does not help."""
        while not self.stopping.wait(LOOK_SECONDS):
            for name, part in self.parts.items():
                if part.process and part.process.poll() is not None:
                    self._restart(name, part)

    def wait_until(self, ready: Callable[[], bool], *, name: str, seconds: float) -> None:
        """Wait for a part that was started. Raises GaveUp when it ends or takes too long."""
        process, deadline = self.parts[name].process, time.monotonic() + seconds
        while not ready() and not self.stopping.wait(0.05):
            if (process and process.poll() is not None) or time.monotonic() > deadline:
                raise GaveUp(f"{name} did not start:\n{tail(self.parts[name].log)}")

    def stop(self) -> None:
        """The last started first; a second signal changes nothing."""
        self.stopping.set()
        for name in reversed(list(self.parts)):
            self.parts.pop(name).stop()

    def _restart(self, name: str, part: Part) -> None:
        now = time.monotonic()
        recent = [at for at in self.restarts.get(name, []) if now - at < RESTART_WINDOW]
        self.restarts[name] = [*recent, now]
        last_words = tail(part.log)
        part.stop()
        if len(recent) >= MOST_RESTARTS:
            raise GaveUp(f"{name} ended {len(recent) + 1} times within a minute:\n{last_words}")
        self.say(f"{name} ended by itself and is started again (see {part.log}).")
        part.start()
