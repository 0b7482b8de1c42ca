"""What can happen to the part of a plan that goes to one agency."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import CENTRE_ROLES, HEAD, SYSTEM
from accounts.transitions import Machine, Transition
from plans import conditions


class DispatchState(models.TextChoices):
    PENDING = "pending", _("to be sent")
    HELD = "held", _("held back")
    BLOCKED = "blocked", _("blocked")
    SENT = "sent", _("part sent")
    ENDED = "ended", _("not needed any more")


D = DispatchState
#: Not sent yet: what the system sends before the term runs out, unless it is blocked.
UNSENT = frozenset({D.PENDING, D.HELD, D.BLOCKED})

DISPATCH = Machine(
    (
        Transition(
            "send",
            UNSENT,
            D.SENT,
            HEAD | SYSTEM,
            label=_("Send now"),
            clause="9",
            meets=("dispatch",),
            starts=("report", "acceptance"),
            condition=conditions.system_respects_a_block,
        ),
        Transition(
            "hold",
            frozenset({D.PENDING, D.BLOCKED}),
            D.HELD,
            HEAD,
            label=_("Hold back within the term"),
            clause="9",
        ),
        Transition(
            "block",
            frozenset({D.PENDING, D.HELD}),
            D.BLOCKED,
            HEAD,
            label=_("Block"),
            clause="9",
            needs_reason=True,
        ),
        Transition(
            "note_paper_received",
            frozenset({D.SENT}),
            D.SENT,
            CENTRE_ROLES,
            label=_("Enter the receipt on paper"),
            clause="9",
        ),
        Transition(
            "end",
            UNSENT,
            D.ENDED,
            SYSTEM,
            label=_("Not needed any more"),
        ),
    )
)
