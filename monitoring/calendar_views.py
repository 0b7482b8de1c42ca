"""The working calendar: the year, and how a day of it is corrected (R24)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.requests import SignedIn
from agencies.calendar import working_calendar
from agencies.models import CalendarDay
from agencies.permissions import can_correct_calendar
from monitoring import calendar
from monitoring.calendar_forms import CorrectionForm
from regulations.terms import TERMS
from regulations.working_days import FIRST_YEAR, LAST_YEAR, SATURDAY

MOVES_SHOWN = 100


@login_required
def year(request: SignedIn) -> HttpResponse:
    """Twelve months with the days that differ from Monday to Friday, and a list of them."""
    today = timezone.localdate()
    number = _year(request.GET.get("year", ""), today=today)
    rows = CalendarDay.objects.filter(day__year=number).order_by("day", "-id").distinct("day")
    rows = rows.select_related("author")
    may_correct = can_correct_calendar(request.user)
    prepared = working_calendar()
    counts = [prepared.working_days_in_month(number, m) for m in range(1, 13)]
    context = {
        "year": number,
        "months": list(zip(range(1, 13), counts, strict=True)),
        "total": sum(counts),
        "days": {row.day: _cell(row, linked=may_correct) for row in rows},
        "rows": list(rows),
        "columns": [
            {"label": label}
            for label in (_("Day"), _("What it is"), _("Name"), _("Act"), _("Entered by"))
        ],
        "today": today,
        "may_correct": may_correct,
        "before": number - 1 if number > FIRST_YEAR else None,
        "after": number + 1 if number < LAST_YEAR else None,
    }
    return render(request, "calendar/year.html", context)


def _year(text: str, *, today: date) -> int:
    if not text:
        return today.year
    number = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Http404
    return number


def _cell(row: CalendarDay, *, linked: bool) -> Mapping[str, Any]:
    name = row.name_ru if get_language() == "ru" else row.name_kk
    cell = {"kind": _kind(row), "title": name}
    if linked:
        cell["url"] = f"{reverse('calendar-correct')}?day={row.day.isoformat()}"
    return cell


def _kind(row: CalendarDay) -> str:
    """How the month shows a day: a weekend worked, a weekday off by transfer, or a holiday."""
    if row.is_working:
        return "working_weekend" if row.day.weekday() >= SATURDAY else ""
    transferred = row.act or "(" in row.name_kk
    return "day_off" if transferred else "holiday"


@login_required
def correct(request: SignedIn) -> HttpResponse:
    """First what a correction would move, then, confirmed, the correction itself."""
    if not can_correct_calendar(request.user):
        raise PermissionDenied
    form = CorrectionForm(request.POST or None, initial={"day": request.GET.get("day", "")})
    found = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "confirmed" in request.POST:
            done = form.tried(
                lambda: calendar.correct_day(**data, by=request.user, now=timezone.now())
            )
            if done:
                messages.success(request, _moved(done.moved))
                return redirect(f"{reverse('calendar')}?year={data['day'].year}")
        elif "back" not in request.POST:
            found = form.tried(lambda: calendar.preview(data["day"], is_working=data["is_working"]))
    if found is not None:
        return render(request, "calendar/preview.html", _preview(form, found))
    return render(request, "calendar/correct.html", {"form": form}, status=form.status)


def _preview(form: CorrectionForm, found: calendar.Preview) -> dict[str, Any]:
    language = get_language() or "kk"
    rows = [
        {
            "term": getattr(TERMS[move.term], f"name_{language}"),
            "clause": move.clause,
            "started_on": move.started_on,
            "old": move.old_due_on,
            "new": move.new_due_on,
            "count": move.rows,
        }
        for move in found.moves[:MOVES_SHOWN]
    ]
    labels = (_("Term"), _("Started on"), _("Due now"), _("Due then"))
    columns: list[dict[str, Any]] = [{"label": label} for label in labels]
    columns.append({"label": _("How many"), "numeric": True})
    return {
        "form": form,
        "data": form.cleaned_data,
        "rows": rows,
        "columns": columns,
        "terms": found.terms,
        "overdue": found.overdue(timezone.localdate()),
        "hidden": len(found.moves) - len(rows),
    }


def _moved(count: int) -> str:
    if not count:
        return _("The calendar was corrected. No open term had to move.")
    return ngettext(
        "The calendar was corrected. %(count)s open term moved.",
        "The calendar was corrected. %(count)s open terms moved.",
        count,
    ) % {"count": count}
