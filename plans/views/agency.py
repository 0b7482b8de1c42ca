"""An agency closes the loop: its inbox, and what it answers to an activity (clauses 9, 11)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import log_reading
from accounts.errors import Refused
from accounts.forms import VerbForm
from accounts.requests import SignedIn
from accounts.roles import AGENCY_ROLES
from accounts.storage import attachment
from accounts.transitions import check
from agencies.offices import offices
from plans import queues
from plans.files import report_with_files
from plans.forms.execution import LaterDateForm, PaperReplyForm, ReasonForm, ReportForm
from plans.models import Activity, Report, ReportFile
from plans.permissions import can_ask_later_date
from plans.views.activity import find, report_form, show
from plans.workflow import dispatch, execution


@login_required
def inbox(request: SignedIn) -> HttpResponse:
    """What is asked of my agencies, by when, for whom, and who took it (R9, R18)."""
    user, today = request.user, timezone.localdate()
    if not offices(user).is_agency_staff:
        raise PermissionDenied
    chosen = request.GET.get("show", queues.TO_DO)
    agency = _agency(request)
    found = queues.inbox(user, chosen=chosen, agency_id=agency, after=request.GET.get("after", ""))
    owed = queues.owed(found.rows, "report", "rework")
    answers = queues.owed(found.rows, "acceptance")
    queues.count_days([*owed.values(), *answers.values()], today=today)
    for row in found.rows:
        row.term, row.answer = owed.get(row.pk), answers.get(row.pk)  # type: ignore[attr-defined]
    cases = {row.case_id for row in found.rows}
    log_reading(request, "activity", records=[row.pk for row in found.rows], cases=cases)
    return render(request, "execution/inbox.html", _inbox(request, found, chosen, agency))


def _agency(request: SignedIn) -> int | None:
    """The agency that the user chose among the own ones, if any."""
    wanted = request.GET.get("agency", "")
    return next((pk for pk in offices(request.user).agencies if str(pk) == wanted), None)


def _inbox(
    request: SignedIn, found: queues.Rows, chosen: str, agency: int | None
) -> dict[str, Any]:
    counts = queues.counts(request.user, agency_id=agency)
    held = offices(request.user).memberships
    agencies = {m.agency_id: m.agency for m in held if m.agency_id}
    keep = f"&agency={agency}" if agency else ""
    known = {key: label for key, label, _states in queues.FILTERS}
    chosen = chosen if chosen in known else queues.TO_DO
    return {
        "rows": found.rows,
        "filters": [
            {
                "label": label,
                "url": f"?show={key}{keep}",
                "count": counts.get(key),
                "current": key == chosen,
            }
            for key, label in known.items()
        ],
        "agencies": agencies if len(agencies) > 1 else {},
        "agency": agency,
        "chosen": chosen,
        "chosen_label": known[chosen],
        "latest_first": chosen == queues.DONE,
        "next_url": f"?show={chosen}{keep}&after={found.after}" if found.after else "",
        "first_url": f"?show={chosen}{keep}" if request.GET.get("after") else "",
        "today": timezone.localdate(),
    }


@login_required
@require_POST
def accept(request: SignedIn, pk: int) -> HttpResponse:
    """Take into work."""
    activity = find(request, pk)
    dispatch.accept(activity, by=request.user, now=timezone.now())
    messages.success(request, _("You have taken this activity into work."))
    return redirect("activity", pk)


@login_required
@require_POST
def take_over(request: SignedIn, pk: int) -> HttpResponse:
    """Take over from a colleague."""
    activity = find(request, pk)
    dispatch.take_over(activity, by=request.user, now=timezone.now())
    messages.success(request, _("You have taken this activity over."))
    return redirect("activity", pk)


@login_required
def report(request: SignedIn, pk: int) -> HttpResponse:
    """Give information; refused, the page of the activity comes back with what was typed."""
    activity = find(request, pk)
    if request.method != "POST":
        return redirect("activity", pk)
    form = report_form(request, activity, bound=True)
    if not _reported(request, form):
        return show(request, find(request, pk), form=form)
    return redirect(_after_report(activity))


def _reported(request: SignedIn, form: ReportForm) -> bool:
    """Whether the report was given; its errors stand on the form otherwise."""
    if not form.is_valid():
        return False
    uploads = form.cleaned_data["uploads"]
    given = form.tried(
        lambda: report_with_files(
            form.activities, form.entered, uploads=uploads, by=request.user, now=timezone.now()
        )
    )
    if given:
        messages.success(request, _("The Centre has your information and will mark it."))
    elif uploads:
        form.add_error("uploads", _("The files were not kept: choose them again."))
    return bool(given)


def _after_report(activity: Activity) -> str:
    """An agency goes back to what is left to do; the Centre stays with the activity."""
    if activity.agency_id:
        return reverse("inbox")
    return reverse("activity", args=[activity.pk])


def decide(
    request: SignedIn,
    activity: Activity,
    form: VerbForm,
    verb: Callable[[dict[str, Any]], Any],
    *,
    done: str,
    words: dict[str, Any],
    back: str = "",
) -> HttpResponse:
    """A decision on a page of its own: what it will do, what it asks, one button."""
    if request.method == "POST" and form.is_valid():
        form.tried(lambda: verb(form.cleaned_data))
        if not form.errors:
            messages.success(request, done)
            return redirect(back or reverse("activity", args=[activity.pk]))
    log_reading(request, "activity", records=[activity.pk], cases=[activity.case_id])
    context = {"activity": activity, "item": activity.item, "form": form, "words": words}
    return render(request, "execution/decision.html", context, status=form.status)


@login_required
def decline(request: SignedIn, pk: int) -> HttpResponse:
    """Decline as outside the agency's competence, with a reason."""
    activity, user = find(request, pk), request.user
    check(activity, "decline", by=user)
    label = _("Why is this outside your competence?")
    form = ReasonForm(request.POST or None, label=label, help_text=_("The Centre reads it."))
    return decide(
        request,
        activity,
        form,
        lambda said: dispatch.decline(activity, by=user, now=timezone.now(), **said),
        done=_("The activity went back to the Centre."),
        back=reverse("inbox"),
        words={
            "heading": _("Decline as outside our competence"),
            "label": _("Decline"),
            "effects": [
                _("The activity goes back to the Centre with your reason."),
                _("Your agency owes no report on it, unless the Centre sends it again."),
            ],
            "danger": True,
        },
    )


