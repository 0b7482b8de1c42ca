"""The filters of the breaches page; a later API takes the same ones."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, Centre, Territory
from agencies.offices import Offices
from agencies.ordering import by_name
from monitoring import worklist
from monitoring.models import Breach, BreachQuerySet

SIDES = [("centre", _("the Centre")), ("agency", _("agencies"))]
ALL = pgettext_lazy("filter", "all")
STANDINGS = [("open", _("still owed")), ("closed", _("no longer owed"))]


def term_choices() -> list[tuple[str, str]]:
    named = [(term_id, worklist.term_name(term_id)) for term_id in worklist.WORK]
    return sorted(named, key=lambda choice: choice[1])


def _names(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by(by_name(), "pk")


class BreachFilter(django_filters.FilterSet):
    """Period, side, term, whether it is still owed. What cannot differ is not asked."""

    since = django_filters.DateFilter("due_on", lookup_expr="gte", label=_("Last day from"))
    until = django_filters.DateFilter("due_on", lookup_expr="lte", label=_("Last day until"))
    side = django_filters.ChoiceFilter(
        method="by_side", choices=SIDES, label=pgettext_lazy("breach", "Owed by"), empty_label=ALL
    )
    term = django_filters.ChoiceFilter(choices=term_choices, label=_("Term"), empty_label=ALL)
    standing = django_filters.ChoiceFilter(
        method="by_standing", choices=STANDINGS, label=_("Stands"), empty_label=ALL
    )
    region = django_filters.ModelChoiceFilter(
        "centre__region", queryset=Territory.objects.none(), label=_("Region"), empty_label=ALL
    )
    centre = django_filters.ModelChoiceFilter(
        queryset=Centre.objects.none(), label=_("Centre"), empty_label=ALL
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), label=_("Agency"), empty_label=ALL
    )

    class Meta:
        model = Breach
        fields: list[str] = []

    def __init__(self, *args: Any, held: Offices, country: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centres = Centre.objects.filter(region__in=held.regions)
        choices: dict[str, QuerySet[Any]] = {"region": Territory.objects.none(), "centre": centres}
        agencies = Agency.objects.none()
        if country:
            choices["region"] = Territory.objects.filter(pk__in=Centre.objects.values("region"))
            choices["centre"] = Centre.objects.all()
        elif held.centres or held.regions:
            seen = Breach.objects.filter(agency__isnull=False, centre__in=_centres_of(held))
            agencies = Agency.objects.filter(pk__in=seen.values("agency"))
        else:
            self.filters.pop("side")
        for name, rows in (*choices.items(), ("agency", agencies)):
            self._offer(name, rows)

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        """Where there is nothing to choose the question is left out."""
        if rows.query.is_empty() or not rows.exists():
            self.filters.pop(name)
        else:
            self.filters[name].queryset = _names(rows)

    def by_side(self, rows: BreachQuerySet, name: str, value: str) -> BreachQuerySet:
        return rows.filter(agency__isnull=value == "centre")

    def by_standing(self, rows: BreachQuerySet, name: str, value: str) -> BreachQuerySet:
        return rows.open() if value == "open" else rows.closed()


def _centres_of(held: Offices) -> QuerySet[Centre]:
    own = Centre.objects.filter(pk__in=held.centres)
    return own | Centre.objects.filter(region__in=held.regions)
