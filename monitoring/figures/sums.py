"""Figures of a region, of the country, of an agency: sums of what the Centres signed.

Nothing is counted again: the cells of signed conclusions are added up, so that the sum is what the
Centres answer for, and costs the same however many cases lie behind it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from monitoring.figures.counting import Cells, Name
from monitoring.figures.measures import MEASURES
from monitoring.models import Conclusion, FigureCell
from regulations.quarters import Quarter

#: Figures whose keys are agencies: left out where many Centres are added up for their totals.
OF_AGENCIES = (
    *("activities_agency", "returned_agency", "declined_agency"),
    *("reports_due_agency", "reports_missed_agency", "reports_days_agency"),
)
#: Its keys end in a number of days.
_WITH_DAYS = "reports_days_agency"


def figures_of(*measures: str) -> tuple[str, ...]:
    """The figures from whose cells some measures are taken."""
    chosen = [MEASURES[name] for name in measures]
    return tuple(sorted({part.figure for m in chosen for part in (m.part, m.whole) if part}))


def add_up(
    conclusions: QuerySet[Conclusion], *, by: str, figures: Sequence[str] = ()
) -> dict[Any, Cells]:
    """The cells of conclusions in force, added up for each value of a field of theirs."""
    rows = _in_force(conclusions)
    rows = rows.filter(figure__in=figures) if figures else rows.exclude(figure__in=OF_AGENCIES)
    found: dict[Any, dict[Name, int]] = {}
    summed = rows.order_by().values_list(f"conclusion__{by}", "figure", "key")
    for group, figure, key, number in summed.annotate(Sum("count")):
        found.setdefault(group, {})[figure, key] = number
    return {group: Cells(counts) for group, counts in found.items()}


def together(parts: Iterable[Cells]) -> Cells:
    """One sum of several."""
    counts: dict[Name, int] = {}
    for part in parts:
        for name, number in part.counts.items():
            counts[name] = counts.get(name, 0) + number
    return Cells(counts)


def late_agencies(conclusions: QuerySet[Conclusion]) -> list[tuple[str, int]]:
    """The agencies that conclusions in force name, with how many of their reports were missed.

    Whoever missed most comes first; among equals the one that has been there longer.
    """
    rows = _in_force(conclusions).filter(figure__in=OF_AGENCIES).exclude(figure=_WITH_DAYS)
    missed = Sum("count", filter=Q(figure="reports_missed_agency"))
    found = rows.order_by().values_list("key").annotate(missed=Coalesce(missed, 0))
    return sorted(found, key=lambda one: (-one[1], int(one[0])))


def of_agencies(conclusions: QuerySet[Conclusion], keys: Sequence[str]) -> Cells:
    """What conclusions in force say of some agencies, added up, and of all activities."""
    agency = Func(F("key"), Value(":"), Value(1), function="split_part", output_field=CharField())
    rows = _in_force(conclusions).alias(agency=agency)
    wanted = Q(figure__in=OF_AGENCIES, agency__in=keys) | Q(figure="activities")
    summed = rows.filter(wanted).order_by().values_list("figure", "key")
    return Cells({(figure, key): n for figure, key, n in summed.annotate(Sum("count"))})


def _in_force(conclusions: QuerySet[Conclusion]) -> QuerySet[FigureCell]:
    return FigureCell.objects.filter(conclusion__in=conclusions.in_force())  # type: ignore[attr-defined]


def of_agency(agency_id: int, quarters: Iterable[Quarter]) -> dict[Quarter, Cells]:
    """What all Centres signed of one agency, quarter by quarter."""
    wanted = Q(pk__in=[])
    for quarter in quarters:
        wanted |= Q(
            conclusion__monitoring__year=quarter.year, conclusion__monitoring__number=quarter.number
        )
    rows = FigureCell.objects.filter(
        wanted, Q(key=str(agency_id)) | Q(key__startswith=f"{agency_id}:"), figure__in=OF_AGENCIES
    ).filter(conclusion__in=Conclusion.objects.in_force())
    found: dict[Quarter, dict[Name, int]] = {}
    fields = ("conclusion__monitoring__year", "conclusion__monitoring__number", "figure", "key")
    for year, number, figure, key, n in rows.order_by().values_list(*fields).annotate(Sum("count")):
        found.setdefault(Quarter(year, number), {})[figure, key] = n
    return {quarter: Cells(counts) for quarter, counts in found.items()}
