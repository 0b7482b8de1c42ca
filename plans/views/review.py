"""The Centre answers: marks and returns of reports, later dates, declines (clause 11, R18, R19)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import log_reading
from accounts.forms import VerbForm
from accounts.models import User
from accounts.requests import SignedIn
from accounts.roles import Role
from accounts.transitions import check
from agencies.offices import offices
from plans import queues
from plans.forms.execution import EndForm, ReasonForm, ReturnForm, SeenForm
from plans.models import Activity, Extension, PlanDeadline, Report
from plans.permissions import can_decide_later_date
from plans.views.activity import find, rounds_of, terms_of
from plans.views.agency import decide
from plans.workflow import dispatch, execution
from plans.workflow import review as verbs

MINE, CENTRE = "mine", "centre"


@login_required
def review_queue(request: SignedIn) -> HttpResponse:
    """What the Centre owes an answer to, by date: reports, later dates, declines."""
    user, today = request.user, timezone.localdate()
    if not offices(user).is_centre_staff:
        raise PermissionDenied
    whose = _whose(request)
    rows = queues.decisions(user, only_mine=whose == MINE)
    shown, after = queues.decisions_after(rows, request.GET.get("after", ""))
    queues.count_days(shown, today=today)
    for row in shown:
        row.url = _address(row, whose=whose)  # type: ignore[attr-defined]
    log_reading(
        request,
        "activity",
        records=[row.activity_id for row in shown if row.activity_id],
        cases={row.plan.case_id for row in shown},
    )
    context = {
        "rows": shown,
        "whose": whose,
        "count": rows.order_by().count(),
        "columns": [{"label": label} for label in _columns()],
        "next_url": f"?whose={whose}&after={after}" if after else "",
        "first_url": f"?whose={whose}" if request.GET.get("after") else "",
        "today": today,
    }
    return render(request, "execution/reviews.html", context)


def _columns() -> tuple[str, ...]:
    return _("By when"), _("What to decide"), _("Activity"), _("Family"), _("Who did it"), ""


def _whose(request: SignedIn) -> str:
    """Heads see the whole Centre unless they choose; caseworkers their own."""
    chosen = request.GET.get("whose", "")
    if chosen in (MINE, CENTRE):
        return chosen
    return CENTRE if Role.HEAD in offices(request.user).roles else MINE


def _address(row: PlanDeadline, *, whose: str) -> str:
    """The page on which a row of the queue is decided."""
    return f"{queues.decision_page(row)}?whose={whose}"


def _onwards(user: User, *, whose: str) -> str:
    """After a decision the next one opens by itself; the queue, where nothing is left."""
    row = queues.decisions(user, only_mine=whose == MINE).first()
    return _address(row, whose=whose) if row else f"{reverse('review-queue')}?whose={whose}"


@login_required
def review_page(request: SignedIn, pk: int) -> HttpResponse:
    """The report beside what was asked; marked executed here, returned on a page of its own."""
    activity, user = find(request, pk), request.user
    check(activity, "return_activity", by=user)
    whose = _whose(request)
    form = SeenForm(request.POST or None, initial={"seen": activity.rounds})
    if request.method == "POST" and form.is_valid():
        verbs.mark_executed(activity, by=user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Marked as executed."))
        return redirect(_onwards(user, whose=whose))
    log_reading(request, "report", records=[activity.pk], cases=[activity.case_id])
    rows = queues.decisions(user, only_mine=whose == MINE)
    context = _beside(activity, user) | {"form": form, "whose": whose}
    context |= {"left": rows.order_by().count(), "term": terms_of(activity).get("review")}
    return render(request, "execution/review.html", context, status=200 if not form.errors else 400)


def _beside(activity: Activity, user: User) -> dict[str, Any]:
    rounds = rounds_of(activity, user)
    return {
        "activity": activity,
        "item": activity.item,
        "report": rounds[0],
        "earlier": rounds[1:],
        "is_done": rounds[0].result == Report.Result.DONE,
        "today": timezone.localdate(),
    }


def _decided(
    request: SignedIn,
    activity: Activity,
    form: VerbForm,
    verb: Callable[[dict[str, Any]], Any],
    *,
    done: str,
    words: dict[str, Any],
) -> HttpResponse:
    """A decision on a report, shown under the report; then the next one."""
    user, whose = request.user, _whose(request)
    if request.method == "POST" and form.is_valid():
        form.tried(lambda: verb(form.cleaned_data))
        if not form.errors:
            messages.success(request, done)
            return redirect(_onwards(user, whose=whose))
    log_reading(request, "report", records=[activity.pk], cases=[activity.case_id])
    context = _beside(activity, user) | {"form": form, "whose": whose, "words": words}
    return render(request, "execution/review_decision.html", context, status=form.status)


@login_required
def return_page(request: SignedIn, pk: int) -> HttpResponse:
    """Return for rework: the requirement that was not met, and a new date (clause 11 para 3)."""
    activity, user = find(request, pk), request.user
    check(activity, "return_activity", by=user)
    suggested = verbs.suggested_date(activity, today=timezone.localdate())
    initial = {"seen": activity.rounds, "new_due_on": suggested}
    form = ReturnForm(request.POST or None, initial=initial)
    return _decided(
        request,
        activity,
        form,
        lambda said: verbs.return_for_rework(activity, by=user, now=timezone.now(), **said),
        done=_("Returned for rework."),
        words={
            "heading": _("Return for rework"),
            "label": _("Return for rework"),
            "effects": [
                _("Whoever reported reads the requirement and what is to be done."),
                _("A new report is owed by the new date."),
            ],
            "danger": False,
        },
    )


@login_required
def end_page(request: SignedIn, pk: int) -> HttpResponse:
    """End as partly done or impossible, as the report says (clause 11 para 2)."""
    activity, user = find(request, pk), request.user
    verb = "end_partly" if _last_result(activity) == Report.Result.PARTLY else "end_impossible"
    check(activity, verb, by=user)
    form = EndForm(
        request.POST or None, initial={"seen": activity.rounds}, label=_("Why it ends so")
    )
    label = activity.machine.row(verb, activity.state).label
    return _decided(
        request,
        activity,
        form,
        lambda said: verbs.end_unfinished(activity, by=user, now=timezone.now(), **said),
        done=_("The activity has ended. The plan needs a new version before its completion."),
        words={
            "heading": label,
            "label": label,
            "effects": [
                _("Nobody owes anything on this activity any more."),
                _("The plan can be completed only after an approved new version without it."),
            ],
            "danger": True,
        },
    )


def _last_result(activity: Activity) -> str:
    results = activity.reports.order_by("-round").values_list("result", flat=True)
    return results.first() or ""


@login_required
def extension_page(request: SignedIn, pk: int) -> HttpResponse:
    """Grant a later date, or refuse it with a reason (R18)."""
    user, whose = request.user, _whose(request)
    visible = Activity.objects.visible_to(user)
    extension = get_object_or_404(Extension.objects.filter(activity__in=visible), pk=pk)
    activity = find(request, extension.activity_id)
    grants = request.POST.get("decision") == "grant"
    check(extension, "grant", by=user)
    refusing = request.method == "POST" and not grants
    form = ReasonForm(request.POST if refusing else None, label=_("Why the date stays"))
    if request.method == "POST" and _answer(request, extension, form, grants=grants):
        return redirect(_onwards(user, whose=whose))
    log_reading(request, "activity", records=[activity.pk], cases=[activity.case_id])
    terms = terms_of(activity)
    context = {
        "extension": extension,
        "activity": activity,
        "item": activity.item,
        "form": form,
        "term": terms.get("extension_decision"),
        "owed": terms.get("rework") or terms.get("report"),
        "may_decide": can_decide_later_date(user, extension),
        "today": timezone.localdate(),
    }
    return render(request, "execution/extension.html", context, status=form.status)


def _answer(request: SignedIn, extension: Extension, form: ReasonForm, *, grants: bool) -> bool:
    """Whether the request was decided; a refusal without a reason stands on the form."""
    user, now = request.user, timezone.now()
    if grants:
        execution.grant(extension, by=user, now=now)
        messages.success(request, _("The later date was granted."))
        return True
    if form.is_valid():
        form.tried(
            lambda: execution.refuse_later_date(extension, by=user, now=now, **form.cleaned_data)
        )
    if form.errors:
        return False
    messages.success(request, _("The later date was refused."))
    return True


@login_required
def insist_page(request: SignedIn, pk: int) -> HttpResponse:
    """Send a declined activity to the same agency again, with an explanation."""
    activity, user = find(request, pk), request.user
    check(activity, "insist", by=user)
    label = _("Why it is within the agency's competence")
    form = ReasonForm(request.POST or None, label=label, help_text=_("The agency reads it."))
    return decide(
        request,
        activity,
        form,
        lambda said: dispatch.insist(activity, by=user, now=timezone.now(), **said),
        done=_("The activity was sent to the agency again."),
        back=_onwards_later(user, request),
        words={
            "heading": _("Send again with an explanation"),
            "label": _("Send again"),
            "effects": [
                _("The agency reads your explanation above the activity."),
                _("The date stays as it was: declining gains no time."),
            ],
            "danger": False,
        },
    )


def _onwards_later(user: User, request: SignedIn) -> str:
    return f"{reverse('review-queue')}?whose={_whose(request)}"
