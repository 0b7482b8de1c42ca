"""An agency's own record: what the Centres signed of it, quarter by quarter (R7)."""

from functools import partial
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.charts import Absent, Lines, Series
from accounts.figures import ROMAN_QUARTERS
from accounts.requests import SignedIn
from accounts.roles import Role
from agencies.offices import Offices
from monitoring.figures.counting import Cells
from monitoring.figures.measures import MEASURES
from monitoring.figures.showing import OF_AN_AGENCY, Shown
from monitoring.figures.sums import of_agency
from monitoring.models import Monitoring
from monitoring.words import quarter_name
from regulations.quarters import Quarter

QUARTERS: Final = 8


def page(request: SignedIn, held: Offices, context: dict[str, Any]) -> HttpResponse:
    """For each agency that the reader supervises: its figures, and how they are counted."""
    supervised = [m.agency for m in held.memberships if m.role == Role.AGENCY_SUPERVISOR]
    pairs = Monitoring.objects.order_by("-year", "-number").values_list("year", "number")
    quarters = [Quarter(year, number) for year, number in pairs.distinct()[:QUARTERS]]
    context |= {
        "agencies": [_record(agency, quarters) for agency in supervised if agency],
        "columns": [MEASURES[name] for name in OF_AN_AGENCY],
    }
    return render(request, "quarters/agency.html", context)


def _record(agency: Any, quarters: list[Quarter]) -> dict[str, Any]:
    key = str(agency.pk)
    found = of_agency(agency.pk, quarters)
    rows = []
    for quarter in quarters:
        if quarter in found:
            opens = partial(_address, agency.pk, quarter)
            shown = Shown(found[quarter], {}, sees_persons=False, opens=opens)
            figures = [shown.figure(MEASURES[name], key) for name in OF_AN_AGENCY]
            rows.append({"name": quarter_name(quarter), "figures": figures})
    return {"agency": agency, "rows": rows, "course": _course(key, found, quarters)}


def _address(agency: int, quarter: Quarter, name: str, _key: str) -> str:
    """Where the records behind a figure of the agency are."""
    return reverse("quarter-agency-records", args=[agency, str(quarter), name])


def _course(key: str, found: dict[Quarter, Cells], quarters: list[Quarter]) -> Lines:
    shown = sorted(quarters)
    values = [MEASURES["agency_late"].value(found.get(q, Cells({})), key).number for q in shown]
    return Lines(
        labels=[f"{ROMAN_QUARTERS[q.number - 1]} {q.year}" for q in shown],
        series=[
            Series(
                str(MEASURES["agency_late"].label),
                [Absent(_("nothing fell due")) if v is None else v for v in values],
            )
        ],
        heading=_("Quarter"),
        unit="%",
        decimals=1,
        maximum=100,
    )
