"""What migrations ask of PostgreSQL beyond Django's own operations."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AppendOnly(migrations.RunPython):
    """Take UPDATE and DELETE on a table from the application role: its rows are only added."""

    def __init__(self, table: str) -> None:
        def revoke(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
            name = schema_editor.quote_name(table)
            schema_editor.execute(f"REVOKE UPDATE, DELETE ON {name} FROM {role}")

        super().__init__(revoke, migrations.RunPython.noop)


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
