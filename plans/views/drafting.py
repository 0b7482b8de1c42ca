"""The plan editor: a draft begins, grows, is agreed with the family and given to the head."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Refused
from accounts.requests import SignedIn
from agencies.calendar import working_calendar
from agencies.models import Sector, Service
from cases.models import Case
from plans.forms.drafting import (
    AgreementForm,
    AimForm,
    ItemForm,
    LeftOutForm,
    new_item,
    present_item,
)
from plans.forms.execution import ReasonForm
from plans.models import Plan, PlanItem
from plans.permissions import can_draft, can_edit, can_make_new_version
from plans.planning import Startable, children_of, foresee, items_against_running
from plans.reminders import of_draft
from plans.views.plan_pages import counted, find_plan, note_reading, paper, require
from plans.workflow import drafting


@login_required
@require_POST
def draft(request: SignedIn, pk: int) -> HttpResponse:
    """Begin the first version of a plan, and open it in the editor."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    require(can_draft(request.user, case))
    plan = drafting.draft(case, by=request.user, now=timezone.now())
    return redirect("plan-edit", plan.pk)


@login_required
def new_version(request: SignedIn, pk: int) -> HttpResponse:
    """Say why the plan changes; the new version opens in the editor."""
    plan = find_plan(request, pk)
    require(request.method == "POST" or can_make_new_version(request.user, plan))
    form = ReasonForm(request.POST or None, label=_("Why the plan changes"))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        made = form.tried(
            lambda: drafting.new_version(plan, by=request.user, now=timezone.now(), reason=reason)
        )
        if made:
            return redirect("plan-edit", made.pk)
    note_reading(request, plan)
    context = {"plan": plan, "case": plan.case, "form": form}
    return render(request, "plans/new_version.html", context, status=form.status)


@login_required
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """The editor. `?q=` searches the catalogue, `?service=`, `?free=1`, `?item=` open the form."""
    plan = find_plan(request, pk)
    require(can_edit(request.user, plan))
    return show(request, plan, item_form=_asked_for(request, plan))


def _asked_for(request: SignedIn, plan: Plan) -> ItemForm | None:
    """The form that the address opens, if any."""
    asked, today = request.GET, timezone.localdate()
    if asked.get("item", "").isdecimal():
        item = get_object_or_404(plan.items.all(), pk=asked["item"])
        return ItemForm(plan=plan, today=today, item=item, initial=present_item(item))
    if "service" in asked or "free" in asked:
        service = _offered(asked.get("service", ""))
        first = new_item(plan, service=service, due_on=None)
        form = ItemForm(plan=plan, today=today, initial=first)
        form.initial["due_on"] = _suggested(form, today=today)
        return form
    return None


def _offered(code: str) -> Service | None:
    return get_object_or_404(Service, pk=code, is_active=True) if code else None


def _suggested(form: ItemForm, *, today: date) -> date | None:
    """The date that follows from the statutory term; none where there is no term."""
    follows = foresee(form.startable, today=today, calendar=working_calendar())
    return follows.statutory_due


