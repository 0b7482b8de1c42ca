"""What an erasure may see and empty of plans; and who is known to no record at all (R12)."""

from django.db import migrations

from accounts.database import Asks, Erasable, MorePolicies, scope_is

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


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_encrypt_words"), ("cases", "0008_erasures")]

    operations = [
        Asks("known_person(person bigint)", KNOWN),
        MorePolicies(
            "cases_person", erasing=f"{scope_is('erasing')} AND NOT qoldau_known_person(id)"
        ),
        # Whose message is the proof of a dispatch.
        MorePolicies("plans_dispatch", read_erasing=scope_is("erasing")),
        Erasable("plans_plantransition", "reason", "details"),
        Erasable("plans_plandeadlinemove", "reason"),
        Erasable("plans_review", "note"),
    ]
