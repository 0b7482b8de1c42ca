"""The whole plan, for an agency that is set to get it (clause 9, R16): no persons, no grounds."""

from django.db import migrations, models

# Whoever works for the agency that it was sent to, while that has something left to do, or at the
# Centre whose plan it is, is told what an approved version foresees. It is the owner's, since no policy shows an agency items of others;
# so it asks itself whether there is a seal, on any case of the family.
WHOLE_PLAN = """
CREATE FUNCTION qoldau_whole_plan(part bigint)
RETURNS TABLE (
    id bigint, stage smallint, "order" smallint, title text, service_id varchar,
    executor varchar, agency_id bigint, due_on date
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.id, i.stage, i."order",
        CASE WHEN named THEN i.title ELSE '' END,
        CASE WHEN named THEN i.service_id END,
        CASE WHEN named THEN i.executor ELSE '' END,
        CASE WHEN named THEN i.agency_id END,
        i.due_on
    FROM plans_dispatch d
    JOIN agencies_agency a ON a.id = d.agency_id
    JOIN plans_plan p ON p.id = d.plan_id
    JOIN plans_planitem i ON i.plan_id = p.id
    CROSS JOIN LATERAL (
        SELECT i.kind NOT IN ('relapse', 'offences') OR i.agency_id IS NOT DISTINCT FROM d.agency_id
    ) AS kind (named)
    WHERE d.id = part AND d.state = 'sent' AND d.with_whole_plan AND a.gets_whole_plan
      AND (p.centre_id = ANY (qoldau_ids('centres'))
        OR d.agency_id = ANY (qoldau_ids('agencies')) AND EXISTS (
            SELECT FROM plans_activity x WHERE x.dispatch_id = d.id
              AND x.state NOT IN ('executed', 'partly', 'impossible', 'excluded', 'declined')))
      AND NOT EXISTS (
        SELECT FROM cases_seal s
        JOIN cases_case sealed ON sealed.id = s.case_id
        JOIN cases_case c ON c.family_id = sealed.family_id
        WHERE c.id = p.case_id AND s.lifted_at IS NULL)
    ORDER BY i.stage, i."order", i.id;
$$
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0010_erasing"), ("agencies", "0008_whole_plan")]

    operations = [
        migrations.AddField(
            model_name="dispatch",
            name="with_whole_plan",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="with the whole plan"
            ),
        ),
        migrations.RunSQL(WHOLE_PLAN, "DROP FUNCTION qoldau_whole_plan(bigint)"),
    ]
