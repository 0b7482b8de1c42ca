"""The page of one activity: an agency sees what it was asked, the Centre all rounds of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import log_reading
from accounts.models import User
from accounts.requests import SignedIn
from cases.erased import refuse_erased
from plans import permissions, slices
from plans.forms.execution import ReportForm
from plans.models import Activity, Extension, PlanDeadline, Report, Review
from plans.queues import CHILDREN_FIRST, count_days
from plans.states import IN_WORK, ActivityState, RequestState
from plans.workflow import dispatch as sending

#: Whose verbs the timeline of an activity tells.
MACHINES = (Activity.machine, Extension.machine)


def find(request: SignedIn, pk: int) -> Activity:
    """An activity that the user may see, with what its pages show; else 404."""
    rows = Activity.objects.visible_to(request.user).prefetch_related(CHILDREN_FIRST)
    rows = rows.select_related(
        "item__service", "item__depends_on", "agency__sector", "centre", "taken_by"
    )
    found = get_object_or_404(rows.select_related("plan__case", "dispatch__mail"), pk=pk)
    refuse_erased(found.plan.case)
    slices.tell([found], to=request.user)
    return found


def siblings_of(activity: Activity, user: User) -> list[Activity]:
    """What else the same agency owes a report on for the same family."""
    if activity.agency_id is None:
        return []
    rows = Activity.objects.visible_to(user).filter(
        case_id=activity.case_id, agency_id=activity.agency_id, state__in=IN_WORK
    )
    rows = rows.exclude(pk=activity.pk).select_related("item__service")
    rows = rows.select_related("agency__sector").prefetch_related(CHILDREN_FIRST)
    found = list(rows.order_by("due_on", "pk"))
    slices.tell(found, to=user, only=slices.IN_A_LINE)
    return found


def rounds_of(activity: Activity, user: User) -> list[Report]:
    """The rounds that the user may see, the newest first."""
    rows = Report.objects.visible_to(user).filter(activity=activity)
    rows = rows.select_related("by", "review__by").prefetch_related("files__file", "methods")
    found = list(rows.order_by("-round"))
    for report in found:
        report.mark = getattr(report, "review", None)  # type: ignore[attr-defined]
    return found


def terms_of(activity: Activity) -> dict[str, PlanDeadline]:
    """The open terms of an activity by kind, ready to be shown."""
    rows = activity.deadlines.filter(PlanDeadline.OPEN).prefetch_related("moves")
    found = {row.term: row for row in rows.order_by("pk")}
    count_days(found.values(), today=timezone.localdate())
    return found


def report_form(request: SignedIn, activity: Activity, *, bound: bool = False) -> ReportForm:
    data = {"data": request.POST, "files": request.FILES} if bound else {}
    siblings = siblings_of(activity, request.user)
    return ReportForm(
        activity=activity,
        siblings=siblings,
        today=timezone.localdate(),
        **data,
    )


@login_required
def activity_page(request: SignedIn, pk: int) -> HttpResponse:
    """What is asked, by when, what was reported and marked; opening it is proof of receipt."""
    activity = find(request, pk)
    if activity.dispatch and permissions.acts_for_agency(request.user, activity):
        sending.note_opened(activity.dispatch, by=request.user, now=timezone.now())
    return show(request, activity)


def show(request: SignedIn, activity: Activity, *, form: ReportForm | None = None) -> HttpResponse:
    """The page, with a report form that was refused or with a fresh one where one is owed."""
    log_reading(request, "activity", records=[activity.pk], cases=[activity.case_id])
    agency_side = permissions.acts_for_agency(request.user, activity)
    if form is None and _owes_report(activity, request.user):
        form = report_form(request, activity)
    context = {"form": form, **_both(request, activity)}
    context |= (_for_agency if agency_side else _for_centre)(activity, request.user)
    template = "execution/activity_agency.html" if agency_side else "execution/activity_centre.html"
    status = form.status if form and form.is_bound else 200
    return render(request, template, context, status=status)


def _owes_report(activity: Activity, user: User) -> bool:
    """The Centre enters an agency's reply on a page of its own."""
    by_its_own_side = activity.agency_id is None or permissions.acts_for_agency(user, activity)
    return by_its_own_side and permissions.can_report(user, activity)


