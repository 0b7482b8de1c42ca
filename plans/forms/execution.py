"""What an agency and the Centre enter while activities are carried out and reviewed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.forms import VerbForm
from agencies import settings
from agencies.models import Method
from plans.models import Activity, PlanItem, Report, Review
from plans.workflow.execution import ReportInput

#: Kinds of clause 8 in which the agency may tell of lower risks (clause 11 para 4).
TELLS_OF_RISKS = frozenset({PlanItem.Kind.RELAPSE, PlanItem.Kind.OFFENCES})


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, none of which is owed."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(FilesField, self).clean(one, initial) for one in data or []]


class ReportForm(VerbForm):
    """Four fields and, where they apply, the questions after risks (R18) and methods (R26)."""

    result = forms.ChoiceField(
        label=_("Result"), choices=Report.Result.choices, widget=forms.RadioSelect
    )
    done_on = forms.DateField(label=_("Date"), widget=DateInput())
    text = forms.CharField(
        label=_("What was done"),
        help_text=_("Or why it could not be done. The Centre reads it."),
        widget=forms.Textarea({"rows": 4}),
    )
    uploads = FilesField(label=_("Files"), required=False)
    outcome = forms.ChoiceField(
        label=_("Social and behavioural risks"),
        help_text=_("You may tell of it; you need not."),
        choices=[("", _("no statement")), *Report.Outcome.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    outcome_note = forms.CharField(
        label=_("About the risks"), widget=forms.Textarea({"rows": 2}), required=False
    )
    methods = forms.ModelMultipleChoiceField(
        label=_("Methods of social work used"),
        queryset=Method.objects.filter(is_active=True),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    also_for = forms.ModelMultipleChoiceField(
        label=_("The same report also for"),
        help_text=_("Where it was one action. Each activity is marked on its own."),
        queryset=Activity.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        activity: Activity,
        siblings: Sequence[Activity] = (),
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"initial": {"done_on": today}, **kwargs})
        self.activity = activity
        self.fields["uploads"].help_text = _files_help()
        self.fields["done_on"].widget.attrs |= _between(activity.started_on, today)
        if activity.item.kind not in TELLS_OF_RISKS:
            del self.fields["outcome"], self.fields["outcome_note"]
        if not self.fields["methods"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["methods"]
        if siblings:
            _offer(self.fields["also_for"], siblings)
        else:
            del self.fields["also_for"]

    @property
    def activities(self) -> list[Activity]:
        return [self.activity, *self.cleaned_data.get("also_for", [])]

    @property
    def entered(self) -> ReportInput:
        names = ("result", "done_on", "text", "outcome", "outcome_note", "methods")
        said = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return ReportInput(**said)


class PaperReplyForm(ReportForm):
    """An agency's reply on paper, entered by the Centre with its true day of receipt (R18)."""

    received_on = forms.DateField(
        label=_("Received on"),
        help_text=_("The day on which the reply came to the Centre: the term of review runs on."),
        widget=DateInput(),
    )
    field_order = ["received_on"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, initial={}, **kwargs)
        self.fields["received_on"].widget.attrs |= _between(None, today)

    @property
    def entered(self) -> ReportInput:
        said = super().entered
        said.on_paper, said.received_on = True, self.cleaned_data["received_on"]
        return said


def _files_help() -> str:
    found = settings.value("allowed_file_types"), settings.value("max_file_size")
    return _("Photographs or documents: %(types)s, each up to %(size)s MiB.") % {
        "types": ", ".join(found[0]),
        "size": found[1],
    }


def _between(first: date | None, last: date) -> dict[str, str]:
    """What the browser's own picker offers; the verb decides."""
    limits = {"max": last.isoformat()}
    return limits | ({"min": first.isoformat()} if first else {})


def _offer(field: Any, activities: Iterable[Activity]) -> None:
    known = {activity.pk: activity for activity in activities}
    field.queryset = Activity.objects.filter(pk__in=known).select_related("item")
    field.choices = [(pk, _named(activity)) for pk, activity in known.items()]


def _named(activity: Activity) -> str:
    persons = ", ".join(person.called for person in activity.for_whom)  # type: ignore[attr-defined]
    return f"{activity.item.name} – {persons}"


class ReasonForm(VerbForm):
    """A decision that says why; the page words the question."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, label: str = "", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = help_text


class SeenForm(VerbForm):
    """Carries the round that the reviewer reads, so that no other is marked."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(ReasonForm, SeenForm):
    pass


class LaterDateForm(VerbForm):
    due_on = forms.DateField(label=_("New date"), widget=DateInput())
    reason = forms.CharField(label=_("Why more time is needed"), widget=forms.Textarea({"rows": 3}))


class ReturnForm(SeenForm):
    """A return names the requirement of the law that was not met, or other words (R19)."""

    ground = forms.ChoiceField(
        label=_("Requirement that was not met"),
        choices=Review.Ground.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What is to be done"),
        help_text=_("The agency reads it. Owed where the requirement is “other”."),
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )
    new_due_on = forms.DateField(label=_("New date"), widget=DateInput())
