"""The catalogue of measures and services (R5): what there is, and how to get it."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.models import Sector, Service
from agencies.ordering import by_name


def catalogue(request: HttpRequest) -> HttpResponse:
    """Measures by sector, for everybody, signed in or not: clause 4(1) asks for information.

    `?sector=` shows one sector.
    """
    offered = Service.objects.filter(is_active=True).order_by(by_name(), "code")
    sectors = list(Sector.objects.prefetch_related(Prefetch("services", offered)))
    wanted = request.GET.get("sector", "")
    shown = [sector for sector in sectors if not wanted or sector.code == wanted]
    if not shown and sectors:
        raise Http404
    context = {"sectors": sectors, "shown": shown, "wanted": wanted}
    return render(request, "agencies/catalogue.html", context)
