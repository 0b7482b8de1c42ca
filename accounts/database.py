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
