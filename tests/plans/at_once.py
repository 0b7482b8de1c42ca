"""Two people at the same moment: verbs in threads of their own, on real commits."""

import threading
import time
from collections.abc import Callable

from django.db import connection

from accounts import scopes

SECONDS = 20.0


def at_once(*verbs: Callable[[], object]) -> list[Exception | None]:
    """Run the verbs at the same moment, each with its own connection; what each one raised."""
    together = threading.Barrier(len(verbs))
    raised: list[Exception | None] = [None] * len(verbs)

    @scopes.within(scopes.MAINTENANCE)
    def run(place: int, verb: Callable[[], object]) -> None:
        try:
            together.wait(SECONDS)
            verb()
        except Exception as error:  # noqa: BLE001 - the test looks at each of them
            raised[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return raised


def wait_until(true: Callable[[], bool]) -> None:
    """Ask again and again until it is so."""
    until = time.monotonic() + SECONDS
    while not true():
        if time.monotonic() > until:
            raise AssertionError("it never came true")


def somebody_waits() -> bool:
    """Whether a session of this database waits for a lock."""
    return how_many_wait() > 0


def how_many_wait() -> int:
    """How many sessions of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])
