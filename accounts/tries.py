"""How often a password may be tried: from one place, for one account, and from one address (R12).

The library counts the tries of an account from an address together. Whoever changes the address
with every try, or the account, is met by the wider limits here. A passkey signs in all the same.
"""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class Tries(AxesDatabaseHandler):
    """Locks as the library does, and for too many tries of an account or from an address."""

    def get_failures(self, request: HttpRequest, credentials: Any = None) -> int:
        failures = super().get_failures(request, credentials)
        account = {"username": get_client_username(request, credentials)}
        address = {"ip_address": request.axes_ip_address}  # type: ignore[attr-defined]
        too_often = (
            _tried(request, account) >= settings.SIGN_IN_TRIES_OF_ACCOUNT
            or _tried(request, address) >= settings.SIGN_IN_TRIES_OF_ADDRESS
        )
        return max(failures, settings.AXES_FAILURE_LIMIT) if too_often else int(failures)


def _tried(request: HttpRequest, whose: dict[str, Any]) -> int:
    """Wrong tries within the time after which the library forgets them."""
    if not all(whose.values()):
        return 0
    since = get_cool_off_threshold(request)
    rows = AccessAttempt.objects.filter(attempt_time__gte=since, **whose)
    return rows.aggregate(all=Sum("failures_since_start"))["all"] or 0
