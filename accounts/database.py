"""What migrations ask of PostgreSQL beyond Django's own operations."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.encryption import decrypted, encrypted

#: Rows that are rewritten at a time.
ROWS_AT_ONCE: Final = 1000


class AppendOnly(migrations.RunPython):
    """Take UPDATE and DELETE on a table from the application role: its rows are only added."""

    def __init__(self, table: str) -> None:
        def revoke(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
            name = schema_editor.quote_name(table)
            schema_editor.execute(f"REVOKE UPDATE, DELETE ON {name} FROM {role}")

        super().__init__(revoke, migrations.RunPython.noop)


class Encrypt(migrations.RunPython):
    """Encrypt what stands in clear in columns that were not encrypted before; back, decrypt it.

    In parts, so that memory does not grow with the table; as the owner, whom neither policies nor
    missing privileges of the application stop.
    """

    def __init__(self, table: str, *columns: str) -> None:
        def encrypt(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            _rewrite(schema_editor, table, columns, encrypted)

        def decrypt(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            _rewrite(schema_editor, table, columns, decrypted)

        super().__init__(encrypt, decrypt)


def _rewrite(
    schema_editor: BaseDatabaseSchemaEditor,
    table: str,
    columns: tuple[str, ...],
    change: Callable[[str], str],
) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join(f'"{column}" = %s' for column in columns)
    part = f"SELECT id, {names} FROM {table} WHERE id > %s ORDER BY id LIMIT {ROWS_AT_ONCE}"
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(part, [after])
            rows = cursor.fetchall()
            changed = [
                (*(change(text) if text else text for text in texts), pk)
                for pk, *texts in rows
                if any(texts)
            ]
            cursor.executemany(f"UPDATE {table} SET {marks} WHERE id = %s", changed)
            if len(rows) < ROWS_AT_ONCE:
                return
            after = rows[-1][0]


class Erasable(migrations.RunPython):
    """Let an erasure, and nothing else, empty columns of a table whose rows are only added.

    The application role gets UPDATE on these columns back (with `rows` DELETE), and a trigger
    refuses it outside `scopes.ERASING`; another one refuses whatever says something, there too.
    Needs `qoldau_only_erasing` and `qoldau_only_emptying`.
    """

    def __init__(self, table: str, *columns: str, rows: bool = False) -> None:
        right = "DELETE" if rows else f"UPDATE ({', '.join(columns)})"
        verb = "DELETE" if rows else "UPDATE"

        def grant(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
            schema_editor.execute(f"GRANT {right} ON {table} TO {role}")
            schema_editor.execute(
                f"CREATE TRIGGER {table}_erasing BEFORE {verb} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION qoldau_only_erasing()"
            )
            if not rows:
                names = ", ".join(f"'{column}'" for column in columns)
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_emptying BEFORE UPDATE ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION qoldau_only_emptying({names})"
                )

        def revoke(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
            schema_editor.execute(f"DROP TRIGGER {table}_erasing ON {table}")
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_emptying ON {table}")
            schema_editor.execute(f"REVOKE {right} ON {table} FROM {role}")

        super().__init__(grant, revoke)


class Guard(migrations.RunSQL):
    """Let a function look at every row of a table that is added, changed or deleted, before it is.

    The function is made by the migration and raises an error for what may not happen.
    """

    def __init__(self, table: str, *, function: str, verbs: str) -> None:
        name = f"{table}_guard"
        super().__init__(
            f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()",
            f"DROP TRIGGER {name} ON {table}",
        )


def _policy(table: str, name: str, condition: str) -> str:
    verbs = "FOR SELECT " if "read" in name else ""
    return f"CREATE POLICY {name} ON {table} {verbs}USING ({condition})"


class RowSecurity(migrations.RunSQL):
    """Show the application role only those rows of a table that one of the policies names (R12).

    Each policy is a condition on the row; it holds for rows that are read, changed and added, or,
    where its name has "read" in it, for rows that are read. The conditions ask for the scope
    through sub-selects, so that a statement asks once, not once a row.
    PostgreSQL tries policies in the reverse order of their names: cheap ones bear late ones.
    """

    def __init__(self, table: str, **policies: str) -> None:
        created = [_policy(table, name, policies[name]) for name in policies]
        dropped = [f"DROP POLICY {name} ON {table}" for name in policies]
        super().__init__(
            [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", *created],
            [*dropped, f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"],
        )


class MorePolicies(migrations.RunSQL):
    """Show further rows of a table of an app below, whose policies cannot know this one."""

    def __init__(self, table: str, **policies: str) -> None:
        super().__init__(
            [_policy(table, name, policies[name]) for name in policies],
            [f"DROP POLICY {name} ON {table}" for name in policies],
        )


class Restriction(migrations.RunSQL):
    """Hide rows of a table that its policies show, where a condition does not hold."""

    def __init__(self, table: str, **policies: str) -> None:
        super().__init__(
            [
                f"CREATE POLICY {name} ON {table} AS RESTRICTIVE USING ({policies[name]})"
                for name in policies
            ],
            [f"DROP POLICY {name} ON {table}" for name in policies],
        )


class Asks(migrations.RunSQL):
    """A function by which a policy asks whether there are such rows, whatever other policies show.

    It is the owner's, so that policies that look at one another's tables do not turn in a circle;
    for what is asked of few rows it also takes less time than to plan a nested policy. `signature`
    is that of the function, after `qoldau_`.
    """

    def __init__(self, signature: str, rows: str) -> None:
        super().__init__(
            f"CREATE FUNCTION qoldau_{signature} RETURNS boolean LANGUAGE plpgsql STABLE "
            f"PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS "
            f"$$BEGIN RETURN EXISTS ({rows}); END$$",
            f"DROP FUNCTION qoldau_{signature.partition('(')[0]}",
        )


class Window(migrations.RunPython):
    """Show some columns of a table to named scopes, through a view of the owner in a schema.

    For statements that look at very many rows: the scope is asked once, no row is looked at for
    its sake, and the planner's estimates stay what they are. Needs the schema to be there.
    """

    def __init__(self, schema: str, table: str, columns: str, *, scopes: tuple[str, ...]) -> None:
        view = f"{schema}.{table}"

        def create(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
            schema_editor.execute(
                f"CREATE VIEW {view} AS SELECT {columns} FROM public.{table} "
                f"WHERE {scope_is(*scopes)}"
            )
            schema_editor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
            schema_editor.execute(f"GRANT SELECT ON {view} TO {role}")

        def drop(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            schema_editor.execute(f"DROP VIEW {view}")

        super().__init__(create, drop)


def told(name: str) -> str:
    """The ids of which the session was told, as one value a statement; NULL where it was told none.

    Written out with functions that PostgreSQL has: one of our own would be looked into for every
    policy of every table of a statement.
    """
    return f"(SELECT nullif(current_setting('qoldau.{name}', true), '')::bigint[])::bigint[]"


def has(name: str) -> str:
    """That the session was told of any."""
    return f"cardinality({told(name)}) > 0"


def scope_is(*names: str) -> str:
    """That one of the system's scopes stands; `maintenance` is always among them."""
    allowed = ",".join((*names, "maintenance"))
    return f"(SELECT current_setting('qoldau.scope', true) = ANY ('{{{allowed}}}'::text[]))"


