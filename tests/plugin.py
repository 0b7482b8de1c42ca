"""Starts PostgreSQL and broker before Django reads its settings (`-p tests.plugin`).

The process that pytest was started in runs one cluster and one broker and keeps a migrated
template database; each xdist worker clones the template and has a broker prefix of its own. The
cluster stays in `.local/test-<n>/` for the next run; runs at the same time take different ones.
Its data are in memory where there is room: a copy of the template is a thousand files.
"""

import fcntl
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from config.local import LOCAL
from config.local.postgres import home_elsewhere
from config.local.provision import database_urls
from config.local.servers import Servers
from tests.template_database import ensure_template

ADMIN_URL = "QOLDAU_TEST_ADMIN_URL"
TEMPLATE = "QOLDAU_TEST_TEMPLATE"
RUN = "QOLDAU_TEST_RUN"
MEMORY = Path("/dev/shm")
#: Bytes that must be free there; a cluster with its copies takes a third of it.
ROOM = 2**30
# Nothing in a test cluster has to survive a power cut.
POSTGRES_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
}


@dataclass
class Running:
    servers: Servers
    lock: IO[str]


running: Running | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        try:
            start_servers()
        except BaseException:
            pytest_unconfigure()
            raise
    database = worker_database()
    urls = database_urls(os.environ[ADMIN_URL], database=database)
    os.environ["DATABASE_URL"] = urls.app
    os.environ["OWNER_DATABASE_URL"] = urls.owner
    os.environ["CELERY_BROKER_PREFIX"] = f"{database}-{os.environ[RUN]}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_unconfigure() -> None:
    global running
    if running:
        running.servers.stop()
        running.lock.close()
        running = None


def start_servers() -> None:
    global running
    folder, lock = free_folder()
    keep_in_memory(folder)
    servers = Servers(folder, postgres_settings=POSTGRES_SETTINGS)
    running = Running(servers=servers, lock=lock)
    servers.start()
    os.environ[ADMIN_URL] = servers.admin_url
    os.environ[RUN] = secrets.token_hex(4)
    os.environ["CELERY_BROKER_URL"] = servers.broker_url
    os.environ[TEMPLATE] = ensure_template(servers.admin_url, folder=folder)


def free_folder() -> tuple[Path, IO[str]]:
    """The first test cluster that no other run holds."""
    LOCAL.mkdir(exist_ok=True)
    number = 1
    while True:
        folder = LOCAL / f"test-{number}"
        lock = (LOCAL / f"test-{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            number += 1
        else:
            return folder, lock


def keep_in_memory(folder: Path) -> None:
    """Decided once for a folder, when there are no data in it yet."""
    if not folder.exists() and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        folder.mkdir()
        home_elsewhere(folder.resolve(), under=MEMORY / f"qoldau-{os.getuid()}")


def worker_database() -> str:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return os.environ[TEMPLATE].removesuffix("template") + worker
