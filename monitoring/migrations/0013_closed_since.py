"""Whether a seal has closed to the asker, since a moment, a case that the asker could see before.

A file of a register that was written before is then not given out any more (R12). It is the
owner's: to whom a seal does not name it is not shown, and only yes or no is told.
"""

from django.db import migrations

CLOSED = """
CREATE FUNCTION qoldau_closed_since(moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM cases_seal s
        JOIN cases_case sealed ON sealed.id = s.case_id
        JOIN cases_case c ON c.family_id = sealed.family_id
        WHERE s.lifted_at IS NULL AND c.id = ANY (qoldau_ids('sealed'))
          AND (s.sealed_at >= moment OR EXISTS (
            SELECT FROM cases_sealreader r
            WHERE r.seal_id = s.id AND r.user_id = qoldau_user()
              AND (r.removed_at >= moment OR r.until >= moment)))
          AND (c.centre_id = ANY (qoldau_ids('reach')) OR EXISTS (
            SELECT FROM plans_activity a
            WHERE a.case_id = c.id AND a.agency_id = ANY (qoldau_ids('agencies')))));
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0012_stray_files"), ("cases", "0008_erasures")]

    operations = [
        migrations.RunSQL(CLOSED, "DROP FUNCTION qoldau_closed_since(timestamptz)"),
    ]
