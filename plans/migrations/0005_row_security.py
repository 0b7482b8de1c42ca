"""What the database shows of plans (R12): all to the Centre, to an agency what was sent to it.

An agency sees of a family what its activities name; the policies for that stand here, since the
app of the cases knows nothing of activities. Whoever watches sees that there are plans, activities
and reports, and their terms, not for whom they are.
"""

from django.db import migrations

from accounts.database import (
    MorePolicies,
    RowSecurity,
    in_hand,
    in_reach,
    of_our_agency,
    of_ours,
    scope_is,
)

# An agency asks for a page of activities at a time: a function of the owner is asked for each row,
# and policies that look at one another's tables do not turn in a circle.
SENT = """
SELECT EXISTS (
    SELECT FROM plans_activity a JOIN plans_dispatch d ON d.id = a.dispatch_id
    {join}
    WHERE {condition} AND a.agency_id = ANY (qoldau_ids('agencies')) AND d.state = 'sent')
"""
OF_AN_AGENCY = {
    "activity": ("activity bigint", "", "a.id = activity"),
    "item": ("item bigint", "", "a.item_id = item"),
    "plan": ("plan bigint", "", "a.plan_id = plan"),
    "case": ("family_case bigint", "", "a.case_id = family_case"),
    "person": (
        "person bigint",
        "JOIN plans_planitem_persons p ON p.planitem_id = a.item_id",
        "p.person_id = person",
    ),
    "report": (
        "activity bigint, entered timestamptz",
        "",
        "a.id = activity AND entered >= d.sent_at",
    ),
    "extension": (
        "extension bigint, activity bigint",
        "JOIN plans_plantransition t ON t.extension_id = extension",
        "a.id = activity AND t.verb = 'ask_later_date' AND t.at >= d.sent_at",
    ),
    "file": (
        "file bigint",
        "JOIN plans_report r ON r.activity_id = a.id JOIN plans_reportfile f ON f.report_id = r.id",
        "f.file_id = file AND r.entered_at >= d.sent_at",
    ),
}


def function(name: str) -> tuple[str, str]:
    """What tells whether something was sent to the reader's agency, and how it is dropped."""
    arguments, join, condition = OF_AN_AGENCY[name]
    sent = SENT.format(join=join, condition=condition)
    created = (
        f"CREATE FUNCTION qoldau_sent_{name}({arguments}) RETURNS boolean LANGUAGE sql STABLE "
        f"PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $${sent}$$"
    )
    return created, f"DROP FUNCTION qoldau_sent_{name}"


OWED = """
CREATE FUNCTION qoldau_owed_plan(plan bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM plans_plandeadline d
        WHERE d.plan_id = plan AND d.centre_id = ANY (qoldau_ids('centres')))
$$;

CREATE FUNCTION qoldau_owed_case(family_case bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM plans_plan p JOIN plans_plandeadline d ON d.plan_id = p.id
        WHERE p.case_id = family_case AND d.centre_id = ANY (qoldau_ids('centres')))
$$;
"""
DROPPED = """
DROP FUNCTION qoldau_owed_case(bigint);
DROP FUNCTION qoldau_owed_plan(bigint);
"""
AN_AGENCY = "cardinality((SELECT qoldau_ids('agencies'))) > 0"


def sent(name: str, *columns: str) -> str:
    """That it was sent to the reader's agency, asked only where the reader has one."""
    return f"{AN_AGENCY} AND qoldau_sent_{name}({', '.join(columns)})"


def owed(name: str, column: str) -> str:
    """That a Centre of the reader owed a term of it, which a transfer leaves behind."""
    return f"cardinality((SELECT qoldau_ids('centres'))) > 0 AND qoldau_owed_{name}({column})"


def of_plan(reached: str) -> str:
    return (
        "EXISTS (SELECT FROM plans_plan p WHERE p.id = plan_id AND "
        f"({reached} OR {in_hand('p.case_id')}))"
    )


def of_activity(reached: str) -> str:
    return (
        "EXISTS (SELECT FROM plans_activity a WHERE a.id = activity_id AND "
        f"({reached} OR {in_hand('a.case_id')}))"
    )


def of_parent(table: str, column: str) -> str:
    """Whatever shows the row to which this one belongs shows this one."""
    return f"EXISTS (SELECT FROM {table} parent WHERE parent.id = {column})"


OUR_PLAN = of_plan(of_ours("p.centre_id"))
A_PLAN = of_plan(in_reach("p.centre_id"))
AN_ACTIVITY = of_activity(in_reach("a.centre_id"))
OF_A_REPORT = of_parent("plans_report", "report_id")


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_quarters"),
        ("cases", "0003_row_security"),
    ]

    operations = [
        *(migrations.RunSQL(*function(name)) for name in OF_AN_AGENCY),
        migrations.RunSQL(OWED, DROPPED),
        RowSecurity(
            "plans_plan",
            reach=in_reach(),
            hand=in_hand(),
            agency=sent("plan", "id"),
            owed=owed("plan", "id"),
            system=scope_is("dispatch", "calendar"),
        ),
        RowSecurity(
            "plans_planitem", plan=A_PLAN, agency=sent("item", "id"), system=scope_is()
        ),
        RowSecurity(
            "plans_planitem_persons", item=of_parent("plans_planitem", "planitem_id")
        ),
        RowSecurity("plans_childleftout", plan=OUR_PLAN, system=scope_is()),
        RowSecurity("plans_agreement", plan=OUR_PLAN, system=scope_is()),
        RowSecurity(
            "plans_dispatch",
            plan=A_PLAN,
            agency=f"{of_our_agency()} AND state = 'sent'",
            system=scope_is("dispatch", "calendar"),
        ),
        RowSecurity(
            "plans_activity",
            reach=in_reach(),
            hand=in_hand(),
            agency=f"{of_our_agency()} AND qoldau_sent_activity(id)",
            system=scope_is("handing_over"),
        ),
        RowSecurity(
            "plans_report",
            activity=AN_ACTIVITY,
            agency=sent("report", "activity_id", "entered_at"),
            system=scope_is(),
        ),
        RowSecurity("plans_report_persons", report=OF_A_REPORT),
        RowSecurity("plans_report_methods", report=OF_A_REPORT),
        RowSecurity("plans_reportfile", report=OF_A_REPORT),
        RowSecurity("plans_review", report=OF_A_REPORT),
        RowSecurity(
            "plans_extension",
            activity=AN_ACTIVITY,
            agency=sent("extension", "id", "activity_id"),
            system=scope_is(),
        ),
        RowSecurity(
            "plans_plandeadline",
            reach=in_reach(),
            agency=of_our_agency(),
            activity=sent("activity", "activity_id"),
            hand=f"cardinality((SELECT qoldau_ids('cases'))) > 0 AND {OUR_PLAN}",
            system=scope_is("sweep", "calendar", "dispatch", "handing_over"),
        ),
        RowSecurity(
            "plans_plandeadlinemove", deadline=of_parent("plans_plandeadline", "deadline_id")
        ),
        RowSecurity(
            "plans_plantransition",
            plan=A_PLAN,
            agency=sent("activity", "activity_id"),
            system=scope_is(),
        ),
        MorePolicies("cases_case", agency=sent("case", "id"), plan_owed=owed("case", "id")),
        MorePolicies("cases_person", agency=sent("person", "id")),
        MorePolicies("cases_storedfile", agency=sent("file", "id")),
    ]
