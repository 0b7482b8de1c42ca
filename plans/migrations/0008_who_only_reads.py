"""Activities, reports, marks and requests are written by the Centre, or in the verb that works on the case.

Whoever watches, and an agency outside its verbs, reads them (R12).
"""

from django.db import migrations

from accounts.database import Asks, MorePolicies, of_parent, scope_is

CENTRES = "qoldau_ids('centres')"
CASES = "qoldau_ids('cases')"
FUNCTIONS = {
    "our_activity(activity bigint)": f"""
        SELECT FROM plans_activity a
        WHERE a.id = activity AND (a.centre_id = ANY ({CENTRES}) OR a.case_id = ANY ({CASES}))""",
    "our_report(report bigint)": f"""
        SELECT FROM plans_report r JOIN plans_activity a ON a.id = r.activity_id
        WHERE r.id = report AND (a.centre_id = ANY ({CENTRES}) OR a.case_id = ANY ({CASES}))""",
    "our_item(item bigint)": f"""
        SELECT FROM plans_planitem i JOIN plans_plan p ON p.id = i.plan_id
        WHERE i.id = item AND (p.centre_id = ANY ({CENTRES}) OR p.case_id = ANY ({CASES}))""",
}
OF_AN_ACTIVITY = ("plans_report", "plans_extension")
OF_A_REPORT = (
    *("plans_report_persons", "plans_report_methods"),
    *("plans_reportfile", "plans_review"),
)
IN_REACH = "qoldau_activity_in_reach(activity_id)"
PARENT = of_parent("plans_report", "report_id")
ITEM = of_parent("plans_planitem", "planitem_id")


def replaced(table: str, policy: str, condition: str) -> migrations.RunSQL:
    """The policy that let everybody write who reads goes; those below come in its place."""
    return migrations.RunSQL(
        f"DROP POLICY {policy} ON {table}",
        f"CREATE POLICY {policy} ON {table} USING ({condition})",
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_told_grounds")]

    operations = [
        *(Asks(signature, rows) for signature, rows in FUNCTIONS.items()),
        *(replaced(table, "activity", IN_REACH) for table in OF_AN_ACTIVITY),
        *(
            MorePolicies(table, seen_read=IN_REACH, own="qoldau_our_activity(activity_id)")
            for table in OF_AN_ACTIVITY
        ),
        *(replaced(table, "report", PARENT) for table in OF_A_REPORT),
        *(
            MorePolicies(
                table, seen_read=PARENT, own="qoldau_our_report(report_id)", system=scope_is()
            )
            for table in OF_A_REPORT
        ),
        replaced("plans_planitem_persons", "item", ITEM),
        MorePolicies(
            "plans_planitem_persons",
            seen_read=ITEM,
            own="qoldau_our_item(planitem_id)",
            system=scope_is(),
        ),
    ]
