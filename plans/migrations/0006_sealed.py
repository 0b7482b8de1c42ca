"""What a seal keeps of plans from whoever it does not name (R12)."""

from django.db import migrations

from accounts.database import Asks, Restriction, unsealed

HIDDEN = "qoldau_ids('sealed')"
FUNCTIONS = {
    "sealed_plan(plan bigint)": f"""
        SELECT FROM plans_plan p WHERE p.id = plan AND p.case_id = ANY ({HIDDEN})""",
    "sealed_activity(activity bigint)": f"""
        SELECT FROM plans_activity a WHERE a.id = activity AND a.case_id = ANY ({HIDDEN})""",
}
OF_A_PLAN = (
    *("plans_planitem", "plans_childleftout", "plans_agreement", "plans_dispatch"),
    *("plans_plandeadline", "plans_plantransition"),
)


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_row_security"), ("cases", "0005_sealed")]

    operations = [
        *(Asks(signature, rows) for signature, rows in FUNCTIONS.items()),
        Restriction("plans_plan", sealed=unsealed()),
        Restriction("plans_activity", sealed=unsealed()),
        *(Restriction(table, sealed=unsealed(asks="plan(plan_id)")) for table in OF_A_PLAN),
        Restriction("plans_report", sealed=unsealed(asks="activity(activity_id)")),
        Restriction("plans_extension", sealed=unsealed(asks="activity(activity_id)")),
    ]
