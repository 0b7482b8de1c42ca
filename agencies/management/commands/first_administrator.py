"""`first_administrator EMAIL "FULL NAME"`: who appoints everybody else in a new installation."""

import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts import scopes
from accounts.errors import Refused
from accounts.models import User
from agencies.founding import first_administrator

#: Where nobody sits at the terminal, the password is read from here; an argument would be logged.
VARIABLE: Final = "FIRST_ADMINISTRATOR_PASSWORD"


class Command(BaseCommand):
    help = f"Make the first administrator. The password is asked for, or read from {VARIABLE}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")
        parser.add_argument(
            "--language", choices=dict(settings.LANGUAGES), default=settings.LANGUAGE_CODE
        )

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        user = User(email=options["email"].strip().lower(), full_name=options["full_name"].strip())
        if not user.full_name:
            raise CommandError("Give the administrator's full name.")
        try:
            validate_email(user.email)
            password = _password()
            validate_password(password, user)
            made = first_administrator(
                email=user.email,
                full_name=user.full_name,
                password=password,
                language=options["language"],
                now=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{made.email} is the administrator and signs in on the site,")
        self.stdout.write("and there sets up a second step, where the settings require one.")


def _password() -> str:
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    password = getpass("Password: ")
    if getpass("The same again: ") != password:
        raise CommandError("The two passwords differ. Nothing was made.")
    return password
