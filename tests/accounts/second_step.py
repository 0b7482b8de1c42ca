"""A second step that a test knows: an app of six digits, and who signs in with it."""

import base64
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

from accounts.models import CodeApp, User
from tests.factories import PASSWORD


def app_of(user: User) -> CodeApp:
    """An app that somebody has set up."""
    app: CodeApp = CodeApp.objects.create(user=user, name="Telephone")
    return app


def code_of(app: CodeApp) -> str:
    """What the app shows now."""
    steps = TOTP(base64.b32decode(app.key))
    steps.time = timezone.now().timestamp()
    return f"{steps.token():06}"


def wrong_code(app: CodeApp) -> str:
    """Six digits that the app shows neither now nor a moment before or after."""
    return f"{(int(code_of(app)) + 1) % 1_000_000:06}"


def give_password(client: Client, user: User) -> Any:
    """Sign in by the page as far as the password goes."""
    given = {"username": user.email, "password": PASSWORD}
    return client.post(reverse("sign-in"), given)


def give_code(client: Client, code: str, **more: Any) -> Any:
    return client.post(reverse("second-step"), {"code": code, **more})


def sign_in_with(client: Client, app: CodeApp) -> Client:
    """Password and code: a whole sign-in."""
    give_password(client, app.user)
    assert give_code(client, code_of(app)).status_code == 302
    return client
