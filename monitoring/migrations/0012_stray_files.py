"""Which of these files no row names: asked before a file is removed for that (R12).

It is the owner's, so that it does not depend on what a scope is shown.
"""

from django.db import migrations

UNNAMED = """
CREATE FUNCTION qoldau_unnamed_files(names text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT asked.path FROM unnest(names) AS asked (path)
    WHERE NOT EXISTS (SELECT FROM cases_storedfile f WHERE f.content = asked.path)
      AND NOT EXISTS (SELECT FROM monitoring_export e WHERE e.file = asked.path);
$$
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0011_forgetting")]

    operations = [
        migrations.RunSQL(UNNAMED, "DROP FUNCTION qoldau_unnamed_files(text[])"),
    ]
