"""A decision is confirmed by whoever signed in, not by whoever found the browser open (R12).

Before approval, signing, unsealing and taking data out the password is asked for again, unless it
was given in the last minutes. It is asked before a form is opened; a form that was opened in time
may be filled in at leisure, so that nothing typed is lost.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed

#: Where the session keeps the moment, in seconds since 1970.
CONFIRMED: Final = "confirmed_at"
READING: Final = ("GET", "HEAD")
View = Callable[..., Any]


def confirm(request: HttpRequest, **_kwargs: Any) -> None:
    """Note that the password was given now."""
    request.session[CONFIRMED] = int(timezone.now().timestamp())


def is_fresh(request: HttpRequest) -> bool:
    """Whether the password was given lately enough for this request."""
    minutes = settings.CONFIRM_AFTER_MINUTES
    if request.method not in READING:
        minutes += settings.CONFIRM_FILLING_IN_MINUTES
    since = timezone.now().timestamp() - request.session.get(CONFIRMED, 0)
    return since <= timedelta(minutes=minutes).total_seconds()


def require_fresh(request: HttpRequest) -> None:
    """For the API, which has no page that asks; raises `NotAllowed`."""
    if not is_fresh(request):
        raise NotAllowed(_("Sign in again before this decision: your password was given long ago."))


def ask_again(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """To the page that asks for the password, and from there on to where one wanted to go."""
    return redirect(f"{reverse('confirm')}?{urlencode({'next': back or request.get_full_path()})}")


def confirmed(view: View) -> View:
    """A view that is shown once the password was given lately; whoever is not signed in passes."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not is_fresh(request):
            return ask_again(request)
        return view(request, *args, **kwargs)

    return asking
