"""What the database shows of terms and quarters (R12, R21): as `visible_to` has it.

Whoever watches sees what was signed; an agency its own breaches, and of the figures that Centres
signed those that are its own.
"""

from django.db import migrations

from accounts.database import RowSecurity, in_reach, of_our_agency, scope_is

EVER_SIGNED = "state IN ('signed', 'sent', 'received', 'replaced')"
OURS_OR_MERGED = "m.centre_id = ANY ((SELECT qoldau_with_merged())::bigint[])"
AN_AGENCY = "cardinality((SELECT qoldau_ids('agencies'))) > 0"
# Keys of an agency's figures are its id, or begin with it.
OF_OUR_AGENCY = (
    "figure LIKE '%\\_agency' AND split_part(key, ':', 1) = "
    "ANY ((SELECT qoldau_ids('agencies'))::text[])"
)


def of_parent(table: str, column: str) -> str:
    """Whatever shows the row to which this one belongs shows this one."""
    return f"EXISTS (SELECT FROM {table} parent WHERE parent.id = {column})"


MONITORING = of_parent("monitoring_monitoring", "monitoring_id")
CONCLUSION = of_parent("monitoring_conclusion", "conclusion_id")


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0007_edited_value"),
        ("plans", "0005_row_security"),
    ]

    operations = [
        RowSecurity(
            "monitoring_breach",
            reach=in_reach(),
            agency=of_our_agency(),
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
        RowSecurity(
            "monitoring_figurecell",
            conclusion=f"NOT {AN_AGENCY} AND {CONCLUSION}",
            agency=f"{OF_OUR_AGENCY} AND {CONCLUSION}",
        ),
        RowSecurity("monitoring_cellrecords", cell=of_parent("monitoring_figurecell", "cell_id")),
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
