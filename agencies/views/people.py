"""Who works where: the people of the offices that one leads."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Value
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedIn
from agencies import workflow
from agencies.forms import ActingHeadForm, InviteForm, PeopleFilter, office_of
from agencies.models import Agency, Centre, Membership, Territory
from agencies.offices import offices
from agencies.ordering import KazakhOrder
from agencies.permissions import (
    can_end,
    can_keep_tokens,
    can_name_acting_head,
    can_see_people,
    is_administrator,
    resettable,
    visible_memberships,
)

PEOPLE_A_PAGE = 50


@login_required
def people(request: SignedIn) -> HttpResponse:
    """People of my offices, by name; filters and the place in the list stand in the address."""
    user, today = request.user, timezone.localdate()
    if not can_see_people(user):
        raise PermissionDenied
    form = PeopleFilter(request.GET or None, by=user)
    rows = visible_memberships(user).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    rows = _filtered(rows, form).select_related("user", "centre", "agency", "region")
    shown = list(_after(rows, request.GET.get("after", ""))[: PEOPLE_A_PAGE + 1])
    more, shown = len(shown) > PEOPLE_A_PAGE, shown[:PEOPLE_A_PAGE]
    may_reset = resettable(user, (row.user_id for row in shown))
    for row in shown:
        row.can_reset = row.user_id in may_reset  # type: ignore[attr-defined]
        row.can_end = can_end(user, row)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "rows": shown,
        "columns": [
            {"label": label} for label in (_("Full name"), _("Role"), _("Office"), _("Days"), "")
        ],
        "next_url": _address(request, after=shown[-1].pk) if more else "",
        "first_url": _address(request) if "after" in request.GET else "",
        "more": more,
        "chips": _chips(form),
        "clear_url": request.path if request.GET else "",
        "today": today,
        "can_keep_tokens": can_keep_tokens(user),
        "headed": [c for c in _centres(user) if can_name_acting_head(user, c)],
        "can_invite": bool(is_administrator(user) or InviteForm(by=user).fields["office"].choices),  # type: ignore[attr-defined]
    }
    return render(request, "agencies/people.html", context)


def _filtered(rows: QuerySet[Membership], form: PeopleFilter) -> QuerySet[Membership]:
    if not form.is_valid():
        return rows
    if role := form.cleaned_data["role"]:
        rows = rows.filter(role=role)
    if office := form.cleaned_data["office"]:
        rows = rows.filter(**_column(office_of(office)))
    return rows


def _column(office: workflow.Office) -> dict[str, Any]:
    if office is None:
        return {"centre": None, "agency": None, "region": None}
    names = {Centre: "centre", Agency: "agency", Territory: "region"}
    return {names[type(office)]: office}


def _after(rows: QuerySet[Membership], after: str) -> QuerySet[Membership]:
    """What comes after a row of the list; the address names the row, not the person."""
    rows = rows.annotate(place=KazakhOrder("user__full_name")).order_by("place", "id")
    if not after:
        return rows
    last = rows.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 18 else None
    if last is None:
        raise Http404
    place = KazakhOrder(Value(last.user.full_name))
    return rows.filter(Q(place__gt=place) | Q(place=place, id__gt=last.pk))


def _address(request: SignedIn, *, after: int | None = None) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if after:
        query["after"] = str(after)
    return f"{request.path}?{query.urlencode()}"


def _chips(form: PeopleFilter) -> list[str]:
    if not form.is_valid():
        return []
    office, role = form.cleaned_data["office"], form.cleaned_data["role"]
    roles = dict(form.fields["role"].choices)  # type: ignore[attr-defined]
    chips = [str(office_of(office) or _("The whole country"))] if office else []
    return chips + ([str(roles[role])] if role else [])


def _centres(user: Any) -> list[Centre]:
    return [m.centre for m in offices(user).memberships if m.centre]


@login_required
def invite(request: SignedIn) -> HttpResponse:
    """Give somebody an office, and an account where there is none."""
    user = request.user
    form = InviteForm(
        request.POST or None, by=user, initial={"starts_on": timezone.localdate().isoformat()}
    )
    if not form.fields["office"].choices:  # type: ignore[attr-defined]
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        made = form.tried(lambda: workflow.invite(**form.cleaned_data, by=user, now=now))
        if made:
            messages.success(request, _("%s now has this office.") % made.user)
            return redirect("people")
    return render(request, "agencies/invite.html", {"form": form}, status=form.status)


@login_required
def acting_head(request: SignedIn, pk: int) -> HttpResponse:
    """Name who stands in for the head of a Centre on stated days."""
    user, today = request.user, timezone.localdate()
    mine = Centre.objects.all() if is_administrator(user) else _own_centres(user)
    centre = get_object_or_404(mine, pk=pk)
    if not can_name_acting_head(user, centre):
        raise PermissionDenied
    form = ActingHeadForm(request.POST or None, centre=centre, today=today)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        made = form.tried(
            lambda: workflow.act_as_head(centre, **form.cleaned_data, by=user, now=now)
        )
        if made:
            messages.success(request, _("%s stands in for the head on these days.") % made.user)
            return redirect("people")
    context = {"form": form, "centre": centre}
    return render(request, "agencies/acting_head.html", context, status=form.status)


def _own_centres(user: Any) -> QuerySet[Centre]:
    return Centre.objects.filter(pk__in=offices(user).centres)
