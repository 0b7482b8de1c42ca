"""What can happen to a case and to its transfer: the transition tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import CENTRE_ROLES, HEAD
from accounts.transitions import Machine, Transition
from cases import conditions


class CaseState(models.TextChoices):
    DETECTED = "detected", _("detected")
    ASSESSING = "assessing", _("being assessed")
    RECOGNISED = "recognised", _("recognised")
    NOT_RECOGNISED = "not_recognised", _("not recognised")
    SUPPORTED = "supported", _("in support")
    COMPLETED = "completed", _("case completed")
    TERMINATED = "terminated", _("case terminated")


S = CaseState
OPEN = frozenset({S.DETECTED, S.ASSESSING, S.RECOGNISED, S.SUPPORTED})

CASE = Machine(
    (
        Transition(
            "start_assessment",
            frozenset({S.DETECTED}),
            S.ASSESSING,
            CENTRE_ROLES,
            label=_("Start the assessment"),
            clause="4(7)",
        ),
        Transition(
            "recognise",
            frozenset({S.ASSESSING}),
            S.RECOGNISED,
            HEAD,
            label=_("Recognise"),
            clause="3(5)",
            meets=("primary_assessment", "urgent_assessment"),
        ),
        Transition(
            "refuse",
            frozenset({S.ASSESSING}),
            S.NOT_RECOGNISED,
            HEAD,
            label=_("Do not recognise"),
            clause="3(5)",
            meets=("primary_assessment", "urgent_assessment"),
            needs_reason=True,
        ),
        Transition(
            "begin_support",
            frozenset({S.RECOGNISED}),
            S.SUPPORTED,
            HEAD,
            label=_("Begin support"),
            clause="8",
        ),
        Transition(
            "find_exit",
            frozenset({S.SUPPORTED}),
            S.COMPLETED,
            HEAD,
            label=_("Find that the family has left the situation"),
            clause="3(6)",
            needs_reason=True,
        ),
        Transition(
            "terminate",
            OPEN,
            S.TERMINATED,
            HEAD,
            label=_("Terminate the case"),
            needs_reason=True,
        ),
    )
)


class TransferState(models.TextChoices):
    ASKED = "asked", _("transfer asked")
    ACCEPTED = "accepted", _("transfer accepted")
    REFUSED = "refused", _("transfer refused")
    WITHDRAWN = "withdrawn", _("transfer taken back")


T = TransferState

TRANSFER = Machine(
    (
        Transition(
            "accept_transfer",
            frozenset({T.ASKED}),
            T.ACCEPTED,
            HEAD,
            label=_("Take over the case"),
            clause="7(4)",
            meets=("transfer_decision",),
            condition=conditions.decided_by_the_asked,
        ),
        Transition(
            "refuse_transfer",
            frozenset({T.ASKED}),
            T.REFUSED,
            HEAD,
            label=_("Refuse to take over"),
            meets=("transfer_decision",),
            needs_reason=True,
            condition=conditions.decided_by_the_asked,
        ),
        Transition(
            "withdraw_transfer",
            frozenset({T.ASKED}),
            T.WITHDRAWN,
            CENTRE_ROLES,
            label=_("Take the transfer back"),
            condition=conditions.taken_back_by_the_asking,
        ),
    )
)

#: What else the log of a case tells: steps that leave its state as it is.
EVENTS = {
    "register": _("Case registered"),
    "assess": _("Assessed"),
    "add_member": _("Family member added"),
    "member_left": _("Family member left"),
    "correct_person": _("Particulars corrected"),
    "report_danger": _("Danger to life or health reported"),
    "notify_guardianship": _("Guardianship body notified"),
    "hand_over": _("Handed over to another caseworker"),
    "record_visit": _("Visit recorded"),
    "ask_transfer": _("Transfer to another Centre asked"),
    "move": _("Moved to another Centre"),
    "seal": _("Sealed"),
    "name_readers": _("Named anew who sees the sealed case"),
    "unseal": _("Unsealed"),
    "break_glass": _("Opened in spite of the seal"),
    "look_beyond": _("Looked at from above the Centre"),
    "give_out": _("A person was given the data that are kept of them"),
    "erase": _("Anonymised"),
}
