"""How a plan stands: what runs, what was sent, what is next, what happened. Read, never written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from cases.panels import NextStep
from plans.models import Activity, Dispatch, Plan, PlanDeadline, PlanItem, PlanTransition
from plans.permissions import (
    can_approve,
    can_block,
    can_complete,
    can_hold,
    can_note_paper,
    can_send,
)
from plans.planning import for_whom, items_of
from plans.queues import decision_page
from plans.states import (
    ActivityState,
    DispatchState,
    PlanState,
    RequestState,
)
from regulations.terms import TERMS

#: How far back a page tells what happened; the case's own timeline goes to the beginning.
NEWEST_EVENTS: Final = 100


@dataclass(frozen=True)
class Line:
    """An item of a version, its activity if it runs under this version, and what is owed for it."""

    item: PlanItem
    activity: Activity | None = None
    term: PlanDeadline | None = None

    @property
    def due_on(self) -> date:
        """When the activity is due; a later date may have been granted since the plan."""
        return self.activity.due_on if self.activity else self.item.due_on

    @property
    def term_name(self) -> str:
        """What the nearest term asks, in the reader's language."""
        if self.term is None:
            return ""
        return str(getattr(TERMS[self.term.term], f"name_{get_language() or 'kk'}"))


@dataclass(frozen=True)
class Stage:
    number: int
    lines: list[Line]


def activities_of(plan: Plan) -> list[Activity]:
    """What runs under a version, with all that its page shows, in two queries."""
    rows = plan.activities.select_related(
        "item__agency", "item__service", "item__depends_on__service", "taken_by"
    )
    return list(rows.prefetch_related(for_whom("item__persons")).order_by("item__order", "pk"))


def stages_of(
    plan: Plan, activities: Sequence[Activity], terms: Iterable[PlanDeadline]
) -> list[Stage]:
    """The lines of a version under their stages; a draft or a replaced version has only items."""
    nearest: dict[int, PlanDeadline] = {}
    for term in terms:
        if term.activity_id:
            nearest.setdefault(term.activity_id, term)
    lines = [Line(a.item, a, nearest.get(a.pk)) for a in activities]
    if not lines:
        lines = [Line(item) for item in items_of(plan)]
    numbers = sorted({line.item.stage for line in lines})
    return [Stage(n, [line for line in lines if line.item.stage == n]) for n in numbers]


@dataclass(frozen=True)
class Part:
    """What went to one agency, what came of it, and what the user may do with it."""

    dispatch: Dispatch
    activities: int
    accepted: int
    term: PlanDeadline | None
    may: dict[str, bool]


def parts_of(
    plan: Plan, activities: Sequence[Activity], terms: Iterable[PlanDeadline], *, user: User
) -> list[Part]:
    """The parts of this version, and those of earlier ones whose activities run on (R16)."""
    related = Dispatch.objects.select_related("plan", "agency", "mail", "opened_by")
    running_on = {a.dispatch_id for a in activities if a.dispatch_id}
    rows = related.filter(Q(plan=plan) | Q(pk__in=running_on)).order_by("pk")
    total = Counter(a.dispatch_id for a in activities)
    accepted = Counter(a.dispatch_id for a in activities if a.accepted_at)
    owed = {term.dispatch_id: term for term in terms if term.term == "dispatch"}
    return [
        Part(part, total[part.pk], accepted[part.pk], owed.get(part.pk), _may(user, part))
        for part in rows
    ]


def _may(user: User, part: Dispatch) -> dict[str, bool]:
    return {
        "send": can_send(user, part),
        "hold": can_hold(user, part),
        "block": can_block(user, part),
        "note_paper": can_note_paper(user, part) and part.received_on is None,
    }


def next_step(
    plan: Plan, terms: Sequence[PlanDeadline], *, versions: Sequence[Plan], user: User
) -> NextStep:
    """The next step of a plan version, whoever has to take it; the button for who may."""
    step = _next_step(plan, terms, versions=versions)
    refused = (plan.state == PlanState.SUBMITTED and not can_approve(user, plan)) or (
        plan.state == PlanState.EXECUTED and not can_complete(user, plan)
    )
    return replace(step, url="", label="") if refused else step


