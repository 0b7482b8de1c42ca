"""What a seal keeps of breaches from whoever it does not name (R12)."""

from django.db import migrations

from accounts.database import Asks, Restriction, unsealed

OF_A_BREACH = """
    SELECT 1 FROM plans_plandeadline d JOIN plans_plan p ON p.id = d.plan_id
    WHERE d.id = plan_term AND p.case_id = ANY (qoldau_ids('sealed'))
    UNION ALL
    SELECT 1 FROM cases_casedeadline d
    WHERE d.id = case_term AND d.case_id = ANY (qoldau_ids('sealed'))
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0008_row_security"), ("plans", "0006_sealed")]

    operations = [
        Asks("sealed_breach(plan_term bigint, case_term bigint)", OF_A_BREACH),
        Restriction(
            "monitoring_breach",
            sealed=unsealed(asks="breach(plan_deadline_id, case_deadline_id)"),
        ),
    ]
