"""Open the quarter that ended by hand, and see how far it is (R21, clause 13)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from monitoring.workflow import opening
from regulations.quarters import Quarter


class Command(BaseCommand):
    help = (
        "Open the quarter that ended for every Centre that has no record of it, as the worker does "
        "by itself; goes on where an earlier run was cut short."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        opened = opening.open_quarters(now=timezone.now(), progress=self._tell)
        self.stdout.write(f"opened for {opened} Centres")

    def _tell(self, quarter: Quarter, done: int, total: int) -> None:
        self.stdout.write(
            f"{quarter}: {done} of {total} Centres", ending="\n" if done == total else "\r"
        )
        self.stdout.flush()
