"""Execution: reports, their withdrawal, requests for a later date (clause 11 para 1, R18)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst
from accounts.models import User
from accounts.roles import AGENCY_ROLES, CENTRE_ROLES
from accounts.transitions import log_creation
from accounts.transitions import transition as move
from agencies import deadlines as terms
from agencies.calendar import check_date_to_come, working_calendar
from agencies.models import Method
from cases.models import Person, StoredFile
from plans import deadlines
from plans.models import Activity, Extension, PlanDeadline, PlanDeadlineMove, Report, ReportFile
from plans.states import IN_WORK, RequestState
from plans.workflow.dispatch import end_requests, note_begun
from plans.workflow.turns import take_turn_for


@dataclass
class ReportInput:
    """What is reported, as it was entered. `received_on` and `on_paper` are the Centre's."""

    result: str
    done_on: date
    text: str
    outcome: str = ""
    outcome_note: str = ""
    persons: Sequence[Person] = ()
    files: Sequence[StoredFile] = ()
    methods: Sequence[Method] = ()
    on_paper: bool = False
    received_on: date | None = None


@transaction.atomic
def report(
    activities: Sequence[Activity], entered: ReportInput, *, by: User, now: datetime
) -> list[Report]:
    """Give information on one activity, or once on several that were one action (R18).

    Each report is a round of its own and starts the Centre's two working days for review, from
    the day of receipt (clause 11 para 2): today, or for a reply on paper the true day that the
    Centre enters. Raises `Invalid` naming the field, `WrongState`, `NotAllowed`,
    `SomebodyWasFirst`.
    """
    today = timezone.localdate(now)
    received_on = entered.received_on if entered.on_paper else today
    if len({(a.case_id, a.agency_id) for a in activities}) != 1:
        raise Refused(_("One report is on activities of one family and one agency."))
    take_turn_for(*activities)
    for activity in activities:
        _check_report(activity, entered, received_on=received_on, today=today, by=by)
    submission = uuid.uuid4()
    return [
        _report_one(
            a, entered, received_on=received_on or today, submission=submission, by=by, now=now
        )
        for a in activities
    ]


def _check_report(
    activity: Activity, entered: ReportInput, *, received_on: date | None, today: date, by: User
) -> None:
    _check_side(activity, entered, by=by)
    _check_words(activity, entered, by=by)
    if entered.done_on > today:
        raise Invalid(_("This day has not come yet."), field="done_on")
    if activity.started_on and entered.done_on < activity.started_on:
        raise Invalid(_("The activity began only later."), field="done_on")
    if received_on is None:
        raise Invalid(_("Enter the day on which the reply came in."), field="received_on")
    if received_on > today:
        raise Invalid(_("This day has not come yet."), field="received_on")
    if received_on < entered.done_on:
        raise Invalid(_("The reply cannot have come before the activity."), field="received_on")
    _check_after_earlier(activity, received_on)


def _check_after_earlier(activity: Activity, received_on: date) -> None:
    """A reply follows the one before, and its return; what was withdrawn binds nobody."""
    earlier = activity.reports.filter(withdrawn_at=None).select_related("review")
    last = earlier.order_by("-round").first()
    if last and received_on < last.received_on:
        raise Invalid(_("An earlier reply came in later than this."), field="received_on")
    returned = getattr(last, "review", None)
    if returned and received_on < returned.marked_on:
        raise Invalid(_("The activity was returned only later."), field="received_on")


def _check_words(activity: Activity, entered: ReportInput, *, by: User) -> None:
    if entered.result not in Report.Result.values:
        raise Invalid(_("Choose: done, partly done or impossible."), field="result")
    if not entered.text.strip():
        raise Invalid(_("Say what was done, or why it could not be done."), field="text")
    if entered.outcome not in ("", *Report.Outcome.values):
        raise Invalid(_("Choose one of the answers."), field="outcome")
    if not all(method.is_active for method in entered.methods):
        raise Invalid(_("This method is no longer in use. Choose another."), field="methods")
    if any(f.case_id != activity.case_id or f.by_id != by.pk for f in entered.files):
        raise Invalid(_("A report holds only files that you add to it yourself."), field="files")


def _check_side(activity: Activity, entered: ReportInput, *, by: User) -> None:
    """An agency reports for itself; the Centre for itself, the family, and paper replies."""
    held = activity.roles_of(by)
    if activity.agency_id is None or entered.on_paper:
        allowed = held & CENTRE_ROLES
    else:
        allowed = held & AGENCY_ROLES
    if not allowed:
        raise NotAllowed
    if entered.on_paper and activity.agency_id is None:
        raise Invalid(_("Only an agency replies on paper."), field="on_paper")


def _report_one(
    activity: Activity,
    entered: ReportInput,
    *,
    received_on: date,
    submission: uuid.UUID,
    by: User,
    now: datetime,
) -> Report:
    number = activity.rounds + 1
    by_agency = activity.agency_id and not entered.on_paper
    move(
        activity,
        "report",
        by=by,
        now=now,
        rounds=number,
        accepted_at=activity.accepted_at or now,
        taken_by_id=activity.taken_by_id or (by.pk if by_agency else None),
    )
    row = _save_report(
        Report(
            activity=activity,
            round=number,
            submission=submission,
            result=entered.result,
            done_on=entered.done_on,
            text=entered.text,
            outcome=entered.outcome,
            outcome_note=entered.outcome_note,
            by=by,
            received_on=received_on,
            on_paper=entered.on_paper,
            entered_at=now,
        )
    )
    row.persons.set(_for_whom(activity, entered))
    row.methods.set(entered.methods)
    ReportFile.objects.bulk_create(ReportFile(report=row, file=f) for f in entered.files)
    _owe_review(row, now=now)
    return row


