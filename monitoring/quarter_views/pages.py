"""The quarter of a Centre: its figures, and what stands behind each (clause 13; R4, R21)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from monitoring.figures.cells import FIGURES
from monitoring.figures.labels import label
from monitoring.figures.partings import measure_of
from monitoring.models import Conclusion
from monitoring.permissions import can_ask
from monitoring.quarter_views import records
from monitoring.quarter_views.base import figures_of, find_monitoring, head, shown_to
from monitoring.quarter_views.groups import groups
from monitoring.quarter_views.next_step import next_step
from monitoring.wording.telling import Names


@login_required
@require_safe
def quarter(request: SignedIn, pk: int) -> HttpResponse:
    """All figures of the quarter, each with its definition and the way to its records."""
    monitoring = find_monitoring(request, pk)
    conclusion = shown_to(request, monitoring)
    context = head(request, monitoring, conclusion)
    context["next"] = next_step(request.user, monitoring, conclusion)
    if conclusion:
        context |= {"asks": can_ask(request.user, monitoring), **_figures(request, conclusion)}
    return render(request, "quarters/figures.html", context)


def _figures(request: SignedIn, conclusion: Conclusion) -> dict[str, Any]:
    shown = figures_of(request, conclusion)
    return {**groups(shown), "agencies": shown.agencies()}


@login_required
@require_safe
def behind(request: SignedIn, pk: int, name: str) -> HttpResponse:
    """The records behind a figure, as far as the reader may see them."""
    monitoring = find_monitoring(request, pk)
    conclusion = shown_to(request, monitoring)
    if conclusion is None:
        raise Http404
    shown = figures_of(request, conclusion)
    key = request.GET.get("key", "")
    cells = records.cells_behind(name, key, shown.cells)
    if cells is None:
        raise Http404
    found = records.find(
        request,
        conclusion,
        cells,
        sees_persons=shown.sees_persons,
        hidden=records.is_hidden(name, key, shown),
    )
    context = head(request, monitoring, conclusion) | {
        "heading": heading(name, key, shown.names),
        "definition": _definition(name, key),
        "found": found,
        "kind": FIGURES[cells[0][0]].kind if cells else "",
        "name": name,
        "key": key,
    }
    return render(request, "quarters/records.html", context)


def _definition(name: str, key: str) -> str:
    measure = measure_of(name, key)
    return str(measure.definition) if measure else ""


def heading(name: str, key: str, names: Names) -> str:
    """What a figure, or a part of one, is called: "Cases by source: hotline"."""
    measure = measure_of(name, key)
    part = label(measure.part.figure, key, names) if measure and key else ""
    return ": ".join(filter(None, (str(measure.label) if measure else "", part)))
