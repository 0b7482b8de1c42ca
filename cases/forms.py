"""Forms of cases. They read what was typed; the rules are the verbs' (`cases.workflow`)."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from accounts.models import User
from accounts.roles import CENTRE_ROLES
from agencies.models import Agency, Centre, Membership, Territory
from agencies.ordering import by_name
from cases.models import (
    Assessment,
    AssessmentRisk,
    Case,
    FamilyMember,
    Ground,
    Person,
    RiskIndicator,
    Visit,
    WellbeingDirection,
    WellbeingLevel,
)
from cases.workflow import NeedsConfirmation, PersonData

#: How many who came on a visit the form has room for.
VISITORS = 4


def choices_of(given: Iterable[Any], *, empty: object = "") -> list[tuple[Any, Any]]:
    """The choices of a select that starts with nothing chosen."""
    return [("", empty), *given]


class VerbForm(forms.Form):
    """A form of a verb: a refusal is shown where it belongs, and what was typed stays."""

    confirmed = forms.BooleanField(
        label=_("I have checked this, it is right"), required=False, widget=forms.HiddenInput
    )

    def show(self, error: Refused) -> None:
        """Put a refusal beside its field; a doubt brings the box that confirms it."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, str(error))
        if isinstance(error, NeedsConfirmation):
            self.ask_to_confirm()

    def ask_to_confirm(self) -> None:
        self.fields["confirmed"].widget = forms.CheckboxInput()


class OnceForm(VerbForm):
    """A form that makes something: its token lets it be sent once."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ReasonForm(VerbForm):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class LevelField(forms.ModelChoiceField):
    """A wellbeing level by letter and name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(WellbeingLevel.objects.all(), empty_label="", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code}, {obj.name}"


