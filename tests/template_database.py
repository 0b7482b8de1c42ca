"""The database that every test database is copied from: migrated, with the reference data.

It is made again when a migration, the reference data or what loads it (files named
`reference*`, `load_reference_data.py`, anything in a folder `data`), or the lock changed.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from config.local import CHECKOUT
from config.local.provision import DatabaseUrls, drop_database, provision

SOURCES = (
    "*/migrations/**/*.py",
    "*/data/**/*",
    "*/reference*",
    "*/reference/**/*.py",
    "*/management/commands/load_reference_data.py",
    "config/local/provision.*",
    "requirements/run.txt",
)
PREPARE = """
import django
django.setup()
from django.core.management import call_command, get_commands
call_command("migrate", database="owner", verbosity=0)
if "load_reference_data" in get_commands():
    call_command("load_reference_data", verbosity=0)
"""


def ensure_template(admin_url: str, *, folder: Path) -> str:
    """The name of the template, which is up to date; it takes seconds only after a change."""
    place = hashlib.sha256(str(folder).encode()).hexdigest()[:8]
    name = f"qoldau_test_{place}_template"
    wanted = fingerprint()
    if made_from(admin_url, database=name) != wanted:
        drop_database(admin_url, database=name)
        prepare(provision(admin_url, database=name))
        remember(admin_url, database=name, fingerprint=wanted)
    return name


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in CHECKOUT.glob(pattern)}):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(CHECKOUT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def made_from(admin_url: str, *, database: str) -> str | None:
    statement = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        row = connection.execute(statement, [database]).fetchone()
    return row[0] if row else None


def remember(admin_url: str, *, database: str, fingerprint: str) -> None:
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(database), sql.Literal(fingerprint)))


def prepare(urls: DatabaseUrls) -> None:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": urls.app,
        "OWNER_DATABASE_URL": urls.owner,
    }
    subprocess.run([sys.executable, "-c", PREPARE], cwd=CHECKOUT, env=env, check=True)
