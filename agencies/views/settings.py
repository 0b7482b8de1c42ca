"""Settings: what the Order does not give, each with its value, default and source."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.requests import SignedIn
from agencies import settings
from agencies.forms import SettingForm, choice_label
from agencies.models import Setting
from agencies.permissions import can_change_settings
from agencies.views.regulations import reading_ground, reading_text
from regulations.keeping import PERIODS
from regulations.notes import in_language
from regulations.readings import READINGS
from regulations.settings import SETTINGS, SettingSpec, as_text


def shown(value: Any, spec: SettingSpec) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return _("not known yet") if spec.type == "date" else _("not entered")
    if spec.type == "date":
        return date_format(value, "DATE_FORMAT")
    text = choice_label(value) if spec.type == "choice" else as_text(value)
    return _counted(value, spec.unit) if spec.type == "int" else text


def _counted(number: int, unit: str) -> str:
    words = {
        "working days": ngettext("%s working day", "%s working days", number),
        "hours": ngettext("%s hour", "%s hours", number),
        "months": ngettext("%s month", "%s months", number),
        "years": ngettext("%s year", "%s years", number),
        "days": ngettext("%s calendar day", "%s calendar days", number),
        "MiB": _("%s MiB"),
    }
    return words[unit] % number


def source_of(spec: SettingSpec) -> str:
    """Where the default of a setting comes from, in the reader's language."""
    return in_language(spec.source, get_language() or "kk")


def _row(row: settings.InForce) -> dict[str, Any]:
    return {
        "setting": row,
        "value": shown(row.value, row.spec),
        "default": shown(row.spec.default, row.spec),
        "source": row.change.source if row.change else source_of(row.spec),
    }


@login_required
def setting_list(request: SignedIn) -> HttpResponse:
    """Every setting, the periods of keeping apart, then the readings with the clause they read."""
    if not can_change_settings(request.user):
        raise PermissionDenied
    rows = [_row(row) for row in settings.in_force()]
    readings = [
        {"reading": r, "text": reading_text(r), "why": reading_ground(r)} for r in READINGS.values()
    ]
    columns = [{"label": _("Setting")}, {"label": _("Value")}, {"label": _("Default")}]
    columns += [{"label": _("Where it comes from")}, {"label": ""}]
    keys = {period.key for period in PERIODS}
    context = {
        "rows": [row for row in rows if row["setting"].spec.key not in keys],
        "periods": [row for row in rows if row["setting"].spec.key in keys],
        "columns": columns,
        "readings": readings,
    }
    return render(request, "agencies/settings.html", context)


@login_required
def change_setting(request: SignedIn, key: str) -> HttpResponse:
    """Give one setting a new value with its source."""
    if not can_change_settings(request.user):
        raise PermissionDenied
    if key not in SETTINGS:
        raise Http404
    spec = SETTINGS[key]
    row = next(row for row in settings.in_force() if row.spec is spec)
    form = SettingForm(request.POST or None, spec=spec, initial={"value": as_text(row.value)})
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        made = form.tried(
            lambda: settings.change(
                key, data["value"], source=data["source"], by=request.user, now=now
            )
        )
        if made:
            messages.success(request, _("The setting was changed. Open terms keep their dates."))
            return redirect("settings")
    history = Setting.objects.filter(key=key).select_related("changed_by").order_by("-id")
    entries = [
        {"at": h.changed_at, "who": str(h.changed_by or ""), "what": h.value, "reason": h.source}
        for h in history
    ]
    context = {
        "form": form,
        "setting": row,
        "value": shown(row.value, spec),
        "default": shown(spec.default, spec),
        "source": source_of(spec),
        "entries": entries,
    }
    return render(request, "agencies/setting.html", context, status=form.status)
