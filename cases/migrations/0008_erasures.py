"""Acts of erasure, and what an erasure may see and empty (R12)."""

import accounts.encryption
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.database import (
    AppendOnly,
    Erasable,
    MorePolicies,
    RowSecurity,
    in_hand,
    in_reach,
    of_ours,
    scope_is,
)

WITH_OR_WITHOUT_IIN = (
    models.Q(iin_hash__isnull=False, iin_absent="")
    | (models.Q(iin_hash=None) & ~models.Q(iin_absent=""))
    | models.Q(iin_hash=None, erased_on__isnull=False)
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_erasing"),
        ("cases", "0007_encrypt_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="anonymised"),
        ),
        migrations.AddField(
            model_name="person",
            name="created_on",
            field=models.DateField(default=django.utils.timezone.localdate, editable=False),
        ),
        migrations.AddField(
            model_name="person",
            name="erased_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.RemoveConstraint(model_name="person", name="cases_person_iin_or_a_reason"),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=WITH_OR_WITHOUT_IIN, name="cases_person_iin_or_a_reason"
            ),
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, verbose_name="number of the act")),
                ("reason", accounts.encryption.EncryptedTextField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("years", models.PositiveSmallIntegerField()),
                ("source", models.CharField(max_length=300)),
                ("counts", models.JSONField(default=dict)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="erasure", to="cases.case")),
                ("centre", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.centre")),
            ],
            options={
                "verbose_name": "act of erasure",
                "verbose_name_plural": "acts of erasure",
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                fields=("centre", "number"), name="cases_erasure_number_once_per_centre"
            ),
        ),
        AppendOnly("cases_erasure"),
        RowSecurity(
            "cases_erasure", reach_read=in_reach(), centre=of_ours(), system=scope_is("erasing")
        ),
        # Whether somebody is in another case that is still kept, at whatever Centre.
        *(
            MorePolicies(table, read_erasing=scope_is("erasing"))
            for table in ("cases_case", "cases_family", "cases_casetransition", "cases_seal")
        ),
        # The Centre that imported a case may have given it away since.
        MorePolicies("cases_importedcase", hand=in_hand()),
        Erasable("cases_casetransition", "reason", "details"),
        Erasable("cases_casedeadlinemove", "reason"),
        Erasable("cases_note", "text"),
        MorePolicies("cases_look", hand=in_hand()),
        Erasable("cases_look", "reason"),
    ]
