"""The register of conclusions (R7, R22): each version, how it stands, what of it is late."""

from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from monitoring.models import Conclusion, QuarterDeadline, Recommendation, Shortcoming
from monitoring.registers.base import CENTRE, EVERY_SIDE, NOT_AGENCY, Column, Reader, Register
from monitoring.registers.columns import of_centre
from monitoring.registers.filters import ConclusionRegisterFilter
from monitoring.words import quarter_name
from monitoring.workflow.opening import TERM

#: Long texts, which no register shows.
UNREAD = ("snapshot", "change_reason")
TERMS = Prefetch(
    "monitoring__deadlines",
    QuarterDeadline.objects.filter(term=TERM).defer("derivation").order_by("pk"),
)


def rows(reader: Reader) -> QuerySet[Any]:
    """A Centre's own in every state, and those of one merged into it; above, what was signed."""
    found = _within(reader).annotate(
        shortcoming_count=_number_of(Shortcoming.objects.filter(dropped="")),
        advice_count=_number_of(
            Recommendation.objects.filter(Q(shortcoming=None) | Q(shortcoming__dropped=""))
        ),
    )
    related = found.select_related("monitoring__centre__region", "signed_by")
    return related.defer(*UNREAD).prefetch_related(TERMS)


def _within(reader: Reader) -> QuerySet[Conclusion]:
    if reader.side == "centre":
        own = reader.held.centres
        of_own = Q(monitoring__centre__in=own) | Q(monitoring__centre__merged_into__in=own)
        return Conclusion.objects.visible_to(reader.user).filter(of_own)
    signed = Conclusion.objects.ever_signed()
    return reader.within(signed, centre="monitoring__centre")


def _number_of(named: QuerySet[Any]) -> Coalesce:
    """How many the conclusion names; a shortcoming that was dropped is not said (R23)."""
    counted = named.filter(conclusion=OuterRef("pk")).order_by().values("conclusion")
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)


def said(number: int, conclusion: Conclusion, reader: Reader) -> int | None:
    """A number out of the text: nobody above reads of it before it was sent (clause 14)."""
    return number if reader.side == "centre" or conclusion.sent_at else None


def term(conclusion: Conclusion) -> QuarterDeadline | None:
    """The term for the conclusion of the quarter, one for all versions; a setting."""
    found = list(conclusion.monitoring.deadlines.all())
    return found[-1] if found else None


def page_of(conclusion: Conclusion, reader: Reader) -> str:
    """The conclusion of the quarter, from which its versions are reached."""
    return reverse("quarter-text", args=[conclusion.monitoring_id])


WHICH = (
    Column(label=_("Conclusion"), value=lambda row, r: row.number, on_page=EVERY_SIDE, width=20),
    Column(
        label=_("Quarter"),
        value=lambda row, r: quarter_name(row.monitoring.quarter),
        on_page=EVERY_SIDE,
        width=24,
    ),
    Column(label=_("Version"), numeric=True, value=lambda row, r: row.version, width=10),
    Column(
        label=_("State"),
        value=lambda row, r: row.get_state_display(),
        code=lambda row: str(row.state),
        on_page=EVERY_SIDE,
        width=30,
    ),
)
WAY = (
    Column(label=_("Signed on"), value=lambda row, r: row.signed_on, on_page=EVERY_SIDE),
    Column(
        label=_("Signed by"),
        value=lambda row, r: row.signed_by and row.signed_by.full_name,
        sides=CENTRE,
        width=30,
    ),
    Column(
        label=_("Last day of the term"),
        value=lambda row, r: (owed := term(row)) and owed.due_on,
    ),
    Column(
        label=_("Working days late"),
        numeric=True,
        value=lambda row, r: (owed := term(row)) and owed.days_late,
        on_page=EVERY_SIDE,
    ),
    Column(label=_("Sent"), value=lambda row, r: row.sent_at, on_page=EVERY_SIDE, width=17),
    Column(label=_("Received on"), value=lambda row, r: row.received_on, on_page=EVERY_SIDE),
    Column(label=_("Incoming number"), value=lambda row, r: row.receipt_number, width=24),
)
WHAT = (
    Column(
        label=_("Shortcomings"),
        numeric=True,
        value=lambda row, r: said(row.shortcoming_count, row, r),
        on_page=EVERY_SIDE,
    ),
    Column(
        label=_("Recommendations"),
        numeric=True,
        value=lambda row, r: said(row.advice_count, row, r),
        on_page=EVERY_SIDE,
    ),
)

CONCLUSIONS = Register(
    name="conclusions",
    label=_("Register of conclusions"),
    about=_("The conclusion of each quarter, version by version: signed, sent, received."),
    sides=NOT_AGENCY,
    columns=(*WHICH, *WAY, *WHAT, *of_centre(lambda row: row.monitoring.centre)),
    rows=rows,
    filters=ConclusionRegisterFilter,
    page_of=page_of,
)
