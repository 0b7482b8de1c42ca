"""Decisions about a case that touch its plan: exit, termination, the answer to a transfer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import log_reading
from accounts.forms import VerbForm
from accounts.requests import SignedIn
from accounts.transitions import available
from cases.models import Case, Transfer
from plans.forms.cases import AcceptTransferForm, ExitForm, TerminateCaseForm
from plans.forms.execution import ReasonForm
from plans.models import Activity
from plans.permissions import can_find_exit, can_terminate_case
from plans.states import ENDED
from plans.views.plan_pages import require
from plans.workflow import cases


def _find_case(request: SignedIn, pk: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user), pk=pk)


def _page(
    request: SignedIn, template: str, case: Case, form: VerbForm, **more: object
) -> HttpResponse:
    log_reading(request, "case", records=[case.pk], cases=[case.pk])
    context = {"case": case, "form": form, **more}
    return render(request, template, context, status=form.status)


@login_required
def find_exit(request: SignedIn, pk: int) -> HttpResponse:
    """Find that the family has left the difficult life situation (R25)."""
    case = _find_case(request, pk)
    require(request.method == "POST" or can_find_exit(request.user, case))
    form = ExitForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        form.tried(
            lambda: cases.find_exit(case, by=request.user, now=timezone.now(), **form.cleaned_data)
        )
        if not form.errors:
            messages.success(request, _("The exit is found. The case is completed."))
            return redirect("case", case.pk)
    return _page(request, "plans/exit.html", case, form, open_plans=cases.open_plans(case))


@login_required
def terminate(request: SignedIn, pk: int) -> HttpResponse:
    """Close a case for another reason than exit; its plan ends with it."""
    case = _find_case(request, pk)
    require(request.method == "POST" or can_terminate_case(request.user, case))
    form = TerminateCaseForm(request.POST or None)
    if form.is_valid():
        form.tried(
            lambda: cases.terminate_case(
                case, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        )
        if not form.errors:
            messages.success(request, _("The case is closed."))
            return redirect("case", case.pk)
    running = Activity.objects.filter(case=case).exclude(state__in=ENDED).count()
    return _page(request, "plans/terminate_case.html", case, form, running=running)


def _find_transfer(request: SignedIn, pk: int, verb: str) -> Transfer:
    visible = Transfer.objects.visible_to(request.user)
    related = ("case__responsible", "from_centre", "to_centre", "asked_by")
    transfer = get_object_or_404(visible.select_related(*related), pk=pk)
    if request.method != "POST":
        allowed = [row.verb for row in available(transfer, request.user)]
        at_asked = transfer.to_centre.memberships.filter(user=request.user).exists()
        require(verb in allowed and at_asked)
    return transfer


@login_required
def accept_transfer(request: SignedIn, pk: int) -> HttpResponse:
    """Take over a case with its plan, and say who takes it (R13)."""
    transfer, now = _find_transfer(request, pk, "accept_transfer"), timezone.now()
    case, today = transfer.case, timezone.localdate(now)
    form = AcceptTransferForm(request.POST or None, centre=transfer.to_centre, today=today)
    if form.is_valid():
        form.tried(
            lambda: cases.accept_transfer(transfer, by=request.user, now=now, **form.cleaned_data)
        )
        if not form.errors:
            messages.success(request, _("The case is yours now, with its plan."))
            return redirect("case", case.pk)
    return _page(request, "plans/accept_transfer.html", case, form, transfer=transfer)


@login_required
def refuse_transfer(request: SignedIn, pk: int) -> HttpResponse:
    """Refuse to take over a case, with a reason (R13)."""
    transfer = _find_transfer(request, pk, "refuse_transfer")
    form = ReasonForm(request.POST or None, label=_("Why you do not take the case over"))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        form.tried(
            lambda: cases.refuse_transfer(
                transfer, by=request.user, now=timezone.now(), reason=reason
            )
        )
        if not form.errors:
            messages.success(request, _("The transfer was refused."))
            return redirect("transfer", transfer.pk)
    return _page(request, "plans/refuse_transfer.html", transfer.case, form, transfer=transfer)