def _next_step(plan: Plan, terms: Sequence[PlanDeadline], *, versions: Sequence[Plan]) -> NextStep:
    if plan.state == PlanState.REPLACED:
        return _newer(versions)
    if plan.is_undecided:
        return _towards_approval(plan, terms)
    if plan.state == PlanState.EXECUTED:
        term = _first(terms, "completion")
        return NextStep(
            what=_("Mark completion"),
            who=str(term.get_role_display()) if term else _("Head of Centre"),
            deadline=term,
            url=reverse("plan-complete", args=[plan.pk]),
            label=_("Mark completion"),
        )
    if plan.state == PlanState.COMPLETED and not plan.case.is_open:
        return NextStep()
    if plan.state == PlanState.COMPLETED:
        return NextStep(
            what=_("Find whether the family has left the situation, or draw up a new plan"),
            url=reverse("case", args=[plan.case_id]),
            label=_("To the case"),
        )
    return _in_execution(plan, terms)


def _newer(versions: Sequence[Plan]) -> NextStep:
    newest = max(versions, key=lambda version: version.version)
    note = _("This version was replaced. The plan goes on in version %(version)s.")
    return NextStep(
        note=note % {"version": newest.version},
        url=reverse("plan", args=[newest.pk]),
        label=_("Open the newest version"),
    )


def _towards_approval(plan: Plan, terms: Sequence[PlanDeadline]) -> NextStep:
    if plan.state == PlanState.SUBMITTED:
        return NextStep(
            what=_("Decide on the plan"),
            who=_("Head of Centre"),
            deadline=_first(terms, "approval"),
            url=reverse("plan-approve", args=[plan.pk]),
            label=_("Look through and decide"),
        )
    returned = plan.state == PlanState.RETURNED
    return NextStep(
        what=_("Mend the plan and submit it again") if returned else _("Finish the draft"),
        who=plan.drafted_by.full_name,
        url=reverse("plan-edit", args=[plan.pk]),
        label=_("Open the editor"),
    )


#: What the Centre does next while a plan runs, the most pressing first.
_CENTRE_ACTS: Final = ("review", "decline_decision", "extension_decision")


def _in_execution(plan: Plan, terms: Sequence[PlanDeadline]) -> NextStep:
    if plan.state == PlanState.TERMINATED:
        return NextStep()
    dispatch = _first(terms, "dispatch")
    if dispatch:
        return NextStep(
            what=_("Send every agency its part"),
            who=_("Head of Centre"),
            deadline=dispatch,
            url=reverse("plan", args=[plan.pk]) + "#parts",
            label=_("To the parts"),
        )
    act = next((term for term in terms if term.term in _CENTRE_ACTS), None)
    if act:
        return NextStep(
            what={
                "review": _("Mark the execution of an activity"),
                "decline_decision": _("Decide on a declined activity"),
                "extension_decision": _("Decide on a later date"),
            }[act.term],
            who=_("Caseworker"),
            deadline=act,
            url=decision_page(act),
            label=_("Open the activity"),
        )
    report = next((term for term in terms if term.term in ("report", "rework")), None)
    if report:
        return NextStep(what=_("The next information on execution is due"), deadline=report)
    note = _("Activities that ended as partly done or impossible need a new version of the plan.")
    return NextStep(note=note)


def _first(terms: Iterable[PlanDeadline], kind: str) -> PlanDeadline | None:
    return next((term for term in terms if term.term == kind), None)


@dataclass(frozen=True)
class Event:
    """One line of the timeline, with the keys that its component reads."""

    at: datetime
    who: str
    what: str
    clause: str
    reason: str

    def as_item(self) -> dict[str, Any]:
        return dict(vars(self))


def what_happened(plan: Plan) -> list[dict[str, Any]]:
    """What happened to the plan in all its versions, the newest first."""
    rows = PlanTransition.objects.filter(plan__series=plan.series).select_related(
        "by", "plan", "activity__item__service", "dispatch__agency"
    )
    return [_event(row).as_item() for row in rows.order_by("-pk")[:NEWEST_EVENTS]]


def _event(row: PlanTransition) -> Event:
    who = row.by.full_name if row.by else _("the system")
    return Event(row.at, who, _what(row), row.clause, row.reason)


def _what(row: PlanTransition) -> str:
    if row.extension_id:
        words = (row.activity.item.name if row.activity else "", RequestState(row.to_state).label)
    elif row.activity:
        words = (row.activity.item.name, ActivityState(row.to_state).label)
    elif row.dispatch:
        words = (row.dispatch.agency.name, DispatchState(row.to_state).label)
    else:
        version = _("Plan, version %(version)s") % {"version": row.plan.version}
        words = (version, PlanState(row.to_state).label)
    return f"{words[0]}: {words[1]}"
