"""Forms of the quarter: texts, shortcomings, recommendations, answers; the rules are the verbs."""

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms import VerbForm
from agencies.models import Agency
from agencies.ordering import by_name
from monitoring.figures.measures import MEASURES
from monitoring.models import Conclusion, FollowUp, Recommendation, Shortcoming, Threshold
from monitoring.workflow.thresholds import OFF, greatest

LONGEST = 4000
#: Of every text that leaves the Centre or comes to it (clause 7(3)).
UNNAMED = _("Do not name families or persons; give the number of the case.")
#: Letters of a text that stands in a list to choose from.
LONGEST_OPTION = 90


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea({"rows": 3}), max_length=LONGEST, **more
    )


class TextForm(VerbForm):
    """A text in both languages."""

    text_kk = _text(_("In Kazakh"), help_text=UNNAMED)
    text_ru = _text(_("In Russian"), help_text=UNNAMED)


class EditForm(TextForm):
    """`read` tells which words stood there when the form was opened."""

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class SentenceForm(EditForm):
    left_out = forms.BooleanField(label=_("Leave this sentence out"), required=False)


class ShortcomingForm(EditForm):
    dropped = _text(
        _("Why it is not named"),
        required=False,
        help_text=_("Only where the shortcoming is not to stand in the conclusion."),
    )


class NewShortcomingForm(TextForm):
    """A shortcoming that no threshold found, on the evidence of a figure."""

    measure = forms.ChoiceField(label=_("The figure that shows it"))
    field_order = ["measure", "text_kk", "text_ru"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(m.id, m.label) for m in MEASURES.values() if not m.by]
        self.fields["measure"].choices = choices  # type: ignore[attr-defined]


class AdviceForm(TextForm):
    """A recommendation: what, to whom, by when, against which shortcoming."""

    addressee = forms.ChoiceField(
        label=_("To whom"), choices=Recommendation.Addressee.choices, widget=forms.RadioSelect
    )
    agency = forms.ModelChoiceField(
        label=_("Agency"), queryset=Agency.objects.none(), required=False
    )
    addressee_name = forms.CharField(
        label=_("Name of the addressee"), max_length=300, required=False
    )
    due_on = forms.DateField(label=_("By"))
    shortcoming = forms.ModelChoiceField(
        label=_("Against which shortcoming"),
        queryset=Shortcoming.objects.none(),
        required=False,
        empty_label=_("none of them"),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, conclusion: Conclusion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Shortcoming.objects.filter(conclusion=conclusion, dropped="")
        self.fields["shortcoming"] = _Shortcomings(
            label=self.fields["shortcoming"].label,
            queryset=named,
            required=False,
            empty_label=_("none of them"),
        )
        agencies = Agency.objects.filter(is_active=True).order_by(by_name(), "pk")
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self._offer_earlier_ones(conclusion)

    def _offer_earlier_ones(self, conclusion: Conclusion) -> None:
        """Only where there are any."""
        earlier = Recommendation.objects.repeatable_in(conclusion)
        if earlier.exists():
            self.fields["repeats"] = _Earlier(
                label=_("Which earlier recommendation it repeats"),
                queryset=earlier.select_related("agency", "conclusion").order_by("-due_on", "-pk"),
                required=False,
                empty_label=_("none of them"),
                help_text=_(
                    "Of earlier quarters, not carried out, and to the same addressee; the "
                    "conclusion says then that it is recommended again."
                ),
            )


class _Shortcomings(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.said("kk" if get_language() == "kk" else "ru"))


class _Earlier(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        text = obj.text_kk if get_language() == "kk" else obj.text_ru
        whom = obj.agency.name if obj.agency else obj.addressee_name
        whom = whom or obj.get_addressee_display()
        return f"{obj.conclusion.number} · {whom} · {Truncator(text).chars(LONGEST_OPTION)}"


class FollowUpForm(VerbForm):
    outcome = forms.ChoiceField(
        label=_("Was it carried out"), choices=FollowUp.Outcome.choices, widget=forms.RadioSelect
    )
    why = _text(_("How, or why not"), required=False, help_text=UNNAMED)


class CorrectForm(VerbForm):
    reason = _text(_("Why it is corrected"), help_text=UNNAMED)


class DropForm(VerbForm):
    reason = _text(_("Why it is dropped"))


class SignForm(VerbForm):
    """What the head looked at, told by its digest."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReceiptForm(VerbForm):
    number = forms.CharField(label=_("Incoming number"), max_length=60, required=False)


class QuestionForm(VerbForm):
    measure = forms.ChoiceField(label=_("Figure"))
    text = _text(_("Question"), help_text=UNNAMED)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(m.id, m.label) for m in MEASURES.values() if not m.by]
        self.fields["measure"].choices = choices  # type: ignore[attr-defined]


class ThresholdForm(VerbForm):
    """From which day on a figure beyond which limit is a shortcoming."""

    side = forms.ChoiceField(
        label=_("When it is a shortcoming"),
        choices=[
            (Threshold.Side.ABOVE, _("when the figure is above the limit")),
            (Threshold.Side.BELOW, _("when the figure is below the limit")),
            (OFF, _("never: the threshold is switched off")),
        ],
        widget=forms.RadioSelect,
    )
    limit = forms.DecimalField(
        label=_("Limit"),
        required=False,
        localize=True,
        max_digits=8,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    valid_from = forms.DateField(
        label=_("Valid from"), help_text=_("The first day of a quarter is the plainest.")
    )
    source = forms.CharField(
        label=_("Source: act, decision or agreement, with number and date"), max_length=300
    )

    def __init__(self, *args: Any, measure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = {"most": greatest(measure)}
        in_words = (
            _("In per cent, from 0 to 100; not asked for where it is switched off.")
            if MEASURES[measure].unit == "percent"
            else _("A number from 0 to %(most)s; not asked for where it is switched off.") % most
        )
        self.fields["limit"].help_text = in_words


class AnswerForm(VerbForm):
    answer = _text(_("Answer"), help_text=UNNAMED)


class SumsForm(forms.Form):
    """Which quarter, and the figures of which Centres together."""

    quarter = forms.ChoiceField(label=_("Quarter"))
    scope = forms.ChoiceField(label=_("Where"))

    def __init__(self, *args: Any, quarters: Any, scopes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = quarters  # type: ignore[attr-defined]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
