"""The filters of the registers. They stand in the address and with an export: choices and days,
nothing that anybody types freely."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, Centre, Territory
from agencies.ordering import by_name
from cases.filters import MINE, OPEN_CASES, CaseFilter
from cases.models import Case
from cases.states import CaseState
from monitoring.filters import ALL, BreachFilter
from monitoring.models import Conclusion, Monitoring
from monitoring.registers.base import Reader
from monitoring.states import EVER_SIGNED, ConclusionState
from monitoring.words import quarter_name
from plans.models import Activity, Dispatch, Plan, PlanItem, Report, Review
from plans.states import ActivityState, DispatchState, PlanState
from regulations.quarters import Quarter

#: Fewer offices leave nothing to choose.
WORTH_ASKING = 2


class RegisterFilter(django_filters.FilterSet):
    """Region, Centre and agency, as far as the reader's rows can differ in them.

    A register adds its days, its state and whatever else divides its rows.
    """

    region = django_filters.ModelChoiceFilter(
        queryset=Territory.objects.none(), label=_("Region"), empty_label=ALL
    )
    centre = django_filters.ModelChoiceFilter(
        queryset=Centre.objects.none(), label=_("Centre"), empty_label=ALL
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), label=_("Agency"), empty_label=ALL
    )

    #: Where the rows' Centre and agency are found; "" where there is no agency.
    path_to_centre = "centre"
    path_to_agency = ""
    #: By what a family's trouble is: not for those who see no persons (`Column.of_family`).
    of_family: tuple[str, ...] = ()

    def __init__(self, *args: Any, reader: Reader, queryset: QuerySet[Any], **kwargs: Any) -> None:
        kwargs["request"] = reader
        super().__init__(*args, queryset=queryset, **kwargs)
        self._offer("region", f"{self.path_to_centre}__region", _regions(reader))
        self._offer("centre", self.path_to_centre, _centres(reader))
        self._offer("agency", self.path_to_agency, self._agencies(reader, queryset))
        for name in () if reader.sees_persons else self.of_family:
            del self.filters[name]

    def _offer(self, name: str, path: str, rows: QuerySet[Any]) -> None:
        if not path or len(rows.order_by("pk")[:WORTH_ASKING]) < WORTH_ASKING:
            del self.filters[name]
            return
        self.filters[name].field_name = path
        self.filters[name].queryset = rows.order_by(by_name(), "pk")

    def _agencies(self, reader: Reader, queryset: QuerySet[Any]) -> QuerySet[Agency]:
        """Those of the rows; for the whole country they are too many to choose from."""
        if reader.side == "country" or not self.path_to_agency:
            return Agency.objects.none()
        named = queryset.order_by().values(self.path_to_agency)
        return Agency.objects.filter(pk__in=named)


def _regions(reader: Reader) -> QuerySet[Territory]:
    with_centre = Territory.objects.filter(pk__in=Centre.objects.values("region"))
    if reader.side == "country":
        return with_centre
    return with_centre.filter(pk__in=reader.held.regions)


def _centres(reader: Reader) -> QuerySet[Centre]:
    if reader.side == "country":
        return Centre.objects.all()
    if reader.side == "region":
        return Centre.objects.filter(region__in=reader.held.regions)
    return Centre.objects.filter(pk__in=reader.held.centres)


class CaseRegisterFilter(RegisterFilter, CaseFilter):
    """Those of the list of cases, without what only a search asks."""

    since = django_filters.DateFilter("detected_on", lookup_expr="gte", label=_("Detected from"))
    until = django_filters.DateFilter("detected_on", lookup_expr="lte", label=_("Detected until"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(OPEN_CASES, _("open")), *CaseState.choices],
        method="filter_state",
        empty_label=ALL,
    )
    whose = django_filters.ChoiceFilter(
        label=_("Whose cases"),
        choices=[(MINE, _("mine"))],
        method="filter_whose",
        empty_label=_("whole Centre"),
    )
    closure = django_filters.ChoiceFilter(
        label=_("How it ended"), choices=Case.Closure.choices, empty_label=ALL
    )
    number = None
    of_family = ("with_children", "danger", "wellbeing", "closure")

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        if reader.side != "centre":
            del self.filters["whose"]
        if not reader.sees_persons:
            self.filters["state"].extra["choices"] = [(OPEN_CASES, _("open"))]


class PlanRegisterFilter(RegisterFilter):
    since = django_filters.DateFilter("approved_on", lookup_expr="gte", label=_("Approved from"))
    until = django_filters.DateFilter("approved_on", lookup_expr="lte", label=_("Approved until"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=PlanState.choices, empty_label=ALL
    )

    class Meta:
        model = Plan
        fields: list[str] = []


class DispatchRegisterFilter(RegisterFilter):
    since = django_filters.DateFilter("sent_at__date", lookup_expr="gte", label=_("Sent from"))
    until = django_filters.DateFilter("sent_at__date", lookup_expr="lte", label=_("Sent until"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=DispatchState.choices, empty_label=ALL
    )
    path_to_centre = "plan__centre"
    path_to_agency = "agency"

    class Meta:
        model = Dispatch
        fields: list[str] = []


class ActivityRegisterFilter(RegisterFilter):
    since = django_filters.DateFilter("due_on", lookup_expr="gte", label=_("Due from"))
    until = django_filters.DateFilter("due_on", lookup_expr="lte", label=_("Due until"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ActivityState.choices, empty_label=ALL
    )
    kind = django_filters.ChoiceFilter(
        "item__kind", label=_("Kind"), choices=PlanItem.Kind.choices, empty_label=ALL
    )
    path_to_agency = "agency"
    of_family = ("kind",)

    class Meta:
        model = Activity
        fields: list[str] = []


class ReportRegisterFilter(RegisterFilter):
    since = django_filters.DateFilter("received_on", lookup_expr="gte", label=_("Received from"))
    until = django_filters.DateFilter("received_on", lookup_expr="lte", label=_("Received until"))
    result = django_filters.ChoiceFilter(
        label=_("Result"), choices=Report.Result.choices, empty_label=ALL
    )
    verdict = django_filters.ChoiceFilter(
        "review__verdict",
        label=pgettext_lazy("review", "Mark"),
        choices=Review.Verdict.choices,
        empty_label=ALL,
    )
    path_to_centre = "activity__centre"
    path_to_agency = "activity__agency"

    class Meta:
        model = Report
        fields: list[str] = []


class ConclusionRegisterFilter(RegisterFilter):
    quarter = django_filters.ChoiceFilter(
        label=_("Quarter"), method="filter_quarter", empty_label=ALL
    )
    state = django_filters.ChoiceFilter(label=_("State"), empty_label=ALL)
    path_to_centre = "monitoring__centre"

    class Meta:
        model = Conclusion
        fields: list[str] = []

    def __init__(self, *args: Any, reader: Reader, queryset: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, queryset=queryset, **kwargs)
        own = reader.side == "centre"
        states = [c for c in ConclusionState.choices if own or c[0] in EVER_SIGNED]
        self.filters["state"].extra["choices"] = states
        self.filters["quarter"].extra["choices"] = _quarters(queryset)

    def filter_quarter(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        quarter = Quarter.parse(value)
        return rows.filter(monitoring__year=quarter.year, monitoring__number=quarter.number)


def _quarters(conclusions: QuerySet[Conclusion]) -> list[tuple[str, str]]:
    """The quarters that the rows are of, the newest first."""
    of_rows = Monitoring.objects.filter(conclusions__in=conclusions.order_by().values("pk"))
    pairs = of_rows.order_by("-year", "-number").values_list("year", "number").distinct()
    quarters = [Quarter(year, number) for year, number in pairs]
    return [(str(quarter), quarter_name(quarter)) for quarter in quarters]


class BreachRegisterFilter(BreachFilter):
    """Those of the page of breaches."""

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        country = reader.side == "country"
        super().__init__(*args, held=reader.held, country=country, **kwargs)
