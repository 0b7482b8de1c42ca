"""What a page shows where a verb was refused and no form was there to say so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.errors import as_refusal


class RefusedMiddleware:
    """Turns an uncaught `Refused` into a page with its message and status; never a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refused = as_refusal(exception)
        if refused is None:
            return None
        context = {"message": str(refused), "back": _came_from(request)}
        return render(request, "accounts/refused.html", context, status=refused.status)


def _came_from(request: HttpRequest) -> str:
    """The page that was left, where it is one of ours; else the first page."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    return referer if ours else "/"
