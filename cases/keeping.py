"""Which closed cases are past the period for which they are kept (R12)."""

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from cases.models import CaseTransition, Seal
from cases.states import OPEN


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def with_end(cases: QuerySet[Any]) -> QuerySet[Any]:
    """With `ended_on`: the day of closing, or that of the refusal; None while it is open."""
    refusals = CaseTransition.objects.filter(case=OuterRef("pk"), verb="refuse").order_by("-pk")
    refused_on = Subquery(refusals.values(day=TruncDate("at"))[:1], output_field=DateField())
    return cases.annotate(ended_on=Coalesce("closed_on", refused_on))


def due(cases: QuerySet[Any], *, today: date, years: int) -> QuerySet[Any]:
    """Ended so many full years ago, not anonymised yet, and no case of the family under seal."""
    sealed = Exists(Seal.objects.open().filter(case__family=OuterRef("family")))
    ended = with_end(cases).filter(ended_on__lte=years_before(today, years), erased_at=None)
    return ended.exclude(state__in=OPEN).exclude(sealed)
