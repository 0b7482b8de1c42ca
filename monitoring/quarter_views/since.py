"""What the records say now of a quarter that is signed (R21, R22)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from monitoring.figures.labels import label
from monitoring.figures.names import names_of
from monitoring.figures.showing import Shown
from monitoring.permissions import can_work_on
from monitoring.quarter_views.base import find_monitoring, head, in_force, require
from monitoring.workflow import since
from monitoring.workflow.drafting import cells_of


@login_required
@require_safe
def since_signing(request: SignedIn, pk: int) -> HttpResponse:
    """Each figure that would be another one if it were counted today, beside what was signed."""
    monitoring = find_monitoring(request, pk)
    require(can_work_on(request.user, monitoring))
    conclusion = in_force(monitoring)
    signed, now = cells_of(conclusion), since.now_of(conclusion)
    context = head(request, monitoring, conclusion) | {"rows": _rows(signed, now)}
    return render(request, "quarters/since.html", context)


def _rows(signed: Any, now: Any) -> list[dict[str, Any]]:
    then_, today = (Shown(cells, names_of(cells), True) for cells in (signed, now))
    names = {kind: {**then_.names[kind], **today.names[kind]} for kind in today.names}
    return [
        {
            "part": label(row.measure.part.figure, row.key, names) if row.key else "",
            "signed": then_.figure(row.measure, row.key),
            "now": today.figure(row.measure, row.key),
        }
        for row in since.moved(signed, now)
    ]
