"""What the head enters with an erasure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import VerbForm
from cases.models import Erasure


class EraseForm(VerbForm):
    number = forms.CharField(
        label=_("Number of the act"), max_length=Erasure._meta.get_field("number").max_length
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays. Name nobody of the family."),
        max_length=Erasure._meta.get_field("reason").max_length,
    )
