"""What of the reference data waits for somebody to check it, and where it is corrected."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedIn
from agencies.models import Agency, Centre, Method, Sector, Service, Territory
from agencies.permissions import is_administrator


@dataclass(frozen=True)
class Kind:
    """A kind of reference data, with how much of it no official text confirms yet."""

    name: str
    url: str
    rows: int
    unverified: int | None
    unverified_url: str = ""


@login_required
def reference(request: SignedIn) -> HttpResponse:
    """The kinds of reference data, each a link to its pages in the administration."""
    if not is_administrator(request.user):
        raise PermissionDenied
    unverified = Q(name_verified=False) | Q(term_verified=False, term_days__isnull=False)
    kinds = [
        _kind(Service, unverified),
        _kind(Sector, Q(bodies_verified=False)),
        _kind(Method),
        _kind(Agency),
        _kind(Centre),
        _kind(Territory),
    ]
    columns = [{"label": _("Kind")}, {"label": _("Rows"), "numeric": True}]
    columns += [{"label": _("Not verified"), "numeric": True}, {"label": ""}]
    return render(request, "agencies/reference.html", {"rows": kinds, "columns": columns})


def _kind(model: type, unverified: Q | None = None) -> Kind:
    meta = model._meta  # type: ignore[attr-defined]
    rows = apps.get_model(meta.label).objects.all()
    return Kind(
        name=str(meta.verbose_name_plural).capitalize(),
        url=reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
        rows=rows.count(),
        unverified=rows.filter(unverified).count() if unverified else None,
    )
