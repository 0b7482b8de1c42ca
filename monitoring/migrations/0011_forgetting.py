"""Records of exports that retention removes when their period is over."""

from django.db import migrations

from accounts.database import Erasable, MorePolicies, scope_is


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0010_encrypt_words"), ("plans", "0010_erasing")]

    operations = [
        MorePolicies("monitoring_export", erasing=scope_is("erasing")),
        Erasable("monitoring_exporttransition", rows=True),
    ]