def show(
    request: SignedIn,
    plan: Plan,
    *,
    item_form: ItemForm | None = None,
    aim_form: AimForm | None = None,
    agreement_form: AgreementForm | None = None,
    child_form: LeftOutForm | None = None,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    """The editor with the forms in hand; those that are not are fresh."""
    today = timezone.localdate()
    note_reading(request, plan)
    items = items_against_running(plan)
    asked = {"item_form": item_form, "child_form": child_form, "refusal": refusal}
    context = {
        **paper(plan, items=items),
        **asked,
        **_catalogue(request),
        "follows": _follows(item_form.startable, today=today) if item_form else None,
        "aim_form": aim_form or AimForm(initial={"aim": plan.aim}),
        "agreement_form": agreement_form or AgreementForm(plan=plan, today=today),
        "reminders": _with_forms(of_draft(plan, items, today=today), child_form),
        "left_out": plan.children_left_out.select_related("person").order_by("pk"),
        "return_reason": _return_reason(plan),
        "in_hand": [f for f in (item_form, aim_form, agreement_form, child_form) if f],
    }
    return render(request, "plans/editor.html", context, status=status)


def _with_forms(found: list[Any], child_form: LeftOutForm | None) -> list[dict[str, Any]]:
    """Each reminder of a child brings the form in which the reason is given."""
    rows = []
    for reminder in found:
        form = None
        if reminder.child:
            mine = child_form and child_form.child == reminder.child
            form = child_form if mine else LeftOutForm(child=reminder.child)
        rows.append({"reminder": reminder, "form": form})
    return rows


def _return_reason(plan: Plan) -> str:
    if plan.state != Plan.State.RETURNED:
        return ""
    row = plan.transitions.filter(verb="return_plan").order_by("-pk").first()
    return row.reason if row else ""


def _catalogue(request: SignedIn) -> dict[str, Any]:
    """The catalogue by sector, or what of it holds every word searched for."""
    query = request.GET.get("q", "").strip()
    services = Service.objects.filter(is_active=True)
    words = query.lower().split()
    sectors = {sector.pk: sector for sector in Sector.objects.all()}
    groups: dict[Sector, list[Service]] = {sector: [] for sector in sectors.values()}
    for service in services:
        names = f"{service.name_kk} {service.name_ru}".lower()
        if all(word in names for word in words):
            groups[sectors[service.sector_id]].append(service)
    found = [(sector, rows) for sector, rows in groups.items() if rows]
    return {"query": query, "catalogue": found, "found": sum(len(rows) for _s, rows in found)}


def _follows(chosen: Startable, *, today: date) -> dict[str, Any]:
    """When the activity can start, and the date that its term gives, explained."""
    follows = foresee(chosen, today=today, calendar=working_calendar())
    statutory = follows.statutory
    return {
        "start": follows.start,
        "after": chosen.depends_on,
        "by_agency": chosen.executor == PlanItem.Executor.AGENCY,
        "service": chosen.service,
        "due": counted(statutory, clause="10", today=today) if statutory else None,
        "verified": follows.verified,
    }


@login_required
@require_POST
def add_item(request: SignedIn, pk: int) -> HttpResponse:
    """Add an activity, or only count its date (`compute`)."""
    plan = find_plan(request, pk)
    return _item_posted(request, plan, None)


@login_required
@require_POST
def change_item(request: SignedIn, pk: int, item: int) -> HttpResponse:
    """Change an activity, or only count its date (`compute`)."""
    plan = find_plan(request, pk)
    return _item_posted(request, plan, get_object_or_404(plan.items.all(), pk=item))


def _item_posted(request: SignedIn, plan: Plan, item: PlanItem | None) -> HttpResponse:
    form = ItemForm(request.POST, plan=plan, today=timezone.localdate(), item=item)
    if "compute" in request.POST:
        return _computed(request, plan, form)
    if form.is_valid():
        form.tried(partial(_save, form, plan, item, request))
    if not form.errors:
        messages.success(request, _("The activity is in the plan."))
        return redirect(reverse("plan-edit", args=[plan.pk]) + "#activities")
    return show(request, plan, item_form=form, status=form.status)


def _save(form: ItemForm, plan: Plan, item: PlanItem | None, request: SignedIn) -> PlanItem:
    now = timezone.now()
    if item:
        return drafting.change_item(item, form.entered(), by=request.user, now=now)
    return drafting.add_item(plan, form.entered(), by=request.user, now=now)


def _computed(request: SignedIn, plan: Plan, form: ItemForm) -> HttpResponse:
    """What was typed, unsaved, with the date that follows; for htmx only the date's part."""
    require(can_edit(request.user, plan))
    today = timezone.localdate()
    fresh = form.unsaved()
    if request.htmx:  # type: ignore[attr-defined]
        context = {"follows": _follows(fresh.startable, today=today)}
        return render(request, "plans/_follows.html", context)
    fresh.initial["due_on"] = _suggested(fresh, today=today) or fresh.initial["due_on"]
    return show(request, plan, item_form=fresh)


@login_required
@require_POST
def remove_item(request: SignedIn, pk: int, item: int) -> HttpResponse:
    """Take an activity out of the draft."""
    plan = find_plan(request, pk)
    row = get_object_or_404(plan.items.all(), pk=item)
    drafting.remove_item(row, by=request.user)
    messages.success(request, _("The activity was taken out of the plan."))
    return redirect(reverse("plan-edit", args=[plan.pk]) + "#activities")


def _typed(
    request: SignedIn,
    plan: Plan,
    form: Any,
    verb: Callable[[dict[str, Any]], Any],
    *,
    said: str,
    **shown: Any,
) -> HttpResponse:
    """One small form of the editor: its verb, or the editor with what was typed."""
    if form.is_valid():
        form.tried(lambda: verb(form.cleaned_data))
    if not form.errors:
        messages.success(request, said)
        return redirect("plan-edit", plan.pk)
    return show(request, plan, status=form.status, **shown)


@login_required
@require_POST
def set_aim(request: SignedIn, pk: int) -> HttpResponse:
    plan, form = find_plan(request, pk), AimForm(request.POST)
    return _typed(
        request,
        plan,
        form,
        lambda typed: drafting.set_aim(plan, aim=typed["aim"], by=request.user),
        said=_("The aim was saved."),
        aim_form=form,
    )


@login_required
@require_POST
def leave_child_out(request: SignedIn, pk: int, child: int) -> HttpResponse:
    """Say why a child has no activity of their own (R11)."""
    plan, now = find_plan(request, pk), timezone.now()
    known = {person.pk: person for person in children_of(plan, today=timezone.localdate(now))}
    if child not in known:
        raise Http404
    person = known[child]
    form = LeftOutForm(request.POST, child=person)
    return _typed(
        request,
        plan,
        form,
        lambda typed: drafting.leave_child_out(
            plan, person, reason=typed["reason"], by=request.user, now=now
        ),
        said=_("The reason was saved."),
        child_form=form,
    )


@login_required
@require_POST
def record_agreement(request: SignedIn, pk: int) -> HttpResponse:
    """Record what the family says to the plan (R8)."""
    plan, now = find_plan(request, pk), timezone.now()
    form = AgreementForm(request.POST, plan=plan, today=timezone.localdate(now))
    return _typed(
        request,
        plan,
        form,
        lambda typed: drafting.record_agreement(plan, by=request.user, now=now, **typed),
        said=_("The family's answer was recorded."),
        agreement_form=form,
    )


@login_required
@require_POST
def submit(request: SignedIn, pk: int) -> HttpResponse:
    """Give the draft to the head."""
    plan = find_plan(request, pk)
    try:
        drafting.submit(plan, by=request.user, now=timezone.now())
    except Refused as error:
        if not can_edit(request.user, plan):
            raise
        return show(request, plan, status=error.status, refusal=str(error))
    messages.success(request, _("The plan was submitted for approval."))
    return redirect("plan", plan.pk)


@login_required
@require_POST
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    """Take a submitted plan back into the editor."""
    plan = find_plan(request, pk)
    drafting.take_back(plan, by=request.user, now=timezone.now())
    return redirect("plan-edit", plan.pk)
