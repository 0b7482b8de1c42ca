"""The quarter of a Centre: its figures, and what stands behind each (clause 13; R4, R21)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.charts import Bar, Bars, Few, Shares
from accounts.charts import Part as Slice
from accounts.requests import SignedIn
from monitoring.figures.labels import label
from monitoring.figures.measures import MEASURES
from monitoring.figures.showing import Part, Shown
from monitoring.permissions import can_ask
from monitoring.quarter_views import records
from monitoring.quarter_views.base import columns, figures_of, find_monitoring, head, shown_to
from monitoring.quarter_views.next_step import next_step


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


def _figures(request: SignedIn, conclusion: Any) -> dict[str, Any]:
    shown = figures_of(request, conclusion)
    names = ("cases_source", "cases_ground", "cases_level", "plans_state", "cases_closed")
    headings = (
        _("Cases by source"),
        _("Cases by ground"),
        _("Families by wellbeing level"),
        _("Plans by state at the end of the quarter"),
        _("Cases closed, by reason"),
    )
    return {
        "cases": shown.group("cases"),
        "distributions": [
            {"heading": heading, "figure": name, "parts": shown.parts(name)}
            for name, heading in zip(names, headings, strict=True)
        ],
        "change": shown.group("change"),
        "levels": shown.changes(),
        "risks": shown.risks(),
        "late": shown.group("terms"),
        "terms": shown.terms(),
        "term_columns": columns("terms_due", "terms_kept", "terms_missed", "late_share"),
        "day_columns": columns("days_mean", "days_p90"),
        "joint": shown.group("joint"),
        "executors": shares(shown.parts("activities_executor")),
        "kinds": shown.parts("activities_kind"),
        "sectors": bars(shown.sectors()),
        "agencies": shown.agencies(),
        "agency_columns": columns(
            *("agency_activities", "agency_due", "agency_late"),
            *("agency_days", "agency_returned", "agency_declined"),
        ),
        "offences": shown.group("offences"),
        "outcomes": shown.parts("offences_outcome"),
    }


def shares(parts: list[Part]) -> Shares:
    """A whole and its parts as a chart."""
    return Shares(parts=[Slice(part.label, value(part), url=part.url) for part in parts])


def bars(parts: list[Part]) -> Bars:
    """Parts one under the other as a chart."""
    rows = [Bar(part.label, [value(part)], url=part.url) for part in parts]
    return Bars(rows=rows, series=[], heading="")


def value(part: Part) -> int | Few:
    return Few() if part.number is None else part.number


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
        "heading": _heading(name, key, shown),
        "definition": str(MEASURES[name].definition) if name in MEASURES else "",
        "found": found,
        "name": name,
        "key": key,
    }
    return render(request, "quarters/records.html", context)


def _heading(name: str, key: str, shown: Shown) -> str:
    if name in MEASURES:
        words = str(MEASURES[name].label)
        figure = MEASURES[name].part.figure
    else:
        words, figure = "", name
    part = label(figure, key, shown.names) if key else ""
    return ": ".join(filter(None, (words, part)))
