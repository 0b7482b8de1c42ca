"""In whose name the pages ask the database, and who has to pass the second step first."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import factors, scopes
from agencies.offices import scope_of
from agencies.permissions import needs_second_step

#: What a session opens that has not passed the second step.
OPEN: Final = frozenset(
    (
        "second-step",
        "passkey-ask",
        "passkey-answer",
        "sign-out",
        "set_language",
        "healthz",
        "readyz",
    )
)
#: And what it opens where there is nothing yet to pass.
SETTING_UP: Final = OPEN | frozenset(
    ("factors", "factor-app", "factor-passkey", "passkey-new", "passkey-made", "confirm")
)
READING: Final = ("GET", "HEAD")


class ScopeMiddleware:
    """A request sees what the offices of its user reach (R12); a stranger's, accounts alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with scopes.within(scopes.SIGN_IN):
            if request.user.is_authenticated:
                scopes.enter(scope_of(request.user))
            return self.get_response(request)


class SecondStepMiddleware:
    """Holds a session that gave the password alone where a second step is due (R12).

    It is due where the user has set one up, and where a role of today requires one. Such a session
    asks the database as a stranger does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or factors.has_passed(request):
            return None
        asked = factors.is_asked(request)
        if not asked and not needs_second_step(user):
            return None
        scopes.enter(scopes.SIGN_IN)
        asked = asked or factors.has_any(user)
        match = request.resolver_match
        if match is not None and match.view_name in (OPEN if asked else SETTING_UP):
            return None
        if match is not None and match.route.startswith("api/"):
            return _answer_program()
        return _lead(request, "second-step" if asked else "factors")


def _answer_program() -> JsonResponse:
    """A refusal as the API words it."""
    message = _("Sign in with your second step first.")
    return JsonResponse({"message": message, "field": None}, status=403)


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    """To the page that is due, and from there on to where one wanted to go."""
    path = request.get_full_path()
    asks = f"?{urlencode({'next': path})}" if request.method in READING and path != "/" else ""
    return redirect(reverse(page) + asks)
