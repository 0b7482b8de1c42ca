"""`demo`: made-up families in six Centres, by the product's own verbs under a moved clock."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from accounts import scopes
from accounts.models import User
from monitoring.demo.play import play


class Command(BaseCommand):
    help = "Make the demo in an empty installation. All persons in it are made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are accounts already"
        )

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are accounts already; the demo needs an empty installation.")
        with translation.override("kk"), transaction.atomic():
            count = play(now=timezone.now())
        self.stdout.write(f"The demo holds {count} made-up cases.")
