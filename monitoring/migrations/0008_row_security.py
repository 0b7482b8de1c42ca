"""What the database shows of terms and quarters (R12, R21): as `visible_to` has it.

Whoever watches sees what was signed, and so does an agency, whose own figures are among it; of
breaches an agency sees its own.
"""

from django.db import migrations

from accounts.database import RowSecurity, Window, has, in_reach, of_our_agency, scope_is

EVER_SIGNED = "state IN ('signed', 'sent', 'received', 'replaced')"
OURS_OR_MERGED = "m.centre_id = ANY ((SELECT qoldau_with_merged())::bigint[])"
AN_AGENCY = has("agencies")

# What figures count (`monitoring.figures.facts`): no name, no number, no text.
COUNTED = {
    "cases_transfer": "id, case_id, from_centre_id, to_centre_id, state",
    "cases_casetransition": "id, case_id, transfer_id, verb, at",
    "cases_case": (
        "id, centre_id, family_id, previous_id, state, source, danger, with_children, closure, "
        "detected_on, recognised_on, exit_on, closed_on"
    ),
    "cases_caseground": "case_id, ground_id, added_on",
    "cases_assessment": "id, case_id, level_id, assessed_on",
    "cases_assessmentrisk": "assessment_id, indicator_id, height",
    "cases_familymember": "family_id, person_id, joined_on, left_on",
    "cases_person": "id, iin_absent",
    "plans_plan": "id, case_id, version, approved_on, completed_on",
    "plans_plantransition": (
        "id, plan_id, dispatch_id, activity_id, extension_id, verb, to_state, at"
    ),
    "plans_planitem": "id, plan_id, activity_id, executor, agency_id, kind, service_id",
    "plans_activity": (
        "id, case_id, item_id, executor, agency_id, service_id, state, started_on, ended_on"
    ),
    "plans_report": "activity_id, round, outcome, received_on, withdrawn_at",
    "plans_plandeadline": (
        "id, plan_id, centre_id, agency_id, term, started_on, due_on, met_on, ended_on"
    ),
    "plans_plandeadlinemove": "id, deadline_id, old_due_on, correction_id, by_id, at",
}


def of_parent(table: str, column: str) -> str:
    """Whatever shows the row to which this one belongs shows this one.

    Quarters and conclusions are few: those that are visible are looked up once a statement.
    """
    return f"{column} IN (SELECT id FROM {table})"


MONITORING = of_parent("monitoring_monitoring", "monitoring_id")
CONCLUSION = of_parent("monitoring_conclusion", "conclusion_id")


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0007_edited_value"),
        ("plans", "0005_row_security"),
    ]

    operations = [
        migrations.RunSQL("CREATE SCHEMA counting", "DROP SCHEMA counting"),
        *(
            Window("counting", table, columns, scopes=("quarters",))
            for table, columns in COUNTED.items()
        ),
        RowSecurity(
            "monitoring_breach",
            reach_read=in_reach(),
            read_agency=of_our_agency(),
            system=scope_is("sweep"),
        ),
        RowSecurity("monitoring_escalation", breach=of_parent("monitoring_breach", "breach_id")),
        RowSecurity(
            "monitoring_monitoring",
            reach=in_reach(),
            merged="centre_id = ANY ((SELECT qoldau_with_merged())::bigint[])",
            agency=AN_AGENCY,
            system=scope_is("quarters", "sweep"),
        ),
        RowSecurity(
            "monitoring_conclusion",
            centre=f"EXISTS (SELECT FROM monitoring_monitoring m WHERE m.id = monitoring_id AND {OURS_OR_MERGED})",
            signed=f"{EVER_SIGNED} AND {MONITORING}",
            system=scope_is("quarters"),
        ),
        # A sum over the country reads a million of these numbers, and gets at them through the
        # conclusions, which are under a policy; the ids behind a number are under one of their own.
        RowSecurity("monitoring_figurecell", known="(SELECT qoldau_scope()) <> ''"),
        RowSecurity(
            "monitoring_cellrecords",
            conclusion=f"EXISTS (SELECT FROM monitoring_figurecell c WHERE c.id = cell_id AND {CONCLUSION})",
        ),
        RowSecurity(
            "monitoring_quarterdeadline",
            reach=in_reach(),
            merged="centre_id = ANY ((SELECT qoldau_with_merged())::bigint[])",
            system=scope_is("quarters", "sweep", "calendar"),
        ),
        RowSecurity(
            "monitoring_quarterdeadlinemove",
            deadline=of_parent("monitoring_quarterdeadline", "deadline_id"),
        ),
        RowSecurity("monitoring_monitoringtransition", monitoring=MONITORING),
        RowSecurity("monitoring_figurequestion", monitoring=f"NOT {AN_AGENCY} AND {MONITORING}"),
        RowSecurity(
            "monitoring_export",
            own="user_id = (SELECT qoldau_user())",
            system=scope_is("exports"),
        ),
        RowSecurity("monitoring_exporttransition", export=of_parent("monitoring_export", "export_id")),
        *(
            RowSecurity(table, conclusion=CONCLUSION)
            for table in (
                "monitoring_conclusionfile",
                "monitoring_sentence",
                "monitoring_shortcoming",
                "monitoring_recommendation",
                "monitoring_followup",
            )
        ),
    ]
