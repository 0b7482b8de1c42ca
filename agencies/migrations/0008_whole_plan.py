"""That an agency gets the whole plan takes a source, and says what it may be named of it (R12, R16).

The tick did nothing until now, so that nobody weighed it: it is to be set again. The services are
those of `data/named_services.csv`; a new installation has none yet.
"""

from django.db import migrations, models


NAMED = ", ".join(
    f"'S{number}'" for number in (17, 18, 19, 20, 21, 24, 25, 28, 35, 36, 39, 43, 44, 51, 52, 53)
)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_person_fields")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="whole_plan_source",
            field=models.CharField(
                blank=True,
                db_default="",
                max_length=300,
                verbose_name="source: why the body needs the whole plan",
            ),
        ),
        migrations.RunSQL(
            "UPDATE agencies_agency SET gets_whole_plan = false WHERE gets_whole_plan",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="service",
            name="named_to_others",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="named to bodies that get the whole plan",
            ),
        ),
        migrations.RunSQL(
            f"UPDATE agencies_service SET named_to_others = true WHERE code IN ({NAMED})",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("gets_whole_plan", False),
                    models.Q(("whole_plan_source", ""), _negated=True),
                    _connector="OR",
                ),
                name="agencies_agency_whole_plan_has_a_source",
            ),
        ),
    ]
