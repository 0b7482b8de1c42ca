"""The Centres of a region, or the regions of the country, side by side and over time (R7, R21–R23).

All figures are sums of what was signed; who has not signed is named and not added up.
"""

from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.charts import Absent, Bar, Bars, Hidden, Lines, Series
from accounts.figures import ROMAN_QUARTERS
from accounts.requests import SignedIn
from agencies.offices import Offices
from agencies.ordering import by_name
from monitoring.figures.counting import Cells
from monitoring.figures.measures import MEASURES
from monitoring.figures.showing import AMONG_AGENCIES, Shown, nowhere
from monitoring.figures.sums import add_up, figures_of, late_agencies, together
from monitoring.models import (
    Conclusion,
    Monitoring,
    MonitoringQuerySet,
    Recommendation,
)
from monitoring.quarter_views.base import columns, reading_language
from monitoring.quarter_views.groups import terms
from monitoring.quarter_views.lines import COLUMNS, Line, Sums, of_centres, of_territories
from monitoring.quarter_views.scopes import (
    COUNTRY,
    Scope,
    quarter_asked,
    quarters_of,
    query_of,
    scopes,
    sums_of,
    sums_url,
)
from monitoring.quarter_views.sums import agency_rows, centres_url
from monitoring.states import ConclusionState
from monitoring.words import quarter_name
from monitoring.workflow import opening
from regulations.quarters import Quarter

#: The quarters of the lines over time.
COURSE: Final = 8
MOST_AGENCIES: Final = 10
#: Lines of the lists under the figures; the register of conclusions has them all.
MOST_SENT: Final = 50
MOST_ADVICE: Final = 50
#: What the page shows of each Centre; no more is read, so that a country is added up at once.
FIGURES_SHOWN: Final = figures_of(
    *COLUMNS, "terms_due", "terms_kept", "terms_missed", "late_share", "days_mean", "days_p90"
)
#: What the lines over time show.
COURSE_SHOWN: Final = ("late_own", "late_agencies", "out_of_low", "by_centre_alone")


def page(
    request: SignedIn, held: Offices, context: dict[str, Any], *, country: bool
) -> HttpResponse:
    """The page of a quarter, for a region's manager or for the ministry."""
    visible = Monitoring.objects.visible_to(request.user)
    region = _region(request) if country else None
    if region:
        visible = region.of(visible)
    elif not country:
        visible = visible.filter(centre__region__in=held.regions)
    known = quarters_of(visible)
    quarter = quarter_asked(request.GET.get("quarter", ""), known)
    related = visible.of(quarter).select_related("centre__region", "centre__territory")
    rows = list(related.order_by(by_name("centre"), "pk"))
    signed = Conclusion.objects.filter(monitoring__in=[row.pk for row in rows]).in_force()
    conclusions = signed.for_a_list()
    whole = country and not region
    context |= {
        "quarter": quarter,
        "quarter_name": quarter_name(quarter),
        "earlier": quarter.previous if quarter.previous in known else None,
        "earlier_name": quarter_name(quarter.previous),
        "later_name": quarter_name(quarter.next),
        "later": quarter.next if quarter.next in known else None,
        "region": region,
        "where": f"side={context['side']}" + (f"&region={region.code}" if region else ""),
        "country_url": f"?side=country&quarter={quarter}",
        "country": whole,
        "opening": _opening(region, None if country else held.regions),
        **_figures(rows, conclusions, quarter, country=whole),
        **_more(visible, conclusions, known),
    }
    return render(request, "quarters/side_by_side.html", context)


def _opening(region: Scope | None, regions: Iterable[str] | None) -> dict[str, Any] | None:
    """How far the opening of the newest quarter has come, until all Centres have their record."""
    reach = [region.code] if region else regions
    found = opening.progress(opening.newest_due(timezone.localdate()), regions=reach)
    if found.is_complete:
        return None
    return {
        "quarter": quarter_name(found.quarter),
        "opened": found.opened,
        "centres": found.centres,
    }


def _region(request: SignedIn) -> Scope | None:
    """The region whose Centres the ministry looks at; 404 for one that there is not."""
    code = request.GET.get("region", "")
    if not code:
        return None
    found = [s for s in scopes(request.user) if s.kind == "region" and s.code == code]
    if not found:
        raise Http404
    return found[0]


def _figures(
    rows: list[Monitoring], conclusions: QuerySet[Conclusion], quarter: Quarter, *, country: bool
) -> dict[str, Any]:
    """The table, its total, the chart of lateness, the terms of the Order, the agencies."""
    signed = {one.monitoring_id: one for one in conclusions}
    each = add_up(conclusions, by="monitoring__centre", figures=FIGURES_SHOWN)
    cells = by_region(rows, each) if country else each
    regions = {row.centre.region_id for row in rows}
    code = COUNTRY if country else regions.pop() if len(regions) == 1 else ""
    opens = sums_of(quarter, code) if code else nowhere
    sums = Sums(rows, signed, conclusions, each)
    found = _lines(sums, cells, quarter, country=country)
    shown = sums.over(rows, together(cells.values()), opens=opens)
    late = late_agencies(conclusions)
    worst = [key for key, missed in late[:MOST_AGENCIES] if missed]
    return {
        "signed": len(signed),
        "centres": len(rows),
        "missing": [row for row in rows if row.pk not in signed],
        "lines": found,
        "columns": columns(*COLUMNS),
        "total": [shown.figure(MEASURES[name]) for name in COLUMNS],
        **terms(shown),
        "late_bars": _late_bars(found, country=country),
        "agencies": agency_rows(conclusions, worst, opens),
        "agency_columns": columns(*AMONG_AGENCIES),
        "agencies_count": len(late),
        "query": query_of(quarter, code) if code else "",
    }


