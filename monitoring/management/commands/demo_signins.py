"""`demo_signins`: one account for each role of the demo, where there is a demo."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from accounts import scopes
from accounts.models import User
from monitoring.demo.places import PASSWORD, sign_ins


class Command(BaseCommand):
    help = "Print one demo sign-in for each role."

    @scopes.within(scopes.MAINTENANCE)
    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            rows = sign_ins()
        known = set(User.objects.values_list("email", flat=True))
        for role, email in rows:
            if email in known:
                self.stdout.write(f"{role:20} {email:34} {PASSWORD}")
