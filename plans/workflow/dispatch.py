"""Dispatch: each agency gets its part of the plan within two working days (clause 9, R16)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.batches import each
from accounts.errors import Invalid, Refused
from accounts.mail import post_mail
from accounts.models import User
from accounts.transitions import transition as move
from agencies import deadlines as terms
from agencies import settings
from agencies.calendar import working_calendar
from agencies.offices import has_staff, offices
from plans import deadlines
from plans.models import Activity, Dispatch, Plan
from plans.states import UNSENT, ActivityState, DispatchState, PlanState, RequestState
from plans.workflow.turns import take_turn, take_turn_for
from regulations.terms import TERMS

A = ActivityState

#: The agency's language is not recorded; its mail is in the state language.
AGENCY_LANGUAGE = "kk"


@transaction.atomic
def send(dispatch: Dispatch, *, by: User | None, now: datetime) -> None:
    """Send an agency its part: its queue entries exist from this commit on, exactly once (R16).

    An e-mail without personal data follows from the outbox. An agency that is set to get the whole
    plan may read it from then on (`slices.whole_plan`). An agency without accounts is served
    on paper, and gets no mail about an inbox that it cannot open. Starts the terms for acceptance
    (a setting) and for reports (clause 11 para 1). Raises `WrongState`, `NotAllowed`,
    `SomebodyWasFirst`; `Refused` if the system meets a block.
    """
    today = timezone.localdate(now)
    take_turn(dispatch.plan.case_id, at=dispatch.plan.centre_id)
    on_paper = not has_staff(dispatch.agency_id, today=today)
    whole = dispatch.agency.gets_whole_plan
    move(dispatch, "send", by=by, now=now, sent_at=now, on_paper=on_paper, with_whole_plan=whole)
    terms.meet(deadlines.of_dispatch(dispatch), on=today)
    ready = dispatch.activities.filter(state=A.PLANNED).select_related("plan__case", "item")
    for activity in ready.order_by("pk"):
        due_on = due_from(activity, started_on=today)
        move(activity, "send", by=by, now=now, started_on=today, due_on=due_on)
        deadlines.start_report(activity, on=today)
        if not dispatch.on_paper:
            deadlines.start_acceptance(activity, on=today)
    _post_mail(dispatch, now=now)


def _post_mail(dispatch: Dispatch, *, now: datetime) -> None:
    if dispatch.on_paper or not dispatch.agency.email:
        return
    dispatch.mail = post_mail(
        "dispatch",
        to=dispatch.agency.email,
        language=AGENCY_LANGUAGE,
        context={"dispatch_id": dispatch.pk, "activities": dispatch.activities.count()},
        key=f"dispatch-{dispatch.pk}",
        now=now,
    )
    dispatch.save(update_fields=["mail"])


def due_from(activity: Activity, *, started_on: date) -> date:
    """The date owed by an activity that starts on a day (R13, R17, clause 10).

    It is the plan's date, unless the activity starts later than the plan foresaw: then it keeps
    the working days that the plan gave it, at least one, counted from its own start (reading).
    """
    item = activity.item
    foreseen = _foreseen_start(activity)
    if started_on <= foreseen and started_on < item.due_on:
        return item.due_on
    calendar = working_calendar()
    given = calendar.count(foreseen, item.due_on) if item.due_on > foreseen else 0
    return calendar.add(started_on, max(given, 1))


def _foreseen_start(activity: Activity) -> date:
    """When the approved plan let it start: what was executed by then was waited for no more."""
    before, approved_on = activity.item.depends_on, activity.plan.approved_on
    if before is None:
        return _last_day_of_sending(activity.plan)
    done = before.activity if before.activity and before.activity.state == A.EXECUTED else None
    if done and done.ended_on and approved_on and done.ended_on <= approved_on:
        return _last_day_of_sending(activity.plan)
    return before.due_on


def _last_day_of_sending(plan: Plan) -> date:
    days = terms.length(TERMS["dispatch"]) or 0
    return terms.explain(plan.approved_on or timezone.localdate(), days).due


@transaction.atomic
def send_and_note(dispatch: Dispatch, *, by: User | None, now: datetime) -> None:
    """Send one part and mark the plan as sent if it was the last one."""
    send(dispatch, by=by, now=now)
    note_all_sent(dispatch.plan, now=now)


def note_all_sent(plan: Plan, *, now: datetime) -> None:
    """The system marks the plan as sent once no agency's part is waiting (clause 9)."""
    plan.lock()
    if plan.state == PlanState.APPROVED and not plan.dispatches.filter(state__in=UNSENT).exists():
        move(plan, "mark_sent", by=None, now=now)


@transaction.atomic
def hold(dispatch: Dispatch, *, by: User, now: datetime) -> None:
    """Send this part later within the term; on its last working day the system does (R16)."""
    take_turn(dispatch.plan.case_id, at=dispatch.plan.centre_id)
    move(dispatch, "hold", by=by, now=now)


@transaction.atomic
def block(dispatch: Dispatch, *, by: User, now: datetime, reason: str) -> None:
    """Do not send this part; when the term passes it is a breach in the head's name (R16)."""
    if not reason.strip():
        raise Invalid(_("Say why this part is not sent."), field="reason")
    take_turn(dispatch.plan.case_id, at=dispatch.plan.centre_id)
    move(dispatch, "block", by=by, now=now, reason=reason)


