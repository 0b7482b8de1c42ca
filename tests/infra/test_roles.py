"""The application role can change rows and nothing else."""

import os

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from config.local.provision import APP, GRANTS, OWNER, ProvisionError, make_role
from tests.plugin import ADMIN_URL


def one(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_pages_run_as_the_application_role() -> None:
    assert one("SELECT current_user") == APP


@pytest.mark.django_db
@pytest.mark.parametrize("role", [APP, OWNER])
def test_neither_role_stands_above_row_level_security(role: str) -> None:
    rights = "rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb"
    assert one(f"SELECT {rights} FROM pg_roles WHERE rolname = '{role}'") is False


@pytest.mark.django_db
def test_the_application_role_owns_nothing() -> None:
    owned = f"SELECT count(*) FROM pg_class WHERE relowner = '{APP}'::regrole"
    assert one(owned) == 0
    assert one(owned.replace(APP, OWNER)) > 0  # type: ignore[operator]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE stolen (id int)",
        "ALTER TABLE django_session DISABLE TRIGGER ALL",
        "ALTER TABLE django_session ADD COLUMN stolen int",
        "TRUNCATE django_session",
        "DROP TABLE django_session",
    ],
)
def test_the_application_role_changes_no_table(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_extensions_are_there() -> None:
    expected = "{btree_gist,citext,pg_trgm,plpgsql,unaccent}"
    assert one("SELECT array_agg(extname ORDER BY extname)::text FROM pg_extension") == expected


def test_granting_again_changes_nothing(owner_url: str) -> None:
    acls = "SELECT array_agg(defaclacl::text ORDER BY oid) FROM pg_default_acl"
    with psycopg.connect(owner_url) as owner:
        before = owner.execute(acls).fetchone()
        owner.execute(GRANTS.read_bytes())
        assert owner.execute(acls).fetchone() == before


def test_a_new_table_of_the_owner_is_open_to_the_application(owner_url: str) -> None:
    with psycopg.connect(owner_url) as owner:
        owner.execute("CREATE TABLE later (id bigserial)")
        privileges = "SELECT has_table_privilege(%s, 'later', %s)"
        granted = {
            right: owner.execute(privileges, [APP, right]).fetchone()[0]  # type: ignore[index]
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
        }
        owner.rollback()
    assert [right for right, given in granted.items() if given] == [
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
    ]


def test_a_role_above_row_level_security_is_refused() -> None:
    with psycopg.connect(os.environ[ADMIN_URL]) as admin:
        found = admin.execute("SELECT rolname FROM pg_roles WHERE rolsuper LIMIT 1").fetchone()
        assert found
        with pytest.raises(ProvisionError, match=found[0]):
            make_role(admin, role=found[0], password="any")
