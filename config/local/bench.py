"""`make bench`: measures on a server and a database of its own, which are thrown away afterwards.

`make run` may go on meanwhile: nothing of it is touched.
"""

import sys

from config.local import LOCAL
from config.local.manage import run
from config.local.provision import drop_database, provision
from config.local.servers import Servers

DATABASE = "qoldau_bench"
# The load need not survive a power cut; what is measured afterwards only reads.
POSTGRES_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "max_wal_size": "8GB",
    "shared_buffers": "256MB",
    "autovacuum": "off",
}


def main(arguments: list[str]) -> int:
    with Servers(LOCAL / "bench", postgres_settings=POSTGRES_SETTINGS) as servers:
        drop_database(servers.admin_url, database=DATABASE)
        urls = provision(servers.admin_url, database=DATABASE)
        environment = {
            "DATABASE_URL": urls.app,
            "OWNER_DATABASE_URL": urls.owner,
            "CELERY_BROKER_URL": servers.broker_url,
        }
        try:
            return run(["-m", "config.local.prepare"], environment=environment) or run(
                ["manage.py", "bench", *arguments], environment=environment
            )
        finally:
            drop_database(servers.admin_url, database=DATABASE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
