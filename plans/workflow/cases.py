"""Verbs that touch a case together with its plan: exit, termination, transfer (R13, R25)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refused
from accounts.models import User
from accounts.roles import CENTRE_ROLES
from accounts.transitions import transition as move
from agencies.offices import offices
from cases import deadlines as case_terms
from cases.models import Case, Transfer
from cases.workflow import close_case, move_case
from plans.models import Activity, ChildLeftOut, Plan, PlanDeadline, PlanItem
from plans.states import IN_FORCE, UNDECIDED
from plans.workflow import completion
from plans.workflow.turns import take_turn


def open_plans(case: Case) -> list[Plan]:
    """The version in force and the one on its way to approval, as far as there are any."""
    rows = Plan.objects.filter(case=case, state__in=IN_FORCE | UNDECIDED)
    return list(rows.select_related("case").order_by("pk"))


@transaction.atomic
def terminate_case(case: Case, *, by: User, now: datetime, closure: str, reason: str) -> None:
    """Close a case for another reason than exit; its plan ends with it.

    Nobody owes anything in it any more. Raises `Invalid`, `WrongState`, `NotAllowed`,
    `SomebodyWasFirst`.
    """
    take_turn(case.pk, at=case.centre_id)
    close_case(case, "terminate", by=by, now=now, closure=closure, reason=reason)
    for plan in open_plans(case):
        plan.refresh_from_db(fields=["state"])
        if plan.state in IN_FORCE | UNDECIDED:
            completion.terminate(plan, by=by, now=now, reason=reason)


@transaction.atomic
def find_exit(case: Case, *, by: User, now: datetime, on: date, reason: str) -> None:
    """Find that the family has left the difficult life situation (R25, clause 3(6)).

    A finding of its own, dated and reasoned: the completion of a plan does not bring it, and it
    is possible only when no plan is open. Raises `Refused`, `Invalid`, `WrongState`, `NotAllowed`.
    """
    take_turn(case.pk, at=case.centre_id)
    if open_plans(case):
        raise Refused(_("A plan is open. Mark its completion or terminate it first."))
    close_case(case, "find_exit", by=by, now=now, closure=Case.Closure.EXIT, reason=reason, on=on)


@transaction.atomic
def accept_transfer(transfer: Transfer, *, by: User, now: datetime, responsible: User) -> None:
    """Take over a case; its plan, activities and terms go with it (R13, clause 7(4)).

    What runs at the agencies runs on. `responsible` is staff of the Centre that takes over.
    Raises `Invalid`, `WrongState`, `NotAllowed`, `SomebodyWasFirst`.
    """
    to_centre, case = transfer.to_centre, transfer.case
    if not CENTRE_ROLES & offices(responsible).at_centre(to_centre.pk):
        raise Invalid(_("Choose somebody of your Centre."), field="responsible")
    take_turn(case.pk)
    case.refresh_from_db()
    move(transfer, "accept_transfer", by=by, now=now)
    merged = move_case(case, to_centre=to_centre, responsible=responsible, by=by, now=now)
    _move_plans(case, merged)
    case_terms.meet(case, case_terms.TRANSFER, on=timezone.localdate(now))


def _move_plans(case: Case, merged: dict[int, int]) -> None:
    Plan.objects.filter(case=case).update(centre=case.centre)
    Activity.objects.filter(case=case).update(centre=case.centre)
    PlanDeadline.objects.filter(plan__case=case).update(centre=case.centre)
    for old, new in merged.items():
        PlanItem.persons.through.objects.filter(planitem__plan__case=case, person_id=old).update(
            person_id=new
        )
        ChildLeftOut.objects.filter(plan__case=case, person_id=old).update(person_id=new)


@transaction.atomic
def refuse_transfer(transfer: Transfer, *, by: User, now: datetime, reason: str) -> None:
    """Refuse to take over a case, with a reason; it stays where it is (R13)."""
    if not reason.strip():
        raise Invalid(_("Say why you do not take the case over."), field="reason")
    take_turn(transfer.case_id)
    move(transfer, "refuse_transfer", by=by, now=now, reason=reason)
    case_terms.meet(transfer.case, case_terms.TRANSFER, on=timezone.localdate(now))
