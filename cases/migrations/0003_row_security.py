"""What the database shows of families (R12, clause 7(3)): to the staff of their Centre.

Whoever watches a region sees that there are cases and terms, nothing of what is in them. The verb
of an agency, or of the Centre that takes a case over, sees the case on which it works.
"""

from django.db import migrations

from accounts.database import RowSecurity, in_hand, in_reach, of_ours, scope_is

# A verb works on few cases, and asks for few persons: a function of the owner is asked for each.
FUNCTIONS = """
CREATE FUNCTION qoldau_person_in_hand(person bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM cases_familymember m JOIN cases_case c ON c.family_id = m.family_id
        WHERE m.person_id = person AND c.id = ANY (qoldau_ids('cases')))
$$;

CREATE FUNCTION qoldau_family_in_hand(family bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM cases_case c
        WHERE c.family_id = family AND c.id = ANY (qoldau_ids('cases')))
$$;
"""
DROPPED = """
DROP FUNCTION qoldau_family_in_hand(bigint);
DROP FUNCTION qoldau_person_in_hand(bigint);
"""
WORKING = "cardinality((SELECT qoldau_ids('cases'))) > 0"
OF_A_CASE = (
    "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND "
    f"({of_ours('c.centre_id')} OR {in_hand('c.id')}))"
)


def of_parent(table: str, column: str) -> str:
    """Whatever shows the row to which this one belongs shows this one."""
    return f"EXISTS (SELECT FROM {table} parent WHERE parent.id = {column})"


ASSESSMENT = of_parent("cases_assessment", "assessment_id")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_tokens_counters_imports"),
        ("agencies", "0006_reach"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROPPED),
        RowSecurity(
            "cases_person",
            centre=of_ours(),
            hand=f"{WORKING} AND qoldau_person_in_hand(id)",
            system=scope_is("iin_question", "growing_up"),
        ),
        RowSecurity(
            "cases_family",
            centre=of_ours(),
            hand=f"{WORKING} AND qoldau_family_in_hand(id)",
            system=scope_is("iin_question", "growing_up"),
        ),
        RowSecurity(
            "cases_familymember",
            family=of_parent("cases_family", "family_id"),
        ),
        RowSecurity(
            "cases_case",
            reach=in_reach(),
            hand=in_hand("id"),
            # Both Centres see which case a transfer is about, before it and after it; and a
            # Centre on which case it owed a term.
            asked="EXISTS (SELECT FROM cases_transfer t WHERE t.case_id = cases_case.id)",
            owed=(
                "EXISTS (SELECT FROM cases_casedeadline d WHERE d.case_id = cases_case.id "
                f"AND {of_ours('d.centre_id')})"
            ),
            system=scope_is("iin_question", "growing_up", "dispatch", "handing_over"),
        ),
        RowSecurity(
            "cases_casetransition",
            case_=OF_A_CASE,
            system=scope_is("handing_over"),
        ),
        RowSecurity("cases_casecounter", centre=of_ours(), system=scope_is()),
        RowSecurity("cases_importedcase", centre=of_ours(), system=scope_is()),
        RowSecurity("cases_caseground", case_=OF_A_CASE, system=scope_is()),
        RowSecurity(
            "cases_casedeadline",
            reach=in_reach(),
            hand=in_hand(),
            system=scope_is("sweep", "calendar", "growing_up", "handing_over"),
        ),
        RowSecurity(
            "cases_casedeadlinemove", deadline=of_parent("cases_casedeadline", "deadline_id")
        ),
        RowSecurity(
            "cases_transfer",
            centre=f"{of_ours('from_centre_id')} OR {of_ours('to_centre_id')}",
            hand=in_hand(),
            system=scope_is(),
        ),
        RowSecurity("cases_assessment", case_=OF_A_CASE, system=scope_is()),
        RowSecurity("cases_assessmentdirection", assessment=ASSESSMENT),
        RowSecurity("cases_assessmentrisk", assessment=ASSESSMENT),
        RowSecurity("cases_visit", case_=OF_A_CASE, system=scope_is()),
        RowSecurity("cases_visitparticipant", visit=of_parent("cases_visit", "visit_id")),
        RowSecurity("cases_note", case_=OF_A_CASE, system=scope_is()),
        RowSecurity(
            "cases_storedfile",
            case_=OF_A_CASE,
            own="by_id = (SELECT qoldau_user())",
            system=scope_is(),
        ),
    ]
