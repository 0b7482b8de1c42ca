"""The main navigation: one table of who is led where."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import pgettext_lazy

from accounts.roles import AGENCY_ROLES, CENTRE_ROLES, Role
from accounts.views import mail_is_kept
from agencies.offices import offices
from agencies.permissions import is_administrator

R = Role
EVERYBODY = frozenset(Role)
WATCHERS = frozenset({R.HEAD, R.AGENCY_SUPERVISOR, R.REGIONAL_MANAGER, R.AUTHORISED_BODY})
REPORTED_TO = CENTRE_ROLES | AGENCY_ROLES | {R.REGIONAL_MANAGER, R.AUTHORISED_BODY}


@dataclass(frozen=True)
class Entry:
    """A page of the main navigation and the roles that are led to it."""

    url_name: str
    label: object
    roles: frozenset[Role]


TABLE = (
    Entry("my-day", pgettext_lazy("navigation", "My day"), EVERYBODY),
    Entry("case-list", pgettext_lazy("navigation", "Cases"), CENTRE_ROLES),
    Entry("inbox", pgettext_lazy("navigation", "Inbox"), AGENCY_ROLES),
    Entry("review-queue", pgettext_lazy("navigation", "Review"), CENTRE_ROLES),
    Entry("quarters", pgettext_lazy("navigation", "Quarters"), WATCHERS | CENTRE_ROLES),
    Entry("breaches", pgettext_lazy("navigation", "Breaches"), WATCHERS),
    Entry("registers", pgettext_lazy("navigation", "Registers"), REPORTED_TO),
    Entry(
        "look-beyond",
        pgettext_lazy("navigation", "Look at a case"),
        frozenset({R.REGIONAL_MANAGER, R.AUTHORISED_BODY}),
    ),
    Entry("calendar", pgettext_lazy("navigation", "Calendar"), EVERYBODY),
    Entry("catalogue", pgettext_lazy("navigation", "Catalogue"), EVERYBODY),
    Entry("regulations", pgettext_lazy("navigation", "The Order"), EVERYBODY),
    Entry(
        "people",
        pgettext_lazy("navigation", "People"),
        frozenset({R.HEAD, R.AGENCY_SUPERVISOR, R.ADMINISTRATOR}),
    ),
    Entry("reference", pgettext_lazy("navigation", "Reference data"), frozenset({R.ADMINISTRATOR})),
    Entry("settings", pgettext_lazy("navigation", "Settings"), frozenset({R.ADMINISTRATOR})),
    Entry("sent-mail", pgettext_lazy("navigation", "Sent mail"), EVERYBODY),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: `nav` for the base page, and `nav_role`, what the user is called."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "nav_role": ""}
    held = offices(user).roles
    if is_administrator(user):
        held |= {R.ADMINISTRATOR}
    return {
        "nav": [_item(entry, request.path) for entry in entries(held) if address(entry)],
        "nav_role": ", ".join(sorted(str(role.label) for role in held)),
    }


def entries(held: frozenset[Role]) -> list[Entry]:
    """What somebody with these roles is led to; without any, to what everybody may read."""
    shown = [e for e in TABLE if e.roles & held or e.roles is EVERYBODY]
    return [e for e in shown if e.url_name != "sent-mail" or mail_is_kept()]


def address(entry: Entry) -> str:
    """Where the entry leads; "" while the page is not there."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _item(entry: Entry, path: str) -> dict[str, object]:
    url = address(entry)
    here = path == url if url == "/" else path.startswith(url)
    return {"label": entry.label, "url": url, "current": here, "count": ""}
