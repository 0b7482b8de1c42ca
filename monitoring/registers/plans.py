"""The registers of plan versions and of what was sent to agencies (R7)."""

from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from monitoring.registers.base import CENTRE, EVERY_SIDE, NOT_AGENCY, Column, Reader, Register
from monitoring.registers.columns import of_agency, of_case, of_centre, unread
from monitoring.registers.filters import DispatchRegisterFilter, PlanRegisterFilter
from plans.models import Activity, Dispatch, Plan, PlanDeadline, PlanItem
from plans.states import ActivityState

#: Free text of a plan, which no register shows.
UNREAD_OF_PLAN = ("aim", "change_reason")
TERMS = Prefetch("deadlines", PlanDeadline.objects.filter(term="dispatch").order_by("pk"))


def _number_of(rows: QuerySet[Any], *, plan: str = "plan") -> Coalesce:
    counted = rows.filter(**{plan: OuterRef("pk")}).order_by().values(plan)
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)


def plan_rows(reader: Reader) -> QuerySet[Any]:
    executed = PlanItem.objects.filter(activity__state=ActivityState.EXECUTED)
    found = reader.within(Plan.objects.all()).annotate(
        item_count=_number_of(PlanItem.objects.all()), executed_count=_number_of(executed)
    )
    related = found.select_related("centre__region", "case", "approved_by")
    return related.defer(*UNREAD_OF_PLAN, *unread("case"))


def dispatch_rows(reader: Reader) -> QuerySet[Any]:
    found = reader.within(Dispatch.objects.all(), centre="plan__centre")
    found = found.annotate(activity_count=_number_of(Activity.objects.all(), plan="dispatch"))
    related = found.select_related("plan__centre__region", "plan__case", "agency__sector")
    unread_here = [f"plan__{name}" for name in UNREAD_OF_PLAN] + unread("plan__case")
    return related.defer(*unread_here).prefetch_related(TERMS)


def plan_page(plan: Plan, reader: Reader) -> str:
    mine = plan.centre_id in reader.held.centres
    return reverse("plan", args=[plan.pk]) if mine else ""


def term(dispatch: Dispatch) -> PlanDeadline | None:
    """The two working days of clause 9, as they were counted last."""
    return list(dispatch.deadlines.all())[-1] if dispatch.deadlines.all() else None


NUMBER = Column(label=_("Plan"), value=lambda plan, r: plan.number, on_page=EVERY_SIDE, width=20)
VERSION = Column(
    label=_("Version"),
    numeric=True,
    value=lambda plan, r: plan.version,
    on_page=EVERY_SIDE,
    width=10,
)

PLANS = Register(
    name="plans",
    label=_("Register of plans"),
    about=_("Each version of a plan: when it was approved, executed and completed."),
    sides=NOT_AGENCY,
    columns=(
        NUMBER,
        VERSION,
        *of_case(lambda plan: plan.case),
        Column(
            label=_("State"),
            value=lambda plan, r: plan.get_state_display(),
            code=lambda plan: str(plan.state),
            on_page=EVERY_SIDE,
            width=26,
        ),
        Column(
            label=_("Activities"),
            numeric=True,
            value=lambda plan, r: plan.item_count,
            on_page=EVERY_SIDE,
        ),
        Column(
            label=_("Of them executed"), numeric=True, value=lambda plan, r: plan.executed_count
        ),
        Column(label=_("Drafted on"), value=lambda plan, r: plan.created_at),
        Column(label=_("Approved on"), value=lambda plan, r: plan.approved_on, on_page=EVERY_SIDE),
        Column(
            label=_("Approved by"),
            value=lambda plan, r: plan.approved_by and plan.approved_by.full_name,
            sides=CENTRE,
            width=30,
        ),
        Column(label=_("Executed in full on"), value=lambda plan, r: plan.executed_on),
        Column(
            label=_("Completion date"), value=lambda plan, r: plan.completed_on, on_page=EVERY_SIDE
        ),
        *of_centre(lambda plan: plan.centre),
    ),
    rows=plan_rows,
    filters=PlanRegisterFilter,
    case_of=lambda plan: plan.case_id,
    page_of=plan_page,
)

DISPATCHES = Register(
    name="dispatches",
    label=_("Register of dispatches"),
    about=_("What was sent to each agency, when, and by which date it had to be (clause 9)."),
    sides=NOT_AGENCY,
    columns=(
        Column(
            label=_("Plan"), value=lambda part, r: part.plan.number, on_page=EVERY_SIDE, width=20
        ),
        Column(label=_("Version"), numeric=True, value=lambda part, r: part.plan.version, width=10),
        *of_case(lambda part: part.plan.case),
        *of_agency(lambda part: part.agency),
        Column(
            label=_("State"),
            value=lambda part, r: part.get_state_display(),
            code=lambda part: str(part.state),
            on_page=EVERY_SIDE,
            width=18,
        ),
        Column(label=_("Activities"), numeric=True, value=lambda part, r: part.activity_count),
        Column(
            label=_("Last day of the term"),
            value=lambda part, r: (owed := term(part)) and owed.due_on,
            on_page=EVERY_SIDE,
        ),
        Column(label=_("Sent"), value=lambda part, r: part.sent_at, on_page=EVERY_SIDE, width=17),
        Column(
            label=_("Working days late"),
            numeric=True,
            value=lambda part, r: (owed := term(part)) and owed.days_late,
        ),
        Column(label=_("Opened by the agency"), value=lambda part, r: part.opened_at, width=17),
        Column(label=_("On paper"), value=lambda part, r: part.on_paper),
        Column(label=_("Received on paper on"), value=lambda part, r: part.received_on),
        *of_centre(lambda part: part.plan.centre),
    ),
    rows=dispatch_rows,
    filters=DispatchRegisterFilter,
    case_of=lambda part: part.plan.case_id,
    page_of=lambda part, reader: plan_page(part.plan, reader),
)
