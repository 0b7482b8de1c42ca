"""`make bench`: pages and the sweep with 1,000 and with 100,000 made-up plans, side by side.

The larger database is asked with and without its row-level security as well.
"""

import json
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import scopes
from accounts.encryption import encrypted
from accounts.models import User
from monitoring.sweep import sweep
from plans.models import Plan

DATA: Final = Path(__file__).resolve().parents[2] / "bench_data.sql"
#: The only database into which made-up plans are loaded.
DATABASE: Final = "qoldau_bench"
BATCH: Final = 25_000
WARM_UP, ROUNDS = 3, 25
#: What the project promises (README): queries of a page, growth of its median time.
MOST_QUERIES, MOST_GROWTH, MOST_STATEMENTS = 15, 1.20, 10
#: What row-level security may cost a list page.
MOST_FOR_SECURITY: Final = 1.15
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
    is_list: bool = True

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
    Page("case", CASEWORKER, "case", (1,), promised=False, is_list=False),
    Page("agency inbox", AGENCY_WORKER, "inbox"),
    Page("agency activity", AGENCY_WORKER, "activity", (26,), promised=False, is_list=False),
    Page("review queue", CASEWORKER, "review-queue", promised=False),
    Page("plan", CASEWORKER, "plan", (1,), is_list=False),
)


@dataclass
class Measured:
    """Of one page: median milliseconds at both sizes, and at the larger one without policies.

    `scans`: big tables read as a whole.
    """

    status: int
    queries: int
    small: float
    large: float
    without: float
    scans: set[str]


class Command(BaseCommand):
    help = "Load made-up plans, and measure pages and the sweep; run by `make bench`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        loading = parts.add_parser("load", help="load plans by numbers")
        loading.add_argument("first", type=int)
        loading.add_argument("last", type=int)
        measuring = parts.add_parser("measure", help="compare with a smaller database")
        measuring.add_argument("small", help="name of the smaller database")
        measuring.add_argument("open", help="name of the larger one without row-level security")

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        if connection.settings_dict["NAME"] != DATABASE:
            raise CommandError(f"Made-up plans go into {DATABASE} only: use `make bench`.")
        settings.DEBUG = False
        now = timezone.now()
        if options["part"] == "load":
            self._load(options["first"], options["last"], now=now)
            return
        kept = self._pages(Sizes(small=options["small"], without=options["open"]))
        kept &= self._sweeps(now)
        if not kept:
            raise CommandError("A promise was not kept.")

    def _load(self, first: int, last: int, *, now: datetime) -> None:
        began = time.monotonic()
        load(first, last, now=now)
        self.stdout.write(f"loaded plans {first} to {last} in {time.monotonic() - began:.0f} s")

    def _pages(self, sizes: "Sizes") -> bool:
        counts = {size: sizes.plans(size) for size in ("small", "large")}
        self.stdout.write(
            f"\n{'page':28}{'status':>7}{'queries':>9}{counts['small']:>8,} pl."
            f"{counts['large']:>8,} pl.{'ratio':>7}{'policies':>10}  big tables read whole"
        )
        kept = [self._page(page, sizes) for page in PAGES]
        sizes.use("large")
        return all(kept)

    def _page(self, page: Page, sizes: "Sizes") -> bool:
        try:
            page.url()
        except NoReverseMatch:
            self.stdout.write(f"{page.name:28} left out: there is no page {page.url_name!r}")
            return True
        found = measure(page, sizes)
        ratio, security = found.large / found.small, found.large / found.without
        good = (
            found.status == HTTPStatus.OK
            and ratio <= MOST_GROWTH
            and found.queries <= MOST_QUERIES
            and not found.scans
            and (security <= MOST_FOR_SECURITY or not page.is_list)
        )
        self.stdout.write(
            f"{page.name:28}{found.status:>7}{found.queries:>9}{found.small:>9.1f} ms"
            f"{found.large:>9.1f} ms{ratio:>7.2f}{security:>10.2f}  "
            f"{', '.join(sorted(found.scans)) or '-'}{'' if good else '  <- too much'}"
        )
        return good or not page.promised

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


class Sizes:
    """The databases; one of them at a time answers as the default one.

    They are asked in turn, so that what else the machine does slows all alike.
    """

    def __init__(self, *, small: str, without: str) -> None:
        names = {"small": small, "large": DATABASE, "without": without}
        self._wrappers = {size: self._connect(name) for size, name in names.items()}

    def _connect(self, name: str) -> BaseDatabaseWrapper:
        wrapper = connections.create_connection("default")
        # A pool belongs to an alias, and both databases answer to the same one.
        options = {k: v for k, v in wrapper.settings_dict["OPTIONS"].items() if k != "pool"}
        wrapper.settings_dict = {**wrapper.settings_dict, "NAME": name, "OPTIONS": options}
        return wrapper

    def use(self, size: str) -> None:
        connections["default"] = self._wrappers[size]

    def plans(self, size: str) -> int:
        self.use(size)
        return Plan.objects.count()


def load(first: int, last: int, *, now: datetime) -> None:
    """Load plans by numbers as the owner, and let the planner know of them."""
    moment = {"moment": now, "today": timezone.localdate(now)}
    words = {"title": encrypted("Көмек"), "description": encrypted("Аптасына екі рет")}
    with connections["owner"].cursor() as cursor:
        for begin in range(first, last + 1, BATCH):
            numbers = {"first": begin, "last": min(begin + BATCH - 1, last)}
            cursor.execute(f"BEGIN; {DATA.read_text()} COMMIT", {**moment, **words, **numbers})
        cursor.execute("VACUUM ANALYZE")


def measure(page: Page, sizes: Sizes) -> Measured:
    """Ask the databases for the page in turn; the queries are those of the larger one."""
    taken: dict[str, list[float]] = {"small": [], "without": [], "large": []}
    readers = {size: signed_in(page, size, sizes) for size in taken}
    for turn in range(WARM_UP + ROUNDS):
        for size, client in readers.items():
            sizes.use(size)
            began = time.perf_counter()
            client.get(page.url())
            if turn >= WARM_UP:
                taken[size].append((time.perf_counter() - began) * 1000)
    sizes.use("large")
    with CaptureQueriesContext(connection) as queries:
        response = readers["large"].get(page.url())
    return Measured(
        status=response.status_code,
        queries=len(queries),
        small=statistics.median(taken["small"]),
        large=statistics.median(taken["large"]),
        without=statistics.median(taken["without"]),
        scans=scans([query["sql"] for query in queries]),
    )


def signed_in(page: Page, size: str, sizes: Sizes) -> Client:
    sizes.use(size)
    client = Client()
    user = User.objects.get(pk=page.user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def scans(statements: list[str]) -> set[str]:
    """The big tables that the plan of a statement reads from one end to the other."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples >= %s", [BIG_TABLE])
        big = {name for (name,) in cursor.fetchall()}
        for statement in statements:
            if statement.lstrip("( \n").startswith(("SELECT", "WITH")):
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
