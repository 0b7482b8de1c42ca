"""That an agency gets the whole plan takes a source (R16).

The tick did nothing until now, so that nobody weighed it: it is to be set again.
"""

from django.db import migrations, models


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
