"""Review: the Centre marks each report, or returns it for rework (clause 11 paras 2, 3; R19)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refused, SomebodyWasFirst
from accounts.models import User
from accounts.transitions import TransitionRecord
from accounts.transitions import transition as move
from agencies import deadlines as terms
from agencies.calendar import check_date_to_come, working_calendar
from plans import deadlines
from plans.models import Activity, Plan, Report, Review
from plans.states import IN_FORCE, ActivityState, DispatchState, PlanState
from plans.workflow.dispatch import due_from
from plans.workflow.turns import take_turn_for

A = ActivityState


def last_report(activity: Activity) -> Report:
    """The report that awaits its mark."""
    return activity.reports.get(round=activity.rounds)


@transaction.atomic
def mark_executed(activity: Activity, *, by: User, now: datetime, seen: int | None = None) -> None:
    """Mark an activity as executed (R19, clause 11 para 2).

    `seen` is the round that the reviewer read: with a newer one `SomebodyWasFirst` is raised.
    Releases what waited for it; the last mark of a plan starts the one working day for the
    completion mark (clause 12). Raises `Refused` if the report does not say that it was done.
    """
    _take_turn(activity, seen=seen)
    if activity.state == A.REPORTED and last_report(activity).result != Report.Result.DONE:
        raise Refused(
            _("The report does not say that it was done: return it, or end the activity.")
        )
    today = timezone.localdate(now)
    _mark(activity, "mark_executed", Review.Verdict.EXECUTED, by=by, now=now, ended_on=today)
    release_dependents(activity, now=now)
    note_executed_in_full(activity.plan, now=now)


@transaction.atomic
def end_unfinished(
    activity: Activity, *, by: User, now: datetime, reason: str, seen: int | None = None
) -> None:
    """End an activity as partly done or impossible, as its report says (R19).

    The plan cannot be completed with it: it leaves only by an approved new version (R20).
    """
    if not reason.strip():
        raise Invalid(_("Say why it ends so."), field="reason")
    _take_turn(activity, seen=seen)
    verbs = {
        Report.Result.PARTLY: ("end_partly", Review.Verdict.PARTLY),
        Report.Result.IMPOSSIBLE: ("end_impossible", Review.Verdict.IMPOSSIBLE),
    }
    result = last_report(activity).result if activity.rounds else ""
    if result not in verbs:
        raise Refused(_("The report says that it was done: mark it as executed, or return it."))
    verb, verdict = verbs[Report.Result(result)]
    today = timezone.localdate(now)
    _mark(activity, verb, verdict, by=by, now=now, reason=reason, ended_on=today)


@transaction.atomic
def return_for_rework(
    activity: Activity,
    *,
    ground: str,
    note: str,
    new_due_on: date,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Return an activity: a requirement of the law on public services was not kept (R19).

    Clause 11 para 3. The ground is such a requirement or "other (not clause 11)", which is
    explained; the new date is a working day after today and starts the term for the rework.
    """
    if ground not in Review.Ground.values:
        raise Invalid(_("Name the requirement that was not met."), field="ground")
    if ground == Review.Ground.OTHER and not note.strip():
        raise Invalid(_("Explain in your own words."), field="note")
    today = timezone.localdate(now)
    if new_due_on <= today:
        raise Invalid(_("The date must lie after today."), field="new_due_on")
    check_date_to_come(new_due_on, calendar=working_calendar(), field="new_due_on")
    _take_turn(activity, seen=seen)
    _mark(
        activity,
        "return_activity",
        Review.Verdict.RETURNED,
        by=by,
        now=now,
        reason=note,
        ground=ground,
        due_on=new_due_on,
    )
    deadlines.start_rework(activity, on=today)


def suggested_date(activity: Activity, *, today: date) -> date:
    """A date to offer with a return: the service's own term from today, where it has one.

    Else the working days that the plan gave the activity. Nothing of this is the Order's.
    """
    calendar, service = working_calendar(), activity.item.service
    if service and service.term_days:
        return calendar.add(today, service.term_days)
    started = activity.started_on or today
    given = calendar.count(started, activity.item.due_on) if started < activity.item.due_on else 0
    return calendar.add(today, max(given, 1))


def _take_turn(activity: Activity, *, seen: int | None) -> None:
    if seen is not None and seen != activity.rounds:
        raise SomebodyWasFirst
    take_turn_for(activity)


def _mark(
    activity: Activity,
    verb: str,
    verdict: str,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    ground: str = "",
    **changes: Any,
) -> TransitionRecord:
    entry = move(activity, verb, by=by, now=now, reason=reason, **changes)
    row = last_report(activity)
    today = timezone.localdate(now)
    Review.objects.create(
        report=row,
        verdict=verdict,
        ground=ground,
        note=reason,
        new_due_on=changes.get("due_on"),
        by=by,
        marked_on=today,
        at=now,
        alone=row.by_id == by.pk and not row.on_paper,
    )
    terms.meet(deadlines.of_activity(activity, "review"), on=today)
    return entry


def release_dependents(activity: Activity, *, now: datetime) -> None:
    """What waited for an executed activity starts, from this day (R13, R17).

    An agency's activity starts only once its part was sent; until then it is merely planned.
    """
    waiting = Activity.objects.filter(
        plan_id=activity.plan_id, state=A.WAITING, item__depends_on__activity=activity
    ).select_related("plan__case", "item__depends_on", "dispatch")
    for follower in waiting.order_by("pk"):
        _release(follower, now=now)


def _release(activity: Activity, *, now: datetime) -> None:
    today = timezone.localdate(now)
    sent = activity.dispatch is None or activity.dispatch.state == DispatchState.SENT
    if not sent:
        move(activity, "unlock", by=None, now=now)
        return
    due_on = due_from(activity, started_on=today)
    verb = "release" if activity.agency_id else "release_own"
    move(activity, verb, by=None, now=now, started_on=today, due_on=due_on)
    deadlines.start_report(activity, on=today)
    if activity.agency_id and activity.dispatch and not activity.dispatch.on_paper:
        deadlines.start_acceptance(activity, on=today)


def note_executed_in_full(plan: Plan, *, now: datetime) -> None:
    """When every activity is executed the term of clause 12 starts by itself (R20, reading)."""
    plan.lock()
    if plan.state not in IN_FORCE - {PlanState.EXECUTED}:
        return
    states = set(plan.activities.values_list("state", flat=True))
    if A.EXECUTED in states and states <= {A.EXECUTED, A.EXCLUDED}:
        today = timezone.localdate(now)
        move(plan, "mark_executed_in_full", by=None, now=now, executed_on=today)
        deadlines.start_completion(plan, on=today)
