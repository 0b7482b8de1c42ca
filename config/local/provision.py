"""Makes the two database roles and a database, and says how to reach it as each of them.

The same for the embedded server, for a server named by DATABASE_URL, and for tests.
"""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

OWNER = "qoldau_owner"
APP = "qoldau_app"
GRANTS = Path(__file__).with_name("provision.sql")


class ProvisionError(RuntimeError):
    """The server's roles are not such as Qoldau may use."""


@dataclass(frozen=True)
class DatabaseUrls:
    """One database as the application (owns nothing) and as the owner (migrates)."""

    app: str
    owner: str


def provision(admin_url: str, *, database: str) -> DatabaseUrls:
    """Make roles, database, extensions and grants; what is there already stays."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role in (OWNER, APP):
            make_role(connection, role=role, password=role_password(admin_url, role=role))
        make_database(connection, database=database)
    urls = database_urls(admin_url, database=database)
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute(GRANTS.read_bytes())
    return urls


def make_role(connection: psycopg.Connection, *, role: str, password: str) -> None:
    """A new role has no power but to sign in. Raises ProvisionError when an old one has."""
    powers = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s"
    found = connection.execute(powers, [role]).fetchone()
    if found == (True,):
        raise ProvisionError(f"The role {role} stands above row-level security; take that away.")
    statement = sql.SQL("ALTER ROLE {} {}" if found else "CREATE ROLE {} {}").format(
        sql.Identifier(role), sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(password))
    )
    connection.execute(statement)


def make_database(connection: psycopg.Connection, *, database: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    if found.fetchone():
        return
    # An administrator who is no superuser may give a database only to a role he is in.
    grant = sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER))
    connection.execute(grant)
    create = sql.SQL(
        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    )
    connection.execute(create.format(sql.Identifier(database), sql.Identifier(OWNER)))


def clone_database(admin_url: str, *, template: str, database: str) -> DatabaseUrls:
    """A copy of a database nobody is connected to; an older copy of that name goes away."""
    drop_database(admin_url, database=database)
    names = [sql.Identifier(name) for name in (database, OWNER, template)]
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*names))
    return database_urls(admin_url, database=database)


def drop_database(admin_url: str, *, database: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )


def database_urls(admin_url: str, *, database: str) -> DatabaseUrls:
    return DatabaseUrls(
        app=role_url(admin_url, role=APP, database=database),
        owner=role_url(admin_url, role=OWNER, database=database),
    )


def role_url(admin_url: str, *, role: str, database: str) -> str:
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    password = role_password(admin_url, role=role)
    return urlunsplit(
        parts._replace(netloc=f"{role}:{password}@{host}", path=f"/{quote(database)}")
    )


def role_password(admin_url: str, *, role: str) -> str:
    """Derived from the administrator's, so that nothing has to be stored and all agree on it."""
    secret = urlsplit(admin_url).password or ""
    return hmac.new(secret.encode(), role.encode(), hashlib.sha256).hexdigest()
