"""What every page of a Centre's quarter begins with."""

from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.requests import SignedIn
from agencies.calendar import working_calendar
from monitoring.figures.measures import MEASURES
from monitoring.figures.names import names_of
from monitoring.figures.showing import Shown, records_of
from monitoring.models import Conclusion, Monitoring, QuarterDeadline
from monitoring.permissions import can_correct, can_read_text, can_work_on, sees_persons
from monitoring.snapshot import read
from monitoring.states import IN_FORCE
from monitoring.wording.document import Language
from monitoring.words import quarter_name
from monitoring.workflow.drafting import cells_of

#: The tabs of a quarter, by address name.
TABS: Final = ("quarter", "quarter-text", "quarter-advice", "quarter-questions")


def find_monitoring(request: SignedIn, pk: int) -> Monitoring:
    """A quarter that the reader's office reaches; 404 for any other."""
    rows = Monitoring.objects.visible_to(request.user)
    related = rows.select_related("centre__region", "centre__merged_into", "centre__territory")
    return get_object_or_404(related, pk=pk)


def find_conclusion(request: SignedIn, pk: int) -> Conclusion:
    """A version of a conclusion that the reader may see at all; 404 for any other."""
    rows = Conclusion.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("monitoring__centre__region", "signed_by"), pk=pk)


def draft_of(request: SignedIn, pk: int) -> Conclusion:
    """The draft of a quarter, for whoever may work on it; 404 where there is none.

    A form that comes when the draft has just been signed gets what was signed: the verb refuses,
    and what was typed stays on the page.
    """
    monitoring = find_monitoring(request, pk)
    require(can_work_on(request.user, monitoring))
    versions = Conclusion.objects.select_related("monitoring__centre").order_by("-version")
    if request.method != "POST":
        versions = versions.filter(state=Conclusion.State.DRAFT)
    return get_object_or_404(versions.filter(monitoring=monitoring)[:1])


def require(allowed: bool) -> None:
    """403 unless a permission was given."""
    if not allowed:
        raise PermissionDenied


def shown_to(request: SignedIn, monitoring: Monitoring) -> Conclusion | None:
    """The version that a reader looks at: the draft for the Centre, else the one in force."""
    versions = Conclusion.objects.filter(monitoring=monitoring).select_related("signed_by")
    versions = versions.select_related("monitoring__centre__region", "signed_by", "received_by")
    if can_work_on(request.user, monitoring):
        draft = versions.filter(state=Conclusion.State.DRAFT).first()
        if draft:
            return draft
    return versions.filter(state__in=IN_FORCE).first()


def in_force(monitoring: Monitoring) -> Conclusion:
    """What is signed and stands; 404 where nothing is."""
    rows = Conclusion.objects.select_related("monitoring__centre__region", "signed_by")
    return get_object_or_404(rows, monitoring=monitoring, state__in=IN_FORCE)


def figures_of(request: SignedIn, conclusion: Conclusion) -> Shown:
    """The figures for this reader; the names are those of the day of signing."""
    cells = cells_of(conclusion)
    names = read(conclusion)["names"] if conclusion.snapshot else names_of(cells)
    monitoring = conclusion.monitoring
    return Shown(cells, names, sees_persons(request.user, monitoring), records_of(monitoring.pk))


def open_term(monitoring: Monitoring, *, today: date) -> QuarterDeadline | None:
    row = QuarterDeadline.objects.filter(QuarterDeadline.OPEN, monitoring=monitoring).first()
    if row:
        row.working_days_left = working_calendar().distance(today, row.due_on)  # type: ignore[attr-defined]
    return row


def head(
    request: SignedIn, monitoring: Monitoring, conclusion: Conclusion | None
) -> dict[str, Any]:
    """Heading, tabs, state and next step of a quarter's pages."""
    today = timezone.localdate()
    reads = conclusion is not None and can_read_text(request.user, conclusion)
    return {
        "monitoring": monitoring,
        "conclusion": conclusion,
        "quarter": quarter_name(monitoring.quarter),
        "works_here": can_work_on(request.user, monitoring),
        "reads_text": reads,
        "tabs": _tabs(monitoring, request.path),
        "deadline": open_term(monitoring, today=today),
        "today": today,
        "next": {},
        "corrects": conclusion is not None and can_correct(request.user, conclusion),
    }


def _tabs(monitoring: Monitoring, path: str) -> list[dict[str, Any]]:
    labels = (_("Figures"), _("Conclusion"), _("Recommendations"), _("Questions"))
    urls = (reverse(name, args=[monitoring.pk]) for name in TABS)
    return [
        {"label": label, "url": url, "current": url == path}
        for label, url in zip(labels, urls, strict=True)
    ]


def columns(*measures: str) -> list[dict[str, str]]:
    """Headings of measures with their definitions."""
    return [
        {"label": str(MEASURES[name].label), "definition": str(MEASURES[name].definition)}
        for name in measures
    ]


def reading_language() -> Language:
    """The conclusion exists in Kazakh and Russian; English readers get the Russian one."""
    return "kk" if get_language() == "kk" else "ru"
