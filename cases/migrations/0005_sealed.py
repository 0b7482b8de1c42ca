"""What a seal keeps from whoever it does not name (R12), whatever the policies show them."""

from django.db import migrations

from accounts.database import (
    Asks,
    MorePolicies,
    Restriction,
    RowSecurity,
    of_parent,
    scope_is,
    unsealed,
)

# Asked once when a session is told a user's scope. A seal closes every case of the family.
SEALED = """
CREATE FUNCTION qoldau_sealed(moment timestamptz) RETURNS bigint[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    only_agency boolean := cardinality(qoldau_ids('agencies')) > 0
        AND cardinality(qoldau_ids('reach')) = 0;
BEGIN
    RETURN ARRAY (
        SELECT c.id FROM cases_seal s
        JOIN cases_case sealed ON sealed.id = s.case_id
        JOIN cases_case c ON c.family_id = sealed.family_id
        WHERE s.lifted_at IS NULL AND NOT (s.agencies_see AND only_agency)
          AND NOT EXISTS (
            SELECT FROM cases_sealreader r
            WHERE r.seal_id = s.id AND r.user_id = qoldau_user() AND r.removed_at IS NULL
              AND (r.until IS NULL OR r.until > moment)));
END $$;
"""
HIDDEN = "qoldau_ids('sealed')"
FUNCTIONS = {
    "sealed_family(family bigint)": f"""
        SELECT FROM cases_case c WHERE c.family_id = family AND c.id = ANY ({HIDDEN})""",
    # Whoever belongs to a sealed family, now or before, is not shown in another family either.
    "sealed_person(person bigint)": f"""
        SELECT FROM cases_familymember m JOIN cases_case c ON c.family_id = m.family_id
        WHERE m.person_id = person AND c.id = ANY ({HIDDEN})""",
}
OF_A_CASE = (
    *("cases_casetransition", "cases_importedcase", "cases_caseground", "cases_casedeadline"),
    *("cases_transfer", "cases_assessment", "cases_visit", "cases_note", "cases_storedfile"),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_seals")]

    operations = [
        migrations.RunSQL(SEALED, "DROP FUNCTION qoldau_sealed(timestamptz)"),
        *(Asks(signature, rows) for signature, rows in FUNCTIONS.items()),
        RowSecurity(
            "cases_seal",
            case_="qoldau_our_case(case_id)",
            system=scope_is("iin_question", "break_glass", "transfer", "handing_over"),
        ),
        RowSecurity("cases_sealreader", seal=of_parent("cases_seal", "seal_id")),
        MorePolicies("cases_case", glass=scope_is("break_glass")),
        MorePolicies("cases_casetransition", glass=scope_is("break_glass")),
        Restriction("cases_case", sealed=unsealed("id")),
        Restriction("cases_family", sealed=unsealed(asks="family(id)")),
        Restriction("cases_person", sealed=unsealed(asks="person(id)")),
        Restriction("cases_familymember", sealed=unsealed(asks="person(person_id)")),
        *(Restriction(table, sealed=unsealed()) for table in OF_A_CASE),
    ]
