"""`make bench`: measures on a server and databases of its own, which are thrown away afterwards.

The smaller database is a copy made on the way to the larger one, so that both can be asked in
turn. `make run` may go on meanwhile: nothing of it is touched.
"""

import argparse
import sys

from config.local import LOCAL
from config.local.manage import run
from config.local.provision import clone_database, drop_database, provision
from config.local.servers import Servers

DATABASE = "qoldau_bench"
SMALL_DATABASE = "qoldau_bench_small"
SMALL, LARGE = 1_000, 100_000  # plans
# The load need not survive a power cut; what is measured afterwards only reads.
POSTGRES_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "max_wal_size": "8GB",
    "shared_buffers": "256MB",
    "autovacuum": "off",
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--plans", type=int, default=LARGE, help="plans of the larger size")
    plans = parser.parse_args(arguments).plans
    with Servers(LOCAL / "bench", postgres_settings=POSTGRES_SETTINGS) as servers:
        try:
            return measure(servers, plans=plans)
        finally:
            for database in (DATABASE, SMALL_DATABASE):
                drop_database(servers.admin_url, database=database)


def measure(servers: Servers, *, plans: int) -> int:
    drop_database(servers.admin_url, database=DATABASE)
    urls = provision(servers.admin_url, database=DATABASE)
    environment = {
        "DATABASE_URL": urls.app,
        "OWNER_DATABASE_URL": urls.owner,
        "CELERY_BROKER_URL": servers.broker_url,
    }

    def bench(*arguments: str) -> int:
        return run(["manage.py", "bench", *arguments], environment=environment)

    failed = run(["-m", "config.local.prepare"], environment=environment)
    failed = failed or bench("load", "1", str(SMALL))
    if failed:
        return failed
    clone_database(servers.admin_url, template=DATABASE, database=SMALL_DATABASE)
    failed = bench("load", str(SMALL + 1), str(plans))
    return failed or bench("measure", SMALL_DATABASE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
