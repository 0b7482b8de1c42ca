"""Fixtures for every test: databases, clock, broker, Celery processes, and hostile surroundings.

`db` and `@pytest.mark.django_db` work as usual, as the application role, in a transaction.
`committed_db` is for tests whose effects other processes must see.
"""

import datetime as dt
import itertools
import os
import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.db.models import QuerySet
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker

from accounts import scopes
from config.local.provision import clone_database, database_urls, drop_database
from tests.celery_process import Broker, CeleryProcess, start_fork_server
from tests.plugin import ADMIN_URL, TEMPLATE, worker_database

pytest_plugins = ["tests.people", "tests.discretion", "tests.verbs"]

ALMATY = ZoneInfo("Asia/Almaty")
COPIES = itertools.count(1)
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
# That the machine is busy says nothing about an example.
hypothesis.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("tests")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """This worker's own copy of the template; the settings name it already."""
    admin_url, database = os.environ[ADMIN_URL], worker_database()
    clone_database(admin_url, template=os.environ[TEMPLATE], database=database)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    drop_database(admin_url, database=database)


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    broker: Broker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """A fresh copy of the template where commits are real; it is dropped after the test.

    Each has a name of its own: what a process keeps of a database, such as the prepared calendar,
    is never taken for that of the next one.
    """
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("committed_db and the transaction of db exclude each other")
    admin_url, database = os.environ[ADMIN_URL], f"{worker_database()}_committed_{next(COPIES)}"
    urls = clone_database(admin_url, template=os.environ[TEMPLATE], database=database)
    monkeypatch.setenv("DATABASE_URL", urls.app)
    monkeypatch.setenv("OWNER_DATABASE_URL", urls.owner)
    with django_db_blocker.unblock():
        connections.close_all()
        for alias in connections:
            monkeypatch.setitem(connections.settings[alias], "NAME", database)
        yield
        connections.close_all()
    drop_database(admin_url, database=database)


@pytest.fixture
def owner_url(django_db_setup: None) -> str:
    """This worker's database as its owner, for tests of migrations and rights."""
    return database_urls(os.environ[ADMIN_URL], database=worker_database()).owner


@pytest.fixture
def broker() -> Iterator[Broker]:
    """The broker of this worker alone, empty before and after."""
    broker = Broker(url=settings.CELERY_BROKER_URL, prefix=settings.CELERY_BROKER_PREFIX)
    broker.flush()
    yield broker
    broker.flush()
    broker.close()


@pytest.fixture(scope="session")
def fork_server() -> None:
    """Before the environment is that of one test."""
    start_fork_server()


@pytest.fixture
def start_worker(
    fork_server: None, committed_db: None, broker: Broker, tmp_path: Path
) -> Iterator[Callable[..., CeleryProcess]]:
    """Starts real Celery workers: `start_worker(at=…, stop_before=…, on_call=…)`."""
    yield from celery_processes("worker", folder=tmp_path)


@pytest.fixture
def start_beat(
    fork_server: None, committed_db: None, broker: Broker, tmp_path: Path
) -> Iterator[Callable[..., CeleryProcess]]:
    """Starts real Celery beats, with the table of `config/schedule.py`: `start_beat(at=…)`."""
    yield from celery_processes("beat", folder=tmp_path)


def celery_processes(kind: str, *, folder: Path) -> Iterator[Callable[..., CeleryProcess]]:
    started: list[CeleryProcess] = []

    def start(**options: Any) -> CeleryProcess:
        name = f"{kind}-{len(started)}"
        started.append(CeleryProcess(kind, folder=folder / name, **options))
        started[-1].wait_for("ready")
        return started[-1]

    yield start
    from tests.discretion import tells  # a plugin by now

    for process in started:
        process.kill()
    assert tells(process.log.read_text(errors="replace") for process in started) == []


@pytest.fixture
def worker(start_worker: Callable[..., CeleryProcess]) -> CeleryProcess:
    """One real Celery worker on the database of `committed_db`."""
    return start_worker()


@pytest.fixture
def on() -> Iterator[Callable[..., dt.datetime]]:
    """Stops the clock: `on("2026-03-20", "10:00")`, Almaty time; again to move on."""
    stopped: list[time_machine.travel] = []

    def stop_clock(day: str, time: str = "09:00") -> dt.datetime:
        moment = dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ALMATY)
        while stopped:
            stopped.pop().stop()
        stopped.append(time_machine.travel(moment, tick=False))
        stopped[-1].start()
        return moment

    yield stop_clock
    while stopped:
        stopped.pop().stop()


@pytest.fixture(autouse=True)
def maintenance() -> Iterator[None]:
    """What a test does itself sees every row; a request, a task or a command its own scope."""
    with scopes.within(scopes.MAINTENANCE):
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages of verbs that a test calls itself are in English; a page's language is its own."""
    with translation.override("en"):
        yield


@pytest.fixture
def reads_english(client: Client) -> None:
    """The pages that `client` asks for are in English, unless a test asks for another one."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A test that leaves the machine fails."""
    patch = pytest.MonkeyPatch()
    real_connect = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to reach {address[0]}")
        real_connect(self, address)

    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def shuffled_querysets() -> Iterator[None]:
    """A queryset without an order has none; the seed is pytest-randomly's."""
    patch = pytest.MonkeyPatch()
    real_fetch = QuerySet._fetch_all

    def fetch_all(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        real_fetch(self)
        if fresh and self._result_cache and not self.ordered:
            random.shuffle(self._result_cache)

    patch.setattr(QuerySet, "_fetch_all", fetch_all)
    yield
    patch.undo()
