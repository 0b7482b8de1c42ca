"""The filters of the list of cases, for the page and the API alike. No personal data: they stand
in the address of the page. Names and IINs are searched by POST (`cases.search`).
"""

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxInput
from django.utils.translation import gettext_lazy as _

from cases.models import Case, WellbeingLevel
from cases.states import OPEN, CaseState

MINE, CENTRE = "mine", "centre"
OPEN_CASES, ALL_CASES = "open", "all"


class CaseFilter(django_filters.FilterSet):
    """Whose, in which state, how urgent; `number` is any part of a case's number."""

    whose = django_filters.ChoiceFilter(
        label=_("Whose cases"),
        choices=[(MINE, _("mine")), (CENTRE, _("whole Centre"))],
        method="filter_whose",
        empty_label=None,
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(OPEN_CASES, _("open")), *CaseState.choices, (ALL_CASES, _("all"))],
        method="filter_state",
        empty_label=None,
    )
    with_children = django_filters.BooleanFilter(
        label=_("with children"), method="filter_true", widget=CheckboxInput
    )
    danger = django_filters.BooleanFilter(
        label=_("life or health in danger"), method="filter_true", widget=CheckboxInput
    )
    wellbeing = django_filters.ModelChoiceFilter(
        label=_("Wellbeing level"),
        queryset=WellbeingLevel.objects.all(),
        empty_label=_("any"),
    )
    number = django_filters.CharFilter(
        label=_("Case number"), lookup_expr="icontains", max_length=30
    )

    class Meta:
        model = Case
        fields = ["whose", "state", "with_children", "danger", "wellbeing", "number"]

    def filter_whose(self, queryset: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return queryset.filter(responsible_id=self.request.user.pk) if value == MINE else queryset

    def filter_state(self, queryset: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        if value == OPEN_CASES:
            return queryset.filter(state__in=OPEN)
        return queryset if value == ALL_CASES else queryset.filter(state=value)

    def filter_true(self, queryset: QuerySet[Case], name: str, value: bool) -> QuerySet[Case]:
        return queryset.filter(**{name: True}) if value else queryset
