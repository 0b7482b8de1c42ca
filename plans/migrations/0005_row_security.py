"""What the database shows of plans (R12): all to the Centre, to an agency what was sent to it.

An agency sees of a family what its activities name; the policies for that stand here, since the
app of the cases knows nothing of activities. Whoever watches sees that there are plans, activities
and reports, and their terms, not for whom they are; what is written in them is for the program to
leave out, since a policy knows rows only.
"""

from django.db import migrations

from accounts.database import (
    Asks,
    MorePolicies,
    RowSecurity,
    has,
    in_hand,
    in_reach,
    of_our_agency,
    of_ours,
    of_parent,
    scope_is,
)

AGENCIES = "qoldau_ids('agencies')"
CENTRES = "qoldau_ids('centres')"
REACH = "qoldau_ids('reach')"
CASES = "qoldau_ids('cases')"
# What was sent to an agency hangs on the dispatch.
SENT = "plans_activity a JOIN plans_dispatch d ON d.id = a.dispatch_id AND d.state = 'sent'"
FUNCTIONS = {
    "sent_activity(activity bigint)": f"""
        SELECT FROM {SENT} WHERE a.id = activity AND a.agency_id = ANY ({AGENCIES})""",
    "sent_person(person bigint)": f"""
        SELECT FROM {SENT} JOIN plans_planitem_persons p ON p.planitem_id = a.item_id
        WHERE p.person_id = person AND a.agency_id = ANY ({AGENCIES})""",
    "sent_report(activity bigint, entered timestamptz)": f"""
        SELECT FROM {SENT}
        WHERE a.id = activity AND a.agency_id = ANY ({AGENCIES}) AND entered >= d.sent_at""",
    "sent_extension(extension bigint, activity bigint)": f"""
        SELECT FROM {SENT} JOIN plans_plantransition t ON t.extension_id = extension
        WHERE a.id = activity AND a.agency_id = ANY ({AGENCIES})
          AND t.verb = 'ask_later_date' AND t.at >= d.sent_at""",
    "sent_file(file bigint)": f"""
        SELECT FROM {SENT} JOIN plans_report r ON r.activity_id = a.id
        JOIN plans_reportfile f ON f.report_id = r.id
        WHERE f.file_id = file AND a.agency_id = ANY ({AGENCIES}) AND r.entered_at >= d.sent_at""",
    "dispatched_case(family_case bigint)": f"""
        SELECT FROM plans_dispatch d JOIN plans_plan p ON p.id = d.plan_id
        WHERE p.case_id = family_case AND d.agency_id = ANY ({AGENCIES}) AND d.state = 'sent'""",
    "our_plan(plan bigint)": f"""
        SELECT FROM plans_plan p
        WHERE p.id = plan AND (p.centre_id = ANY ({CENTRES}) OR p.case_id = ANY ({CASES}))""",
    "plan_in_reach(plan bigint)": f"""
        SELECT FROM plans_plan p
        WHERE p.id = plan AND (p.centre_id = ANY ({REACH}) OR p.case_id = ANY ({CASES}))""",
    "activity_in_reach(activity bigint)": f"""
        SELECT FROM plans_activity a
        WHERE a.id = activity AND (a.centre_id = ANY ({REACH}) OR a.case_id = ANY ({CASES}))""",
    "owed_plan(plan bigint)": f"""
        SELECT FROM plans_plandeadline d WHERE d.plan_id = plan AND d.centre_id = ANY ({CENTRES})""",
    "owed_case(family_case bigint)": f"""
        SELECT FROM plans_plan p JOIN plans_plandeadline d ON d.plan_id = p.id
        WHERE p.case_id = family_case AND d.centre_id = ANY ({CENTRES})""",
}

AN_AGENCY = has("agencies")
STAFF = has("centres")


def sent(name: str, *columns: str) -> str:
    """That it was sent to the reader's agency, asked only where the reader has one."""
    return f"{AN_AGENCY} AND qoldau_sent_{name}({', '.join(columns)})"


def sent_with(column: str) -> str:
    """That an activity which was sent to the reader's agency belongs to it."""
    ours = of_our_agency("a.agency_id")
    return f"{AN_AGENCY} AND EXISTS (SELECT FROM plans_activity a WHERE {column} AND {ours})"


