"""Open the quarter that ended by hand, and see how far it is (R21, clause 13)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import scopes
from monitoring.workflow import opening


class Command(BaseCommand):
    help = (
        "Open the quarter that ended for every Centre that has no record of it, as the worker does "
        "by itself; goes on where an earlier run was cut short."
    )

    @scopes.within(scopes.QUARTERS)
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        opening.open_quarters(now=now)
        found = opening.progress(opening.newest_due(timezone.localdate(now)))
        self.stdout.write(f"{found.quarter}: opened for {found.opened} of {found.centres} Centres")
