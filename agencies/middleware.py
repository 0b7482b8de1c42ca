"""In whose name the pages ask the database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts import scopes
from agencies.offices import scope_of


class ScopeMiddleware:
    """A request sees what the offices of its user reach (R12); a stranger's, accounts alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with scopes.within(scopes.SIGN_IN):
            if request.user.is_authenticated:
                scopes.enter(scope_of(request.user))
            return self.get_response(request)
