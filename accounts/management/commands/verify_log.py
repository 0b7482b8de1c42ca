"""Check the access log against its seals: `verify_log` (R12)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import scopes, sealing
from accounts.models import AccessSeal


class Command(BaseCommand):
    help = "Check that no row of the access log was removed or changed since it was sealed."

    @scopes.within(scopes.SEALING)
    def handle(self, *args: Any, **options: Any) -> None:
        found = list(sealing.faults())
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError("The access log does not fit its seals.")
        self.stdout.write(f"{AccessSeal.objects.count()} batches were checked; all fit.")
