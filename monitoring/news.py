"""What people are told of quarters: not terms, but something to look at (R21–R23)."""

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from monitoring.models import Monitoring
from monitoring.words import quarter_name

#: What a notice of each kind says; its payload names the monitoring.
KINDS: Final[dict[str, Promise]] = {
    "quarter_opened": _("The quarter is open: look at its figures and sign the conclusion"),
    "quarter_moved": _("Records of a signed quarter were entered since: is it to be corrected?"),
    "conclusion_sent": _("A conclusion was sent to you"),
    "figure_asked": _("A question about a figure"),
    "figure_answered": _("Your question about a figure was answered"),
}


#: What a notice about a case says; its payload names the case.
OF_CASES: Final[dict[str, Promise]] = {
    "seal_opened": _("A sealed case was opened for a stated reason: look at its log"),
    "case_looked_at": _("A case was opened from above your Centre: look at its log"),
    "seal_changed": _("Who may see a sealed case was changed: look at its log"),
    "erasure_due": _("The period of keeping of closed cases is over: decide on their erasure"),
}


def cases(user: User, payloads: Iterable[dict[str, Any]]) -> dict[int, Case]:
    """The cases that notices speak of, as far as they are still the reader's business."""
    ids = {payload["case"] for payload in payloads if "case" in payload}
    return Case.objects.visible_to(user).in_bulk(ids) if ids else {}


def monitorings(user: User, payloads: Iterable[dict[str, Any]]) -> dict[int, Monitoring]:
    """The quarters that notices speak of, as far as they are still the reader's business."""
    ids = {payload["monitoring"] for payload in payloads if "monitoring" in payload}
    rows = Monitoring.objects.visible_to(user).filter(pk__in=ids).select_related("centre")
    return {row.pk: row for row in rows}


def address_of_case(kind: str, case: Case) -> str:
    """Where one goes about a notice on a case."""
    return (
        reverse("erasures") if kind == "erasure_due" else reverse("case-timeline", args=[case.pk])
    )


def reference(monitoring: Monitoring) -> str:
    """Whose quarter it is, in the language in force."""
    return f"{monitoring.centre.name}, {quarter_name(monitoring.quarter)}"


def address(monitoring: Monitoring) -> str:
    return reverse("quarter", args=[monitoring.pk])
