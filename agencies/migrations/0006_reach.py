"""Which Centres a session watches, and which it has from those merged into its own."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION qoldau_watched() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(id), '{}') FROM agencies_centre
    WHERE current_setting('qoldau.country', true) = 'on'
       OR region_id = ANY (
            coalesce(nullif(current_setting('qoldau.regions', true), ''), '{}')::text[])
$$;

-- What a Centre concluded is seen by the one into which it was merged, as the program has it.
CREATE FUNCTION qoldau_with_merged() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(c.id), '{}')
    FROM agencies_centre c LEFT JOIN agencies_centre m ON m.id = c.merged_into_id
    WHERE qoldau_ids('centres') && ARRAY[c.id, c.merged_into_id, m.merged_into_id]
$$;
"""
DROPPED = """
DROP FUNCTION qoldau_with_merged();
DROP FUNCTION qoldau_watched();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_quarters"), ("accounts", "0006_scopes")]

    operations = [migrations.RunSQL(FUNCTIONS, DROPPED)]
