"""What can happen to a plan version."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import CENTRE_ROLES, HEAD, SYSTEM
from accounts.transitions import Machine, Transition
from plans import conditions


class PlanState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("awaiting approval")
    RETURNED = "returned", _("plan returned")
    APPROVED = "approved", _("approved")
    SENT = "sent", _("plan sent")
    RUNNING = "running", _("being carried out")
    EXECUTED = "executed", _("executed in full")
    COMPLETED = "completed", _("plan completed")
    REPLACED = "replaced", _("replaced by a new version")
    TERMINATED = "terminated", _("plan terminated")


P = PlanState
DRAFTING = frozenset({P.DRAFT, P.RETURNED})
#: On the way to approval.
UNDECIDED = DRAFTING | {P.SUBMITTED}
IN_FORCE = frozenset({P.APPROVED, P.SENT, P.RUNNING, P.EXECUTED})

PLAN = Machine(
    (
        Transition(
            "submit",
            DRAFTING,
            P.SUBMITTED,
            CENTRE_ROLES,
            label=_("Submit for approval"),
            clause="8",
            starts=("approval",),
            condition=conditions.plan_is_ready,
        ),
        Transition(
            "take_back",
            frozenset({P.SUBMITTED}),
            P.DRAFT,
            CENTRE_ROLES,
            label=_("Take back to edit"),
        ),
        Transition(
            "return_plan",
            frozenset({P.SUBMITTED}),
            P.RETURNED,
            HEAD,
            label=_("Return with a reason"),
            meets=("approval",),
            needs_reason=True,
        ),
        Transition(
            "approve",
            frozenset({P.SUBMITTED}),
            P.APPROVED,
            HEAD,
            label=_("Approve"),
            clause="8",
            meets=("approval",),
            starts=("dispatch",),
        ),
        Transition(
            "mark_sent",
            frozenset({P.APPROVED}),
            P.SENT,
            SYSTEM,
            label=_("All parts sent"),
            clause="9",
        ),
        Transition(
            "start",
            frozenset({P.APPROVED, P.SENT}),
            P.RUNNING,
            SYSTEM,
            label=_("Carrying out has begun"),
        ),
        Transition(
            "mark_executed_in_full",
            frozenset({P.APPROVED, P.SENT, P.RUNNING}),
            P.EXECUTED,
            SYSTEM,
            label=_("Executed in full"),
            clause="12",
            starts=("completion",),
        ),
        Transition(
            "complete",
            frozenset({P.EXECUTED}),
            P.COMPLETED,
            CENTRE_ROLES,
            label=_("Mark completion"),
            clause="12",
            meets=("completion",),
            condition=conditions.may_complete,
        ),
        Transition(
            "replace",
            IN_FORCE,
            P.REPLACED,
            HEAD,
            label=_("Replaced by a new version"),
            clause="8",
        ),
        Transition(
            "terminate_plan",
            UNDECIDED | IN_FORCE,
            P.TERMINATED,
            HEAD,
            label=_("Terminate the plan"),
            needs_reason=True,
        ),
    )
)
