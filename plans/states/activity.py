"""What can happen to an activity."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import AGENCY_ROLES, CENTRE_ROLES, HEAD, SYSTEM
from accounts.transitions import Machine, Transition
from plans import conditions


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