def by_region(rows: Iterable[Monitoring], each: dict[Any, Cells]) -> dict[Any, Cells]:
    """The sums of the regions out of those of their Centres."""
    found: dict[str, list[Cells]] = {}
    for row in rows:
        if row.centre_id in each:
            found.setdefault(row.centre.region_id, []).append(each[row.centre_id])
    return {region: together(parts) for region, parts in found.items()}


def _lines(sums: Sums, cells: dict[Any, Cells], quarter: Quarter, *, country: bool) -> list[Line]:
    if not country:
        return of_centres(sums, cells)
    return of_territories(
        sums,
        cells,
        by=lambda row: row.centre.region,
        opens=lambda code: sums_of(quarter, code),
        url=lambda code: centres_url(quarter, code),
        ways=lambda code: [(_("all figures"), sums_url(quarter, code))],
    )


def _more(
    visible: MonitoringQuerySet, conclusions: QuerySet[Conclusion], known: list[Quarter]
) -> dict[str, Any]:
    """The course over time, conclusions sent, open recommendations.

    What waits for its receipt stands first, that of other quarters as well.
    """
    waits = Q(monitoring__in=visible, state=ConclusionState.SENT)
    sent = Conclusion.objects.for_a_list().filter(
        waits | Q(pk__in=conclusions.filter(sent_at__isnull=False))
    )
    related = sent.select_related("monitoring__centre")
    in_order = related.order_by(F("received_on").asc(nulls_first=True), "sent_at")
    inbox, inbox_count = _first(in_order, MOST_SENT)
    advice, advice_count = _first(_open_advice(visible), MOST_ADVICE)
    return {
        "language": reading_language(),
        "course": _course(visible, known),
        "inbox": inbox,
        "inbox_count": inbox_count,
        "advice": advice,
        "today": timezone.localdate(),
        "advice_count": advice_count,
    }


def _first(rows: QuerySet[Any], most: int) -> tuple[list[Any], int]:
    """The first rows, and how many there are."""
    found = list(rows[:most])
    return found, rows.count() if len(found) == most else len(found)


def _late_bars(lines: list[Line], *, country: bool) -> Bars:
    """The Centres' own lateness beside that of agencies, in per cent."""
    rows = []
    for line in lines:
        if line.shown is None:
            values: list[Any] = [Absent(_("not signed yet"))] * 2
        else:
            values = [_value(line.shown, name) for name in ("late_own", "late_agencies")]
        rows.append(Bar(line.name, values, url=line.url))
    return Bars(
        rows=rows,
        series=[_("the Centre's own"), _("of agencies")],
        heading=_("Region") if country else _("Centre"),
        unit="%",
        decimals=1,
        maximum=100,
    )


def _value(shown: Shown, name: str) -> Any:
    """A measure for a chart: its number, absent, or hidden as too small a group."""
    measure = MEASURES[name]
    number = measure.value(shown.cells).number
    if number is None:
        return Absent(_("nothing fell due"))
    return Hidden() if shown.hides(measure) else number


def _course(visible: MonitoringQuerySet, known: list[Quarter]) -> Lines:
    """The totals over the last quarters."""
    shown = sorted(known[:COURSE])
    totals = _totals(visible, shown)
    return Lines(
        labels=[f"{ROMAN_QUARTERS[q.number - 1]} {q.year}" for q in shown],
        series=[
            Series(str(MEASURES[name].label), [_value(totals[q], name) for q in shown])
            for name in COURSE_SHOWN
        ],
        heading=_("Quarter"),
        unit="%",
        decimals=1,
        maximum=100,
    )


def _totals(visible: MonitoringQuerySet, quarters: Collection[Quarter]) -> dict[Quarter, Shown]:
    """The sums of quarters, of the figures that the course shows."""
    rows = list(visible.of_any(quarters).prefetch_related("centre").order_by("pk"))
    conclusions = Conclusion.objects.filter(monitoring__in=[row.pk for row in rows]).in_force()
    cells = add_up(conclusions, by="monitoring", figures=figures_of(*COURSE_SHOWN))
    totals = {}
    for quarter in quarters:
        own = [row for row in rows if row.quarter == quarter]
        each = {row.centre_id: cells[row.pk] for row in own if row.pk in cells}
        sums = Sums(own, {row.pk: None for row in own if row.pk in cells}, conclusions, each)
        totals[quarter] = sums.over(own, together(each.values()))
    return totals


def _open_advice(visible: MonitoringQuerySet) -> QuerySet[Recommendation]:
    """Recommendations of conclusions that were sent and of which none says they are carried out."""
    rows = Recommendation.objects.filter(
        conclusion__monitoring__in=visible,
        conclusion__state__in=[ConclusionState.SENT, ConclusionState.RECEIVED],
    ).not_done()
    related = rows.select_related("agency", "conclusion__monitoring__centre")
    return related.defer("conclusion__snapshot").order_by("due_on", "pk")
