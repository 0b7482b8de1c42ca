"""`import_cases FILE`: bring in existing cases by the form of docs/import.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import scopes
from accounts.errors import Refused
from accounts.models import User
from agencies.models import Centre
from cases.importing import import_file


class Command(BaseCommand):
    help = "Bring in existing cases from XLSX or CSV; with --dry-run only say what is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--centre", required=True, help="the code of the Centre")
        parser.add_argument("--by", required=True, help="the e-mail of its head")
        parser.add_argument("--dry-run", action="store_true")

    @scopes.within(scopes.SIGN_IN)
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            centre = Centre.objects.get(code=options["centre"])
            by = User.objects.get(email=options["by"].lower())
            into = scopes.IMPORT.of_centre(centre.pk, user=by.pk)
            with options["file"].open("rb") as file, scopes.within(into):
                outcome = import_file(
                    File(file), centre=centre, by=by, now=timezone.now(), dry_run=options["dry_run"]
                )
        except (Centre.DoesNotExist, User.DoesNotExist, OSError, Refused) as error:
            raise CommandError(str(error)) from error
        for row in outcome.errors:
            self.stderr.write(f"row {row.row}, {row.column}: {row.message}")
        done = "would be entered" if options["dry_run"] else "entered"
        self.stdout.write(f"{len(outcome.made)} {done}, {len(outcome.known)} known already")
        if outcome.errors:
            raise CommandError(f"{len(outcome.errors)} cases were left out")
