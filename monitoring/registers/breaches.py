"""The register of terms that passed (R7, R10): those of cases, of plans and of quarters."""

from datetime import date
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from monitoring import worklist
from monitoring.models import Breach, Escalation, Monitoring
from monitoring.models.breaches import SOURCES
from monitoring.registers.base import CENTRE, EVERY_SIDE, Column, Reader, Register
from monitoring.registers.columns import case_page, family_name, of_centre, unread
from monitoring.registers.filters import BreachRegisterFilter
from regulations import clauses


def rows(reader: Reader) -> QuerySet[Any]:
    found = reader.within(Breach.objects.all(), agency="agency")
    related = found.select_related(
        *("plan_deadline__plan__case", "case_deadline__case", "quarter_deadline__monitoring"),
        *("quarter_deadline__monitoring__centre", "centre__region", "agency__sector"),
    )
    unread_here = unread("plan_deadline__plan__case") + unread("case_deadline__case")
    derived = [f"{source}__derivation" for source in SOURCES]
    return related.defer(*unread_here, *derived).prefetch_related("escalations")


def case_of(breach: Breach) -> Case | None:
    """The case whose term it was; the term of a quarter is of no case."""
    if breach.plan_deadline:
        return breach.plan_deadline.plan.case
    return breach.case_deadline.case if breach.case_deadline else None


def family(breach: Breach, reader: Reader) -> str:
    case = case_of(breach)
    return family_name(case, reader) if case else ""


def page_of(breach: Breach, reader: Reader) -> str:
    """The case for its Centre, the activity for the agency that owed it; a quarter."""
    if reader.side == "agency" and breach.plan_deadline and breach.plan_deadline.activity_id:
        return reverse("activity", args=[breach.plan_deadline.activity_id])
    if breach.quarter_deadline:
        return _quarter_page(breach, breach.quarter_deadline.monitoring, reader)
    case = case_of(breach)
    return case_page(case, reader) if case else ""


def _quarter_page(breach: Breach, quarter: Monitoring, reader: Reader) -> str:
    """For whoever owed it, and for those above within whose reach the quarter is."""
    held = reader.held
    within = breach.centre_id in held.centres or quarter.centre.region_id in held.regions
    opens = reader.side == "country" or within
    return reverse("quarter", args=[quarter.pk]) if opens else ""


def taken_up(breach: Breach, level: str) -> date | None:
    days = [step.escalated_on for step in breach.escalations.all() if step.level == level]
    return days[0] if days else None


def clause(breach: Breach) -> str:
    """As the reader's language cites it; "" where the Order gives no term."""
    number, _dot, paragraph = breach.clause.partition(".")
    language = cast(clauses.Language, get_language() or "kk")
    at = int(paragraph) if paragraph else None
    return clauses.cite(number, language, paragraph=at) if number else ""


def still_owed(breach: Breach) -> bool:
    return breach.deadline.is_open and breach.moved_to is None


TERM = (
    Column(
        label=_("Term"),
        value=lambda row, r: worklist.term_name(row.term),
        on_page=EVERY_SIDE,
        width=40,
    ),
    Column(label=_("Clause"), value=lambda row, r: clause(row), width=14),
    Column(
        label=_("Last day of the term"),
        value=lambda row, r: row.due_on,
        on_page=EVERY_SIDE,
    ),
    Column(
        label=pgettext_lazy("breach", "Owed by"),
        value=lambda row, r: (row.agency or row.centre).name,
        on_page=EVERY_SIDE,
        width=40,
    ),
    Column(label=_("Role"), value=lambda row, r: row.get_role_display(), width=22),
    Column(
        label=pgettext_lazy("register", "Matter"),
        value=lambda row, r: worklist.reference(row.deadline, for_agency=r.side == "agency"),
        on_page=EVERY_SIDE,
        width=18,
    ),
    Column(
        label=_("Family"),
        value=lambda row, r: family(row, r),
        sides=CENTRE,
        personal=True,
        on_page=EVERY_SIDE,
        width=34,
    ),
)
SINCE = (
    Column(label=_("Recorded on"), value=lambda row, r: row.recorded_on),
    Column(label=_("Still owed"), value=lambda row, r: still_owed(row), on_page=EVERY_SIDE),
    Column(label=_("Met on"), value=lambda row, r: row.deadline.met_on, on_page=EVERY_SIDE),
    Column(
        label=_("Working days late"),
        value=lambda row, r: row.deadline.days_late,
        numeric=True,
    ),
    Column(label=_("Another date set"), value=lambda row, r: row.moved_to),
    Column(
        label=_("Taken to the head on"),
        value=lambda row, r: taken_up(row, Escalation.Level.HEAD),
    ),
    Column(
        label=_("Taken to the region on"),
        value=lambda row, r: taken_up(row, Escalation.Level.REGION),
    ),
)

BREACHES = Register(
    name="breaches",
    label=_("Register of breaches"),
    about=_("Terms that passed, who owed them, and what became of them."),
    sides=EVERY_SIDE,
    columns=(*TERM, *SINCE, *of_centre(lambda row: row.centre)),
    rows=rows,
    filters=BreachRegisterFilter,
    case_of=lambda row: case.pk if (case := case_of(row)) else None,
    page_of=page_of,
)
