"""What the keys of cells are called, in both languages, as the reference data names them today."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from agencies.models import Agency, Sector
from cases.models import Ground, RiskIndicator, WellbeingLevel
from monitoring.figures.counting import Cells

#: Figures whose keys are ids of agencies.
_OF_AGENCIES = ("activities_agency", "reports_due_agency", "returned_agency", "declined_agency")


def names_of(cells: Cells) -> dict[str, dict[str, tuple[str, str]]]:
    """The names of sectors, grounds, levels, risks, and of the agencies that the cells name.

    Kept with a signed conclusion: an agency may change its name afterwards.
    """
    agencies = {int(key) for figure in _OF_AGENCIES for key in cells.of(figure)}
    return {
        "agency": agencies_named(agencies),
        "sector": _named(Sector.objects.order_by("order")),
        "ground": _named(Ground.objects.order_by("code")),
        "level": _named(WellbeingLevel.objects.order_by("code")),
        "risk": _named(RiskIndicator.objects.order_by("order")),
    }


def agencies_named(ids: Iterable[int]) -> dict[str, tuple[str, str]]:
    return _named(Agency.objects.filter(pk__in=list(ids)).order_by("pk"))


def _named(rows: QuerySet[Any]) -> dict[str, tuple[str, str]]:
    return {str(pk): (kk, ru) for pk, kk, ru in rows.values_list("pk", "name_kk", "name_ru")}
