"""The head decides: approve and send, or return; then each part: send, hold, block, received."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.freshness import confirmed
from accounts.requests import SignedIn
from agencies.deadlines import explain
from plans.comparison import compare, marks, previous_version
from plans.forms.approval import ApprovalForm, ReceivedForm
from plans.forms.execution import ReasonForm
from plans.models import Dispatch, Plan
from plans.permissions import can_approve, can_block, can_note_paper
from plans.planning import DISPATCH_DAYS
from plans.views.plan_pages import counted, find_plan, note_reading, open_terms, paper, require
from plans.workflow import approval, dispatch, drafting


@login_required
@confirmed
def approve(request: SignedIn, pk: int) -> HttpResponse:
    """The plan as paper, what changed, what is sent to whom; approving sends (R15, R16)."""
    plan = find_plan(request, pk)
    require(request.method == "POST" or can_approve(request.user, plan))
    form = ApprovalForm(request.POST or None, agencies=approval.parts_of(plan))
    # A form without agencies has no fields, so it is bound by the method alone.
    form.is_bound = request.method == "POST"
    if form.is_valid():
        form.tried(
            lambda: approval.approve(
                plan, by=request.user, now=timezone.now(), hold=form.hold, block=form.block
            )
        )
        if not form.errors:
            messages.success(request, _("The plan is approved."))
            return redirect("plan", plan.pk)
    return _decision(request, plan, form, ReasonForm(label=_("What is to be changed")))


def _decision(
    request: SignedIn, plan: Plan, form: ApprovalForm, reason_form: ReasonForm
) -> HttpResponse:
    plan.refresh_from_db(fields=["state"])
    note_reading(request, plan)
    today = timezone.localdate()
    previous = previous_version(plan)
    parts = approval.parts_of(plan)
    rows = [
        {
            "agency": agency,
            "number": len(items),
            "send": form[f"send-{agency.pk}"],
            "why": form[f"why-{agency.pk}"],
        }
        for agency, items in parts.items()
    ]
    changes = compare(previous, plan) if previous else []
    owed = [term for term in open_terms(plan, today=today) if term.term == "approval"]
    context = {
        **paper(plan),
        "deadline": next(iter(owed), None),
        "previous": previous,
        "marks": marks(changes),
        "removed": [change.old for change in changes if change.kind == "removed"],
        "form": form,
        "reason_form": reason_form,
        "parts": rows,
        "send_by": counted(explain(today, DISPATCH_DAYS), clause="9", today=today),
    }
    status = max(form.status, reason_form.status)
    return render(request, "plans/approve.html", context, status=status)


@login_required
@require_POST
def return_plan(request: SignedIn, pk: int) -> HttpResponse:
    """Return a submitted plan with a reason (R15)."""
    plan = find_plan(request, pk)
    form = ReasonForm(request.POST, label=_("What is to be changed"))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        form.tried(
            lambda: drafting.return_plan(plan, by=request.user, now=timezone.now(), reason=reason)
        )
    if form.errors:
        return _decision(request, plan, ApprovalForm(agencies=approval.parts_of(plan)), form)
    messages.success(request, _("The plan was returned."))
    return redirect("plan", plan.pk)


def _find_part(request: SignedIn, pk: int) -> Dispatch:
    rows = Dispatch.objects.filter(plan__in=Plan.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("plan__case", "agency"), pk=pk)


def _to_part(part: Dispatch) -> HttpResponse:
    """The plan under which the part runs now, at the table of its parts."""
    activity = part.activities.first()
    response = redirect("plan", activity.plan_id if activity else part.plan_id)
    response["Location"] += "#parts"
    return response


def _decided(request: SignedIn, pk: int, verb: Callable[..., None], said: str) -> HttpResponse:
    part = _find_part(request, pk)
    verb(part, by=request.user, now=timezone.now())
    messages.success(request, said)
    return _to_part(part)


@login_required
@require_POST
def send(request: SignedIn, pk: int) -> HttpResponse:
    """Send a part that waits (R16)."""
    return _decided(request, pk, dispatch.send_and_note, _("The part was sent."))


@login_required
@require_POST
def hold(request: SignedIn, pk: int) -> HttpResponse:
    """Hold a part back within the term (R16)."""
    return _decided(request, pk, dispatch.hold, _("The part is held back."))


@login_required
def block(request: SignedIn, pk: int) -> HttpResponse:
    """Do not send a part, with a reason (R16)."""
    part = _find_part(request, pk)
    require(request.method == "POST" or can_block(request.user, part))
    form = ReasonForm(request.POST or None, label=_("Why this part is not sent"))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        form.tried(lambda: dispatch.block(part, by=request.user, now=timezone.now(), reason=reason))
        if not form.errors:
            return _to_part(part)
    context = {"part": part, "plan": part.plan, "case": part.plan.case, "form": form}
    return render(request, "plans/block.html", context, status=form.status)


@login_required
def received(request: SignedIn, pk: int) -> HttpResponse:
    """Enter the day on which an agency got its part on paper (R9)."""
    part = _find_part(request, pk)
    require(can_note_paper(request.user, part))
    form = ReceivedForm(request.POST or None)
    if form.is_valid():
        day = form.cleaned_data["received_on"]
        form.tried(
            lambda: dispatch.note_paper_received(
                part, received_on=day, by=request.user, now=timezone.now()
            )
        )
        if not form.errors:
            return _to_part(part)
    context = {"part": part, "plan": part.plan, "case": part.plan.case, "form": form}
    return render(request, "plans/received.html", context, status=form.status)
