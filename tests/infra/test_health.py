"""What the load balancer is told."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_healthy_when_database_and_broker_are_reached(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "broker": "ok"})


def test_ready_when_all_migrations_are_applied(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "migrations": "ok"}


def test_a_missing_migration_is_not_ready_but_healthy(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    assert client.get("/readyz").json()["migrations"] == "failing"
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_broker_that_is_away_is_named_without_details(client: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://:secret@127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "failing"}


def test_a_database_that_is_away_is_named_without_details(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("connection to 10.0.0.1 as qoldau_app refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    for page, more in (("/healthz", {}), ("/readyz", {"migrations": "failing"})):
        answer = client.get(page)
        assert answer.status_code == 503
        assert answer.json() == {"database": "failing", "broker": "ok", **more}


def test_health_is_only_read(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
