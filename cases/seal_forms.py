"""The forms of a seal: who may see the case, why it is closed, and opened for a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CENTRE_ROLES
from agencies.models import Membership
from agencies.ordering import KazakhOrder
from cases.forms import ReasonForm, VerbForm
from cases.models import Case, Seal


class ReadersForm(VerbForm):
    """Who may see a sealed case, among the Centre's staff."""

    readers = forms.ModelMultipleChoiceField(
        label=_("Who may see the case"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Besides yourself."),
        required=False,
    )

    def __init__(self, *args: Any, case: Case, today: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Membership.objects.current(today).filter(
            centre_id=case.centre_id, role__in=CENTRE_ROLES
        )
        readers = self.fields["readers"]
        assert isinstance(readers, forms.ModelMultipleChoiceField)
        people = User.objects.filter(pk__in=staff.values("user_id"), is_active=True)
        readers.queryset = people.exclude(pk=user.pk).order_by(KazakhOrder("full_name"), "pk")


class SealForm(ReadersForm, ReasonForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=Seal.Ground.choices)
    agencies_see = forms.BooleanField(
        label=_("Agencies go on with what was sent to them"),
        help_text=_(
            "Otherwise they see nothing of this family until it is unsealed; their terms run on."
        ),
        initial=True,
        required=False,
    )

    field_order = ["ground", "reason", "readers", "agencies_see"]


class BreakGlassForm(ReasonForm):
    number = forms.CharField(
        label=_("Number of the case"),
        help_text=_("As it stands on the papers of the case: it is in no list."),
        max_length=30,
    )

    field_order = ["number", "reason"]
