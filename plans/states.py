"""What can happen to a plan, an activity, a dispatch and a request: the transition tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import AGENCY_ROLES, CENTRE_ROLES, Role
from accounts.transitions import Machine, Transition
from plans import conditions

HEAD = frozenset({Role.HEAD})
SYSTEM = frozenset({Role.SYSTEM})


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


class ActivityState(models.TextChoices):
    WAITING = "waiting", _("waiting for another activity")
    PLANNED = "planned", _("not sent yet")
    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("taken into work")
    DECLINED = "declined", _("outside the competence")
    REPORTED = "reported", _("reported")
    RETURNED = "returned", _("returned for rework")
    EXECUTED = "executed", _("executed")
    PARTLY = "partly", _("ended as partly done")
    IMPOSSIBLE = "impossible", _("ended as impossible")
    EXCLUDED = "excluded", _("taken out of the plan")


A = ActivityState
#: Nothing more is expected of these.
ENDED = frozenset({A.EXECUTED, A.PARTLY, A.IMPOSSIBLE, A.EXCLUDED})
#: Somebody is to report on these.
IN_WORK = frozenset({A.SENT, A.ACCEPTED, A.RETURNED})

ACTIVITY = Machine(
    (
        Transition(
            "send",
            frozenset({A.PLANNED}),
            A.SENT,
            HEAD | SYSTEM,
            label=_("Send"),
            clause="9",
            meets=("dispatch",),
            starts=("report", "acceptance"),
        ),
        Transition(
            "begin",
            frozenset({A.PLANNED}),
            A.ACCEPTED,
            HEAD | SYSTEM,
            label=_("Begin"),
            clause="8",
            starts=("report",),
        ),
        Transition(
            "release",
            frozenset({A.WAITING}),
            A.SENT,
            SYSTEM,
            label=_("What it waited for is done"),
            clause="7(4)",
            starts=("report", "acceptance"),
        ),
        Transition(
            "release_own",
            frozenset({A.WAITING}),
            A.ACCEPTED,
            SYSTEM,
            label=_("What it waited for is done"),
            clause="7(4)",
            starts=("report",),
        ),
        Transition(
            "unlock",
            frozenset({A.WAITING}),
            A.PLANNED,
            SYSTEM,
            label=_("It waits for nothing any more"),
            clause="7(4)",
        ),
        Transition(
            "wait",
            frozenset({A.PLANNED}),
            A.WAITING,
            HEAD,
            label=_("It waits for another activity"),
            clause="7(4)",
        ),
        Transition(
            "accept",
            frozenset({A.SENT}),
            A.ACCEPTED,
            AGENCY_ROLES,
            label=_("Take into work"),
            clause="9",
            meets=("acceptance",),
        ),
        Transition(
            "take_over",
            frozenset({A.ACCEPTED}),
            A.ACCEPTED,
            AGENCY_ROLES,
            label=_("Take over"),
        ),
        Transition(
            "take_over",
            frozenset({A.RETURNED}),
            A.RETURNED,
            AGENCY_ROLES,
            label=_("Take over"),
        ),
        Transition(
            "decline",
            frozenset({A.SENT, A.ACCEPTED}),
            A.DECLINED,
            AGENCY_ROLES,
            label=_("Decline as outside our competence"),
            clause="9",
            meets=("acceptance",),
            starts=("decline_decision",),
            needs_reason=True,
        ),
        Transition(
            "insist",
            frozenset({A.DECLINED}),
            A.SENT,
            CENTRE_ROLES,
            label=_("Send again with an explanation"),
            meets=("decline_decision",),
            starts=("report",),
            needs_reason=True,
        ),
        Transition(
            "report",
            IN_WORK,
            A.REPORTED,
            CENTRE_ROLES | AGENCY_ROLES,
            label=_("Give information"),
            clause="11 para 1",
            meets=("report", "rework", "acceptance"),
            starts=("review",),
            condition=conditions.may_report,
        ),
        Transition(
            "withdraw_report",
            frozenset({A.REPORTED}),
            A.ACCEPTED,
            CENTRE_ROLES | AGENCY_ROLES,
            label=_("Withdraw the report"),
            starts=("report",),
            condition=conditions.may_withdraw,
        ),
        Transition(
            "withdraw_rework",
            frozenset({A.REPORTED}),
            A.RETURNED,
            CENTRE_ROLES | AGENCY_ROLES,
            label=_("Withdraw the report"),
            starts=("rework",),
            condition=conditions.may_withdraw,
        ),
        Transition(
            "mark_executed",
            frozenset({A.REPORTED}),
            A.EXECUTED,
            CENTRE_ROLES,
            label=_("Mark as executed"),
            clause="11 para 2",
            meets=("review",),
            condition=conditions.may_review,
        ),
        Transition(
            "end_partly",
            frozenset({A.REPORTED}),
            A.PARTLY,
            CENTRE_ROLES,
            label=_("End as partly done"),
            clause="11 para 2",
            meets=("review",),
            condition=conditions.may_review,
            needs_reason=True,
        ),
        Transition(
            "end_impossible",
            frozenset({A.REPORTED}),
            A.IMPOSSIBLE,
            CENTRE_ROLES,
            label=_("End as impossible"),
            clause="11 para 2",
            meets=("review",),
            condition=conditions.may_review,
            needs_reason=True,
        ),
        Transition(
            "return_activity",
            frozenset({A.REPORTED}),
            A.RETURNED,
            CENTRE_ROLES,
            label=_("Return for rework"),
            clause="11 para 3",
            meets=("review",),
            starts=("rework",),
            condition=conditions.may_review,
            needs_reason=True,
        ),
        Transition(
            "exclude",
            frozenset(A) - {A.EXECUTED, A.EXCLUDED},
            A.EXCLUDED,
            HEAD | SYSTEM,
            label=_("Take out of the plan"),
            clause="8",
        ),
        Transition(
            "revise",
            frozenset(A) - {A.EXECUTED, A.EXCLUDED, A.PLANNED, A.WAITING},
            A.PLANNED,
            HEAD,
            label=_("Changed by a new version"),
            clause="8",
        ),
    )
)


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