class PersonForm(forms.Form):
    """One person; `known` is one of the user's own Centres, found in the search."""

    known = forms.ModelChoiceField(
        queryset=Person.objects.none(), required=False, widget=forms.HiddenInput
    )
    relation = forms.ChoiceField(
        label=_("Relation to the first person"),
        choices=choices_of(c for c in FamilyMember.Relation.choices if c[0] != "self"),
        required=False,
    )
    last_name = forms.CharField(label=_("Last name"), max_length=100, required=False)
    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=100, required=False)
    iin = forms.CharField(
        label=_("IIN"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    iin_absent = forms.ChoiceField(
        label=_("Why there is no IIN"),
        choices=choices_of(Person.IinAbsent.choices),
        required=False,
    )
    birth_date = forms.DateField(label=_("Date of birth"), required=False, widget=forms.DateInput)
    sex = forms.ChoiceField(label=_("Sex"), choices=choices_of(Person.Sex.choices), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.fields["known"]
        assert isinstance(known, forms.ModelChoiceField)
        self.persons = known.queryset = Person.objects.visible_to(user)

    @property
    def known_person(self) -> Person | None:
        """The person chosen in the search, for a row that shows a name and asks nothing."""
        pk = str(self["known"].value() or "")
        return self.persons.filter(pk=pk).first() if pk.isdecimal() else None

    def data_of_person(self, *, first: bool = False) -> PersonData:
        values = {k: v for k, v in self.cleaned_data.items() if k in PersonData.__annotations__}
        known = values.pop("known", None)
        if first:
            values["relation"] = FamilyMember.Relation.SELF
        return PersonData(**values, known=known.pk if known else None)


class MemberForm(OnceForm, PersonForm):
    joined_on = forms.DateField(
        label=_("In the family since"), required=False, widget=forms.DateInput
    )


class CorrectionForm(VerbForm, PersonForm):
    """The particulars of a person; the relation is not among them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["relation"]


class LeftForm(VerbForm):
    left_on = forms.DateField(label=_("Left the family on"), widget=forms.DateInput)


class NewCaseForm(OnceForm):
    """A case at registration, without its persons."""

    centre = forms.ModelChoiceField(
        label=_("Centre"), queryset=Centre.objects.none(), empty_label=None
    )
    source = forms.ChoiceField(
        label=_("How it became known"), choices=choices_of(Case.Source.choices)
    )
    source_detail = forms.CharField(label=_("Who told of it"), max_length=300, required=False)
    detected_on = forms.DateField(label=_("Day of detection"), widget=forms.DateInput)
    danger = forms.BooleanField(label=_("Life or health is in danger"), required=False)
    territory = forms.ModelChoiceField(
        label=_("District or city"), queryset=Territory.objects.none(), empty_label=None
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    situation = forms.CharField(
        label=_("What happened"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    grounds = forms.ModelMultipleChoiceField(
        label=_("Grounds of the Social Code, as far as they can be seen"),
        queryset=Ground.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [centre.pk for centre in centres]
        centre, territory = self.fields["centre"], self.fields["territory"]
        assert isinstance(centre, forms.ModelChoiceField)
        assert isinstance(territory, forms.ModelChoiceField)
        centre.queryset = Centre.objects.filter(pk__in=ids)
        centre.initial = ids[0]
        if len(ids) == 1:
            centre.widget = forms.HiddenInput()
        regions = [c.region_id for c in centres]
        districts = Q(level__gt=Territory.Level.REGION, parent_id__in=regions)
        parts = Q(parent__parent_id__in=regions)
        territory.queryset = Territory.objects.filter(districts | parts).order_by(by_name(), "pk")
        territory.initial = centres[0].territory_id


class FindForm(forms.Form):
    """Search before create: an IIN exactly, or a name and perhaps a date of birth."""

    iin = PersonForm.base_fields["iin"]
    name = forms.CharField(label=_("Name or a part of it"), required=False, max_length=200)
    birth_date = PersonForm.base_fields["birth_date"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("iin") and not values.get("name"):
            raise forms.ValidationError(_("Enter an IIN or a name."))
        return values


class WhereaboutsForm(forms.Form):
    """The country-wide question, with what it is asked for."""

    iin = forms.CharField(
        label=_("IIN"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    reason = forms.ChoiceField(
        label=_("What you need to know it for"),
        choices=[("transfer", _("a transfer")), ("relapse", _("an earlier case"))],
    )


class AssessForm(OnceForm):
    """Level, every direction in use, every risk."""

    occasion = forms.ChoiceField(label=_("Occasion"), choices=Assessment.Occasion.choices)
    assessed_on = forms.DateField(label=_("Assessed on"), widget=forms.DateInput)
    level = LevelField(label=_("Wellbeing level as a whole"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directions = list(WellbeingDirection.objects.filter(in_use=True))
        self.risks = list(RiskIndicator.objects.all())
        for direction in self.directions:
            self.fields[f"direction_{direction.code}"] = LevelField(label=direction.name)
        for risk in self.risks:
            self.fields[f"risk_{risk.code}"] = forms.TypedChoiceField(
                label=risk.name, choices=choices_of(AssessmentRisk.Height.choices), coerce=int
            )
        self.fields["needs"] = forms.CharField(
            label=_("Needs found"),
            required=False,
            max_length=10_000,
            widget=forms.Textarea(attrs={"rows": 5}),
        )

    def chosen(self) -> dict[str, Any]:
        """The inputs of `assess`."""
        values = self.cleaned_data
        return {
            **{k: values[k] for k in ("occasion", "assessed_on", "level", "needs", "token")},
            "directions": {d.code: values[f"direction_{d.code}"] for d in self.directions},
            "risks": {r.code: values[f"risk_{r.code}"] for r in self.risks},
        }


class RecogniseForm(VerbForm):
    on = forms.DateField(label=_("Day of the decision"), widget=forms.DateInput)
    grounds = forms.ModelMultipleChoiceField(
        label=_("Grounds of the Social Code"),
        queryset=Ground.objects.all(),
        error_messages={"required": _("Choose at least one ground of the Social Code.")},
        help_text=_("At least one. Grounds chosen before stay with the case."),
        widget=forms.CheckboxSelectMultiple,
    )


class VisitForm(OnceForm):
    visited_on = forms.DateField(label=_("Day of the visit"), widget=forms.DateInput)
    by_mobile_group = forms.BooleanField(label=_("Visit of the mobile group"), required=False)
    arrived_at = forms.TimeField(
        label=_("Arrival"),
        required=False,
        widget=forms.TimeInput,
        help_text=_("Where it is not known, say below why."),
    )
    arrival_missing = forms.ChoiceField(
        label=_("Why the time of arrival is missing"),
        choices=choices_of(Visit.Missing.choices),
        required=False,
    )
    left_at = forms.TimeField(label=_("Departure"), required=False, widget=forms.TimeInput)
    findings = forms.CharField(
        label=_("Findings"),
        required=False,
        help_text=_("Where there are none, say below why."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    findings_missing = forms.ChoiceField(
        label=_("Why there are no findings"),
        choices=choices_of(Visit.Missing.choices),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.filter(is_active=True).order_by(by_name(), "pk")
        for number in range(1, VISITORS + 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Who came (%(number)s)") % {"number": number},
                max_length=200,
                required=False,
            )
            self.fields[f"agency_{number}"] = forms.ModelChoiceField(
                label=_("From which body (%(number)s)") % {"number": number},
                queryset=agencies,
                required=False,
                empty_label=_("the Centre"),
            )

    def participants(self) -> list[tuple[str, Agency | None]]:
        """Rows with a name or a body; the verb refuses a body without a name."""
        values = self.cleaned_data
        rows = [(values[f"name_{n}"], values[f"agency_{n}"]) for n in range(1, VISITORS + 1)]
        return [row for row in rows if any(row)]

    def show(self, error: Refused) -> None:
        if error.field == "participants":
            error.field = "name_1"
        super().show(error)


class NoteForm(OnceForm):
    text = forms.CharField(
        label=_("Note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )


class FileForm(OnceForm):
    file = forms.FileField(label=_("File"), allow_empty_file=True, max_length=500)


class NoticeForm(VerbForm):
    to_whom = forms.CharField(label=_("Who was told, and how"), max_length=300)
    sent_on = forms.DateField(label=_("Day of the notice"), widget=forms.DateInput)


class HandOverForm(VerbForm):
    to = forms.ModelChoiceField(label=_("To whom"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, case: Case, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Membership.objects.current(today).filter(
            centre_id=case.centre_id, role__in=CENTRE_ROLES
        )
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = User.objects.filter(pk__in=staff.values("user_id"), is_active=True).exclude(
            pk=case.responsible_id
        )


class TransferForm(ReasonForm):
    to_centre = forms.ModelChoiceField(label=_("To which Centre"), queryset=Centre.objects.none())

    field_order = ["to_centre", "reason"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to_centre = self.fields["to_centre"]
        assert isinstance(to_centre, forms.ModelChoiceField)
        to_centre.queryset = Centre.objects.filter(closed_on=None).exclude(pk=case.centre_id)


class ImportForm(forms.Form):
    file = forms.FileField(label=_("XLSX or CSV file"), allow_empty_file=True, max_length=500)