def _both(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    user, terms = request.user, terms_of(activity)
    assert isinstance(user, User)
    rounds = rounds_of(activity, user)
    term = terms.get("rework") or terms.get("report")
    return {
        "activity": activity,
        "item": activity.item,
        "told_grounds": slices.told_grounds(activity.item),
        "terms": terms,
        "term": term,
        "why": why(activity, term) if term else "",
        "rounds": rounds,
        "returned": _returned(activity, rounds),
        "request_open": activity.extensions.filter(state=RequestState.ASKED).first(),
        "today": timezone.localdate(),
    }


def _returned(activity: Activity, rounds: Sequence[Report]) -> Review | None:
    """The mark that sent the activity back, while it is back."""
    if activity.state != ActivityState.RETURNED:
        return None
    marks = (report.mark for report in rounds)  # type: ignore[attr-defined]
    return next((mark for mark in marks if mark), None)


def why(activity: Activity, term: PlanDeadline) -> str:
    """In words why the date owed is what it is (clause 11)."""
    moves = list(term.moves.all())
    if moves:
        day = date_format(timezone.localtime(moves[-1].at), "DATE_FORMAT")
        return _("The Centre granted this later date on %(day)s.") % {"day": day}
    if term.term == "rework":
        day = date_format(term.started_on, "DATE_FORMAT")
        return _("The Centre gave this date when it returned the activity on %(day)s.") % {
            "day": day
        }
    if term.due_on == activity.item.due_on:
        return _("This is the date in the approved plan.")
    day = date_format(activity.started_on or term.started_on, "DATE_FORMAT")
    return _(
        "The activity began only on %(day)s: the working days that the plan gives are counted "
        "from then."
    ) % {"day": day}


def _for_agency(activity: Activity, user: User) -> dict[str, Any]:
    return {
        "can_accept": permissions.can_accept(user, activity),
        "can_decline": permissions.can_decline(user, activity),
        "can_take_over": permissions.can_take_over(user, activity)
        and activity.taken_by_id != user.pk,
        "can_ask_later": permissions.can_ask_later_date(user, activity),
        "can_withdraw": permissions.can_withdraw_report(user, activity),
        "explained": _said(activity, "insist") if activity.state in IN_WORK else "",
        "declined": _said(activity, "decline") if activity.state == ActivityState.DECLINED else "",
        "answered": _answered(activity, user),
        "whole_plan": slices.whole_plan(activity.dispatch) if activity.dispatch else [],
    }


def _said(activity: Activity, verb: str) -> str:
    """What was said when the activity was declined or sent again, the last time."""
    rows = activity.transitions.filter(verb=verb, at__gte=_since(activity))
    return rows.order_by("-pk").values_list("reason", flat=True).first() or ""


def _since(activity: Activity) -> datetime:
    """From when what was said of an activity was said with the agency that has it now (R12)."""
    sent_at = activity.dispatch.sent_at if activity.dispatch else None
    return sent_at or activity.plan.created_at


def _answered(activity: Activity, user: User) -> Extension | None:
    """The last request for a later date where it was refused, with the Centre's reason."""
    if activity.state not in IN_WORK:
        return None
    last = Extension.objects.visible_to(user).filter(activity=activity).order_by("-pk").first()
    if last is None or last.state != RequestState.REFUSED:
        return None
    last.why = last.transitions.get(verb="refuse_extension").reason  # type: ignore[attr-defined]
    return last


def _for_centre(activity: Activity, user: User) -> dict[str, Any]:
    by_agency = activity.agency_id is not None
    return {
        "can_review": permissions.can_review(user, activity),
        "can_insist": permissions.can_insist(user, activity),
        "can_enter_paper": by_agency and permissions.can_report(user, activity),
        "can_withdraw": permissions.can_withdraw_report(user, activity) and _gave_last(activity),
        "declined": _said(activity, "decline"),
        "entries": _timeline(activity.transitions.select_related("by")),
    }


def _gave_last(activity: Activity) -> bool:
    """Whether the Centre entered the report that awaits its mark."""
    if activity.agency_id is None:
        return True
    return activity.reports.filter(round=activity.rounds, on_paper=True).exists()


def _timeline(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    labels = {row.verb: row.label for machine in MACHINES for row in machine}
    labels["ask_later_date"] = _("Ask for a later date")
    return [
        {
            "at": timezone.localtime(entry.at),
            "who": entry.by or _("the system"),
            "what": labels.get(entry.verb, entry.verb),
            "clause": entry.clause,
            "reason": entry.reason,
        }
        for entry in rows.order_by("-pk")
    ]
