"""The end of a plan: the completion mark (clause 12, R20), or termination for another reason."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import VerbForm
from accounts.requests import SignedIn
from cases.models import Assessment
from plans.forms.execution import ReasonForm
from plans.models import Activity, Plan, Report
from plans.permissions import can_complete, can_terminate
from plans.views.plan_pages import find_plan, note_reading, open_terms, require
from plans.workflow import completion


@login_required
def complete(request: SignedIn, pk: int) -> HttpResponse:
    """All activities with their acceptances, the derived date, one signature (R20)."""
    plan = find_plan(request, pk)
    require(request.method == "POST" or can_complete(request.user, plan))
    form = VerbForm({} if request.method == "POST" else None)
    if form.is_valid():
        form.tried(lambda: completion.complete(plan, by=request.user, now=timezone.now()))
        if not form.errors:
            messages.success(request, _("Completion is marked."))
            return redirect("case", plan.case_id)
    note_reading(request, plan)
    context = {"plan": plan, "case": plan.case, "form": form, **_what_is_signed(plan)}
    return render(request, "plans/complete.html", context, status=form.status)


def _what_is_signed(plan: Plan) -> dict[str, Any]:
    today = timezone.localdate()
    reports = Report.objects.select_related("by", "review__by").order_by("-round")
    rows = Activity.objects.filter(plan=plan).select_related("item__agency", "item__service")
    rows = rows.prefetch_related(Prefetch("reports", reports))
    accepted = [
        {"item": row.item, "activity": row, "report": next(iter(row.reports.all()), None)}
        for row in rows.order_by("item__stage", "item__order", "pk")
    ]
    assessed = list(Assessment.objects.filter(case=plan.case_id).select_related("level"))
    return {
        "accepted": accepted,
        "deadline": next(
            (t for t in open_terms(plan, today=today) if t.term == "completion"), None
        ),
        "at_start": assessed[0] if assessed else None,
        "at_end": assessed[-1] if len(assessed) > 1 else None,
    }


@login_required
def terminate(request: SignedIn, pk: int) -> HttpResponse:
    """End a plan for another reason than completion."""
    plan = find_plan(request, pk)
    require(request.method == "POST" or can_terminate(request.user, plan))
    form = ReasonForm(request.POST or None, label=_("Why the plan ends"))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        form.tried(
            lambda: completion.terminate(plan, by=request.user, now=timezone.now(), reason=reason)
        )
        if not form.errors:
            messages.success(request, _("The plan was terminated."))
            return redirect("plan", plan.pk)
    note_reading(request, plan)
    context = {"plan": plan, "case": plan.case, "form": form, "effects": _effects(plan)}
    return render(request, "plans/terminate.html", context, status=form.status)


def _effects(plan: Plan) -> list[str]:
    if plan.is_undecided:
        return [_("This version is closed. What runs under the version in force runs on.")]
    return [
        _("All open activities are taken out of the plan, and nobody owes them any more."),
        _("A new version that is being drafted is closed with it."),
        _("The case stays open: close it, or draw up a new plan."),
    ]
