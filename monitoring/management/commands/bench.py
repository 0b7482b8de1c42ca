"""`make bench`: pages and the sweep with 1,000 and with 100,000 made-up plans, side by side."""

import json
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import User
from monitoring.sweep import sweep

DATA: Final = Path(__file__).resolve().parents[2] / "bench_data.sql"
#: The only database into which made-up plans are loaded.
DATABASE: Final = "qoldau_bench"
SIZES: Final = (1_000, 100_000)
BATCH: Final = 25_000
WARM_UP, ROUNDS = 3, 15
#: What the project promises (README): queries of a page, growth of its median time.
MOST_QUERIES, MOST_GROWTH, MOST_STATEMENTS = 15, 1.20, 10
BIG_TABLE: Final = 50_000  # rows from which on a table must not be read as a whole

# Numbers of people in bench_data.sql: of the first Centre, and of its first agency.
CASEWORKER, HEAD, AGENCY_WORKER = 1, 13, 14


@dataclass(frozen=True)
class Page:
    """A page to measure: who opens it, which address; `promised`: the bench fails with it."""

    name: str
    user: int
    url_name: str
    args: tuple[int, ...] = ()
    query: str = ""
    promised: bool = True

    def url(self) -> str:
        return reverse(self.url_name, args=self.args) + self.query


PAGES: Final = (
    Page("my day: caseworker", CASEWORKER, "my-day"),
    Page("my day: whole Centre", CASEWORKER, "my-day", query="?scope=all"),
    Page("my day: owed by agencies", HEAD, "my-day", query="?scope=agencies"),
    Page("my day: head", HEAD, "my-day"),
    Page("my day: agency", AGENCY_WORKER, "my-day", query="?scope=all"),
    Page("breaches", HEAD, "breaches", promised=False),
    Page("case list", CASEWORKER, "case-list"),
    Page("case", CASEWORKER, "case", (1,), promised=False),
    Page("agency inbox", AGENCY_WORKER, "inbox"),
    Page("agency activity", AGENCY_WORKER, "activity", (26,), promised=False),
    Page("review queue", CASEWORKER, "review-queue", promised=False),
    Page("plan", CASEWORKER, "plan", (1,)),
)
PROMISED: Final = frozenset(page.name for page in PAGES if page.promised)


@dataclass
class Measured:
    """Of one page at one size. `scans`: big tables that a query read as a whole."""

    status: int
    queries: int
    milliseconds: float
    scans: set[str] = field(default_factory=set)


class Command(BaseCommand):
    help = "Measure pages and the sweep; run by `make bench` on a database of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plans", type=int, default=SIZES[1], help="plans of the larger size")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.settings_dict["NAME"] != DATABASE:
            raise CommandError(f"Made-up plans go into {DATABASE} only: use `make bench`.")
        settings.DEBUG = False
        now = timezone.now()
        sizes = (SIZES[0], options["plans"])
        pages = list(self._pages())
        found: list[dict[str, Measured]] = []
        for last, first in zip(sizes, (0, *sizes), strict=False):
            self._load(first + 1, last, now=now)
            found.append({page.name: measure(page) for page in pages})
        kept = self._report(sizes, found)
        kept &= self._sweeps(now)
        if not kept:
            raise CommandError("A promise was not kept.")

    def _load(self, first: int, last: int, *, now: datetime) -> None:
        began = time.monotonic()
        load(first, last, now=now)
        self.stdout.write(f"loaded plans {first} to {last} in {time.monotonic() - began:.0f} s")

    def _pages(self) -> Iterator[Page]:
        for page in PAGES:
            try:
                page.url()
            except NoReverseMatch:
                self.stdout.write(f"left out: {page.name} (there is no page {page.url_name!r} yet)")
            else:
                yield page

    def _report(self, sizes: tuple[int, int], found: list[dict[str, Measured]]) -> bool:
        small, large = found
        kept = True
        self.stdout.write(
            f"\n{'page':28}{'status':>7}{'queries':>9}{f'{sizes[0]:,}':>11}{f'{sizes[1]:,}':>11}"
            f"{'ratio':>7}  big tables read whole"
        )
        for name, after in large.items():
            before = small[name]
            ratio = after.milliseconds / before.milliseconds
            good = ratio <= MOST_GROWTH and after.queries <= MOST_QUERIES and not after.scans
            kept &= (good and after.status == 200) or name not in PROMISED
            self.stdout.write(
                f"{name:28}{after.status:>7}{after.queries:>9}{before.milliseconds:>8.1f} ms"
                f"{after.milliseconds:>8.1f} ms{ratio:>7.2f}  "
                f"{', '.join(sorted(after.scans)) or '-'}{'' if good else '  <- too much'}"
            )
        return kept

    def _sweeps(self, now: datetime) -> bool:
        self.stdout.write("")
        kept = True
        for name in ("first sweep", "again"):
            result, statements, seconds = watched(lambda: sweep(now=now))
            kept &= statements <= MOST_STATEMENTS
            self.stdout.write(
                f"{name}: {statements} statements, {seconds:.2f} s, {result.breaches:,} breaches, "
                f"{result.escalations:,} escalations, {result.notices:,} notices"
            )
        return kept


def load(first: int, last: int, *, now: datetime) -> None:
    """Load plans by numbers as the owner, and let the planner know of them."""
    moment = {"moment": now, "today": timezone.localdate(now)}
    with connections["owner"].cursor() as cursor:
        for begin in range(first, last + 1, BATCH):
            numbers = {"first": begin, "last": min(begin + BATCH - 1, last)}
            cursor.execute(f"BEGIN; {DATA.read_text()} COMMIT", {**moment, **numbers})
        cursor.execute("VACUUM ANALYZE")


def measure(page: Page) -> Measured:
    client = Client()
    user = User.objects.get(pk=page.user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    url = page.url()
    for _ in range(WARM_UP):
        response = client.get(url)
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(url)
        taken.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return Measured(
        status=response.status_code,
        queries=len(queries),
        milliseconds=statistics.median(taken),
        scans=scans([query["sql"] for query in queries]),
    )


def scans(statements: list[str]) -> set[str]:
    """The big tables that the plan of a statement reads from one end to the other."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples >= %s", [BIG_TABLE])
        big = {name for (name,) in cursor.fetchall()}
        for statement in statements:
            if statement.lstrip("( ").startswith("SELECT"):
                cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
                (plan,) = cursor.fetchone()
                plan = json.loads(plan) if isinstance(plan, str) else plan
                found |= set(_read_whole(plan[0]["Plan"])) & big
    return found


def _read_whole(node: dict[str, Any]) -> Iterator[str]:
    if "Seq Scan" in node["Node Type"]:
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _read_whole(child)


def watched(call: Callable[[], Any]) -> tuple[Any, int, float]:
    """The result, the number of statements with BEGIN and COMMIT, and the seconds taken."""
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        result = call()
    return result, len(queries), time.perf_counter() - began
