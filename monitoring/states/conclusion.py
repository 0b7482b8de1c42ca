"""What can happen to the conclusion of a quarter: the transition table (clauses 13 and 14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import HEAD, Role
from accounts.transitions import Machine, Transition
from monitoring import conditions


class ConclusionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("conclusion", "draft")
    SIGNED = "signed", pgettext_lazy("conclusion", "signed")
    SENT = "sent", pgettext_lazy("conclusion", "sent to the authorised body")
    RECEIVED = "received", pgettext_lazy("conclusion", "received")
    REPLACED = "replaced", pgettext_lazy("conclusion", "replaced by a correction")
    DROPPED = "dropped", pgettext_lazy("conclusion", "correction dropped")


C = ConclusionState
#: Signed and not corrected since: what a quarter's figures are.
IN_FORCE = frozenset({C.SIGNED, C.SENT, C.RECEIVED})
#: Signed at some time: what is frozen, and known outside the Centre.
EVER_SIGNED = IN_FORCE | {C.REPLACED}

CONCLUSION = Machine(
    (
        Transition(
            "sign",
            frozenset({C.DRAFT}),
            C.SIGNED,
            HEAD,
            label=pgettext_lazy("verb", "Sign"),
            clause="14 para 1",
            meets=("quarter_conclusion",),
            condition=conditions.is_ready_to_sign,
        ),
        Transition(
            "send_conclusion",
            frozenset({C.SIGNED}),
            C.SENT,
            HEAD,
            label=_("Send to the authorised body"),
            clause="14 para 2",
        ),
        Transition(
            "receive",
            frozenset({C.SENT}),
            C.RECEIVED,
            frozenset({Role.AUTHORISED_BODY}),
            label=_("Confirm the receipt"),
            clause="14 para 2",
        ),
        Transition(
            "replace",
            IN_FORCE,
            C.REPLACED,
            HEAD,
            label=_("Replaced by a correction"),
            clause="14 para 1",
        ),
        Transition(
            "drop_correction",
            frozenset({C.DRAFT}),
            C.DROPPED,
            HEAD,
            label=_("Drop the correction"),
            clause="14 para 1",
            condition=conditions.is_a_correction,
            needs_reason=True,
        ),
    )
)
