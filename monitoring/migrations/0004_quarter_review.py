import django.db.models.deletion
from django.db import migrations, models

from accounts.database import Guard

# Stricter than before: a write waits for a signature that is under way and then finds it; records
# cannot be taken from a signed figure to another one; what was sent and received stays recorded.
FROZEN = """
CREATE OR REPLACE FUNCTION monitoring_only_in_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint[] := array_remove(ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.conclusion_id END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.conclusion_id END], NULL);
BEGIN
    PERFORM FROM monitoring_conclusion WHERE id = ANY(whose) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT FROM monitoring_conclusion WHERE id = ANY(whose) AND state <> 'draft') THEN
        RAISE EXCEPTION 'a signed conclusion is frozen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION monitoring_records_only_in_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint[] := array_remove(ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.cell_id END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.cell_id END], NULL);
BEGIN
    PERFORM FROM monitoring_conclusion c JOIN monitoring_figurecell f ON f.conclusion_id = c.id
        WHERE f.id = ANY(whose) ORDER BY c.id FOR SHARE OF c;
    IF EXISTS (SELECT FROM monitoring_figurecell f
               JOIN monitoring_conclusion c ON c.id = f.conclusion_id
               WHERE f.id = ANY(whose) AND c.state <> 'draft') THEN
        RAISE EXCEPTION 'a signed conclusion is frozen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION monitoring_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR
       (NEW.monitoring_id, NEW.version, NEW.number, NEW.change_reason, NEW.counted_at,
        NEW.snapshot, NEW.digest, NEW.signed_by_id, NEW.signed_on)
       IS DISTINCT FROM
       (OLD.monitoring_id, OLD.version, OLD.number, OLD.change_reason, OLD.counted_at,
        OLD.snapshot, OLD.digest, OLD.signed_by_id, OLD.signed_on)
       OR NEW.state = 'draft'
       OR (OLD.state = 'replaced' AND NEW.state <> 'replaced')
       OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
       OR (OLD.received_on IS NOT NULL AND
           (NEW.received_on, NEW.received_by_id, NEW.receipt_number)
           IS DISTINCT FROM (OLD.received_on, OLD.received_by_id, OLD.receipt_number))) THEN
        RAISE EXCEPTION 'a signed conclusion is frozen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION monitoring_quarter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.centre_id, NEW.year, NEW.number) IS DISTINCT FROM (OLD.centre_id, OLD.year, OLD.number)
       AND EXISTS (SELECT FROM monitoring_conclusion
                   WHERE monitoring_id = OLD.id AND state <> 'draft') THEN
        RAISE EXCEPTION 'a signed conclusion is frozen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION monitoring_said_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.answer <> '' OR
       (NEW.monitoring_id, NEW.measure, NEW.key, NEW.text, NEW.asked_by_id, NEW.asked_at)
       IS DISTINCT FROM
       (OLD.monitoring_id, OLD.measure, OLD.key, OLD.text, OLD.asked_by_id, OLD.asked_at) THEN
        RAISE EXCEPTION 'questions and answers stay frozen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
THAWED = """
DROP FUNCTION monitoring_quarter_stays();
DROP FUNCTION monitoring_said_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_export")]

    operations = [
        migrations.AddField(
            model_name="recommendation",
            name="origin",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="monitoring.recommendation",
            ),
        ),
        migrations.RunSQL(FROZEN, THAWED),
        Guard("monitoring_monitoring", function="monitoring_quarter_stays", verbs="UPDATE"),
        Guard(
            "monitoring_figurequestion",
            function="monitoring_said_stays",
            verbs="UPDATE OR DELETE",
        ),
    ]
