"""The dispatch letter: an agency's part of a plan on paper, with room for its reply (R9, R16)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import papers
from accounts.access import log_reading
from accounts.requests import SignedIn
from cases.erased import refuse_erased
from cases.models import Ground, Person
from plans import slices
from plans.models import Dispatch, PlanDeadline, PlanDeadlineMove, PlanItem
from plans.permissions import can_print_letter


@dataclass(frozen=True)
class Asked:
    """One activity as it was asked: by which day, and why by that one.

    `why` is "plan" (the plan names the day), "start" (it began later than the plan foresaw and
    keeps its working days, clause 10), or "after" (it begins only when another one is executed).
    """

    item: PlanItem
    for_whom: list[slices.ShownPerson]
    told_grounds: list[Ground]
    due_on: date
    why: str

    @property
    def before(self) -> str:
        """What is to be executed before, where the agency was asked that as well (R12)."""
        before = self.item.depends_on
        return before.name if before and before.agency_id == self.item.agency_id else ""

    @property
    def tells_of_risks(self) -> bool:
        """Where the reply may say what became of the risks (clause 11 para 4)."""
        return self.item.kind in (PlanItem.Kind.RELAPSE, PlanItem.Kind.OFFENCES)


def asked(dispatch: Dispatch, *, sent_at: datetime) -> list[Asked]:
    """What stands under this dispatch in the words of its plan version, with the dates of sending.

    A later date that was granted since is not the letter's. What a newer version took over stands
    in the letter of that version.
    """
    first_moves = Prefetch("moves", PlanDeadlineMove.objects.order_by("id"))
    owed = PlanDeadline.objects.filter(term="report").order_by("id").prefetch_related(first_moves)
    persons = Prefetch("persons", Person.objects.order_by("-birth_date", "id"))
    items = PlanItem.objects.filter(plan=dispatch.plan_id, activity__dispatch=dispatch)
    rows = (
        items.select_related("service", "activity", "depends_on__service")
        .prefetch_related(persons, Prefetch("activity__deadlines", owed))
        .order_by("stage", "order", "id")
    )
    fields = slices.fields_for(dispatch.agency)
    address, sent_on = dispatch.plan.case.address, timezone.localdate(sent_at)
    return [
        Asked(
            item,
            [slices.shown(p, fields, address=address) for p in item.persons.all()],
            slices.told_grounds(item),
            *_due(item, sent_on=sent_on),
        )
        for item in rows
    ]


def _due(item: PlanItem, *, sent_on: date) -> tuple[date, str]:
    """By which day, and why by that one."""
    terms = item.activity.deadlines.all() if item.activity else []
    term = next((term for term in terms if term.started_on == sent_on), None)
    if term is None:
        return item.due_on, "after" if item.depends_on else "plan"
    moves = list(term.moves.all())
    due_on = moves[0].old_due_on if moves else term.due_on
    return due_on, "plan" if due_on == item.due_on else "start"


@login_required
@require_safe
def letter(request: SignedIn, pk: int) -> HttpResponse:
    """The letter as paper, for an agency that is served without accounts."""
    visible = Dispatch.objects.visible_to(request.user)
    related = ("plan__centre", "plan__case", "plan__approved_by", "agency__sector")
    dispatch = get_object_or_404(visible.select_related(*related), pk=pk)
    if not can_print_letter(request.user, dispatch) or dispatch.sent_at is None:
        raise PermissionDenied
    refuse_erased(dispatch.plan.case)
    paper = papers.chosen(request)
    log_reading(request, "dispatch", records=[dispatch.pk], cases=[dispatch.plan.case_id])
    context = {
        "dispatch": dispatch,
        "plan": dispatch.plan,
        "case": dispatch.plan.case,
        "number": f"{dispatch.plan}-{dispatch.pk}",
        "rows": asked(dispatch, sent_at=dispatch.sent_at),
        "whole_plan": slices.whole_plan(dispatch),
        **paper,
    }
    return render(request, "papers/letter.html", context)
