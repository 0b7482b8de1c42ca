"""Approval: a version is frozen, takes force, and its activities come to life (clause 8, R15)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refused
from accounts.models import User
from accounts.transitions import transition as move
from agencies import deadlines as terms
from agencies.models import Agency
from cases.states import CaseState
from plans import deadlines
from plans.comparison import differs, executed_otherwise
from plans.models import Activity, Dispatch, Plan, PlanItem
from plans.planning import awaited, items_against_running
from plans.states import ENDED, IN_FORCE, UNSENT, ActivityState, DispatchState, PlanState
from plans.workflow import dispatch as sending
from plans.workflow.turns import take_turn

A = ActivityState


@transaction.atomic
def approve(
    plan: Plan,
    *,
    by: User,
    now: datetime,
    hold: Iterable[int] = (),
    block: Mapping[int, str] | None = None,
) -> None:
    """Approve a submitted version (R15) and send each agency its part (R16, clause 9).

    The version in force before it is replaced; only agencies whose activities it touches get a
    new part and a new term. `hold` names agencies whose part is sent later within the term,
    `block` those that get none, with the reason. Support of the case begins with its first plan.
    Raises `WrongState`, `NotAllowed`, `SomebodyWasFirst`, `Invalid` for: hold, block; `Refused`
    where time has overtaken the version: a date has passed, an activity was executed, an agency
    takes part no more, its base has ended.
    """
    today = timezone.localdate(now)
    take_turn(plan.case_id, at=plan.centre_id)
    executed = executed_otherwise(plan)
    previous = _replace_previous(plan, by=by, now=now)
    move(plan, "approve", by=by, now=now, approved_by=by, approved_on=today)
    items = items_against_running(plan)
    _check_still_fits(plan, previous, executed, items, today=today)
    terms.meet(deadlines.of_plan(plan, "approval"), on=today)
    if plan.case.state == CaseState.RECOGNISED:
        move(plan.case, "begin_support", by=by, now=now)
    _bring_to_life(plan, items, by=by, now=now)
    if previous:
        _leave_behind(previous, by=by, now=now)
    begin_own(plan, by=by, now=now)
    _dispatch(plan, by=by, now=now, hold=set(hold), block=block or {})
    _after_new_version(plan, now=now)


def _replace_previous(plan: Plan, *, by: User, now: datetime) -> Plan | None:
    previous = (
        Plan.objects.select_for_update()
        .filter(series=plan.series, state__in=IN_FORCE)
        .exclude(pk=plan.pk)
        .first()
    )
    if previous:
        move(previous, "replace", by=by, now=now, details={"by_version": plan.version})
        terms.end(deadlines.of_plan(previous, "completion"), on=timezone.localdate(now))
    return previous


def _check_still_fits(
    plan: Plan,
    previous: Plan | None,
    executed: Sequence[Activity],
    items: Iterable[PlanItem],
    *,
    today: date,
) -> None:
    if plan.version > 1 and previous is None:
        raise Refused(_("The version that this one changes is no longer in force."))
    if executed:
        raise Refused(
            _("Executed while this version waited: %(names)s. Return it, so that it is taken in.")
            % {"names": ", ".join(activity.item.name for activity in executed)}
        )
    for item in items:
        if item.due_on <= today and starts_anew(item):
            raise Refused(
                _("The date of “%(name)s” has passed. Return the plan for a new date.")
                % {"name": item.name}
            )
        if item.agency and not item.agency.is_active and starts_anew(item):
            raise Refused(
                _("%(agency)s takes part no more. Return the plan for another agency.")
                % {"agency": item.agency.name}
            )


def starts_anew(item: PlanItem) -> bool:
    """Whether approval begins this activity, for the first time or because it is changed."""
    activity = item.activity
    return activity is None or (activity.state != A.EXECUTED and differs(activity.item, item))


def parts_of(plan: Plan) -> dict[Agency, list[PlanItem]]:
    """What approval sends to whom: what is new or changed, and what was not sent so far (R16)."""
    parts: dict[Agency, list[PlanItem]] = {}
    for item in items_against_running(plan):
        if item.agency and (starts_anew(item) or _is_unsent(item.activity)):
            parts.setdefault(item.agency, []).append(item)
    return parts


def _is_unsent(activity: Activity | None) -> bool:
    part = activity.dispatch if activity else None
    return bool(part and part.state in UNSENT)


def _bring_to_life(plan: Plan, items: Iterable[PlanItem], *, by: User, now: datetime) -> None:
    """Each item gets its activity: a new one, the running one, or the running one revised."""
    for item in items:
        if item.activity is None:
            _create_activity(plan, item)
        elif starts_anew(item):
            _revise(item.activity, plan, item, by=by, now=now)
        else:
            _carry_over(item.activity, plan, item)


def _create_activity(plan: Plan, item: PlanItem) -> None:
    item.activity = Activity.objects.create(
        case_id=plan.case_id,
        centre_id=plan.centre_id,
        plan=plan,
        item=item,
        state=A.WAITING if awaited(item) else A.PLANNED,
        **_columns(item),
    )
    item.save(update_fields=["activity"])


def _columns(item: PlanItem) -> dict[str, Any]:
    return {
        "executor": item.executor,
        "agency_id": item.agency_id,
        "service_id": item.service_id,
        "due_on": item.due_on,
    }


def _carry_over(activity: Activity, plan: Plan, item: PlanItem) -> None:
    """An untouched activity runs on under the new version with its terms and dispatch."""
    Activity.objects.filter(pk=activity.pk).update(plan=plan, item=item)
    activity.deadlines.update(plan=plan)


def _revise(activity: Activity, plan: Plan, item: PlanItem, *, by: User, now: datetime) -> None:
    """A touched activity starts anew: its open terms end, its agency gets a new part.

    So does one that had ended as partly done or impossible (R20).
    """
    today = timezone.localdate(now)
    terms.end(deadlines.of_activity(activity), on=today)
    sending.end_requests(activity, now=now)
    fresh: dict[str, Any] = {
        "plan": plan,
        "item": item,
        "dispatch": None,
        "accepted_at": None,
        **_columns(item),
    }
    fresh |= {"taken_by": None, "started_on": None, "ended_on": None}
    if activity.state in (A.PLANNED, A.WAITING):
        Activity.objects.filter(pk=activity.pk, state=activity.state).update(**fresh)
        for name, new in fresh.items():
            setattr(activity, name, new)
    else:
        move(activity, "revise", by=by, now=now, **fresh)
    _wait_or_not(activity, item, by=by, now=now)


def _wait_or_not(activity: Activity, item: PlanItem, *, by: User, now: datetime) -> None:
    if awaited(item) and activity.state == A.PLANNED:
        move(activity, "wait", by=by, now=now)
    elif not awaited(item) and activity.state == A.WAITING:
        move(activity, "unlock", by=None, now=now)


def _leave_behind(previous: Plan, *, by: User, now: datetime) -> None:
    """What the new version no longer holds is taken out; unsent parts of the old one end."""
    for activity in Activity.objects.filter(plan=previous).exclude(
        state__in=[A.EXECUTED, A.EXCLUDED]
    ):
        exclude(activity, by=by, now=now)
    for part in previous.dispatches.filter(state__in=UNSENT):
        Activity.objects.filter(dispatch=part).update(dispatch=None)
        move(part, "end", by=None, now=now)
        terms.end(deadlines.of_dispatch(part), on=timezone.localdate(now))


def exclude(activity: Activity, *, by: User | None, now: datetime, reason: str = "") -> None:
    """Take an activity out of the plan: its terms end, nobody owes it any more."""
    today = timezone.localdate(now)
    sending.end_requests(activity, now=now)
    move(activity, "exclude", by=by, now=now, reason=reason, ended_on=today)
    terms.end(deadlines.of_activity(activity), on=today)


def begin_own(plan: Plan, *, by: User | None, now: datetime) -> None:
    """What the Centre and the family do begins at approval, without a dispatch."""
    today = timezone.localdate(now)
    own = plan.activities.filter(state=A.PLANNED, agency=None).select_related("plan__case")
    for activity in own.order_by("pk"):
        move(activity, "begin", by=by, now=now, started_on=today, accepted_at=now)
        deadlines.start_report(activity, on=today)


def _dispatch(
    plan: Plan, *, by: User, now: datetime, hold: set[int], block: Mapping[int, str]
) -> None:
    """One part for each agency that has something new; sent now unless held or blocked."""
    today = timezone.localdate(now)
    new = plan.activities.filter(agency__isnull=False, dispatch=None).exclude(state__in=ENDED)
    parts = set(new.values_list("agency_id", flat=True))
    for field, named in (("hold", hold), ("block", set(block))):
        if not named <= parts:
            raise Invalid(_("This plan sends nothing new to this agency."), field=field)
    for agency_id in sorted(parts):
        part = Dispatch.objects.create(
            plan=plan, agency_id=agency_id, state=DispatchState.PENDING, send_on=today
        )
        new.filter(agency_id=agency_id).update(dispatch=part)
        part.send_on = deadlines.start_dispatch(part, on=today).due_on
        part.save(update_fields=["send_on"])
        if agency_id in block:
            sending.block(part, by=by, now=now, reason=block[agency_id])
        elif agency_id in hold:
            sending.hold(part, by=by, now=now)
        else:
            sending.send(part, by=by, now=now)
    sending.note_all_sent(plan, now=now)


def _after_new_version(plan: Plan, *, now: datetime) -> None:
    """A new version may run already, or leave nothing open (R20)."""
    from plans.workflow.review import note_executed_in_full

    begun = plan.activities.filter(agency__isnull=False, accepted_at__isnull=False).exists()
    begun = begun or plan.activities.filter(rounds__gt=0).exists()
    if begun and plan.state in (PlanState.APPROVED, PlanState.SENT):
        move(plan, "start", by=None, now=now)
    note_executed_in_full(plan, now=now)
