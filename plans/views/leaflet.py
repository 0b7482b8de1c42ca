"""The leaflet for a family: the services of its plan and how to obtain them (clause 4(1), R5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import papers
from accounts.requests import SignedIn
from agencies.models import Agency, Centre, Service
from plans.models import PlanItem
from plans.planning import items_of
from plans.views.plan_pages import find_plan, note_reading


@dataclass(frozen=True)
class Offer:
    """A service of the plan, who gives it (None: the Centre or the family sees to it), whom to ask.

    A body of which neither telephone nor address is known is asked through the Centre.
    """

    service: Service
    agency: Agency | None
    ask: Agency | Centre


def offers(items: Iterable[PlanItem], centre: Centre) -> list[Offer]:
    """Each service once for each body that gives it, in the order of the plan. Names nobody."""
    found: dict[tuple[str, int | None], Offer] = {}
    for item in items:
        if item.service:
            reached = item.agency and (item.agency.phone or item.agency.address)
            ask = item.agency if item.agency and reached else centre
            key = item.service.pk, item.agency_id
            found.setdefault(key, Offer(item.service, item.agency, ask))
    return list(found.values())


@login_required
@require_safe
def leaflet(request: SignedIn, pk: int) -> HttpResponse:
    """What the family is entitled to under its plan, to be printed in the family's language."""
    plan = find_plan(request, pk)
    note_reading(request, plan)
    context = {
        "plan": plan,
        "case": plan.case,
        "centre": plan.centre,
        "offers": offers(items_of(plan), plan.centre),
        "today": timezone.localdate(),
        **papers.chosen(request),
    }
    return render(request, "papers/leaflet.html", context)
