"""What others do in the plan, for an agency that is set to be told (clauses 7(3) and 9, R12, R16).

No persons, no grounds, no free text: of others' activities services alone whose names tell nothing
of a family's trouble, with the executor where that is of the sector of the service.
"""

from django.db import migrations, models

# Told is whoever works for the agency that it was sent to, while that has something left to do, and
# the Centre for its letter; always of the version in force. It is the owner's, since no policy shows
# an agency items of others; so it asks itself whether anybody of the family, now or before, stands
# under a seal, here or elsewhere.
WHOLE_PLAN = """
CREATE FUNCTION qoldau_whole_plan(part bigint)
RETURNS TABLE (
    id bigint, version smallint, stage smallint, "order" smallint, title text, service_id varchar,
    executor varchar, agency_id bigint, due_on date
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.id, inforce.version, i.stage, i."order",
        CASE WHEN ours THEN i.title ELSE '' END,
        i.service_id,
        CASE WHEN known THEN i.executor ELSE '' END,
        CASE WHEN known THEN i.agency_id END,
        i.due_on
    FROM plans_dispatch d
    JOIN agencies_agency a ON a.id = d.agency_id
    JOIN plans_plan p ON p.id = d.plan_id
    JOIN plans_plan inforce ON inforce.series = p.series
        AND inforce.state IN ('approved', 'sent', 'running', 'executed')
    JOIN plans_planitem i ON i.plan_id = inforce.id
    LEFT JOIN agencies_service s ON s.code = i.service_id
    LEFT JOIN agencies_agency does ON does.id = i.agency_id
    CROSS JOIN LATERAL (SELECT i.agency_id IS NOT DISTINCT FROM d.agency_id) AS which (ours)
    CROSS JOIN LATERAL (
        SELECT ours OR i.agency_id IS NULL OR does.sector_id = s.sector_id
    ) AS who (known)
    WHERE d.id = part AND d.state = 'sent' AND d.with_whole_plan
      AND a.gets_whole_plan AND a.is_active
      AND (ours OR s.named_to_others AND i.kind NOT IN ('relapse', 'offences'))
      AND (d.agency_id = ANY (qoldau_ids('agencies'))
        OR inforce.centre_id = ANY (qoldau_ids('centres')))
      AND EXISTS (
        SELECT FROM plans_activity x WHERE x.dispatch_id = d.id
          AND x.state NOT IN ('executed', 'partly', 'impossible', 'excluded', 'declined'))
      AND NOT EXISTS (
        SELECT FROM cases_seal seal
        JOIN cases_case sealed ON sealed.id = seal.case_id
        JOIN cases_familymember there ON there.family_id = sealed.family_id
        JOIN cases_familymember here ON here.person_id = there.person_id
        JOIN cases_case c ON c.family_id = here.family_id
        WHERE c.id = p.case_id AND seal.lifted_at IS NULL)
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
