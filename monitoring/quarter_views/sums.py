"""All figures of a district, a region, the country: sums of what its Centres signed (R7, R21).

Nothing is counted again. A figure opens to what each Centre has of it, and from there to the
Centre's own records; who has not signed is named.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from accounts.roles import Role
from agencies.offices import offices
from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.formulas import Measure
from monitoring.figures.measures import MEASURES
from monitoring.figures.names import agencies_named, names_of
from monitoring.figures.partings import measure_of
from monitoring.figures.showing import AMONG_AGENCIES, Figure, Opens, Shown, records_of
from monitoring.figures.sums import add_up, late_agencies, of_agencies, together
from monitoring.models import Monitoring
from monitoring.quarter_forms import SumsForm
from monitoring.quarter_views import lines
from monitoring.quarter_views.base import columns
from monitoring.quarter_views.groups import groups
from monitoring.quarter_views.pages import heading
from monitoring.quarter_views.scopes import (
    Chosen,
    Kind,
    Scope,
    chosen,
    sums_of,
    sums_url,
)
from monitoring.words import quarter_name
from regulations.quarters import Quarter

#: Rows of a page, of Centres and of agencies.
ROWS: Final = 50
#: Agencies that stand under the figures; the others have a page of their own.
FIRST_AGENCIES: Final = 10
#: Into what a scope is taken apart.
_BY: Final[Mapping[Kind, str]] = {
    "country": "monitoring__centre__region",
    "region": "monitoring__centre__territory",
    "district": "monitoring__centre",
}


@login_required
@require_safe
def sums(request: SignedIn) -> HttpResponse:
    """All groups of figures of a scope, and its regions, districts or Centres one by one."""
    asked = chosen(request)
    context = _head(request, asked)
    if asked.signed:
        cells = add_up(asked.conclusions, by=_BY[asked.scope.kind])
        whole = together(cells.values())
        added = lines.Sums(asked.rows, asked.signed, asked.conclusions)
        shown = added.over(asked.rows, whole, names=names_of(whole), opens=asked.opens)
        late = late_agencies(asked.conclusions)
        first = [key for key, _missed in late[:FIRST_AGENCIES]]
        context |= {
            **groups(shown),
            "lines": _lines(asked, added, cells),
            "columns": columns(*lines.COLUMNS),
            "total": [shown.figure(MEASURES[name]) for name in lines.COLUMNS],
            "agencies": agency_rows(asked.conclusions, first, asked.opens),
            "further_agencies": len(late) - len(first),
            "agencies_count": len(late),
        }
    return render(request, "quarters/sums.html", context)


def _head(request: SignedIn, asked: Chosen) -> dict[str, Any]:
    """Heading and form, who has signed and who has not, and the way to the Centres."""
    form = SumsForm(
        {"quarter": str(asked.quarter), "scope": asked.scope.code},
        quarters=[(str(quarter), quarter_name(quarter)) for quarter in asked.known],
        scopes=_choices(asked.scopes),
    )
    return {
        "form": form,
        "scope": asked.scope,
        "quarter_name": quarter_name(asked.quarter),
        "query": asked.query,
        "sums_url": sums_url(asked.quarter, asked.scope.code),
        "side_url": _side_by_side(request, asked),
        "centres": len(asked.rows),
        "signed": len(asked.signed),
        "missing": asked.missing,
    }


def _choices(scopes: list[Scope]) -> list[Any]:
    """The country and regions as they are; the districts under the name of their region."""
    found: list[Any] = []
    for scope in scopes:
        if scope.kind == "district":
            found[-1][1].append((scope.code, scope.name))
            continue
        if scope.kind == "country":
            found.append((scope.code, scope.name))
        else:
            found.append(
                (scope.name, [(scope.code, _("%(region)s, all") % {"region": scope.name})])
            )
    return found


def _side_by_side(request: SignedIn, asked: Chosen) -> str:
    """Where the same is seen Centre by Centre, or region by region."""
    ministry = Role.AUTHORISED_BODY in offices(request.user).roles
    region = asked.scope.region or asked.scope.code
    where = "side=region" if not ministry else "side=country"
    if ministry and asked.scope.kind != "country":
        where += f"&region={region}"
    return f"{reverse('quarters')}?{where}&quarter={asked.quarter}"


def _lines(asked: Chosen, added: lines.Sums, cells: Mapping[Any, Cells]) -> list[lines.Line]:
    if asked.scope.kind == "district":
        return lines.of_centres(added, cells)
    country = asked.scope.kind == "country"
    return lines.of_territories(
        added,
        cells,
        by=lambda row: row.centre.region if country else row.centre.territory,
        opens=lambda code: sums_of(asked.quarter, code),
        url=lambda code: sums_url(asked.quarter, code),
        ways=lambda code: [(_("its Centres"), centres_url(asked.quarter, code))] if country else [],
    )


def centres_url(quarter: Quarter, region: str) -> str:
    """Where the ministry sees the Centres of a region side by side."""
    return f"{reverse('quarters')}?side=country&region={region}&quarter={quarter}"


def agency_rows(conclusions: Any, keys: list[str], opens: Opens) -> list[dict[str, Any]]:
    """Some agencies with all their figures."""
    names = {"agency": agencies_named(int(key) for key in keys)}
    shown = Shown(of_agencies(conclusions, keys), names, False, opens, of_several=True)
    return shown.rows("agency", keys, AMONG_AGENCIES)


@login_required
@require_safe
def agencies(request: SignedIn) -> HttpResponse:
    """Every agency that the Centres of a scope signed of, whoever was late most first."""
    asked = chosen(request)
    keys = [key for key, _missed in late_agencies(asked.conclusions)]
    page, after = _page(keys, request.GET.get("after", ""))
    context = _head(request, asked) | {
        "agencies": agency_rows(asked.conclusions, page, asked.opens),
        "agency_columns": columns(*AMONG_AGENCIES),
        "count": len(keys),
        **_pager(asked, request, after),
    }
    return render(request, "quarters/sums_agencies.html", context)


def _page(keys: list[str], after: str) -> tuple[list[str], str]:
    """The keys that follow one, and after which the next page begins; "" where there is none."""
    start = keys.index(after) + 1 if after in keys else 0
    page = keys[start : start + ROWS]
    return page, page[-1] if len(keys) > start + ROWS else ""


def _pager(asked: Chosen, request: SignedIn, after: str, **more: str) -> dict[str, str]:
    address = f"?{asked.query_with(**more)}"
    return {
        "next_url": f"{address}&after={after}" if after else "",
        "first_url": address if request.GET.get("after") else "",
    }


@login_required
@require_safe
def behind(request: SignedIn, name: str) -> HttpResponse:
    """What each Centre has of a figure; where that tells of a small group it is not shown."""
    asked = chosen(request)
    key = request.GET.get("key", "")
    measure = measure_of(name, key)
    if measure is None:
        raise Http404
    figures = {measure.part.figure} | ({measure.whole.figure} if measure.whole else set())
    figures |= set(small.beside(measure.part.figure))
    cells = add_up(asked.conclusions, by="monitoring__centre", figures=sorted(figures))
    whole = together(cells.values())
    added = lines.Sums(asked.rows, asked.signed, asked.conclusions, cells)
    total = added.over(asked.rows, whole).figure(measure, key)
    signed = {str(row.pk): row for row in asked.rows if row.pk in asked.signed}
    page, after = _page(list(signed), request.GET.get("after", ""))
    hides = total.is_hidden
    context = _head(request, asked) | {
        "heading": heading(name, key, _names(measure, key, whole)),
        "figure": total,
        "key": key,
        "hides": hides,
        "guarded": small.is_guarded(measure.part.figure),
        "rows": [] if hides else _of_each(measure, key, [signed[pk] for pk in page], cells),
        "country": asked.scope.kind == "country",
        **_pager(asked, request, after, **({"key": key} if key else {})),
    }
    return render(request, "quarters/sums_figure.html", context)


def _names(measure: Measure, key: str, whole: Cells) -> dict[str, dict[str, tuple[str, str]]]:
    value = measure.value(whole, key)
    named = measure.part.figure.endswith("_agency") and (value.part or value.whole)
    return names_of(Cells({("activities_agency", key): 1} if named else {}))


def _of_each(
    measure: Measure, key: str, rows: list[Monitoring], cells: Mapping[Any, Cells]
) -> list[tuple[Monitoring, Figure]]:
    """The figure of each Centre of a page, as its own page shows it."""
    found = []
    for row in rows:
        own = cells.get(row.centre_id, Cells({}))
        shown = Shown(own, {}, False, records_of(row.pk))
        found.append((row, shown.figure(measure, key)))
    return found
