"""Pages of the registers: which there are, and the rows of one (R7)."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import django_filters
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import log_reading
from accounts.models import User
from accounts.requests import SignedIn
from cases import keyset
from monitoring.models import Export
from monitoring.registers import REGISTERS, Reader, Register, readers
from monitoring.registers.base import asked, filters_in_words
from monitoring.sides import side_name

#: Files of one's own that the list of registers shows.
EXPORTS_SHOWN = 10


@login_required
@require_safe
def registers(request: SignedIn) -> HttpResponse:
    """The registers that somebody has, and the files taken from them."""
    sides = readers(request.user)
    if not sides:
        raise PermissionDenied
    exports = Export.objects.visible_to(request.user)[:EXPORTS_SHOWN]
    now = timezone.now()
    context = {
        "registers": [r for r in REGISTERS.values() if r.sides & sides.keys()],
        "exports": [
            {"export": e, "label": REGISTERS[e.register].label, "ended": e.has_ended(now)}
            for e in exports
        ],
    }
    return render(request, "monitoring/registers.html", context)


def find(user: User, name: str, *, side: str) -> tuple[Register, list[Reader]]:
    """A register, and the sides from which the user may look at it, the one asked for first."""
    if name not in REGISTERS:
        raise Http404
    register = REGISTERS[name]
    found = [r for r in readers(user).values() if r.side in register.sides]
    if not found:
        raise PermissionDenied
    return register, sorted(found, key=lambda reader: reader.side != side)


@login_required
@require_safe
def register(request: SignedIn, name: str) -> HttpResponse:
    """The first rows of a register, its filters, and the two files it can be taken out as."""
    found, sides = find(request.user, name, side=request.GET.get("office", ""))
    reader = sides[0]
    filters = found.filtered(request.GET, reader=reader)
    rows = filters.qs if filters.is_valid() else filters.qs.none()
    page = keyset.page(rows, by=("id",), after=request.GET.get("after", ""))
    if page.rows and found.names_persons(reader):
        records = [row.pk for row in page.rows]
        cases = found.cases_of(page.rows)
        log_reading(request, "register", records=records, cases=cases, reason=found.name)
    context = _context(found, reader, filters, page)
    context["sides"] = [
        {"label": side_name(r.side), "url": f"?office={r.side}", "current": r is reader}
        for r in sorted(sides, key=lambda r: list(readers(request.user)).index(r.side))
    ]
    return render(
        request, "monitoring/register.html", context, status=400 if filters.errors else 200
    )


def _context(
    found: Register, reader: Reader, filters: django_filters.FilterSet, page: keyset.Page[Any]
) -> dict[str, Any]:
    query = address_of(filters, reader)
    chosen = filters_in_words(filters)
    return {
        "register": found,
        "reader": reader,
        "form": filters.form,
        "rows": [
            {"cells": found.cells(row, reader=reader), "url": found.page_of(row, reader)}
            for row in page.rows
        ],
        "columns": [
            {"label": column.label, "numeric": column.numeric}
            for column in found.columns_for(reader, on_page=True)
        ],
        "count": page.count,
        "capped": page.capped,
        "filters": chosen,
        "clear_url": f"?office={reader.side}" if chosen else "",
        "next_url": f"?{query}&after={page.after}" if page.after else "",
        "first_url": "" if page.is_first else f"?{query}",
        "all_columns": [column.label for column in found.columns_for(reader)],
        "names_persons": found.names_persons(reader),
        "export_url": f"{reverse('register-export', args=[found.name])}?{query}",
        "token": uuid4(),
    }


def address_of(filters: django_filters.FilterSet, reader: Reader) -> str:
    """Side and filters as they stand in the address; a filter of breaches is called `side`."""
    return urlencode({"office": reader.side, **asked(filters)})
