"""What a load balancer asks: `/healthz` (the parts are reached), `/readyz` (and migrated).

Nobody signs in for these, so an answer names the part that fails and nothing else.
"""

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BROKER_SECONDS = 2


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database and broker are reached, else 503."""
    return answer({"database": database_reached(), "broker": broker_reached()})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when, besides, every migration of this release is applied, else 503."""
    reached = {"database": database_reached(), "broker": broker_reached()}
    return answer({**reached, "migrations": reached["database"] and migrated()})


def answer(parts: dict[str, bool]) -> JsonResponse:
    words = {name: "ok" if well else "failing" for name, well in parts.items()}
    return JsonResponse(words, status=200 if all(parts.values()) else 503)


def database_reached() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def broker_reached() -> bool:
    url, limit = settings.CELERY_BROKER_URL, BROKER_SECONDS
    try:
        with redis.Redis.from_url(
            url, socket_connect_timeout=limit, socket_timeout=limit
        ) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
