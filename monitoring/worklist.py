"""What is owed, in words and links: one row for each term that a deadline can carry (R10)."""

from dataclasses import dataclass
from typing import Final, Literal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from agencies.models import Deadline
from agencies.offices import Offices
from cases.deadlines import ASSESSMENT, TRANSFER
from cases.models import CaseDeadline
from monitoring.models import QuarterDeadline
from monitoring.words import quarter_name
from plans.models import PlanDeadline
from regulations.terms import TERMS

Target = Literal["case", "plan", "activity", "extension", "quarter"]


@dataclass(frozen=True, slots=True)
class Work:
    """What whoever owes the term reads, and the page on which it is done.

    `target` is the record that the page is of, None where the page is a list.
    """

    what: Promise
    verb: Promise
    page: str
    target: Target | None


_report = _("Give information")
_decide = pgettext_lazy("verb", "Decide")

WORK: Final = {
    "primary_assessment": Work(
        _("Assess the family"), pgettext_lazy("verb", "Assess"), "case-assess", "case"
    ),
    "urgent_assessment": Work(
        _("Assess the family: life or health in danger"),
        pgettext_lazy("verb", "Assess"),
        "case-assess",
        "case",
    ),
    "guardianship_notice": Work(
        _("Tell the guardianship body of a child in danger"), _("Open the case"), "case", "case"
    ),
    "transfer_decision": Work(
        _("Decide whether to take over a case"), _decide, "case-transfer", "case"
    ),
    "approval": Work(_("Decide on the plan"), _decide, "plan-approve", "plan"),
    "dispatch": Work(_("Send the plan"), pgettext_lazy("verb", "Send"), "plan", "plan"),
    "acceptance": Work(
        _("Take into work or decline"),
        pgettext_lazy("verb", "Accept or decline"),
        "activity",
        "activity",
    ),
    "decline_decision": Work(_("Decide on a declined activity"), _decide, "activity", "activity"),
    "extension_decision": Work(_("Decide on a later date"), _decide, "extension", "extension"),
    "report": Work(_("Give information on execution"), _report, "activity", "activity"),
    "review": Work(
        _("Mark the status of execution"),
        pgettext_lazy("verb", "Review"),
        "activity-review",
        "activity",
    ),
    "rework": Work(_("Give information after rework"), _report, "activity", "activity"),
    "completion": Work(_("Mark completion"), _("Mark completion"), "plan-complete", "plan"),
    "quarter_conclusion": Work(
        _("Sign the conclusion of the quarter"), _("Open the quarter"), "quarter", "quarter"
    ),
}

#: The term of a quarter's conclusion: one page serves who signs and who looks.
QUARTER: Final = "quarter_conclusion"
#: Once the family is assessed, the term of the assessment is the head's to meet.
_RECOGNISE: Final = Work(
    _("Decide whether this is a difficult life situation"), _decide, "case-recognise", "case"
)


def work(term: str, role: str) -> Work:
    """What is owed under a term by those who hold a role."""
    return _RECOGNISE if term in ASSESSMENT and role == Role.HEAD else WORK[term]


def term_name(term_id: str) -> str:
    """The term's name in the reader's language, for whoever does not owe it."""
    term = TERMS[term_id]
    return {"kk": term.name_kk, "ru": term.name_ru}.get(get_language() or "kk", term.name_en)


def record_id(deadline: Deadline, target: Target) -> int:
    """The id of the case, plan, activity, request or quarter for which a term is owed."""
    if isinstance(deadline, CaseDeadline):
        return deadline.case_id
    if isinstance(deadline, QuarterDeadline):
        return deadline.monitoring_id
    assert isinstance(deadline, PlanDeadline)
    if target == "extension" and deadline.extension_id:
        return deadline.extension_id
    if target == "activity" and deadline.activity_id:
        return deadline.activity_id
    return deadline.plan_id


def page_to_act(deadline: Deadline) -> str:
    """Where the term is met."""
    owed = work(deadline.term, deadline.role)
    return reverse(owed.page, args=[record_id(deadline, owed.target)] if owed.target else [])


def page_to_look(deadline: Deadline) -> str:
    """Where one sees how it stands with a term that somebody else is to meet."""
    if not WORK[deadline.term].target or deadline.term in (TRANSFER, QUARTER):
        return page_to_act(deadline)
    if isinstance(deadline, PlanDeadline) and deadline.activity_id:
        return reverse("activity", args=[deadline.activity_id])
    if isinstance(deadline, PlanDeadline):
        return reverse("plan", args=[deadline.plan_id])
    return reverse("case", args=[record_id(deadline, "case")])


def owes(deadline: Deadline, held: Offices) -> bool:
    """Whether the term is owed by one of these offices."""
    if deadline.agency_id:
        return deadline.agency_id in held.agencies
    return deadline.centre_id in held.centres


def may_act(deadline: Deadline, held: Offices) -> bool:
    """Whether the term waits for somebody with these offices: a head's decision for a head."""
    if not deadline.is_open or not owes(deadline, held):
        return False
    return deadline.role != Role.HEAD or Role.HEAD in held.at_centre(deadline.centre_id)


def page_for(deadline: Deadline, held: Offices) -> str:
    """Where somebody with these offices goes about a term; "" where none of them concerns it."""
    if may_act(deadline, held):
        return page_to_act(deadline)
    if owes(deadline, held) or deadline.centre_id in held.centres:
        return page_to_look(deadline)
    return reverse("breaches") if deadline.centre.region_id in held.regions else ""


def reference(deadline: Deadline, *, for_agency: bool) -> str:
    """What names the matter without naming anybody: the case's number, or the activity's.

    Of a quarter its Centre as well: a head may have those of two, or of one that was merged. An
    agency knows its activities only (clause 7(3)). Needs what names the term to be loaded.
    """
    if for_agency:
        return f"№ {record_id(deadline, 'activity')}"
    if isinstance(deadline, QuarterDeadline):
        monitoring = deadline.monitoring
        return f"{monitoring.centre.code}, {quarter_name(monitoring.quarter)}"
    if isinstance(deadline, CaseDeadline):
        return deadline.case.number
    assert isinstance(deadline, PlanDeadline)
    return deadline.plan.case.number


def short_name(full_name: str) -> str:
    """ "Ахметова Айгүл Сериковна" as a list shows it: "Ахметова А. С." """
    last, *others = full_name.split()
    return " ".join((last, *(f"{name[0]}." for name in others)))
