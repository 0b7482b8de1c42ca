"""Child processes that never outlive their supervisor."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True)
class User:
    """The operating system user a child runs as."""

    name: str
    uid: int
    gid: int


def unprivileged_user() -> User | None:
    """Who runs PostgreSQL, which refuses to run as root; None: we are that user ourselves."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return User(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def run_as(user: User | None) -> dict[str, Any]:
    """Keyword arguments of `Popen` and `run`; its cwd is one that every user can enter."""
    if user is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": user.uid, "group": user.gid, "extra_groups": []}


def can_reach(path: Path, *, user: User | None) -> bool:
    """Whether the user may enter and read the folder; asked of the kernel, ACLs included."""
    if user is None:
        return True
    question = ["/bin/sh", "-c", 'test -x "$0" && test -r "$0"', str(path)]
    return subprocess.run(question, check=False, **run_as(user)).returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            return False
    return True


def start_child(
    command: Sequence[str],
    *,
    log: Path,
    death_signal: signal.Signals,
    env: Mapping[str, str] | None = None,
    user: User | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own (a Ctrl-C reaches the supervisor alone).

    When the supervisor is killed, the kernel sends the child `death_signal`. It follows the
    thread that called, so call from the main thread.
    """
    options: dict[str, Any] = run_as(user) if cwd is None else {"cwd": cwd}
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            process_group=0,
            preexec_fn=die_with_parent(death_signal),
            **options,
        )


def die_with_parent(
    death_signal: signal.Signals, *, parent: int | None = None
) -> Callable[[], None] | None:
    """What a child calls to end with its parent: this process, unless another is given."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    supervisor = parent or os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != supervisor:
            os.kill(os.getpid(), death_signal)

    return ask_kernel


def stop_child(process: subprocess.Popen[bytes], *, polite: signal.Signals, seconds: float) -> None:
    """Ask politely, then kill the whole group, so that no grandchild stays behind."""
    if process.poll() is None:
        process.send_signal(polite)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            kill_group(process)
            process.wait()
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:  # macOS says so of a group whose members are all zombies
        return


def tail(log: Path, *, lines: int = 15) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
