"""The reasons in the logs are encrypted in all apps alike (R12)."""

import accounts.encryption
from django.db import migrations

from accounts.database import Encrypt


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0009_sealed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='exporttransition',
            name='reason',
            field=accounts.encryption.EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name='monitoringtransition',
            name='reason',
            field=accounts.encryption.EncryptedTextField(blank=True),
        ),
        Encrypt("monitoring_monitoringtransition", "reason"),
        Encrypt("monitoring_exporttransition", "reason"),
    ]
