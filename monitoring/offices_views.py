"""Ending a membership, with the work that is handed over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedIn
from agencies.permissions import can_end, visible_memberships
from monitoring import offices
from monitoring.calendar_forms import LeaveForm


@login_required
def end(request: SignedIn, pk: int) -> HttpResponse:
    """What somebody has open in an office, who takes it over, and the last day."""
    user, today = request.user, timezone.localdate()
    rows = visible_memberships(user).select_related("user", "centre", "agency", "region")
    membership = get_object_or_404(rows, pk=pk)
    if not can_end(user, membership):
        raise PermissionDenied
    form = LeaveForm(
        request.POST or None,
        membership=membership,
        today=today,
        initial={"on": today.isoformat()},
    )
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        done = form.tried(
            lambda: offices.leave_office(membership, **form.cleaned_data, by=user, now=now)
        )
        if done is not None:
            messages.success(request, _("The office was left, and the work handed over."))
            return redirect("people")
    context = {
        "form": form,
        "membership": membership,
        "work": offices.open_work(membership).counts,
        "needs_successor": form.fields["successor"].required,
    }
    return render(request, "agencies/end.html", context, status=form.status)
