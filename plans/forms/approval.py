"""What the head decides: when each agency's part is sent, and the day of receipt on paper."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import VerbForm
from agencies.models import Agency

NOW, HOLD, BLOCK = "now", "hold", "block"
SENDING = [
    (NOW, _("send now")),
    (HOLD, _("hold back: the system sends it on the last day of the term")),
    (BLOCK, _("do not send")),
]


class ApprovalForm(VerbForm):
    """For each agency: send now, hold back, or block with a reason (R16)."""

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = list(agencies)
        for agency in self.agencies:
            self.fields[f"send-{agency.pk}"] = forms.ChoiceField(
                label=agency.name, choices=SENDING, initial=NOW, widget=forms.RadioSelect
            )
            self.fields[f"why-{agency.pk}"] = forms.CharField(
                label=_("Why it is not sent"),
                help_text=_("Only where you choose not to send."),
                required=False,
                max_length=2000,
            )

    def clean(self) -> dict[str, Any]:
        for agency in self.agencies:
            blocked = self.cleaned_data.get(f"send-{agency.pk}") == BLOCK
            if blocked and not self.cleaned_data.get(f"why-{agency.pk}"):
                self.add_error(f"why-{agency.pk}", _now("Say why this part is not sent."))
        return self.cleaned_data

    @property
    def hold(self) -> list[int]:
        return [a.pk for a in self.agencies if self.cleaned_data[f"send-{a.pk}"] == HOLD]

    @property
    def block(self) -> Mapping[int, str]:
        blocked = [a.pk for a in self.agencies if self.cleaned_data[f"send-{a.pk}"] == BLOCK]
        return {pk: self.cleaned_data[f"why-{pk}"] for pk in blocked}


class ReceivedForm(VerbForm):
    """The day on which an agency got its part on paper (R9)."""

    received_on = forms.DateField(label=_("Received on"))
