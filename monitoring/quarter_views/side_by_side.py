"""The Centres of a region, or the regions of the country, side by side and over time (R7, R21–R23).

All figures are sums of what was signed; who has not signed is named and not added up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.charts import Absent, Bar, Bars, Few, Lines, Series
from accounts.figures import ROMAN_QUARTERS
from accounts.requests import SignedIn
from agencies.models import Agency, Territory
from agencies.offices import Offices
from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.measures import MEASURES
from monitoring.figures.names import names_of
from monitoring.figures.showing import Shown
from monitoring.figures.sums import add_up, together
from monitoring.models import (
    Conclusion,
    Monitoring,
    MonitoringQuerySet,
    Recommendation,
)
from monitoring.quarter_views.base import columns, reading_language
from monitoring.states import IN_FORCE, ConclusionState
from monitoring.words import quarter_name
from monitoring.workflow import opening
from regulations.quarters import Quarter

#: What stands in the table of Centres or regions.
COLUMNS: Final = (
    *("cases", "out_of_low", "by_centre_alone", "free_text", "without_iin"),
    *("late_own", "late_agencies"),
)
#: The quarters of the lines over time.
COURSE: Final = 8
MOST_AGENCIES: Final = 10
MOST_ADVICE: Final = 50


@dataclass(frozen=True)
class Line:
    """A Centre or a region: its figures, where it opens, how many of its Centres signed.

    `shown` knows no names of keys: the figures of the table have none.
    """

    name: str
    url: str
    state: str
    code: str
    shown: Shown | None

    @property
    def figures(self) -> list[Any]:
        return [self.shown.figure(MEASURES[name]) for name in COLUMNS] if self.shown else []


def page(
    request: SignedIn, held: Offices, context: dict[str, Any], *, country: bool
) -> HttpResponse:
    """The page of a quarter, for a region's manager or for the ministry."""
    visible = Monitoring.objects.visible_to(request.user)
    if not country:
        visible = visible.filter(centre__region__in=held.regions)
    known = _quarters(visible)
    quarter = _asked(request.GET.get("quarter", ""), known)
    rows = list(visible.of(quarter).select_related("centre__region").order_by("centre__name_kk"))
    conclusions = Conclusion.objects.filter(monitoring__in=rows).in_force()
    by = "monitoring__centre__region" if country else "monitoring__centre"
    cells = add_up(conclusions, by=by)
    signed = {one.monitoring_id: one for one in conclusions}
    lines = _regions(rows, signed, cells) if country else _centres(rows, signed, cells)
    whole = together(cells.values())
    context |= {
        "quarter": quarter,
        "quarter_name": quarter_name(quarter),
        "earlier": quarter.previous if quarter.previous in known else None,
        "later": quarter.next if quarter.next in known else None,
        "lines": lines,
        **_of_all(whole, [line.shown.cells for line in lines if line.shown]),
        "columns": [MEASURES[name] for name in COLUMNS],
        "signed": len(signed),
        "centres": len(rows),
        "country": country,
        "opening": _opening(None if country else held.regions),
        **_more(visible, quarter, lines, known, country=country),
    }
    return render(request, "quarters/side_by_side.html", context)


def _opening(regions: Iterable[str] | None) -> dict[str, Any] | None:
    """How far the opening of the newest quarter has come, until all Centres have their record."""
    found = opening.progress(opening.newest_due(timezone.localdate()), regions=regions)
    if found.is_complete:
        return None
    return {
        "quarter": quarter_name(found.quarter),
        "opened": found.opened,
        "centres": found.centres,
    }


def _of_all(whole: Cells, parts: Sequence[Cells]) -> dict[str, Any]:
    """The totals: the last row of the table, and the terms of the Order."""
    shown = Shown(whole, names_of(whole), sees_persons=False)
    return {
        "total": [
            shown.figure(MEASURES[name], hide=small.one_alone(MEASURES[name], parts))
            for name in COLUMNS
        ],
        "terms": shown.terms(),
        "term_columns": columns("terms_due", "terms_kept", "terms_missed", "late_share"),
        "day_columns": columns("days_mean", "days_p90"),
        "language": reading_language(),
    }


def _quarters(visible: MonitoringQuerySet) -> list[Quarter]:
    pairs = visible.order_by("-year", "-number").values_list("year", "number").distinct()
    return [Quarter(year, number) for year, number in pairs]


def _asked(text: str, known: list[Quarter]) -> Quarter:
    try:
        wanted = Quarter.parse(text)
    except ValueError:
        return known[0] if known else Quarter.of(timezone.localdate()).previous
    return wanted if wanted in known else (known[0] if known else wanted)


def _centres(
    rows: Iterable[Monitoring], signed: Mapping[int, Conclusion], cells: Mapping[Any, Cells]
) -> list[Line]:
    found = []
    for row in rows:
        conclusion = signed.get(row.pk)
        own = cells.get(row.centre_id) or (Cells({}) if conclusion else None)
        found.append(
            Line(
                name=row.centre.name,
                url=reverse("quarter", args=[row.pk]),
                state=str(conclusion.get_state_display()) if conclusion else _("not signed yet"),
                code=conclusion.state if conclusion else "draft",
                shown=Shown(own, {}, False, row.pk) if own is not None else None,
            )
        )
    return found