def owed(name: str, column: str) -> str:
    """That a Centre of the reader owed a term of it, which a transfer leaves behind."""
    return f"{STAFF} AND qoldau_owed_{name}({column})"


OUR_PLAN = "qoldau_our_plan(plan_id)"
A_PLAN = "qoldau_plan_in_reach(plan_id)"
AN_ACTIVITY = "qoldau_activity_in_reach(activity_id)"
SENT_TO_US = (
    f"EXISTS (SELECT FROM plans_dispatch d WHERE d.id = dispatch_id AND d.state = 'sent' "
    f"AND {of_our_agency('d.agency_id')})"
)
A_PART_SENT_TO_US = (
    f"{AN_AGENCY} AND EXISTS (SELECT FROM plans_dispatch d WHERE d.plan_id = plans_plan.id "
    f"AND d.state = 'sent' AND {of_our_agency('d.agency_id')})"
)
OF_A_REPORT = of_parent("plans_report", "report_id")


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_quarters"),
        ("cases", "0003_row_security"),
    ]

    operations = [
        *(Asks(signature, rows) for signature, rows in FUNCTIONS.items()),
        RowSecurity(
            "plans_plan",
            reach_read=in_reach(),
            centre=of_ours(),
            hand=in_hand(),
            read_sent=A_PART_SENT_TO_US,
            a_read_owed=owed("plan", "id"),
            system=scope_is("dispatch", "calendar"),
        ),
        RowSecurity(
            "plans_planitem",
            plan_read=A_PLAN,
            own=OUR_PLAN,
            read_sent=sent_with("a.item_id = plans_planitem.id"),
            system=scope_is(),
        ),
        RowSecurity(
            "plans_planitem_persons", item=of_parent("plans_planitem", "planitem_id")
        ),
        RowSecurity("plans_childleftout", plan=OUR_PLAN, system=scope_is()),
        RowSecurity("plans_agreement", plan=OUR_PLAN, system=scope_is()),
        RowSecurity(
            "plans_dispatch",
            plan_read=A_PLAN,
            own=OUR_PLAN,
            sent=f"{of_our_agency()} AND state = 'sent'",
            system=scope_is("dispatch", "calendar"),
        ),
        RowSecurity(
            "plans_activity",
            reach_read=in_reach(),
            centre=of_ours(),
            hand=in_hand(),
            read_sent=f"{of_our_agency()} AND {SENT_TO_US}",
            system=scope_is("handing_over"),
        ),
        RowSecurity(
            "plans_report",
            activity=AN_ACTIVITY,
            read_sent=sent("report", "activity_id", "entered_at"),
            system=scope_is(),
        ),
        RowSecurity("plans_report_persons", report=OF_A_REPORT),
        RowSecurity("plans_report_methods", report=OF_A_REPORT),
        RowSecurity("plans_reportfile", report=OF_A_REPORT),
        RowSecurity("plans_review", report=OF_A_REPORT),
        RowSecurity(
            "plans_extension",
            activity=AN_ACTIVITY,
            read_sent=sent("extension", "id", "activity_id"),
            system=scope_is(),
        ),
        RowSecurity(
            "plans_plandeadline",
            reach_read=in_reach(),
            centre=of_ours(),
            read_agency=of_our_agency(),
            read_activity=sent("activity", "activity_id"),
            hand=f"{has('cases')} AND {OUR_PLAN}",
            system=scope_is("sweep", "calendar", "dispatch", "handing_over"),
        ),
        RowSecurity(
            "plans_plandeadlinemove", deadline=of_parent("plans_plandeadline", "deadline_id")
        ),
        RowSecurity(
            "plans_plantransition",
            plan_read=A_PLAN,
            own=OUR_PLAN,
            read_sent=sent("activity", "activity_id"),
            system=scope_is(),
        ),
        MorePolicies(
            "cases_case",
            read_sent=sent_with("a.case_id = cases_case.id"),
            # A breach of its own names the case to an agency whose activity went on to another.
            a_read_dispatched=f"{AN_AGENCY} AND qoldau_dispatched_case(id)",
            a_read_owed=owed("case", "id"),
        ),
        MorePolicies("cases_person", read_sent=sent("person", "id")),
        MorePolicies("cases_storedfile", read_sent=sent("file", "id")),
    ]
