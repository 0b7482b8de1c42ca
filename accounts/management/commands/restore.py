"""`restore FILE`: a backup back into an empty database (R12)."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import age, scopes
from accounts.backups import BackupError, check, restore


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database and count what came back; with --check only read "
        "it to its end. The key is read from a file, or from standard input, and kept nowhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", required=True, help="file of the secret key, or -")
        parser.add_argument("--check", action="store_true", help="change nothing")
        parser.add_argument("--database", default="owner")

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        path, identity = options["file"], options["identity"]
        try:
            text = sys.stdin.read() if identity == "-" else Path(identity).read_text()
            keys = age.keys_in(text)
            if options["check"]:
                contents, done = check(path, keys=keys), "is whole"
            else:
                contents = restore(path, keys=keys, database=options["database"])
                done = "is restored"
        except (BackupError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path.name} {done}: {contents}.")
        if not options["check"]:
            self.stdout.write("Now run verify_log, verify_conclusions and rotate_keys --check.")