def _regions(
    rows: Iterable[Monitoring], signed: Mapping[int, Conclusion], cells: Mapping[Any, Cells]
) -> list[Line]:
    regions: dict[str, list[Monitoring]] = {}
    for row in rows:
        regions.setdefault(row.centre.region_id, []).append(row)
    names: dict[str, Territory] = {row.centre.region_id: row.centre.region for row in rows}
    found = []
    for region, group in sorted(regions.items()):
        done = sum(row.pk in signed for row in group)
        own = cells.get(region) or (Cells({}) if done else None)
        counts = {"done": done, "all": len(group)}
        found.append(
            Line(
                name=names[region].name,
                url="",
                state=_("%(done)s of %(all)s signed") % counts,
                code="signed" if done == len(group) else "draft",
                shown=Shown(own, {}, sees_persons=False) if own is not None else None,
            )
        )
    return found


def _more(
    visible: MonitoringQuerySet,
    quarter: Quarter,
    lines: list[Line],
    known: list[Quarter],
    *,
    country: bool,
) -> dict[str, Any]:
    """Charts, agencies with most lateness, conclusions sent and missing, open recommendations."""
    conclusions = Conclusion.objects.filter(monitoring__in=visible.of(quarter))
    sent = conclusions.filter(sent_at__isnull=False, state__in=IN_FORCE)
    return {
        "late_bars": _late_bars(lines, country=country),
        "course": _course(visible, known),
        "agencies": _late_agencies(conclusions),
        "inbox": list(
            sent.select_related("monitoring__centre__region").order_by("received_on", "sent_at")
        ),
        "received": ConclusionState.RECEIVED,
        "advice": _open_advice(visible),
    }


def _late_bars(lines: list[Line], *, country: bool) -> Bars:
    """The Centres' own lateness beside that of agencies, in per cent."""
    rows = []
    for line in lines:
        if line.shown is None:
            values: list[Any] = [Absent(_("not signed yet"))] * 2
        else:
            values = [_value(line.shown.cells, name) for name in ("late_own", "late_agencies")]
        rows.append(Bar(line.name, values, url=line.url))
    return Bars(
        rows=rows,
        series=[_("the Centre's own"), _("of agencies")],
        heading=_("Region") if country else _("Centre"),
        unit="%",
        decimals=1,
        maximum=100,
    )


def _value(cells: Cells, name: str) -> Any:
    """A measure for a chart: its number, absent, or hidden as too small a group."""
    measure = MEASURES[name]
    value = measure.value(cells)
    if value.number is None:
        return Absent(_("nothing fell due"))
    return Few() if small.hides(measure, value, cells) else value.number


def _course(visible: MonitoringQuerySet, known: list[Quarter]) -> Lines:
    """The totals over the last quarters."""
    shown = sorted(known[:COURSE])
    names = ("late_own", "late_agencies", "out_of_low", "by_centre_alone")
    sums = [part for name in names for part in (MEASURES[name].part, MEASURES[name].whole) if part]
    figures = sorted({part.figure for part in sums})
    totals = {}
    for quarter in shown:
        conclusions = Conclusion.objects.filter(monitoring__in=visible.of(quarter))
        cells = add_up(conclusions, by="monitoring__year", figures=figures)
        totals[quarter] = together(cells.values())
    return Lines(
        labels=[f"{ROMAN_QUARTERS[q.number - 1]} {q.year}" for q in shown],
        series=[
            Series(str(MEASURES[name].label), [_value(totals[q], name) for q in shown])
            for name in names
        ],
        heading=_("Quarter"),
        unit="%",
        decimals=1,
        maximum=100,
    )


def _late_agencies(conclusions: QuerySet[Conclusion]) -> list[dict[str, Any]]:
    """The agencies that were late most often, with their shares."""
    figures = ("reports_due_agency", "reports_missed_agency", "returned_agency")
    cells = together(add_up(conclusions, by="monitoring__year", figures=figures).values())
    missed = sorted(cells.of("reports_missed_agency").items(), key=lambda one: (-one[1], one[0]))
    worst = [key for key, _number in missed[:MOST_AGENCIES]]
    rows = {str(row.pk): row for row in Agency.objects.filter(pk__in=worst)}
    shown = Shown(cells, {}, sees_persons=False)
    names = ("agency_due", "agency_late", "agency_returned")
    return [
        {"name": rows[key].name, "figures": [shown.figure(MEASURES[n], key) for n in names]}
        for key in worst
    ]


def _open_advice(visible: MonitoringQuerySet) -> list[Recommendation]:
    """Recommendations of conclusions that were sent and of which none says they are carried out."""
    rows = Recommendation.objects.filter(
        conclusion__monitoring__in=visible,
        conclusion__state__in=[ConclusionState.SENT, ConclusionState.RECEIVED],
    ).not_done()
    related = rows.select_related("agency", "conclusion__monitoring__centre")
    return list(related.order_by("due_on", "pk")[:MOST_ADVICE])
