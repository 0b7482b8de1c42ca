"""What can happen to a request for a later date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import CENTRE_ROLES, SYSTEM
from accounts.transitions import Machine, Transition


class RequestState(models.TextChoices):
    ASKED = "asked", _("later date asked")
    GRANTED = "granted", _("later date granted")
    REFUSED = "refused", _("later date refused")
    ENDED = "ended", _("request without object")


R = RequestState

EXTENSION = Machine(
    (
        Transition(
            "grant",
            frozenset({R.ASKED}),
            R.GRANTED,
            CENTRE_ROLES,
            label=_("Grant the later date"),
            meets=("extension_decision",),
        ),
        Transition(
            "refuse_extension",
            frozenset({R.ASKED}),
            R.REFUSED,
            CENTRE_ROLES,
            label=_("Refuse the later date"),
            meets=("extension_decision",),
            needs_reason=True,
        ),
        Transition(
            "end_request",
            frozenset({R.ASKED}),
            R.ENDED,
            SYSTEM,
            label=_("The request has no object any more"),
        ),
    )
)
