"""What tells of a family's trouble, or where it is, is encrypted in its column (R12)."""

import accounts.encryption
from django.db import migrations

from accounts.database import Encrypt


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0008_who_only_reads'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agreement',
            name='note',
            field=accounts.encryption.EncryptedTextField(blank=True, verbose_name="in the family's words"),
        ),
        migrations.AlterField(
            model_name='childleftout',
            name='reason',
            field=accounts.encryption.EncryptedTextField(verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='extension',
            name='reason',
            field=accounts.encryption.EncryptedTextField(verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='plan',
            name='aim',
            field=accounts.encryption.EncryptedTextField(blank=True, verbose_name='aim of the plan'),
        ),
        migrations.AlterField(
            model_name='plan',
            name='change_reason',
            field=accounts.encryption.EncryptedTextField(blank=True, verbose_name='why a new version'),
        ),
        migrations.AlterField(
            model_name='planitem',
            name='description',
            field=accounts.encryption.EncryptedTextField(blank=True, verbose_name='what exactly is asked'),
        ),
        migrations.AlterField(
            model_name='planitem',
            name='expected_result',
            field=accounts.encryption.EncryptedTextField(blank=True, verbose_name='expected result'),
        ),
        migrations.AlterField(
            model_name='planitem',
            name='late_reason',
            field=accounts.encryption.EncryptedTextField(blank=True, verbose_name='why later than the statutory term'),
        ),
        migrations.AlterField(
            model_name='planitem',
            name='title',
            field=accounts.encryption.EncryptedTextField(blank=True, max_length=400, verbose_name='activity'),
        ),
        migrations.AlterField(
            model_name='plantransition',
            name='reason',
            field=accounts.encryption.EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name='review',
            name='note',
            field=accounts.encryption.EncryptedTextField(blank=True, verbose_name='explanation'),
        ),
        Encrypt("plans_plan", "aim", "change_reason"),
        Encrypt("plans_planitem", "title", "description", "expected_result", "late_reason"),
        Encrypt("plans_childleftout", "reason"),
        Encrypt("plans_agreement", "note"),
        Encrypt("plans_review", "note"),
        Encrypt("plans_extension", "reason"),
        Encrypt("plans_plantransition", "reason"),
    ]
