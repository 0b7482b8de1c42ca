"""How much is left out: what today's practice leaves empty, counted (R1, R4)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from agencies.models import Centre
from cases.models import Person, Visit


@dataclass(frozen=True)
class LeftOut:
    """Of how many persons and visits, how many lack what is asked for."""

    persons: int
    persons_without_iin: int
    visits: int
    visits_without_arrival: int
    visits_without_findings: int


def left_out(centre: Centre, *, since: date, until: date) -> LeftOut:
    """Persons of the cases detected, and visits made, from `since` to `until`, both included."""
    return LeftOut(
        **Person.objects.filter(_detected(centre, since, until)).aggregate(
            persons=Count("pk", distinct=True),
            persons_without_iin=Count("pk", distinct=True, filter=~Q(iin_absent="")),
        ),
        **Visit.objects.filter(case__centre=centre, visited_on__range=(since, until)).aggregate(
            visits=Count("pk"),
            visits_without_arrival=Count("pk", filter=Q(arrived_at=None)),
            visits_without_findings=Count("pk", filter=Q(findings="")),
        ),
    )


def _detected(centre: Centre, since: date, until: date) -> Q:
    return Q(families__cases__centre=centre, families__cases__detected_on__range=(since, until))
