"""Quarters: a Centre's own list; a region, the country, an agency seen from above (R7, R21)."""

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from accounts.roles import Role
from agencies.offices import Offices, offices
from monitoring.models import Conclusion, Monitoring, of_centres
from monitoring.quarter_views import agency_record, side_by_side
from monitoring.quarter_views.base import require
from monitoring.words import quarter_name
from regulations.quarters import Quarter

#: Ten years of a Centre, or of several merged into it.
MOST: Final = 40
#: What a reader may see here, in the order of preference.
SIDES: Final = ("centre", "region", "country", "agency")


@login_required
@require_safe
def quarters(request: SignedIn) -> HttpResponse:
    """The quarters, as far as the reader's office reaches."""
    held = offices(request.user)
    sides = [side for side in SIDES if _has(side, held)]
    require(bool(sides))
    asked = request.GET.get("side", "")
    side = asked if asked in sides else sides[0]
    context: dict[str, Any] = {
        "sides": [
            {"label": _name(one), "url": f"?side={one}", "current": one == side} for one in sides
        ],
        "side": side,
    }
    if side == "centre":
        return _own(request, context)
    if side == "agency":
        return agency_record.page(request, held, context)
    return side_by_side.page(request, held, context, country=side == "country")


def _has(side: str, held: Offices) -> bool:
    return {
        "centre": held.is_centre_staff,
        "region": Role.REGIONAL_MANAGER in held.roles,
        "country": Role.AUTHORISED_BODY in held.roles,
        "agency": Role.AGENCY_SUPERVISOR in held.roles,
    }[side]


def _name(side: str) -> str:
    return {
        "centre": _("Centre"),
        "region": _("Region"),
        "country": _("Country"),
        "agency": _("Agency"),
    }[side]


def _own(request: SignedIn, context: dict[str, Any]) -> HttpResponse:
    """The Centre's quarters, the newest first, each with the state of its conclusion."""
    held = offices(request.user)
    rows = Monitoring.objects.visible_to(request.user).filter(of_centres(held.centres))
    rows = rows.select_related("centre").prefetch_related(
        Prefetch("conclusions", Conclusion.objects.for_a_list())
    )
    context["rows"] = [
        {
            "url": reverse("quarter", args=[row.pk]),
            "name": quarter_name(row.quarter),
            "centre": row.centre.name,
            "conclusion": _newest(row),
        }
        for row in rows.order_by("-year", "-number", "pk")[:MOST]
    ]
    columns = (_("Quarter"), _("Centre"), _("Conclusion"), pgettext("of a paper", "Number"))
    context["columns"] = [{"label": label} for label in columns]
    context["opens"] = quarter_name(Quarter.of(timezone.localdate()))
    return render(request, "quarters/own.html", context)


def _newest(row: Monitoring) -> Conclusion:
    versions = [one for one in row.conclusions.all() if one.state != Conclusion.State.DROPPED]
    return max(versions, key=lambda one: one.version)
