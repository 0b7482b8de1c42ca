"""What an erasure may see and empty of plans; and who is known to no record at all (R12)."""

from django.db import migrations

from accounts.database import Asks, Erasable, MorePolicies, has, scope_is, told

KNOWN = """
    SELECT 1 FROM cases_familymember r WHERE r.person_id = person
    UNION ALL
    SELECT 1 FROM plans_planitem_persons r WHERE r.person_id = person
    UNION ALL
    SELECT 1 FROM plans_report_persons r WHERE r.person_id = person
    UNION ALL
    SELECT 1 FROM plans_agreement r WHERE r.person_id = person
    UNION ALL
    SELECT 1 FROM plans_childleftout r WHERE r.person_id = person
"""
#: Whom the case at hand names, though a Centre of before has the person, or the family another row.
NAMED = f"""
    SELECT 1 FROM plans_planitem_persons r JOIN plans_planitem i ON i.id = r.planitem_id
    JOIN plans_plan p ON p.id = i.plan_id
    WHERE r.person_id = person AND p.case_id = ANY ({told("cases")})
    UNION ALL
    SELECT 1 FROM plans_childleftout r JOIN plans_plan p ON p.id = r.plan_id
    WHERE r.person_id = person AND p.case_id = ANY ({told("cases")})
    UNION ALL
    SELECT 1 FROM plans_agreement r JOIN plans_plan p ON p.id = r.plan_id
    WHERE r.person_id = person AND p.case_id = ANY ({told("cases")})
    UNION ALL
    SELECT 1 FROM plans_report_persons r JOIN plans_report q ON q.id = r.report_id
    JOIN plans_activity a ON a.id = q.activity_id
    WHERE r.person_id = person AND a.case_id = ANY ({told("cases")})
"""
ERASING = scope_is("erasing")


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_encrypt_words"), ("cases", "0008_erasures")]

    operations = [
        Asks("known_person(person bigint)", KNOWN),
        Asks("named_in_hand(person bigint)", NAMED),
        MorePolicies(
            "cases_person",
            erasing=f"{ERASING} AND NOT qoldau_known_person(id)",
            erasing_named=f"{ERASING} AND {has('cases')} AND qoldau_named_in_hand(id)",
        ),
        # Whose message is the proof of a dispatch.
        MorePolicies("plans_dispatch", read_erasing=ERASING),
        Erasable("plans_plantransition", "reason", "details"),
        Erasable("plans_plandeadlinemove", "reason"),
        Erasable("plans_review", "note"),
    ]
