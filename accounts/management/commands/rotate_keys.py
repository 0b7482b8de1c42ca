"""`rotate_keys`: write all that is encrypted anew under the first keys (R12)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import rotation, scopes

#: So many places are named at most.
NAMED = 20


class Command(BaseCommand):
    help = (
        "Write every encrypted column, every keyed hash and every file anew under the first keys "
        "of FIELD_ENCRYPTION_KEYS, IIN_HASH_KEY and FILE_KEYS. Ends with 0 once no other key is "
        "needed any more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, only count")
        parser.add_argument("--database", default="owner", help="rows that are only added need it")

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        database = options["database"]
        if options["check"]:
            outcome = rotation.look(rotation.Outcome(), database=database)
        else:
            outcome = rotation.rotate(database=database)
        done = f"{outcome.values} values, {outcome.hashes} hashes, {outcome.files} files"
        self.stdout.write(f"Written anew: {done}.")
        for place in outcome.missing[:NAMED]:
            self.stdout.write(f"the file is not there: {place}")
        for place in outcome.left[:NAMED]:
            self.stderr.write(f"not under the first key: {place}")
        if outcome.left:
            raise CommandError(f"{len(outcome.left)} are not under the first key: keep the others.")
        self.stdout.write("0 are left under other keys: those may be taken away.")
