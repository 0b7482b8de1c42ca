"""What a browser asks while a passkey is made or shown: the library's ceremonies, by our rules."""

import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_otp_webauthn import exceptions, views

from accounts import factors, freshness
from accounts.views import keep_language


class PasswordTooLongAgo(exceptions.OTPWebAuthnApiError):
    status_code = 403
    default_code = "password_too_long_ago"


#: What the library refuses, in our words; for all else its number is enough.
WORDS: Final = {
    PasswordTooLongAgo: _("Load this page again: your password was given long ago."),
    exceptions.CredentialNotFound: _("This passkey is not known here. Sign in another way."),
    exceptions.CredentialUserMismatch: _("This passkey is somebody else’s. Show your own."),
    exceptions.UserDisabled: _("This account is closed."),
}
OTHERWISE: Final = _("That did not work. Try again, or sign in another way.")


class Ceremony:
    """What all four addresses share."""

    request: HttpRequest

    def _parse_request_data(self, request: HttpRequest) -> Any:
        """What the browser sends is a JSON object, or nothing; anything else is refused."""
        if request.content_type != "application/json":
            return {}
        try:
            data = json.loads(request.body or b"{}")
        except ValueError as error:
            raise exceptions.MalformedRequest from error
        if not isinstance(data, dict):
            raise exceptions.MalformedRequest
        return data

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, exceptions.OTPWebAuthnApiError):
            exc.detail = WORDS.get(type(exc), OTHERWISE)
        answer: HttpResponse = super().handle_exception(exc)  # type: ignore[misc]
        return answer


class Making(Ceremony):
    """A passkey is added by whoever gave the password lately."""

    def check_can_register(self) -> None:
        if not freshness.is_fresh(self.request):
            raise PasswordTooLongAgo


class BeginMaking(Making, views.BeginCredentialRegistrationView):
    """What the browser needs to make a passkey."""


class Made(Making, views.CompleteCredentialRegistrationView):
    """The browser made a passkey: keep its public half."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(*args, **kwargs)
        factors.keep_session(self.request)
        return answer


class BeginSigning(Ceremony, views.BeginCredentialAuthenticationView):
    """What the browser needs to sign in with a passkey, before or after the password."""


class Signed(Ceremony, views.CompleteCredentialAuthenticationView):
    """The browser showed a passkey: both steps are passed, and the password need not be asked."""

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, exceptions.OTPWebAuthnApiError) and self.request.user.is_authenticated:
            factors.note_try(self.request, passed=False)
        return super().handle_exception(exc)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(*args, **kwargs)
        user: Any = self.request.user
        return keep_language(answer, user.language)

    def complete_auth(self, device: Any) -> None:
        second = self.request.user.is_authenticated
        super().complete_auth(device)
        freshness.confirm(self.request)
        if second:
            self.request.session.cycle_key()
            factors.note_try(self.request, passed=True)
