"""What a browser asks while a passkey is made or shown: the library's ceremonies, by our rules."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django_otp_webauthn import exceptions, views

from accounts import factors, freshness
from accounts.views import keep_language


class PasswordTooLongAgo(exceptions.OTPWebAuthnApiError):
    status_code = 403
    default_code = "password_too_long_ago"


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


class Making(Ceremony):
    """A passkey is added by whoever gave the password lately."""

    def check_can_register(self) -> None:
        if not freshness.is_fresh(self.request):
            raise PasswordTooLongAgo(_("Load this page again: your password was given long ago."))


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
        answer: HttpResponse = super().handle_exception(exc)
        return answer

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
