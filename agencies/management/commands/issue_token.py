"""`issue_token USER SYSTEM --by ADMINISTRATOR`: a key by which a system acts as a user."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import scopes
from accounts.errors import Refused
from accounts.models import User
from agencies import workflow


class Command(BaseCommand):
    help = "Issue an API token for an agency's own system; it is printed once and kept nowhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="e-mail of the user as whom the system acts")
        parser.add_argument("system", help="name of the system")
        parser.add_argument("--by", required=True, help="e-mail of the administrator who issues it")

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            by = User.objects.get_by_natural_key(options["by"])
            key = workflow.issue_token(
                email=options["user"], name=options["system"], by=by, now=timezone.now()
            )
        except User.DoesNotExist:
            raise CommandError("There is no such administrator.") from None
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(key)
