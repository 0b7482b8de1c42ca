"""What migrations ask of PostgreSQL beyond Django's own operations."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class GrantToApplication(migrations.RunPython):
    """Let the application role work with all tables, present and to come.

    The role that migrates owns the tables; the role that serves owns nothing (docs/adr).
    """

    def __init__(self) -> None:
        super().__init__(_grant, migrations.RunPython.noop)


class AppendOnly(migrations.RunPython):
    """Take UPDATE and DELETE on a table from the application role: its rows are only added."""

    def __init__(self, table: str) -> None:
        def revoke(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
            role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
            name = schema_editor.quote_name(table)
            schema_editor.execute(f"REVOKE UPDATE, DELETE ON {name} FROM {role}")

        super().__init__(revoke, migrations.RunPython.noop)


def _grant(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    rows, ids = "SELECT, INSERT, UPDATE, DELETE ON", "USAGE, SELECT ON"
    for statement in (
        f"GRANT {rows} ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT {ids} ALL SEQUENCES IN SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {ids} SEQUENCES TO {role}",
    ):
        schema_editor.execute(statement)
