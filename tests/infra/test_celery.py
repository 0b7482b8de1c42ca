"""The fixtures drive real processes, and what Celery is told holds in them."""

import time
from collections.abc import Callable
from importlib import import_module

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone

from accounts.tasks import deliver_outbox
from config.schedule import SCHEDULE
from tests.celery_process import Broker, CeleryProcess

TASK = "accounts.tasks.deliver_outbox"


def test_tasks_are_sent_through_the_projects_app() -> None:
    assert current_app.main == "qoldau"
    assert current_app.conf.timezone == "Asia/Almaty"
    assert current_app.conf.task_always_eager is False


def test_a_task_is_given_out_again_only_after_its_hard_limit() -> None:
    conf = current_app.conf
    assert conf.task_soft_time_limit < conf.task_time_limit
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]


def test_every_periodic_task_exists() -> None:
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} - set(current_app.tasks) == set()


def test_r11_every_day_begins_with_looking_who_grew_up() -> None:
    """Soon after midnight, before anybody reads a list that has children first."""
    row = SCHEDULE["children-grew-up"]
    assert row["task"] == "cases.tasks.children_grew_up"
    assert (row["schedule"].hour, row["schedule"].minute) == ({0}, {20})
    assert row["schedule"].day_of_week == set(range(7))


def test_the_broker_holds_nothing_without_our_prefix(broker: Broker) -> None:
    deliver_outbox.delay()
    assert broker.waiting() == 1
    assert broker.prefix == settings.CELERY_BROKER_PREFIX
    others = [key for key in broker.client.scan_iter() if b"qoldau_test_" not in key]
    assert others == []


def test_a_real_worker_takes_a_task(worker: CeleryProcess) -> None:
    deliver_outbox.delay()
    worker.wait_for(f"done {TASK}")


def test_a_killed_worker_leaves_the_task_to_be_found(
    start_worker: Callable[..., CeleryProcess], broker: Broker
) -> None:
    first = start_worker(stop_before="accounts.outbox.deliver_due")
    deliver_outbox.delay()
    first.wait_for("stopped before accounts.outbox.deliver_due")
    first.kill()
    assert f"done {TASK}" not in first.events()
    assert any(key.endswith(b"unacked") for key in broker.keys_held())


def test_the_workers_clock_can_be_set(start_worker: Callable[..., CeleryProcess]) -> None:
    late = start_worker(at="2026-03-27 16:00")
    deliver_outbox.delay()
    late.wait_for(f"done {TASK}")
    assert "2026-03-27 16:0" in late.log.read_text()


def test_the_clock_stands_still(on: Callable[..., object]) -> None:
    on("2026-03-20", "10:00")
    before = time.time()
    assert timezone.localtime().isoformat() == "2026-03-20T10:00:00+05:00"
    on("2026-03-27")
    assert timezone.localtime().isoformat() == "2026-03-27T09:00:00+05:00"
    assert time.time() - before == 7 * 86_400 - 3_600


def test_the_app_is_named_for_the_command_line() -> None:
    assert import_module("config.celery").app is current_app._get_current_object()


@pytest.mark.usefixtures("committed_db")
def test_a_commit_is_seen_by_other_processes() -> None:
    import psycopg
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    ContentType.objects.create(app_label="made", model="up")
    url = connection.get_connection_params()
    with psycopg.connect(
        **{name: url[name] for name in ("host", "port", "user", "password", "dbname")}
    ) as other:
        seen = other.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'made'")
        assert seen.fetchone() == (1,)
