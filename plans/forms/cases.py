"""What is typed where a case ends or moves together with its plan."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import VerbForm
from accounts.models import User
from accounts.roles import CENTRE_ROLES
from agencies.models import Centre, Membership
from cases.models import Case


class ExitForm(VerbForm):
    """The finding of exit: dated and reasoned (R25)."""

    on = forms.DateField(label=_("Left the situation on"))
    reason = forms.CharField(
        label=_("On what the finding rests"),
        help_text=_("What changed for the family, and how you know."),
        widget=forms.Textarea({"rows": 5}),
        max_length=4000,
    )


class TerminateCaseForm(VerbForm):
    closure = forms.ChoiceField(
        label=_("Why the case ends"),
        choices=[c for c in Case.Closure.choices if c[0] != Case.Closure.EXIT],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Explanation"), widget=forms.Textarea({"rows": 4}), max_length=4000
    )


class AcceptTransferForm(VerbForm):
    """Who of the Centre takes the case."""

    responsible = forms.ModelChoiceField(User.objects.none(), label=_("Who takes the case"))

    def __init__(self, data: Any = None, *, centre: Centre, today: date) -> None:
        super().__init__(data)
        staff = Membership.objects.current(today).filter(centre=centre, role__in=CENTRE_ROLES)
        field = self.fields["responsible"]
        assert isinstance(field, forms.ModelChoiceField)
        users = User.objects.filter(is_active=True, pk__in=staff.values("user"))
        field.queryset = users.order_by("full_name", "pk")
