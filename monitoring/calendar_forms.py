"""Forms of the working calendar and of leaving an office."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import VerbForm
from accounts.models import User
from agencies.models import Membership
from monitoring.offices import needs_successor, successors


class CorrectionForm(VerbForm):
    """A day, what it becomes, and by which act. The verb has the last word on all of it."""

    day = forms.DateField(label=_("Day"))
    is_working = forms.TypedChoiceField(
        label=_("The day is"),
        choices=[("true", _("a working day")), ("false", _("a day off"))],
        coerce=lambda value: value == "true",
        widget=forms.RadioSelect,
    )
    act = forms.CharField(
        label=_("Act, its number and date"),
        help_text=_("Everybody sees it beside the day."),
        max_length=300,
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("It stays on every term that moves."), max_length=300
    )
    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=200, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200, required=False)


class LeaveForm(VerbForm):
    """The last day, and who takes over."""

    on = forms.DateField(label=_("Last day"))
    successor = forms.ModelChoiceField(
        label=_("Who takes over"), queryset=User.objects.none(), required=False
    )

    def __init__(self, *args: Any, membership: Membership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        field.queryset = successors(membership, today=today)  # type: ignore[attr-defined]
        field.required = needs_successor(membership, on=today)