def of_ours(column: str = "centre_id") -> str:
    """That a column names a Centre of which the reader is staff."""
    return f"{column} = ANY ({told('centres')})"


def in_reach(column: str = "centre_id") -> str:
    """That a column names a Centre of which the reader is staff, or which the reader watches."""
    return f"{column} = ANY ({told('reach')})"


def of_our_agency(column: str = "agency_id") -> str:
    """That a column names an agency for which the reader works."""
    return f"{column} = ANY ({told('agencies')})"


def in_hand(column: str = "case_id") -> str:
    """That a column names the case on which the verb of this transaction works."""
    return f"{column} = ANY ({told('cases')})"


def of_parent(table: str, column: str) -> str:
    """That the row to which this one belongs is visible."""
    return f"EXISTS (SELECT FROM {table} parent WHERE parent.id = {column})"


def unsealed(case: str = "case_id", *, asks: str = "") -> str:
    """That a case is not under a seal which keeps it from the reader.

    `case` is the column that names it; or `asks` is a function that says so of a row, after
    `qoldau_sealed_`. Where nothing is kept from the reader no row is looked at.
    """
    if asks:
        return f"NOT {has('sealed')} OR NOT qoldau_sealed_{asks}"
    return f"{case} <> ALL ({told('sealed')})"
