"""Remove, as the database's owner, batches of the access log past their period: `prune_log`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import pruning, scopes, sealing
from agencies import settings


class Command(BaseCommand):
    help = "Remove whole batches of the access log whose period of keeping is over (R12)."

    @scopes.within(scopes.SEALING)
    def handle(self, *args: Any, **options: Any) -> None:
        kept = settings.kept("keep_access_log")
        if kept is None:
            raise CommandError("No period of keeping has been entered: nothing is removed.")
        found = list(sealing.faults())
        if found:
            raise CommandError(f"The access log does not fit its seals: {found[0]}")
        now = timezone.now()
        row = pruning.prune(
            now=now,
            years=kept.number,
            source=kept.source,
            lock=sealing.LOCK,
            keep=lambda line: sealing.keep_outside([line]),
        )
        if row is None:
            self.stdout.write("No batch is past its period.")
            return
        batches = row.last_seal - row.first_seal + 1
        self.stdout.write(f"{batches} batches with {row.records} rows were removed.")
