"""`backup FILE`: all that is kept, in one encrypted file (R12)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import scopes
from accounts.backups import BackupError, back_up


class Command(BaseCommand):
    help = (
        "Write the database and the files into one file, encrypted for BACKUP_RECIPIENTS. In a "
        "folder it is named after the moment."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, or a folder")
        parser.add_argument("--database", default="owner", help="the application sees not all")

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.is_dir():
            path /= f"qoldau-{timezone.localtime():%Y-%m-%d-%H%M%S}.age"
        try:
            contents = back_up(path, database=options["database"])
        except (BackupError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {contents}.")
