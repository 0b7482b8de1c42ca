"""What the database shows of families (R12, clause 7(3)): to the staff of their Centre.

Whoever watches a region sees that there are cases and terms, nothing of what is in them. The verb
of an agency, or of the Centre that takes a case over, sees the case on which it works.
"""

from django.db import migrations

from accounts.database import (
    Asks,
    RowSecurity,
    has,
    in_hand,
    in_reach,
    of_ours,
    of_parent,
    scope_is,
)

CENTRES = "qoldau_ids('centres')"
CASES = "qoldau_ids('cases')"
FUNCTIONS = {
    "our_case(family_case bigint)": f"""
        SELECT FROM cases_case c
        WHERE c.id = family_case AND (c.centre_id = ANY ({CENTRES}) OR c.id = ANY ({CASES}))
          AND c.id <> ALL (qoldau_ids('sealed'))""",
    # Both Centres see which case a transfer is about, before it and after it; and a Centre on which
    # case it owed a term, or into which case a family fell back.
    "asked_case(family_case bigint)": f"""
        SELECT 1 FROM cases_transfer t WHERE t.case_id = family_case
          AND (t.from_centre_id = ANY ({CENTRES}) OR t.to_centre_id = ANY ({CENTRES}))
        UNION ALL
        SELECT 1 FROM cases_casedeadline d
        WHERE d.case_id = family_case AND d.centre_id = ANY ({CENTRES})
        UNION ALL
        SELECT 1 FROM cases_case c
        WHERE c.previous_id = family_case AND c.centre_id = ANY ({CENTRES})""",
    "in_our_family(person bigint)": f"""
        SELECT FROM cases_familymember m JOIN cases_family f ON f.id = m.family_id
        WHERE m.person_id = person AND f.centre_id = ANY ({CENTRES})""",
    "person_in_hand(person bigint)": f"""
        SELECT FROM cases_familymember m JOIN cases_case c ON c.family_id = m.family_id
        WHERE m.person_id = person AND c.id = ANY ({CASES})""",
    "family_in_hand(family bigint)": f"""
        SELECT FROM cases_case c WHERE c.family_id = family AND c.id = ANY ({CASES})""",
}

WORKING = has("cases")
STAFF = has("centres")
OF_A_CASE = "qoldau_our_case(case_id)"
ASSESSMENT = of_parent("cases_assessment", "assessment_id")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_tokens_counters_imports"),
        ("agencies", "0006_reach"),
    ]

    operations = [
        *(Asks(signature, rows) for signature, rows in FUNCTIONS.items()),
        RowSecurity(
            "cases_person",
            centre=of_ours(),
            # Who moved on with another case stays a member of the family that stayed.
            a_read_belongs=f"{STAFF} AND qoldau_in_our_family(id)",
            hand=f"{WORKING} AND qoldau_person_in_hand(id)",
            system=scope_is("iin_question", "growing_up", "transfer"),
        ),
        RowSecurity(
            "cases_family",
            centre=of_ours(),
            hand=f"{WORKING} AND qoldau_family_in_hand(id)",
            system=scope_is("iin_question", "growing_up", "transfer"),
        ),
        RowSecurity(
            "cases_familymember",
            family=of_parent("cases_family", "family_id"),
        ),
        RowSecurity(
            "cases_case",
            reach_read=in_reach(),
            centre=of_ours(),
            hand=in_hand("id"),
            a_read_asked=f"{STAFF} AND qoldau_asked_case(id)",
            system=scope_is(
                "iin_question", "growing_up", "dispatch", "handing_over", "transfer"
            ),
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
            reach_read=in_reach(),
            centre=of_ours(),
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
