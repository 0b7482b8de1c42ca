"""`load_reference_data`: fills what is missing of the reference data, and changes nothing else."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts import scopes
from agencies import reference as of_agencies
from cases import reference as of_cases
from monitoring import reference


class Command(BaseCommand):
    help = "Load the reference data that is missing; what was corrected stays as it is."

    @transaction.atomic
    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        of_agencies.load()
        loaded = {**of_cases.load(), "thresholds": reference.load()}
        for name, made in loaded.items():
            if options["verbosity"] > 0:
                self.stdout.write(f"{name}: {made} new")
