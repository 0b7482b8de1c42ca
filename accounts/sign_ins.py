"""What is written down of an account: sign-ins, second steps, and wrong tries at either."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Final

from axes.models import AccessFailureLog, AccessLog
from django.urls import reverse

from accounts.models import User

#: So many of the newest stand on the page.
MOST: Final = 10
#: What a browser says of itself, and the name its owner knows; the first that fits.
BROWSERS: Final = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "YaBrowser": "Yandex",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS: Final = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class SignIn:
    """A try to sign in: when, from which address, by which browser, and whether it came in."""

    at: datetime
    address: str
    browser: str
    came_in: bool
    is_second_step: bool


def sign_ins_of(user: User) -> list[SignIn]:
    """The newest tries to sign in to an account, so that its owner sees what was not theirs."""
    both = chain(_of(AccessLog, user, came_in=True), _of(AccessFailureLog, user, came_in=False))
    return sorted(both, key=lambda row: row.at, reverse=True)[:MOST]


def _of(model: Any, user: User, *, came_in: bool) -> Iterator[SignIn]:
    rows = model.objects.filter(username=user.get_username()).order_by("-attempt_time", "-pk")
    for row in rows[:MOST]:
        second = row.path_info == reverse("second-step")
        address, browser = row.ip_address or "", browser_name(row.user_agent or "")
        yield SignIn(row.attempt_time, address, browser, came_in, second)


def browser_name(agent: str) -> str:
    """Browser and system in the words of their owner; a stranger as it calls itself."""
    known = (
        next((name for mark, name in names.items() if mark in agent), "")
        for names in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, known)) or agent
