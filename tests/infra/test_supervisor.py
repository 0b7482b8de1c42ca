"""The supervisor starts, watches and stops real processes; a checkout has one at a time."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from config.local import processes
from config.local.checkout import InUse, State, owning_servers, publish, published
from config.local.run import programs
from config.local.supervisor import MOST_RESTARTS, GaveUp, Program, Supervisor

WAITS = [sys.executable, "-c", "import signal; signal.pause()"]
ENDS = [sys.executable, "-c", "print('no such table')"]


def program(command: list[str], *, folder: Path, name: str = "part") -> Program:
    return Program(command, env=os.environ, log=folder / f"{name}.log", stop_seconds=5)


def test_a_part_that_is_killed_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    stopping = threading.Event()

    def say(text: str) -> None:
        said.append(text)
        stopping.set()

    supervisor = Supervisor(say=say, stopping=stopping)
    part = program(WAITS, folder=tmp_path)
    supervisor.start("worker", part)
    first = part.process
    assert first
    first.kill()
    first.wait()
    supervisor.watch()
    assert part.process
    assert part.process.pid != first.pid
    assert part.process.poll() is None
    assert said == [f"worker ended by itself and is started again (see {part.log})."]
    supervisor.stop()
    assert part.process.poll() is not None


def test_a_part_that_keeps_ending_is_given_up_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.local.supervisor.LOOK_SECONDS", 0.001)
    said: list[str] = []
    supervisor = Supervisor(say=said.append)
    supervisor.start("beat", program(ENDS, folder=tmp_path))
    with pytest.raises(GaveUp, match=r"beat ended 6 times within a minute:\n(.|\n)*no such table"):
        supervisor.watch()
    assert len(said) == MOST_RESTARTS
    supervisor.stop()


def test_the_last_started_stops_first(tmp_path: Path) -> None:
    order: list[str] = []

    class Told(Program):
        def stop(self) -> None:
            order.append(self.log.stem)
            super().stop()

    supervisor = Supervisor(say=order.append)
    names = ["PostgreSQL", "broker", *(name for name, _, _ in programs(port=1))]
    for name in names:
        log = tmp_path / f"{name}.log"
        supervisor.start(name, Told(WAITS, env=os.environ, log=log, stop_seconds=5))
    supervisor.stop()
    assert order == ["beat", "worker", "web", "broker", "PostgreSQL"]


def test_nothing_starts_after_the_signal(tmp_path: Path) -> None:
    supervisor = Supervisor(say=print, stopping=threading.Event())
    supervisor.stopping.set()
    part = program(WAITS, folder=tmp_path)
    supervisor.start("web", part)
    assert part.process is None


def test_a_part_that_will_not_end_is_killed(tmp_path: Path) -> None:
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); "
    child = subprocess.Popen(
        [sys.executable, "-c", code + "signal.pause()"], stdout=subprocess.PIPE, process_group=0
    )
    assert child.stdout
    with child.stdout:
        assert child.stdout.readline() == b"up\n"
        processes.stop_child(child, polite=signal.SIGTERM, seconds=0.05)
    assert child.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_a_child_dies_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    supervisor = (
        "import os, signal, sys; from pathlib import Path;"
        "from config.local.processes import start_child;"
        f"child = start_child({WAITS!r}, log=Path({str(tmp_path / 'log')!r}),"
        " death_signal=signal.SIGTERM);"
        "print(child.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", supervisor], capture_output=True, check=False)
    wait_until_gone(int(done.stdout))


def wait_until_gone(pid: int) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    import select

    ended, _, _ = select.select([handle], [], [], 10)
    os.close(handle)
    assert ended


def test_one_checkout_has_one_owner_of_its_servers(tmp_path: Path) -> None:
    with owning_servers(local=tmp_path):
        publish(State("run", pid=os.getpid(), environment={"A": "b"}), local=tmp_path)
        with pytest.raises(InUse), owning_servers(local=tmp_path):
            pytest.fail("two owners")
        state = published(local=tmp_path)
        assert state
        assert state.environment == {"A": "b"}
        assert (tmp_path / "state.json").stat().st_mode & 0o077 == 0
    assert published(seconds=0, local=tmp_path) is None


def test_a_port_that_is_taken_is_not_free() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not processes.is_free(taken.getsockname()[1])


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_tail_of_a_log_is_its_end(tmp_path: Path, count: int) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(count)))
    expected: Callable[[int], str] = lambda lines: "\n".join(  # noqa: E731
        f"line {number}" for number in range(max(0, count - lines), count)
    )
    assert processes.tail(log, lines=2) == expected(2)