@login_required
def later_date(request: SignedIn, pk: int) -> HttpResponse:
    """Ask the Centre for a later date."""
    activity, user = find(request, pk), request.user
    if not activity.roles_of(user) & AGENCY_ROLES:
        raise PermissionDenied
    if not can_ask_later_date(user, activity):
        raise Refused(_("A later date can be asked for only while a report is owed."))
    form = LaterDateForm(request.POST or None)
    return decide(
        request,
        activity,
        form,
        lambda said: execution.ask_later_date(activity, by=user, now=timezone.now(), **said),
        done=_("The Centre was asked for a later date."),
        words={
            "heading": _("Ask for a later date"),
            "label": _("Ask the Centre"),
            "effects": [
                _("The Centre decides. Until then the present date holds."),
            ],
            "danger": False,
        },
    )


@login_required
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Take back a report that was not reviewed yet."""
    activity, user = find(request, pk), request.user
    check(activity, "withdraw_report", by=user)
    return decide(
        request,
        activity,
        VerbForm(request.POST if request.method == "POST" else None),
        lambda said: execution.withdraw_report(activity, by=user, now=timezone.now()),
        done=_("The report was withdrawn. The activity is owed again."),
        words={
            "heading": _("Withdraw the report"),
            "label": _("Withdraw"),
            "effects": [
                _("The report stays in the record, marked as withdrawn."),
                _("A new report is owed by the date that held before."),
            ],
            "danger": True,
        },
    )


@login_required
def paper_reply(request: SignedIn, pk: int) -> HttpResponse:
    """The Centre enters an agency's reply on paper with its true day of receipt (R18)."""
    activity = find(request, pk)
    check(activity, "report", by=request.user)
    if activity.agency_id is None or not activity.roles_of(request.user) - AGENCY_ROLES:
        raise PermissionDenied
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaperReplyForm(*bound, activity=activity, today=timezone.localdate())
    if form.is_bound and _reported(request, form):
        return redirect("activity", pk)
    log_reading(request, "activity", records=[activity.pk], cases=[activity.case_id])
    context = {"activity": activity, "item": activity.item, "form": form}
    return render(request, "execution/paper.html", context, status=form.status)


@login_required
def download(request: SignedIn, pk: int, file: int) -> FileResponse:
    """A file of a report that the user may see; it is saved, never opened in the site (R12)."""
    activity = find(request, pk)
    seen = Report.objects.visible_to(request.user).filter(activity=activity)
    row = get_object_or_404(
        ReportFile.objects.select_related("file"), report__in=seen, file_id=file
    )
    log_reading(request, "file", records=[row.file_id], cases=[activity.case_id])
    return attachment(
        str(row.file.content.name),
        sha256=row.file.sha256,
        size=row.file.size,
        filename=row.file.name,
        content_type=row.file.kind,
    )
