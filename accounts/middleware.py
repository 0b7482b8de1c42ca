"""What every request passes: whose address it bears, and how a refusal without a form is shown."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import scopes
from accounts.errors import as_refusal

#: Where a session keeps when it began and when it was last used, in seconds since 1970.
BEGAN, USED = "began_at", "used_at"
A_MINUTE = 60


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


class ApiOverTlsMiddleware:
    """A system that sends its key in clear is refused, so that the mistake is seen.

    Led to TLS like a page, it would go on, and send its key in clear each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") and not request.is_secure():
            return JsonResponse({"message": "Use https.", "field": None}, status=403)
        return self.get_response(request)


class KeptNowhereMiddleware:
    """No browser and no proxy keeps what was shown to somebody (R12).

    Static files are answered before; an answer that says itself how it is kept is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response


def begin_session(request: HttpRequest, **_kwargs: Any) -> None:
    """Note that a session begins now; told by whoever signs in."""
    request.session[BEGAN] = request.session[USED] = int(timezone.now().timestamp())


class SessionLimitsMiddleware:
    """Signs out a session that is older than a working day, or that nobody has used for long (R12).

    The session keeps when it began and, to the minute, when it was last used.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get(SESSION_KEY):
            self._limit(request, int(timezone.now().timestamp()))
        return self.get_response(request)

    def _limit(self, request: HttpRequest, now: int) -> None:
        began, used = request.session.get(BEGAN, 0), request.session.get(USED, 0)
        too_old = now - began > settings.SESSION_HOURS * 3600
        if too_old or now - used > settings.SESSION_IDLE_MINUTES * 60:
            with scopes.within(scopes.SIGN_IN):
                logout(request)
            messages.info(request, _("You were signed out: the session had ended. Sign in again."))
        elif now - used >= A_MINUTE:
            request.session[USED] = now


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
