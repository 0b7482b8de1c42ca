"""What is typed while a plan is drafted: activities, aim, reasons, the family's answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import VerbForm
from agencies.models import Agency, Centre, Service
from cases.models import Ground, Person
from cases.models.cases import age
from cases.models.people import ADULT_AGE
from plans.models import Agreement, Plan, PlanItem
from plans.planning import members_of
from plans.workflow.drafting import COLUMNS, ItemInput

LATE_REASON = _("Asked for only where the date lies past a verified statutory term.")


def agencies_near(centre: Centre, *, also: int | None = None) -> QuerySet[Agency]:
    """Those that take part and serve the Centre's territory or its region, by sector.

    `also` is one that an activity names already, wherever it is.
    """
    near = Q(territories=centre.territory_id) | Q(territories=centre.region_id)
    rows = Agency.objects.filter(Q(near, is_active=True) | Q(pk=also or 0))
    return rows.distinct().select_related("sector").order_by("sector__order", "name_kk", "pk")


def family_choices(plan: Plan, *, today: date) -> list[tuple[int, str]]:
    """The members of the family, children first, with their ages."""
    people = list(members_of(plan).order_by("birth_date", "pk"))
    people.sort(key=lambda person: not is_child(person, today=today))
    return [(person.pk, with_age(person, today=today)) for person in people]


def is_child(person: Person, *, today: date) -> bool:
    years = age(person.birth_date, today)
    return years is not None and years < ADULT_AGE


def with_age(person: Person, *, today: date) -> str:
    years = age(person.birth_date, today)
    return person.full_name if years is None else f"{person.full_name}, {years}"


@dataclass(frozen=True)
class Chosen:
    """So much of an item as decides its date."""

    executor: str
    service: Service | None
    depends_on: PlanItem | None


class ItemForm(VerbForm):
    """One activity of a draft: from the catalogue, or in free words."""

    service = forms.ModelChoiceField(
        Service.objects.filter(is_active=True), required=False, widget=forms.HiddenInput
    )
    title = forms.CharField(label=_("Activity"), max_length=400, required=False)
    description = forms.CharField(
        label=_("What exactly is asked"),
        help_text=_("The agency reads this. Say no more of the family than it needs."),
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind of measure"), choices=PlanItem.Kind.choices, widget=forms.RadioSelect
    )
    executor = forms.ChoiceField(
        label=_("Who does it"), choices=PlanItem.Executor.choices, widget=forms.RadioSelect
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("State body or organisation"), required=False
    )
    persons = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("For whom"), widget=forms.CheckboxSelectMultiple
    )
    expected_result = forms.CharField(
        label=_("Expected result"),
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        required=False,
    )
    told_grounds = forms.MultipleChoiceField(
        label=_("Grounds that the agency must know"),
        help_text=_(
            "The agency is told of no ground that is not ticked. Tick one only where it cannot do "
            "what is asked without it; the head sees it before approval."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    stage = forms.IntegerField(label=_("Stage"), min_value=1, max_value=20)
    depends_on = forms.ModelChoiceField(
        PlanItem.objects.none(), label=_("Only after"), required=False
    )
    due_on = forms.DateField(label=_("Due date"))
    late_reason = forms.CharField(
        label=_("Why later than the statutory term"),
        help_text=LATE_REASON,
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        required=False,
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, plan: Plan, today: date, item: PlanItem | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.today, self.item = plan, today, item
        self._set("persons", queryset=members_of(plan), choices=family_choices(plan, today=today))
        grounds = Ground.objects.filter(pk__in=plan.case.case_grounds.values("ground"))
        self._set("told_grounds", choices=[(ground.pk, ground.name) for ground in grounds])
        others = plan.items.exclude(pk=item.pk if item else 0).select_related("service")
        self._set("depends_on", queryset=others)
        also = item.agency_id if item else None
        self._set("agency", queryset=agencies_near(plan.centre, also=also))
        self.fields["agency"].choices = self._agencies()  # type: ignore[attr-defined]

    def _set(self, name: str, **attributes: Any) -> None:
        for key, value in attributes.items():
            setattr(self.fields[name], key, value)

    @property
    def chosen_service(self) -> Service | None:
        """The service that the form is about, typed or given."""
        value = self["service"].value()
        if isinstance(value, Service):
            return value
        return Service.objects.filter(pk=value, is_active=True).first() if value else None

    def _agencies(self) -> list[Any]:
        """Agencies in groups by sector, the service's own sector first."""
        groups: dict[str, list[tuple[int, str]]] = {}
        service = self.chosen_service
        rows = list(self.fields["agency"].queryset)  # type: ignore[attr-defined]
        if service:
            rows.sort(key=lambda agency: agency.sector_id != service.sector_id)
        for agency in rows:
            groups.setdefault(agency.sector.name, []).append((agency.pk, agency.name))
        return [("", ""), *groups.items()]

    @property
    def startable(self) -> Chosen:
        """So much of what the form holds as decides the date, whatever else is missing."""
        return Chosen(
            executor=str(self["executor"].value() or PlanItem.Executor.AGENCY),
            service=self.chosen_service,
            depends_on=self._chosen_item(self["depends_on"].value()),
        )

    def _chosen_item(self, value: Any) -> PlanItem | None:
        if isinstance(value, PlanItem) or not value:
            return value or None
        others = self.fields["depends_on"].queryset  # type: ignore[attr-defined]
        return others.filter(pk=value).first() if str(value).isdecimal() else None

    def unsaved(self) -> "ItemForm":
        """The same form, not judged yet, holding what was typed."""
        typed = {name: self[name].value() for name in self.fields}
        return ItemForm(plan=self.plan, today=self.today, item=self.item, initial=typed)

    def entered(self) -> ItemInput:
        values = {name: self.cleaned_data[name] for name in COLUMNS if name != "order"}
        if values["executor"] != PlanItem.Executor.AGENCY:
            values["agency"], values["told_grounds"] = None, []
        persons = list(self.cleaned_data["persons"])
        return ItemInput(**values, persons=persons, token=self.cleaned_data["token"])


