"""A case from above its Centre: the question for it, and the one page that answers (R12)."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts import scopes
from accounts.access import log_reading
from accounts.freshness import confirmed
from accounts.requests import SignedIn
from agencies import settings
from cases.erased import refuse_erased
from cases.models import Case, Look
from cases.permissions import can_look_beyond, watches
from cases.views.case import entry, member_rows
from cases.workflow.family import current_members
from cases.workflow.looking import look_beyond
from plans.forms.execution import ReasonForm
from plans.models import Plan
from plans.standing import activities_of, stages_of


class LookForm(ReasonForm):
    number = forms.CharField(
        label=gettext_lazy("Number of the case"),
        help_text=gettext_lazy("As it stands in the registers and in the list of breaches."),
        max_length=30,
    )

    field_order = ["number", "reason"]


@login_required
@confirmed
def ask(request: SignedIn) -> HttpResponse:
    """Open a case that one watches, by its number and for a reason; those open now stand below."""
    user, now = request.user, timezone.now()
    if not watches(user):
        raise PermissionDenied
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        look = form.tried(lambda: look_beyond(by=user, now=now, **form.cleaned_data))
        if look:
            return redirect("look", look.pk)
    looks = Look.objects.of(user, now=now).select_related("case").order_by("until", "pk")
    context = {"form": form, "effects": _effects(), "looks": looks}
    return render(request, "looks/ask.html", context, status=form.status)


def _effects() -> list[str]:
    hours = int(settings.value("look_beyond_hours"))
    seen = ngettext("You see the case for %(n)s hour.", "You see the case for %(n)s hours.", hours)
    return [
        seen % {"n": hours},
        _("You change nothing in it. A case under seal is not opened."),
        _("The head of the Centre is told, and your reason stands in the log of the case."),
    ]


@require_safe
@login_required
@transaction.atomic
def look(request: SignedIn, pk: int) -> HttpResponse:
    """The case as it stands, to read, until the look ends; each reading is logged with its look."""
    user, now = request.user, timezone.now()
    row = get_object_or_404(Look.objects.of(user, now=now), pk=pk)
    # What is shown is the case in hand, to the end of this transaction.
    scopes.work_on(row.case_id)
    related = ("centre", "family", "responsible", "wellbeing", "territory")
    held = Case.objects.filter(centre=row.centre_id).select_related(*related)
    case = get_object_or_404(held, pk=row.case_id)
    if not can_look_beyond(user, case):
        raise PermissionDenied
    refuse_erased(case)
    log_reading(request, "case", records=[case.pk], cases=[case.pk], reason=f"look-{row.pk}")
    today = timezone.localdate(now)
    plan = Plan.objects.filter(case=case).order_by("-pk").first()
    context = {
        "look": row,
        "case": case,
        "rows": member_rows(current_members(case.family), today=today),
        "grounds": case.case_grounds.select_related("ground").order_by("ground_id"),
        "assessment": case.assessments.select_related("level").last(),
        "plan": plan,
        "stages": stages_of(plan, activities_of(plan), ()) if plan else [],
        "entries": [entry(step) for step in case.transitions.select_related("by").order_by("-id")],
    }
    return render(request, "looks/case.html", context)
