"""One owner of the servers per checkout at a time, and where the others find these servers."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from config.local import LOCAL

STATE_SECONDS = 60


class InUse(RuntimeError):
    """Another process owns the servers of this checkout."""


@dataclass(frozen=True)
class State:
    """What the owner of the servers tells: which command it is and how to reach them."""

    command: str
    pid: int
    environment: dict[str, str]
    address: str = ""


@contextmanager
def owning_servers(*, wait: bool = False, local: Path = LOCAL) -> Iterator[None]:
    """Hold the checkout's lock; the kernel lets it go when the process ends, however it ends.

    Raises InUse when another process holds it and `wait` is false.
    """
    local.mkdir(exist_ok=True)
    with (local / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise InUse from error
        try:
            yield
        finally:
            state_file(local).unlink(missing_ok=True)


def state_file(local: Path = LOCAL) -> Path:
    return local / "state.json"


def publish(state: State, *, local: Path = LOCAL) -> None:
    """Readable by this user alone: it holds passwords."""
    unfinished = state_file(local).with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(asdict(state)))
    unfinished.replace(state_file(local))


def published(*, seconds: float = STATE_SECONDS, local: Path = LOCAL) -> State | None:
    """What the owner published; None when it ended, or did not come that far in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            state = State(**json.loads(state_file(local).read_text()))
        except FileNotFoundError:
            state = None
        if state and is_alive(state.pid):
            return state
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
