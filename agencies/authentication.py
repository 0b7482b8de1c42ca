"""How another system signs in to the API."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from accounts import scopes, tokens
from accounts.models import User
from agencies.offices import scope_of

KEYWORD = b"token"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token qoldau_…`: an agency's own system acts as one of its users."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != KEYWORD:
            return None
        if len(parts) != 2:  # the keyword and the key
            raise exceptions.AuthenticationFailed(_("The token is not written as it should be."))
        user = tokens.holder(parts[1].decode("latin-1"), now=timezone.localtime())
        if user is None:
            raise exceptions.AuthenticationFailed(_("This token is not known or has ended."))
        scopes.enter(scope_of(user))
        return user, "token"

    def authenticate_header(self, request: Request) -> str:
        return "Token"
