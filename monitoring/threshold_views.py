"""Thresholds of shortcomings: those in force for everybody, a new one for the administrator."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from accounts.roles import Role
from monitoring.figures.formulas import Measure
from monitoring.figures.measures import MEASURES
from monitoring.models import Threshold
from monitoring.permissions import can_set_thresholds
from monitoring.quarter_forms import ThresholdForm
from monitoring.wording.findings import FINDINGS
from monitoring.words import quarter_name
from monitoring.workflow import thresholds as verbs
from regulations.quarters import Quarter


@login_required
@require_safe
def thresholds(request: SignedIn) -> HttpResponse:
    """Every figure that can be a shortcoming, with its threshold in force and all others."""
    today = timezone.localdate()
    in_force = verbs.in_force(today)
    history = _history(FINDINGS)
    labels = (_("Figure"), _("A shortcoming"), _("Valid from"), _("Source"))
    may_change = can_set_thresholds(request.user)
    context = {
        "rows": [
            {
                **_figure(MEASURES[name]),
                "now": _shown(in_force.get(name)),
                "to_come": _to_come(history[name], today=today),
                "entries": [_entry(row) for row in history[name]],
            }
            for name in FINDINGS
        ],
        "columns": [{"label": label} for label in (*labels, *([""] if may_change else []))],
        "may_change": may_change,
    }
    return render(request, "monitoring/thresholds.html", context)


@login_required
def threshold(request: SignedIn, measure: str) -> HttpResponse:
    """Enter a threshold that counts from a day on, or switch one off."""
    if not can_set_thresholds(request.user):
        raise PermissionDenied
    if measure not in FINDINGS:
        raise Http404
    today = timezone.localdate()
    row = verbs.in_force(today).get(measure)
    form = ThresholdForm(request.POST or None, measure=measure, initial=_initial(row))
    if form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        made = form.tried(lambda: verbs.enter(measure, **given, by=request.user, now=now))
        if made:
            messages.success(request, _entered(made))
            return redirect("thresholds")
    rows = _history([measure])[measure]
    context = {
        **_figure(MEASURES[measure]),
        "form": form,
        "now": _shown(row),
        "to_come": _to_come(rows, today=today),
        "entries": [_entry(one) for one in rows],
    }
    return render(request, "monitoring/threshold.html", context, status=form.status)


def _history(measures: Any) -> dict[str, list[Threshold]]:
    """All rows of each measure, the newest first."""
    found: dict[str, list[Threshold]] = {name: [] for name in measures}
    rows = Threshold.objects.filter(measure__in=found).select_related("entered_by")
    for row in rows.order_by("-id"):
        found[row.measure].append(row)
    return found


def _figure(measure: Measure) -> dict[str, Any]:
    each = {"term": _("Looked at for each term."), "agency": _("Looked at for each agency.")}
    return {
        "measure": measure.id,
        "label": str(measure.label),
        "definition": str(measure.definition),
        "each": each.get(measure.by, ""),
    }


def _shown(row: Threshold | None) -> dict[str, Any] | None:
    """A row in words; a source that comes with the product in the reader's language."""
    if row is None:
        return None
    return {
        "limit": _limit(row),
        "side": "" if row.limit is None else row.get_side_display(),
        "valid_from": row.valid_from,
        "source": _(row.source),
    }


def _limit(row: Threshold) -> str:
    """The limit with its unit, as the figure itself is shown."""
    if row.limit is None:
        return _("switched off")
    number = number_format(_trimmed(row.limit), force_grouping=True)
    measure = MEASURES[row.measure]
    if measure.absent_of:
        return _("%(part)s of %(whole)s") % {"part": number, "whole": measure.absent_of}
    return f"{number} %" if measure.unit == "percent" else number


def _trimmed(limit: Decimal) -> Decimal:
    """As it was typed: without the noughts that the column adds."""
    return Decimal(f"{limit.normalize():f}")


def _to_come(rows: Sequence[Threshold], *, today: date) -> list[dict[str, Any]]:
    """The rows that will count from a later day on, the next one first; one for each day."""
    later = {row.valid_from: row for row in reversed(rows) if row.valid_from > today}
    return [shown for day in sorted(later) if (shown := _shown(later[day]))]


def _entry(row: Threshold) -> dict[str, Any]:
    day = date_format(row.valid_from, "SHORT_DATE_FORMAT")
    side = "" if row.limit is None else f", {row.get_side_display()}"
    return {
        "at": row.entered_at,
        "who": row.entered_by.full_name if row.entered_by else str(Role.SYSTEM.label),
        "what": _("valid from %(day)s: %(limit)s") % {"day": day, "limit": f"{_limit(row)}{side}"},
        "reason": _(row.source),
    }


def _initial(row: Threshold | None) -> dict[str, Any]:
    """What is in force stands in the form; day and source are to be given anew."""
    if row is None:
        return {}
    if row.limit is None:
        return {"side": verbs.OFF}
    return {"side": row.side, "limit": _trimmed(row.limit)}


def _entered(row: Threshold) -> str:
    first = quarter_name(Quarter.of(row.valid_from))
    return _(
        "The threshold was entered. The first quarter for which it counts: %(quarter)s. "
        "Conclusions that are signed stay as they are."
    ) % {"quarter": first}