def send_held(*, now: datetime) -> int:
    """Send what is still unsent on the last working day of its term, from the set hour on (R16).

    Run by the schedule; after a gap it catches up, and running it twice does nothing. Returns how
    many parts were sent. A blocked part is left alone; one that fails does not hold up the rest.
    """
    moment = timezone.localtime(now)
    today = moment.date()
    due = Dispatch.objects.filter(state__in=[DispatchState.PENDING, DispatchState.HELD])
    due = due.filter(send_on__lte=today)
    if moment.time() < settings.value("held_dispatch_time"):
        due = due.filter(send_on__lt=today)
    waiting = list(due.order_by("send_on", "pk").values_list("pk", flat=True))
    return each(waiting, lambda pk: _send_one(pk, now=now))


@transaction.atomic
def _send_one(pk: int, *, now: datetime) -> bool:
    """One part in one transaction; what another worker has sent meanwhile is left alone."""
    rows = Dispatch.objects.select_related("plan__case", "agency")
    take_turn(rows.get(pk=pk).plan.case_id)
    part = rows.get(pk=pk)
    if part.state not in (DispatchState.PENDING, DispatchState.HELD):
        return False
    send_and_note(part, by=None, now=now)
    return True


@transaction.atomic
def note_opened(dispatch: Dispatch, *, by: User, now: datetime) -> None:
    """The first time that somebody of the agency opens its part is proof of receipt (R16)."""
    if not offices(by, today=timezone.localdate(now)).at_agency(dispatch.agency_id):
        return
    parts = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.SENT, opened_at=None)
    if parts.update(opened_at=now, opened_by=by):
        dispatch.opened_at, dispatch.opened_by = now, by


@transaction.atomic
def note_paper_received(dispatch: Dispatch, *, received_on: date, by: User, now: datetime) -> None:
    """The Centre enters the day on which an agency without accounts got its part (R9, R16).

    Raises `Invalid` for a day to come or before the sending, `Refused` if it was not on paper.
    """
    if not dispatch.on_paper:
        raise Refused(_("This part was not sent on paper."))
    if received_on > timezone.localdate(now):
        raise Invalid(_("This day has not come yet."), field="received_on")
    if dispatch.sent_at and received_on < timezone.localdate(dispatch.sent_at):
        raise Invalid(_("It was sent only later."), field="received_on")
    details = {"received_on": received_on.isoformat()}
    move(dispatch, "note_paper_received", by=by, now=now, details=details, received_on=received_on)


@transaction.atomic
def accept(activity: Activity, *, by: User, now: datetime) -> None:
    """An agency takes an activity into work; the one who does so is shown as taking it (R16)."""
    take_turn_for(activity)
    move(activity, "accept", by=by, now=now, accepted_at=now, taken_by=by)
    terms.meet(deadlines.of_activity(activity, "acceptance"), on=timezone.localdate(now))
    deadlines.of_activity(activity, "report").update(responsible=by)
    note_begun(activity.plan, now=now)


def note_begun(plan: Plan, *, now: datetime) -> None:
    """The plan is being carried out from the first acceptance or report on."""
    plan.lock()
    if plan.state in (PlanState.APPROVED, PlanState.SENT):
        move(plan, "start", by=None, now=now)


@transaction.atomic
def take_over(activity: Activity, *, by: User, now: datetime) -> None:
    """A colleague takes an activity of the agency's queue over; the terms follow (R9).

    Raises `NotAllowed` for others than the agency's staff, `Refused` if they have it already.
    """
    take_turn_for(activity)
    if activity.taken_by_id == by.pk:
        raise Refused(_("You have taken this activity already."))
    move(activity, "take_over", by=by, now=now, taken_by=by)
    deadlines.of_activity(activity, "report", "rework").update(responsible=by)


@transaction.atomic
def decline(activity: Activity, *, by: User, now: datetime, reason: str) -> None:
    """An agency declines an activity as outside its competence; it goes back to the Centre.

    Its terms end, and so does a request for a later date; the Centre decides within a setting's
    term: a new version, or `insist`. Raises `Invalid` without a reason.
    """
    if not reason.strip():
        raise Invalid(_("Say why this is outside your competence."), field="reason")
    today = timezone.localdate(now)
    take_turn_for(activity)
    move(activity, "decline", by=by, now=now, reason=reason)
    end_requests(activity, now=now)
    terms.meet(deadlines.of_activity(activity, "acceptance"), on=today)
    terms.end(deadlines.of_activity(activity, "report", "rework", "extension_decision"), on=today)
    deadlines.start_decline_decision(activity, on=today)


def end_requests(activity: Activity, *, now: datetime) -> None:
    """A request for a later date has no object once its activity is reported, declined, ended."""
    for extension in activity.extensions.filter(state=RequestState.ASKED):
        move(extension, "end_request", by=None, now=now)


@transaction.atomic
def insist(activity: Activity, *, by: User, now: datetime, reason: str) -> None:
    """The Centre sends a declined activity to the same agency again, with an explanation.

    The date stays what it was: declining gains no time. Raises `Refused` where it has passed,
    `Invalid` without an explanation.
    """
    if not reason.strip():
        raise Invalid(_("Explain why it is within the agency's competence."), field="reason")
    today = timezone.localdate(now)
    take_turn_for(activity)
    if activity.due_on <= today:
        raise Refused(_("The date of this activity has passed: make a new version of the plan."))
    move(activity, "insist", by=by, now=now, reason=reason, taken_by=None, accepted_at=None)
    terms.meet(deadlines.of_activity(activity, "decline_decision"), on=today)
    deadlines.start_report(activity, on=today)
