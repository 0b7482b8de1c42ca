"""`reset_second_step EMAIL REASON`: let somebody in anew whom nobody on the site can let in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import factors, scopes
from accounts.errors import Refused
from accounts.models import User


class Command(BaseCommand):
    help = "Reset the second step of the only administrator; on the site others are reset."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("reason")

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["email"])
            factors.reset(user, by=user, reason=options["reason"], now=timezone.now())
        except User.DoesNotExist:
            raise CommandError("There is no such account.") from None
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{user.email} sets up a new second step at the next sign-in.")
