"""`make bench ARGS="--quarter"`: a quarter counted, opened, signed and looked at by the country."""

import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import scopes
from accounts.encryption import encrypted
from accounts.models import User
from monitoring.figures.counting import Name, count, parameters
from monitoring.management.commands.bench import scans
from monitoring.models import Conclusion, Monitoring
from monitoring.snapshot import seen_of
from monitoring.workflow import opening, signing
from regulations.quarters import Quarter

FOLDER: Final = Path(__file__).resolve().parents[2]
DATA: Final = FOLDER / "bench_quarters.sql"
WORDS: Final = {
    "title": "Көмек",
    "description": "Аптасына екі рет",
    "exit_reason": "Қиын жағдайдан шықты",
    "reason": "Көшті",
}
BY_HAND: Final = FOLDER / "bench_by_hand.sql"
EARLIER: Final = FOLDER / "bench_earlier.sql"
#: The only database into which made-up cases are loaded.
DATABASE: Final = "qoldau_bench_quarters"
BATCH: Final = 20_000
NAMES: Final = "cases_person_name"
CENTRES, QUARTERS = 208, 8
WARM_UP, ROUNDS = 2, 7
#: What the project promises: the figures of a Centre's quarter against one statement written by
#: hand, the country's page once the Centres have signed.
MOST_OF_BY_HAND: Final = 1.5
MOST_MILLISECONDS: Final = 1000
COMPARED: Final = (1, 53, 105, 157, CENTRES)

# Numbers of people in bench_quarters.sql.
AUTHORISED_BODY, REGIONAL_MANAGER = CENTRES * 20 + 1, CENTRES * 20 + 2