def new_item(plan: Plan, *, service: Service | None, due_on: date | None) -> dict[str, Any]:
    """What the form of a new activity starts with."""
    near = agencies_near(plan.centre).filter(sector=service.sector_id) if service else ()
    some = list(near[:2]) if near else []
    last = plan.items.order_by("-stage").first()
    return {
        "service": service,
        "executor": PlanItem.Executor.AGENCY,
        "agency": some[0] if len(some) == 1 else None,
        "stage": last.stage if last else 1,
        "due_on": due_on,
        "token": uuid4(),
    }


def present_item(item: PlanItem) -> dict[str, Any]:
    """What the form of an activity that is there starts with."""
    persons = [person.pk for person in item.persons.all()]
    return {name: getattr(item, name) for name in COLUMNS} | {"persons": persons}


class AimForm(VerbForm):
    aim = forms.CharField(
        label=_("Aim of the plan"),
        widget=forms.Textarea({"rows": 2}),
        max_length=4000,
        required=False,
    )


class LeftOutForm(VerbForm):
    """Why one child has no activity of their own (R11)."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 2}), max_length=2000)

    def __init__(self, data: Any = None, *, child: Person) -> None:
        super().__init__(data, prefix=f"child-{child.pk}")
        self.child = child
        self.fields["reason"].label = _now("Why %(name)s has no activity of their own") % {
            "name": child.first_name
        }


class AgreementForm(VerbForm):
    """What the family says to the plan (R8)."""

    answer = forms.ChoiceField(
        label=_("The family"), choices=Agreement.Answer.choices, widget=forms.RadioSelect
    )
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who answered"))
    answered_on = forms.DateField(label=_("Answered on"))
    note = forms.CharField(
        label=_("In the family's words"),
        help_text=_("Needed where the family does not agree, or agrees in part."),
        widget=forms.Textarea({"rows": 2}),
        max_length=4000,
        required=False,
    )

    def __init__(self, data: Any = None, *, plan: Plan, today: date) -> None:
        super().__init__(data, initial={"answered_on": today}, prefix="agreement")
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        adults_first = list(reversed(family_choices(plan, today=today)))
        field.queryset = members_of(plan)
        field.choices = [("", ""), *adults_first]
        if len(adults_first) == 1:
            field.initial = adults_first[0][0]
