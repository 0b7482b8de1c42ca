"""What every request passes: whose address it bears, and how a refusal without a form is shown."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.errors import as_refusal


class ClientAddressMiddleware:
    """Behind the proxy: the reader's address is the one that the proxy itself added, the last.

    Else the access log (R12) and the lockout would know the proxy only. Not to be used without
    one: anybody can write this header.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if said:
            request.META["REMOTE_ADDR"] = said
        return self.get_response(request)


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
