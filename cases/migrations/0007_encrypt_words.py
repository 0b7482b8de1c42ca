"""What tells of a family's trouble, or where it is, is encrypted in its column (R12)."""

import accounts.encryption
from django.db import migrations

from accounts.database import Encrypt


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_looks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='address',
            field=accounts.encryption.EncryptedTextField(blank=True, max_length=300, verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='case',
            name='exit_reason',
            field=accounts.encryption.EncryptedTextField(blank=True, verbose_name='finding of exit'),
        ),
        migrations.AlterField(
            model_name='case',
            name='source_detail',
            field=accounts.encryption.EncryptedTextField(blank=True, max_length=300, verbose_name='who told of it'),
        ),
        migrations.AlterField(
            model_name='casetransition',
            name='reason',
            field=accounts.encryption.EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name='person',
            name='phone',
            field=accounts.encryption.EncryptedTextField(blank=True, max_length=40, verbose_name='phone'),
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='name',
            field=accounts.encryption.EncryptedTextField(max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='reason',
            field=accounts.encryption.EncryptedTextField(verbose_name='reason'),
        ),
        Encrypt("cases_case", "source_detail", "address", "exit_reason"),
        Encrypt("cases_casetransition", "reason"),
        Encrypt("cases_transfer", "reason"),
        Encrypt("cases_person", "phone"),
        Encrypt("cases_storedfile", "name"),
    ]
