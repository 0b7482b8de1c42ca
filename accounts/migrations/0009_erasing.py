"""Statements of what retention removed from the access log; and the one scope that empties rows."""

from django.conf import settings
from django.db import migrations, models

from accounts.database import AppendOnly
from accounts.encryption import EMPTIED

# The owner is not asked: it migrates, and turns keys.
ONLY_ERASING = f"""
CREATE FUNCTION qoldau_only_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = '{settings.DATABASE_APP_ROLE}' AND qoldau_scope() <> 'erasing' THEN
        RAISE EXCEPTION 'only an erasure empties rows of %', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$
"""
# What says nothing: no text, the dash that an erasure leaves, no details.
ONLY_EMPTYING = f"""
CREATE FUNCTION qoldau_only_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text;
    said text;
BEGIN
    IF current_user = '{settings.DATABASE_APP_ROLE}' THEN
        FOREACH name IN ARRAY TG_ARGV LOOP
            said := to_jsonb(NEW) ->> name;
            IF said IS DISTINCT FROM to_jsonb(OLD) ->> name
                AND said NOT IN ('', '{EMPTIED}', '{{}}')
            THEN
                RAISE EXCEPTION 'an erasure empties rows of %, it writes nothing', TG_TABLE_NAME
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
        END LOOP;
    END IF;
    RETURN NEW;
END $$
"""


def owner_alone(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"REVOKE INSERT ON accounts_accesspruning FROM {role}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_second_step_scopes")]

    operations = [
        migrations.CreateModel(
            name="AccessPruning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_seal", models.BigIntegerField()),
                ("last_seal", models.BigIntegerField(unique=True)),
                ("records", models.PositiveBigIntegerField()),
                ("removed_at", models.DateTimeField()),
                ("years", models.PositiveSmallIntegerField()),
                ("source", models.CharField(max_length=300)),
                ("previous", models.CharField(blank=True, max_length=64, unique=True)),
                ("head", models.CharField(max_length=64)),
            ],
            options={"ordering": ["id"]},
        ),
        AppendOnly("accounts_accesspruning"),
        migrations.RunPython(owner_alone, migrations.RunPython.noop),
        migrations.RunSQL(ONLY_ERASING, "DROP FUNCTION qoldau_only_erasing()"),
        migrations.RunSQL(ONLY_EMPTYING, "DROP FUNCTION qoldau_only_emptying()"),
    ]
