"""The leaflet for a family: the services of its plan and how to obtain them (clause 4(1), R5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import log_reading
from accounts.requests import SignedIn
from agencies.models import Agency, Centre, Service
from plans.models import Plan, PlanItem
from plans.planning import items_of

#: Papers for those outside are in the languages of the official names; the first one by default.
PAPER_LANGUAGES = {"kk": "Қазақша", "ru": "Русский"}


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


def paper_language(request: HttpRequest) -> str:
    """The reader's language, chosen by `?language=`, whatever the language of the pages is."""
    language = request.GET.get("language", next(iter(PAPER_LANGUAGES)))
    if language not in PAPER_LANGUAGES:
        raise Http404
    return language


@login_required
@require_safe
def leaflet(request: SignedIn, pk: int) -> HttpResponse:
    """What the family is entitled to under its plan, to be printed in the family's language."""
    visible = Plan.objects.visible_to(request.user).select_related("centre")
    plan = get_object_or_404(visible, pk=pk)
    language = paper_language(request)
    log_reading(request, "plan", records=[plan.pk], cases=[plan.case_id])
    context = {
        "plan": plan,
        "centre": plan.centre,
        "offers": offers(items_of(plan), plan.centre),
        "today": timezone.localdate(),
        "paper_language": language,
        "languages": PAPER_LANGUAGES,
    }
    return render(request, "papers/leaflet.html", context)