class Command(BaseCommand):
    help = "Load made-up cases, and measure their last quarter; run by `make bench`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        parts.add_parser("load", help="load cases").add_argument("cases", type=int)
        parts.add_parser("measure", help="count, open, sign, look at")

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        if connection.settings_dict["NAME"] != DATABASE:
            raise CommandError(f"Made-up cases go into {DATABASE} only: use `make bench`.")
        settings.DEBUG = False
        now = timezone.now()
        if options["part"] == "load":
            self._load(options["cases"], now=now)
        elif not self._measure(now):
            raise CommandError("A promise was not kept.")

    def _load(self, cases: int, *, now: datetime) -> None:
        began = time.monotonic()
        for loaded in load(cases, before(last_ended(now))):
            self.stdout.write(f"{loaded} after {time.monotonic() - began:.0f} s")

    def _measure(self, now: datetime) -> bool:
        quarter = last_ended(now)
        kept = self._compare(quarter)
        kept &= self._open(quarter, now=now)
        self._sign(quarter, now=now)
        write_earlier(quarter, now=now)
        quarters, sums = reverse("quarters"), reverse("quarter-sums")
        for name, url, user in (
            ("country", f"{quarters}?side=country", AUTHORISED_BODY),
            ("sums of the country", f"{sums}?quarter={quarter}", AUTHORISED_BODY),
            ("region", f"{quarters}?side=region", REGIONAL_MANAGER),
        ):
            kept &= self._page(name, url, user)
        return kept

    def _compare(self, quarter: Quarter) -> bool:
        """Each Centre's figures, counted by the product and by hand, must be the same numbers."""
        self.stdout.write(
            f"\n{'Centre':>8}{'cases':>8}{'cells':>7}{'product':>12}{'by hand':>12}  ratio"
        )
        whole = scans([counting_statement(quarter)])
        kept, ratios = not whole, []
        for centre in COMPARED:
            calls = (partial(count, centre, quarter), partial(counted_by_hand, centre, quarter))
            product, by_hand = in_turn(*calls)
            cells = count(centre, quarter)
            same = dict(cells.counts) == counted_by_hand(centre, quarter)
            ratios.append(product / by_hand)
            kept &= same
            self.stdout.write(
                f"{centre:>8}{cells['cases', '']:>8,}{len(cells.counts):>7}{product:>9.1f} ms"
                f"{by_hand:>9.1f} ms{ratios[-1]:>7.2f}{'' if same else '  <- other numbers'}"
            )
        ratio = statistics.median(ratios)
        kept &= ratio <= MOST_OF_BY_HAND
        self.stdout.write(
            f"ratio {ratio:.2f}; big tables read whole: {', '.join(sorted(whole)) or '-'}"
            f"{'' if kept else '  <- too much'}"
        )
        return kept

    def _open(self, quarter: Quarter, *, now: datetime) -> bool:
        """A run that is killed half way, and the one that goes on with it."""
        began = time.monotonic()
        killed_after = opened_until_killed(quarter, at=CENTRES // 2)
        first = time.monotonic() - began
        opened = opening.open_quarters(now=now)
        seconds = time.monotonic() - began - first
        every = Monitoring.objects.of(quarter).count()
        self.stdout.write(
            f"\nopening {quarter}: killed after {killed_after} Centres ({first:.1f} s), "
            f"gone on with {opened} ({seconds:.1f} s): {every} of {CENTRES}; again: "
            f"{opening.open_quarters(now=now)}"
        )
        drafts = Conclusion.objects.of(quarter).filter(cells__isnull=False).distinct()
        return every == drafts.count() == CENTRES

    def _sign(self, quarter: Quarter, *, now: datetime) -> None:
        began = time.monotonic()
        for conclusion in Conclusion.objects.of(quarter).order_by("pk"):
            head = User.objects.get(
                memberships__centre=conclusion.monitoring.centre_id, memberships__role="head"
            )
            signing.sign(conclusion, by=head, now=now, seen=seen_of(conclusion))
            signing.send(conclusion, by=head, now=now)
        self.stdout.write(f"signed and sent by all heads in {time.monotonic() - began:.1f} s")

    def _page(self, name: str, url: str, user: int) -> bool:
        client = Client()
        client.force_login(
            User.objects.get(pk=user), backend="django.contrib.auth.backends.ModelBackend"
        )
        [taken] = in_turn(lambda: client.get(url))
        with CaptureQueriesContext(connection) as queries:
            status = client.get(url).status_code
        whole = scans([query["sql"] for query in queries])
        good = status == HTTPStatus.OK and taken <= MOST_MILLISECONDS
        self.stdout.write(
            f"page of the {name}: {status}, {len(queries)} queries, {taken:.0f} ms, "
            f"big tables read whole: {', '.join(sorted(whole)) or '-'}"
            f"{'' if good else '  <- too much'}"
        )
        return good


def last_ended(now: datetime) -> Quarter:
    """The quarter that is opened today."""
    return opening.newest_due(timezone.localdate(now))


def load(cases: int, quarters: list[Quarter]) -> Iterator[str]:
    """Load cases as the owner, batch by batch; says how far it is.

    Indexes are made at the end, which is faster; that of persons' names is left out, for no figure
    asks for a name and it takes as long as all others together.
    """
    period = {"begin": quarters[0].first_day, "end": quarters[-1].last_day}
    words = {name: encrypted(text) for name, text in WORDS.items()}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '128MB'")
        indexes = taken_away(cursor)
        for first in range(1, cases + 1, BATCH):
            last = min(first + BATCH - 1, cases)
            numbers = {"first": first, "last": last, "cases": cases, "centres": CENTRES}
            cursor.execute(f"BEGIN; {DATA.read_text()} COMMIT", {**period, **words, **numbers})
            yield f"{last:,} cases"
        for name, definition in indexes.items():
            if name != NAMES:
                cursor.execute(definition)
        yield f"{len(indexes)} indexes"
        cursor.execute("VACUUM ANALYZE")
    yield "statistics"


def taken_away(cursor: CursorWrapper) -> dict[str, str]:
    """Drop the indexes that no constraint needs; returns their definitions by their names."""
    cursor.execute(
        """SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i
           JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
           WHERE (t.relname LIKE 'cases\\_%' OR t.relname LIKE 'plans\\_%')
             AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid)"""
    )
    indexes = dict(cursor.fetchall())
    for name in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    return indexes


def counting_statement(quarter: Quarter) -> str:
    """The statement by which the product counts, as it is sent."""
    with CaptureQueriesContext(connection) as queries:
        count(COMPARED[0], quarter)
    return max((str(query["sql"]) for query in queries), key=len)


def counted_by_hand(centre: int, quarter: Quarter, *, using: str = "owner") -> dict[Name, int]:
    """As the owner, whom no policy slows down."""
    with connections[using].cursor() as cursor:
        cursor.execute(BY_HAND.read_text(), parameters(centre, quarter))
        return {(figure, key): number for figure, key, number in cursor.fetchall() if number}


def in_turn(*calls: Callable[[], object]) -> list[float]:
    """The median milliseconds of each, asked one after the other, so that noise slows all alike."""
    taken: list[list[float]] = [[] for _call in calls]
    for turn in range(WARM_UP + ROUNDS):
        for call, times in zip(calls, taken, strict=True):
            began = time.perf_counter()
            call()
            if turn >= WARM_UP:
                times.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times) for times in taken]


def opened_until_killed(quarter: Quarter, *, at: int) -> int:
    """Open the quarter in a process of its own and kill it; returns how many Centres it opened."""
    with subprocess.Popen([sys.executable, "manage.py", "open_quarters"]) as process:
        while process.poll() is None and Monitoring.objects.of(quarter).count() < at:
            time.sleep(0.02)
        process.kill()
    return Monitoring.objects.of(quarter).count()


def write_earlier(quarter: Quarter, *, now: datetime) -> None:
    """What was signed for the quarter, as if it had been signed for those before it as well."""
    earlier = before(quarter)[:-1]
    values: dict[str, Any] = {
        "years": [one.year for one in earlier],
        "numbers": [one.number for one in earlier],
        "moment": now,
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"BEGIN; {EARLIER.read_text()} COMMIT", values)
        cursor.execute("VACUUM ANALYZE")


def before(quarter: Quarter) -> list[Quarter]:
    """The quarters that are made up, the given one being the last."""
    found = [quarter]
    while len(found) < QUARTERS:
        found.insert(0, found[0].previous)
    return found
