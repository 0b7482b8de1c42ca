"""`make bench`: measures on a server and databases of its own, which are thrown away afterwards.

The smaller database is a copy made on the way to the larger one, so that both can be asked in
turn. `make run` may go on meanwhile: nothing of it is touched.
"""

import argparse
import sys
from collections.abc import Callable

import psycopg
from psycopg import sql

from config.local import LOCAL
from config.local.manage import run
from config.local.provision import OWNER, clone_database, drop_database, provision
from config.local.servers import Servers

DATABASE = "qoldau_bench"
SMALL_DATABASE = "qoldau_bench_small"
# The larger one once more, without row-level security.
OPEN_DATABASE = "qoldau_bench_open"
QUARTERS_DATABASE = "qoldau_bench_quarters"
SMALL, LARGE = 1_000, 100_000  # plans
CASES = 100_000
# The load need not survive a power cut; what is measured afterwards only reads.
POSTGRES_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "max_wal_size": "8GB",
    "shared_buffers": "256MB",
    "autovacuum": "off",
}
Bench = Callable[..., int]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--plans", type=int, default=LARGE, help="plans of the larger size")
    parser.add_argument("--quarter", action="store_true", help="measure the end of a quarter")
    parser.add_argument("--cases", type=int, default=CASES, help="cases of eight quarters")
    chosen = parser.parse_args(arguments)
    with Servers(LOCAL / "bench", postgres_settings=POSTGRES_SETTINGS) as servers:
        try:
            if chosen.quarter:
                return measure_quarter(servers, cases=chosen.cases)
            return measure(servers, plans=chosen.plans)
        finally:
            for database in (DATABASE, SMALL_DATABASE, OPEN_DATABASE, QUARTERS_DATABASE):
                drop_database(servers.admin_url, database=database)


def measure(servers: Servers, *, plans: int) -> int:
    failed, bench = prepared(servers, database=DATABASE)
    failed = failed or bench("bench", "load", "1", str(SMALL))
    if failed:
        return failed
    clone_database(servers.admin_url, template=DATABASE, database=SMALL_DATABASE)
    failed = bench("bench", "load", str(SMALL + 1), str(plans))
    if failed:
        return failed
    without = clone_database(servers.admin_url, template=DATABASE, database=OPEN_DATABASE)
    take_policies_off(without.owner)
    return bench("bench", "measure", SMALL_DATABASE, OPEN_DATABASE)


def take_policies_off(owner_url: str) -> None:
    """Show every row to the application, to see what row-level security costs."""
    with psycopg.connect(owner_url) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'"
        )
        for (table,) in tables.fetchall():
            off = sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY")
            connection.execute(off.format(sql.Identifier(table)))


def measure_quarter(servers: Servers, *, cases: int) -> int:
    failed, bench = prepared(servers, database=QUARTERS_DATABASE)
    if failed:
        return failed
    let_owner_load(servers.admin_url, database=QUARTERS_DATABASE)
    return bench("bench_quarters", "load", str(cases)) or bench("bench_quarters", "measure")


def prepared(servers: Servers, *, database: str) -> tuple[int, Bench]:
    """An empty database with reference data, and a way to run a command on it."""
    drop_database(servers.admin_url, database=database)
    urls = provision(servers.admin_url, database=database)
    environment = {
        "DATABASE_URL": urls.app,
        "OWNER_DATABASE_URL": urls.owner,
        "CELERY_BROKER_URL": servers.broker_url,
    }

    def command(*arguments: str) -> int:
        return run(["manage.py", *arguments], environment=environment)

    return run(["-m", "config.local.prepare"], environment=environment), command


def let_owner_load(admin_url: str, *, database: str) -> None:
    """In this database the owner's rows are taken as they are, without a look at foreign keys.

    What the application does is checked as ever. Takes a superuser; goes away with the database.
    """
    statement = sql.SQL("ALTER ROLE {} IN DATABASE {} SET session_replication_role = replica")
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(OWNER), sql.Identifier(database)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
