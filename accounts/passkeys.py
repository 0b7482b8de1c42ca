"""Passkeys: what is asked of them, and what their pages need (R12).

The library does the ceremonies (`accounts.ceremonies`) and brings what runs in the browser. A
passkey always asks its owner for a finger, a face or a PIN: the thing and its owner are both steps.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp_webauthn import exceptions
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers.structs import UserVerificationRequirement

from accounts import factors
from accounts.models import FactorRecord, User

#: What a browser's answer that is no answer makes the library stumble over.
SPOILT = (ValueError, KeyError, TypeError, AttributeError, IntegrityError)


class Helper(WebAuthnHelper):
    """The library's ceremonies, which here always ask the owner."""

    def get_generate_registration_options_kwargs(self, *, user: User) -> dict[str, Any]:
        options = super().get_generate_registration_options_kwargs(user=user)
        selection = options["authenticator_selection"]
        selection.user_verification = UserVerificationRequirement.REQUIRED
        return dict(options)

    def get_generate_authentication_options_kwargs(
        self, *, user: User | None = None, require_user_verification: bool = True
    ) -> dict[str, Any]:
        asked = super().get_generate_authentication_options_kwargs
        return dict(asked(user=user, require_user_verification=True))

    def register_complete(self, user: User, state: dict[str, Any], data: dict[str, Any]) -> Any:
        """Keep a passkey, and tell its owner by e-mail."""
        try:
            with transaction.atomic():
                device = super().register_complete(user, state, data)
        except SPOILT as error:
            raise exceptions.UnprocessableEntity from error
        factors.changed(user, FactorRecord.Verb.ADDED, by=user, now=timezone.now())
        return device

    def authenticate_complete(
        self, user: User | None, state: dict[str, Any], data: dict[str, Any]
    ) -> Any:
        try:
            return super().authenticate_complete(user, state, data)
        except SPOILT as error:
            raise exceptions.UnprocessableEntity from error


def signed_in_with(request: HttpRequest) -> bool:
    """Whether this session was opened with a passkey."""
    return isinstance(getattr(request.user, "otp_device", None), WebAuthnCredential)


def words(request: HttpRequest) -> dict[str, Any]:
    """What the library's script is told on a page with a passkey button: addresses and words."""
    return {
        "config": {
            "csrfToken": get_token(request),
            "nextFieldSelector": "main input[name=next]",
            "beginAuthenticationUrl": reverse("passkey-ask"),
            "completeAuthenticationUrl": reverse("passkey-answer"),
            "beginRegistrationUrl": reverse("passkey-new"),
            "completeRegistrationUrl": reverse("passkey-made"),
        },
        "texts": _showing() | _making(),
    }


def _showing() -> dict[str, str]:
    """The script's words, as it names them, while a passkey is shown."""
    failed = _("That did not work. Try again, or sign in another way.")
    not_shown = _("No passkey was shown. Try again, or sign in another way.")
    return {
        "Verifying...": _("Show your passkey…"),
        "Finishing verification...": _("Signing in…"),
        "Verification successful!": _("You are in."),
        "Verification aborted.": not_shown,
        "Verification canceled or not allowed.": not_shown,
        "Verification failed. Could not retrieve parameters from the server.": failed,
        "Verification failed. A server error occurred.": failed,
        "Verification failed. An unknown error occurred.": failed,
        "Verification failed. An unknown server error occurred.": failed,
        "An error occurred during verification.": failed,
    }


def _making() -> dict[str, str]:
    """And while one is made."""
    failed = _("No passkey was made. Try again, or set up a code app instead.")
    known = _("This device has a passkey of Qoldau for you already.")
    return {
        "Registering...": _("Making the passkey…"),
        "Finishing registration...": _("Keeping the passkey…"),
        "Registration successful!": _("The passkey is set up."),
        "Registration aborted.": failed,
        "Registration aborted or not allowed.": failed,
        "Registration failed. You most likely already have a Passkey registered for this site.": (
            known
        ),
        "Registration failed. A technical problem occurred that prevents you from registering a "
        "Passkey for this site.": failed,
        "Registration failed. Unable to fetch registration options from server.": failed,
        "Registration failed. The server was unable to verify this passkey.": failed,
        "Registration failed. A server error occurred.": failed,
        "Registration failed. An unknown error occurred.": failed,
        "An error occurred during registration.": failed,
    }
