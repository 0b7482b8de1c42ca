"""Completion and termination of a plan (clause 12, R20)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.models import User
from accounts.transitions import transition as move
from agencies import deadlines as terms
from plans import deadlines
from plans.models import Plan, PlanDeadline
from plans.states import ENDED, UNDECIDED, UNSENT
from plans.workflow.approval import exclude
from plans.workflow.turns import take_turn


@transaction.atomic
def complete(plan: Plan, *, by: User, now: datetime) -> None:
    """Mark the completion of a plan whose activities are all executed (R20, clause 12).

    The completion date is the day of the last mark. Who may do it is a setting. Raises `Refused`
    while an activity is open or ended as partly done or impossible, and while a new version is
    being drafted.
    """
    take_turn(plan.case_id, at=plan.centre_id)
    move(plan, "complete", by=by, now=now, completed_on=plan.executed_on)
    terms.meet(deadlines.of_plan(plan, "completion"), on=timezone.localdate(now))


@transaction.atomic
def terminate(plan: Plan, *, by: User, now: datetime, reason: str) -> None:
    """End a plan for another reason than completion; nobody owes anything under it any more.

    With the version in force ends a version of it that is being drafted; a draft ends alone.
    """
    if not reason.strip():
        raise Invalid(_("Say why the plan ends."), field="reason")
    take_turn(plan.case_id, at=plan.centre_id)
    if plan.is_in_force:
        for draft in Plan.objects.filter(series=plan.series, state__in=UNDECIDED):
            _end(draft, by=by, now=now, reason=reason)
    _end(plan, by=by, now=now, reason=reason)


def _end(plan: Plan, *, by: User, now: datetime, reason: str) -> None:
    today = timezone.localdate(now)
    move(plan, "terminate_plan", by=by, now=now, reason=reason)
    for activity in plan.activities.exclude(state__in=ENDED).order_by("pk"):
        exclude(activity, by=by, now=now, reason=reason)
    for part in plan.dispatches.filter(state__in=UNSENT).order_by("pk"):
        move(part, "end", by=None, now=now)
    terms.end(PlanDeadline.objects.filter(plan=plan), on=today)