def _for_whom(activity: Activity, entered: ReportInput) -> list[Person]:
    """Those of the activity's persons whom the report names; all of them where it names none."""
    asked = list(activity.item.persons.order_by("pk"))
    return [person for person in asked if person in entered.persons] or asked


def _save_report(row: Report) -> Report:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise SomebodyWasFirst from None
    return row


def _owe_review(row: Report, *, now: datetime) -> None:
    activity, today = row.activity, timezone.localdate(now)
    owed = deadlines.of_activity(activity, "report", "rework", "acceptance")
    terms.meet(owed, on=row.received_on)
    end_requests(activity, now=now)
    terms.end(deadlines.of_activity(activity, "extension_decision"), on=today)
    deadlines.start_review(row)
    note_begun(activity.plan, now=now)


@transaction.atomic
def withdraw_report(activity: Activity, *, by: User, now: datetime) -> None:
    """Take back a report that was not reviewed yet; the round stays, marked withdrawn (R18).

    The term that the report met is open again with the date it had, so that a report given and
    withdrawn gains no time; whoever owes the activity now owes it. What was returned for rework
    is returned again.
    """
    today = timezone.localdate(now)
    take_turn_for(activity)
    met = deadlines.of_activity(activity, "report", "rework").exclude(met_on=None)
    owed = met.order_by("-pk").first()
    rework = owed is not None and owed.term == "rework"
    move(activity, "withdraw_rework" if rework else "withdraw_report", by=by, now=now)
    activity.reports.filter(round=activity.rounds).update(withdrawn_at=now)
    terms.end(deadlines.of_activity(activity, "review"), on=today)
    if owed:
        deadlines.reopen(owed, activity)


@transaction.atomic
def ask_later_date(
    activity: Activity, *, due_on: date, reason: str, by: User, now: datetime
) -> Extension:
    """An agency asks for a later date; the Centre decides (R18).

    Raises `Invalid` for a date that is not later or is a day off, `Refused` while another request
    is open.
    """
    today = timezone.localdate(now)
    take_turn_for(activity)
    if not activity.roles_of(by) & AGENCY_ROLES:
        raise NotAllowed
    if activity.state not in IN_WORK:
        raise Refused(_("A later date can be asked for only while a report is owed."))
    check_later(activity, due_on, today=today, field="due_on")
    if not reason.strip():
        raise Invalid(_("Say why more time is needed."), field="reason")
    row = Extension(
        activity=activity,
        state=RequestState.ASKED,
        asked_due_on=due_on,
        reason=reason,
        asked_by=by,
        asked_on=today,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("A later date is asked for already.")) from None
    log_creation(row, "ask_later_date", by=by, now=now)
    deadlines.start_extension_decision(row, on=today)
    return row


def check_later(activity: Activity, due_on: date, *, today: date, field: str) -> None:
    """A new date lies after today and after the one owed now, on a working day."""
    if due_on <= max(today, activity.due_on):
        raise Invalid(_("The date must be later than the present one."), field=field)
    check_date_to_come(due_on, calendar=working_calendar(), field=field)


@transaction.atomic
def grant(extension: Extension, *, by: User, now: datetime) -> None:
    """Grant a later date: the term moves, with a trace of the old and the new date (R18).

    Raises `Refused` where the date asked for has come already.
    """
    activity, today = extension.activity, timezone.localdate(now)
    take_turn_for(activity)
    if extension.asked_due_on <= today:
        raise Refused(_("The date asked for has come already: refuse it with a reason."))
    move(extension, "grant", by=by, now=now)
    terms.meet(deadlines.of_activity(activity, "extension_decision"), on=today)
    _move_report_term(activity, extension, by=by, now=now)
    activity.due_on = extension.asked_due_on
    activity.save(update_fields=["due_on"])


def _move_report_term(activity: Activity, extension: Extension, *, by: User, now: datetime) -> None:
    for row in deadlines.of_activity(activity, "report", "rework").filter(PlanDeadline.OPEN):
        PlanDeadlineMove.objects.create(
            deadline=row,
            old_due_on=row.due_on,
            new_due_on=extension.asked_due_on,
            reason=extension.reason[:300],
            by=by,
            at=now,
        )
        row.due_on, row.working_days, row.derivation = extension.asked_due_on, None, {"given": True}
        row.save(update_fields=["due_on", "working_days", "derivation"])


@transaction.atomic
def refuse_later_date(extension: Extension, *, reason: str, by: User, now: datetime) -> None:
    """Refuse a later date with a reason; the date stays."""
    if not reason.strip():
        raise Invalid(_("Say why the date stays."), field="reason")
    take_turn_for(extension.activity)
    move(extension, "refuse_extension", by=by, now=now, reason=reason)
    open_terms = deadlines.of_activity(extension.activity, "extension_decision")
    terms.meet(open_terms, on=timezone.localdate(now))
