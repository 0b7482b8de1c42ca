"""Taking a register out as a file: the asking, how far it is, the file itself (R7, R12)."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import log_reading
from accounts.errors import Invalid
from accounts.freshness import ask_again, is_fresh
from accounts.models import User
from accounts.requests import SignedIn
from accounts.storage import attachment
from monitoring import exporting
from monitoring.models import Export
from monitoring.register_views import find
from monitoring.registers import REGISTERS, readers
from monitoring.registers.base import asked, filters_in_words
from monitoring.spreadsheets import MIME_TYPES


class ExportForm(forms.Form):
    """Which kind of file. `token` is that of the page: a second click asks for nothing new."""

    format = forms.ChoiceField(choices=Export.Format.choices)
    token = forms.UUIDField()


@login_required
@require_POST
def ask(request: SignedIn, name: str) -> HttpResponse:
    """Ask for the rows that the address filters, and go where they are being written."""
    register, [reader, *_others] = find(request.user, name, side=request.GET.get("office", ""))
    if not is_fresh(request):
        query = request.GET.urlencode()
        page = reverse("register", args=[name])
        return ask_again(request, back=f"{page}?{query}" if query else page)
    filters = register.filtered(request.GET, reader=reader)
    form = ExportForm(request.POST)
    if not (form.is_valid() and filters.is_valid()):
        raise Invalid(_("Choose the filters and the kind of file on the page of the register."))
    export = exporting.ask(
        register,
        reader=reader,
        query=asked(filters),
        language=get_language() or "kk",
        now=timezone.now(),
        **form.cleaned_data,
    )
    return redirect("export", pk=export.pk)


def _own(user: User, pk: int) -> Export:
    return get_object_or_404(Export.objects.visible_to(user), pk=pk)


@login_required
@require_safe
def export(request: SignedIn, pk: int) -> HttpResponse:
    """How far the file is; for htmx only the part that moves."""
    row = _own(request.user, pk)
    context: dict[str, Any] = _context(row)
    if request.htmx:  # type: ignore[attr-defined]
        return _unkept(render(request, "monitoring/export_progress.html", context))
    reader = readers(request.user).get(row.side)  # type: ignore[call-overload]
    filters = context["register"].filtered(row.query, reader=reader) if reader else None
    context["filters"] = filters_in_words(filters) if filters else []
    return _unkept(render(request, "monitoring/export.html", context))


def _context(row: Export) -> dict[str, Any]:
    address = reverse("register", args=[row.register])
    return {
        "export": row,
        "register": REGISTERS[row.register],
        "ended": row.has_ended(timezone.now()),
        "again_url": f"{address}?{urlencode({'office': row.side, **row.query})}",
    }


def _unkept(response: HttpResponse) -> HttpResponse:
    """The page moves on by itself: no browser is to keep it."""
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def file(request: SignedIn, pk: int) -> HttpResponseBase:
    """The file for whoever asked for it, while the link works and the office is the same."""
    row = _own(request.user, pk)
    if row.is_unfinished or row.state == Export.State.FAILED:
        return redirect("export", pk=pk)
    try:
        exporting.check_fetch(row, now=timezone.now())
    except exporting.LinkEnded as error:
        context = {**_context(row), "ended": True, "filters": []}
        return render(request, "monitoring/export.html", context, status=error.status)
    log_reading(request, "export_file", records=[row.pk], reason=row.register)
    response = attachment(
        str(row.file),
        sha256=row.sha256,
        size=row.size,
        filename=row.file_name,
        content_type=MIME_TYPES[row.format],
    )
    response["Cache-Control"] = "no-store"
    return response
