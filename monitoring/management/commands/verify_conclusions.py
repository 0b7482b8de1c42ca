"""Check what is kept of signed conclusions: `verify_conclusions` (R21, R22)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, ngettext

from accounts import scopes
from monitoring.verifying import verdicts


class Command(BaseCommand):
    help = "Check that digest, figures and files of each signed conclusion fit together."

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        checked = wrong = 0
        for found in verdicts():
            checked, wrong = checked + 1, wrong + bool(found.faults)
            for fault in found.faults:
                self.stdout.write(f"{found.conclusion.number}: {fault}")
            if found.missing:
                names = ", ".join(found.missing)
                said = gettext("%(number)s: not kept yet, made when it is asked for: %(files)s")
                self.stdout.write(said % {"number": found.conclusion.number, "files": names})
        self.stdout.write(
            ngettext("%s conclusion was checked.", "%s conclusions were checked.", checked)
            % checked
        )
        if wrong:
            raise CommandError(
                ngettext(
                    "%s conclusion does not fit together.",
                    "%s conclusions do not fit together.",
                    wrong,
                )
                % wrong
            )
