"""The records behind a figure of an agency, for its supervisor (R7).

Those that the Centres signed, whatever became of them since. What the agency has no more, because
a later version of a plan gave it to somebody else, is counted and no longer shown (clause 7(3)).
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import log_reading
from accounts.requests import SignedIn
from accounts.roles import Role
from agencies.models import Agency
from agencies.offices import offices
from monitoring import worklist
from monitoring.figures.cells import FIGURES
from monitoring.figures.counting import Cells, Name
from monitoring.figures.measures import MEASURES
from monitoring.figures.showing import OF_AN_AGENCY, Shown
from monitoring.figures.sums import of_agency
from monitoring.models import CellRecords, Conclusion
from monitoring.quarter_views.records import ROWS, Found, Row, day, place
from monitoring.words import quarter_name
from plans.models import Activity, PlanDeadline
from regulations.quarters import Quarter


@login_required
@require_safe
def behind(request: SignedIn, agency_pk: int, quarter: str, name: str) -> HttpResponse:
    """Activities or terms of the agency, each open to its own page."""
    agency = _supervised(request, agency_pk)
    if name not in OF_AN_AGENCY:
        raise Http404
    asked = _quarter(quarter)
    key = str(agency.pk)
    cells = of_agency(agency.pk, [asked]).get(asked, Cells({}))
    names = MEASURES[name].evidence(cells, key)
    context = {
        "agency": agency,
        "quarter": quarter_name(asked),
        "figure": Shown(cells, {}, sees_persons=False).figure(MEASURES[name], key),
        "found": _find(request, asked, names),
    }
    return render(request, "quarters/agency_records.html", context)


def _supervised(request: SignedIn, pk: int) -> Agency:
    """An agency whose supervisor the reader is; 404 for any other."""
    held = offices(request.user).memberships
    mine = [m.agency_id for m in held if m.agency_id and m.role == Role.AGENCY_SUPERVISOR]
    return get_object_or_404(Agency.objects.filter(pk__in=mine), pk=pk)


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError as error:
        raise Http404 from error


def _find(request: SignedIn, quarter: Quarter, names: Sequence[Name]) -> Found:
    ids = _ids(quarter, names)
    start = place(request.GET.get("after", ""))
    page = ids[start : start + ROWS]
    terms = bool(names) and FIGURES[names[0][0]].kind == "term"
    rows = _terms(request, page) if terms else _activities(request, page)
    more = start + ROWS if len(ids) > start + ROWS else 0
    return Found(rows, len(ids), gone=len(page) - len(rows), next_after=more)


def _ids(quarter: Quarter, names: Iterable[Name]) -> list[int]:
    wanted = reduce(or_, (Q(cell__figure=f, cell__key=k) for f, k in names), Q(pk=None))
    signed = Conclusion.objects.in_force().of(quarter)
    behind = CellRecords.objects.filter(wanted, cell__conclusion__in=signed)
    return sorted({pk for ids in behind.values_list("ids", flat=True) for pk in ids})


def _activities(request: SignedIn, ids: list[int]) -> list[Row]:
    rows = Activity.objects.visible_to(request.user).filter(pk__in=ids)
    found = list(rows.select_related("item__service", "centre").order_by("pk"))
    _log(request, found)
    return [_activity(row, str(row.get_state_display())) for row in found]


def _terms(request: SignedIn, ids: list[int]) -> list[Row]:
    """Each term by the activity that it was for."""
    visible = Activity.objects.visible_to(request.user)
    rows = PlanDeadline.objects.filter(pk__in=ids, activity__in=visible).order_by("pk")
    found = list(rows.select_related("activity__item__service", "activity__centre"))
    _log(request, [row.activity for row in found if row.activity])
    return [_term(row) for row in found]


def _activity(activity: Any, *facts: str) -> Row:
    address = reverse("activity", args=[activity.pk])
    return Row(activity.item.name, address, (activity.centre.name, *facts))


def _term(row: PlanDeadline) -> Row:
    met = _("met on %(day)s") % {"day": day(row.met_on)} if row.met_on else _("not met")
    due = _("due on %(day)s") % {"day": day(row.due_on)}
    return _activity(row.activity, worklist.term_name(row.term), due, met)


def _log(request: SignedIn, rows: Sequence[Activity]) -> None:
    if rows:
        log_reading(
            request,
            "activity",
            records=[row.pk for row in rows],
            cases=[row.case_id for row in rows],
        )
