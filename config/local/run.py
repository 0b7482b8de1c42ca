"""`make run`: everything on this machine under one supervisor, until Ctrl-C.

Order: PostgreSQL, broker, preparation, web, worker, beat; they stop the other way round.
Environment: PORT (8000, or the next free one), HOST (127.0.0.1), and what `Servers` names.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from config.local import CHECKOUT, LOCAL
from config.local.broker import BrokerError
from config.local.checkout import InUse, State, owning_servers, publish, published
from config.local.manage import SETTINGS
from config.local.postgres import PostgresError
from config.local.processes import die_with_parent, is_free, kill_group
from config.local.provision import ProvisionError
from config.local.servers import Servers
from config.local.supervisor import GaveUp, Program, Supervisor
from config.messages import compile_catalogues

FIRST_PORT = 8000
WEB_SECONDS = 60
SIGNINS = LOCAL / "signins.txt"
LOGS = LOCAL / "log"


def main() -> int:
    with own_terminal():
        try:
            with owning_servers():
                return run()
        except InUse:
            return refuse()


def run() -> int:
    supervisor = Supervisor(say=say)
    supervisor.answer_signals()
    try:
        start(supervisor)
        supervisor.watch()
    except (GaveUp, PostgresError, BrokerError, ProvisionError, psycopg.Error) as error:
        say(str(error))
        return 1
    finally:
        say("Stopping.")
        supervisor.stop()
    return 0


def start(supervisor: Supervisor) -> None:
    started = time.monotonic()
    LOGS.mkdir(exist_ok=True)
    compile_catalogues()
    servers = Servers(LOCAL)
    if servers.postgres:
        supervisor.start("PostgreSQL", servers.postgres)
    if servers.broker:
        supervisor.start("broker", servers.broker)
    if supervisor.stopping.is_set():
        return
    address = f"http://localhost:{web_port()}"
    environment = servers.environment() | {"SITE_URL": os.environ.get("SITE_URL", address)}
    env = SETTINGS | dict(os.environ) | environment
    prepare(supervisor, env=env)
    start_programs(supervisor, env=env, address=address)
    if not supervisor.stopping.is_set():
        publish(State("run", pid=os.getpid(), environment=environment, address=address))
        greet(address, seconds=time.monotonic() - started)


def prepare(supervisor: Supervisor, *, env: dict[str, str]) -> None:
    """Migrate, load reference data, make the demo. Raises GaveUp when that fails."""
    if supervisor.stopping.is_set():
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "config.local.prepare", "--demo", str(SIGNINS)],
        cwd=CHECKOUT,
        env=env,
        process_group=0,
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    while process.poll() is None and not supervisor.stopping.wait(0.05):
        pass
    kill_group(process)
    if process.wait() and not supervisor.stopping.is_set():
        raise GaveUp("The database could not be prepared; the reason stands above.")


def start_programs(supervisor: Supervisor, *, env: dict[str, str], address: str) -> None:
    for name, command, stop_seconds in programs(port=int(address.rpartition(":")[2])):
        log = LOGS / f"{name}.log"
        log.write_bytes(b"")
        supervisor.start(name, Program(command, env=env, log=log, stop_seconds=stop_seconds))
    if not supervisor.stopping.is_set():
        supervisor.wait_until(lambda: answers(address), name="web", seconds=WEB_SECONDS)


def programs(*, port: int) -> list[tuple[str, list[str], float]]:
    """Name, command, and the seconds it has to end by itself. Beat is last: it stops first."""
    python, host = [sys.executable, "-m"], os.environ.get("HOST", "127.0.0.1")
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"]
    web += ["--workers", "2", "--blocking-threads", "1", "--respawn-failed-workers"]
    web += ["--access-log", "config.wsgi:application"]
    celery = [*python, "celery", "-A", "config"]
    schedule = str(LOCAL / "celerybeat-schedule")
    return [
        ("web", [*python, *web], 1.0),
        ("worker", [*celery, "worker", "-l", "INFO", "--concurrency", "2"], 1.0),
        ("beat", [*celery, "beat", "-l", "INFO", "--pidfile=", "-s", schedule], 0.5),
    ]


def web_port() -> int:
    if "PORT" in os.environ:
        port = int(os.environ["PORT"])
        if not is_free(port):
            raise GaveUp(f"Port {port} is taken; choose another with PORT=.")
        return port
    return next(port for port in range(FIRST_PORT, FIRST_PORT + 1000) if is_free(port))


def answers(address: str) -> bool:
    url = address.replace("localhost", "127.0.0.1") + "/healthz"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def greet(address: str, *, seconds: float) -> None:
    say(f"\nQoldau answers at {address} ({seconds:.1f} s). Logs: {LOGS}/. Ctrl-C stops it.\n")
    say(SIGNINS.read_text())


def refuse() -> int:
    state = published(seconds=0)
    if state and state.address:
        say(f"Qoldau is already running at {state.address} (process {state.pid}).")
    else:
        say("Another command of this checkout is using the servers; try again when it has ended.")
    return 1


@contextmanager
def own_terminal() -> Iterator[None]:
    """Let Ctrl-C reach the supervisor alone: `make` then ends with our exit code."""
    terminal = terminal_in_front()
    if terminal is None:
        yield
        return
    before = os.tcgetpgrp(terminal)
    # We are about to be "in the background" for two calls, and there is no shell to resume us.
    for number in (signal.SIGTTOU, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    os.tcsetpgrp(terminal, os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(terminal, before)


def terminal_in_front() -> int | None:
    """The terminal we were started from, when we are what it shows; else None."""
    if not (sys.stdin and sys.stdin.isatty()):
        return None
    terminal = sys.stdin.fileno()
    return terminal if os.tcgetpgrp(terminal) == os.getpgrp() else None


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
