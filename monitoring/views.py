"""The first page, and the page of breaches."""

from datetime import date
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.access import log_reading
from accounts.models import User
from accounts.roles import Role
from agencies.calendar import working_calendar
from agencies.offices import Offices, offices
from monitoring import keeping, listing, my_day, overview
from monitoring.filters import BreachFilter
from monitoring.models import Breach
from monitoring.my_day import MOST_COUNTED, ROWS, Scope, Side, Wanted
from monitoring.sides import SIDES, side_name


@login_required
@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    """My day: what I owe by date; for those who watch, how the Centres stand (R10)."""
    user = cast(User, request.user)
    today = timezone.localdate()
    held = offices(user, today=today)
    sides = [side for side, has in SIDES if has(held)]
    asked = request.GET.get("side", "")
    side = asked if asked in sides else next(iter(sides), "")
    context: dict[str, Any] = {
        "today": today,
        "sides": [
            {"label": side_name(name), "url": f"?side={name}", "current": name == side}
            for name in sides
        ],
    }
    if side in ("centre", "agency"):
        return _worklist(request, cast(Side, side), user=user, held=held, context=context)
    if side in ("region", "country"):
        return _overview(request, side, held=held, context=context)
    context["chores"] = keeping.chores(today=today) if side else None
    return render(request, "monitoring/keeping.html", context)


def _worklist(
    request: HttpRequest, side: Side, *, user: User, held: Offices, context: dict[str, Any]
) -> HttpResponse:
    today: date = context["today"]
    scope: Scope = "all" if Role.AGENCY_SUPERVISOR in held.roles else "mine"
    wanted = Wanted.parse(request.GET.dict(), side=side, scope=scope)
    found = my_day.rows(wanted, user=user, held=held, today=today)
    counts = my_day.figures(wanted, user=user, held=held, today=today)
    items = listing.items(found[:ROWS], wanted=wanted, held=held, today=today)
    _log(request, items, side)
    more = str(items[-1].place) if len(found) > ROWS else ""
    context |= {
        "rows": items,
        "wanted": wanted,
        "figures": _figures(wanted, counts),
        "scopes": _scopes(wanted),
        "limited": counts.limited,
        "columns": listing.columns(wanted),
        "filters": _filters(wanted),
        "clear_url": wanted.address(due="", children=False) if _filters(wanted) else "",
        "children_url": wanted.address(children=not wanted.children),
        "next_url": wanted.address(after=more) if more else "",
        "first_url": wanted.address() if wanted.after else "",
    }
    context["count"], context["capped"] = _count_of(
        wanted, counts, shown=len(items), more=bool(more)
    )
    return render(request, "monitoring/my_day.html", context)


def _log(request: HttpRequest, items: list[listing.Item], side: Side) -> None:
    """Names were shown: whose cases, and to an agency through which activities (R12)."""
    cases = [item.case_id for item in items if item.case_id]
    if not cases:
        return
    if side == "centre":
        log_reading(request, "case", records=cases, cases=cases)
    else:
        log_reading(request, "activity", records=[i.record_id for i in items], cases=cases)


def _figures(wanted: Wanted, counts: my_day.Figures) -> list[dict[str, Any]]:
    figures = (
        ("late", pgettext("terms", "Late"), counts.late, "late"),
        ("today", _("Today"), counts.today, "today"),
        ("week", _("This week"), counts.week, ""),
    )
    return [
        {
            "label": label,
            "value": value,
            "kind": kind,
            "current": wanted.due == due,
            "url": wanted.address(due="" if wanted.due == due else due),
        }
        for due, label, value, kind in figures
    ]


def _count_of(
    wanted: Wanted, counts: my_day.Figures, *, shown: int, more: bool
) -> tuple[int, bool]:
    """How many rows the list has, and whether there are more: the figure where one is on."""
    figure = {"late": counts.late, "today": counts.today, "week": counts.week}.get(wanted.due)
    if figure is not None:
        return figure, counts.limited
    return shown, more or wanted.after is not None


def _scopes(wanted: Wanted) -> list[dict[str, Any]]:
    names: dict[Scope, str] = {
        "mine": pgettext("terms", "Mine"),
        "all": _("Whole agency") if wanted.side == "agency" else _("Whole Centre"),
    }
    if wanted.side == "centre":
        names["agencies"] = _("Owed by agencies")
    return [
        {"label": name, "url": wanted.address(scope=scope), "current": scope == wanted.scope}
        for scope, name in names.items()
    ]


def _filters(wanted: Wanted) -> list[str]:
    said = {"late": _("late"), "today": _("due today"), "week": _("due this week"), "": ""}
    return [text for text in (said[wanted.due], wanted.children and _("with children")) if text]


def _overview(
    request: HttpRequest, side: str, *, held: Offices, context: dict[str, Any]
) -> HttpResponse:
    today: date = context["today"]
    if side == "country":
        rows = overview.of_regions(today=today)
    else:
        rows = overview.of_centres(held.regions, today=today)
    context |= {"rows": rows, "by_region": side == "country", "columns": listing.standings(side)}
    return render(request, "monitoring/overview.html", context)


@login_required
@require_safe
def breaches(request: HttpRequest) -> HttpResponse:
    """Terms that passed, as far as the reader's office reaches (R10, R18)."""
    user = cast(User, request.user)
    today = timezone.localdate()
    held = offices(user, today=today)
    country = Role.AUTHORISED_BODY in held.roles
    visible = Breach.objects.visible_to(user)
    chosen = BreachFilter(request.GET, queryset=visible, held=held, country=country)
    rows, next_url, first_url = listing.breach_page(request, chosen.qs)
    count = chosen.qs.order_by()[: MOST_COUNTED + 1].count()
    filters = listing.chosen_filters(chosen)
    calendar = working_calendar()
    context = {
        "today": today,
        "form": chosen.form,
        "rows": [
            listing.BreachItem.of(row, held=held, calendar=calendar, today=today) for row in rows
        ],
        "count": min(count, MOST_COUNTED),
        "capped": count > MOST_COUNTED,
        "columns": listing.breach_columns(),
        "filters": filters,
        "clear_url": reverse("breaches") if filters else "",
        "next_url": next_url,
        "first_url": first_url,
    }
    return render(
        request, "monitoring/breaches.html", context, status=400 if chosen.errors else 200
    )
