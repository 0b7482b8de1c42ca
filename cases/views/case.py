"""The page of a case and its tabs: family, assessments, timeline, visits, files, who looked."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.transitions import available
from cases import deadlines
from cases.models import (
    Assessment,
    AssessmentDirection,
    AssessmentRisk,
    Case,
    CaseDeadline,
    CaseTransition,
    VisitParticipant,
)
from cases.models.cases import age
from cases.panels import NextStep, plan_panel
from cases.permissions import (
    can_decide,
    can_give_out,
    can_hand_over,
    can_seal,
    can_withdraw_transfer,
)
from cases.states import CASE, EVENTS, OPEN, TRANSFER
from cases.views.base import CasePage
from cases.workflow.family import is_child
from cases.workflow.sealing import readers_now, seal_of
from regulations.terms import TERMS

DIRECTIONS = AssessmentDirection.objects.select_related("level", "direction").order_by(
    "direction__order"
)
RISKS = AssessmentRisk.objects.select_related("indicator").order_by("indicator__order")
LABELS = {row.verb: row.label for machine in (CASE, TRANSFER) for row in machine} | EVENTS


class FamilyPage(CasePage):
    """The case: header, next step, family with children first, plan, what can be done."""

    template_name = "cases/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        terms = deadlines.with_days_left(deadlines.open_terms(self.case), today=self.today)
        panel = plan_panel(self.request, self.case)
        seal = seal_of(self.case) if self.is_sealed else None
        step = next_step(self.case, terms, self.user) or (panel and panel.next_step) or NextStep()
        return context | {
            "rows": member_rows(context["members"], today=self.today),
            "grounds": self.case.case_grounds.select_related("ground").order_by("ground_id"),
            "terms": [{"row": term, "name": term_name(term)} for term in terms],
            "step": step,
            "plan_panel": panel,
            "transfer": self.open_transfer(),
            "is_open": self.case.state in OPEN,
            "verbs": {row.verb for row in available(self.case, self.user)},
            "can_decide": can_decide(self.user, self.case),
            "can_hand_over": can_hand_over(self.user, self.case),
            "can_give_out": can_give_out(self.user, self.case),
            "can_seal": can_seal(self.user, self.case),
            "seal": seal,
            "seal_readers": readers_now(seal, now=timezone.now()) if seal else [],
            "owes_notice": any(t.term == deadlines.GUARDIANSHIP for t in terms),
        }

    def open_transfer(self) -> dict[str, Any] | None:
        transfer = self.case.transfers.filter(state="asked").select_related("to_centre").first()
        if transfer is None:
            return None
        return {"row": transfer, "can_withdraw": can_withdraw_transfer(self.user, transfer)}


def term_name(term: CaseDeadline) -> str:
    """The name of a term in the reader's language."""
    names = TERMS[term.term]
    return {"kk": names.name_kk, "ru": names.name_ru}.get(get_language() or "", names.name_en)


def member_rows(members: Any, *, today: Any) -> list[dict[str, Any]]:
    """The family, children first (R11), then in the order of entry."""
    rows = [
        {
            "member": member,
            "person": member.person,
            "age": age(member.person.birth_date, today),
            "is_child": is_child(member.person, member.relation, today=today),
        }
        for member in members
    ]
    return sorted(rows, key=lambda row: not row["is_child"])


def next_step(case: Case, terms: list[CaseDeadline], user: User) -> NextStep | None:
    """What comes next before there is a plan: the guardianship body, assessment, decision."""
    by_term = {row.term: row for row in terms}
    notice = by_term.get(deadlines.GUARDIANSHIP)
    assessment = next((by_term[t] for t in deadlines.ASSESSMENT if t in by_term), None)
    if notice:
        return NextStep(
            what=_("Tell the guardianship body that a child is in danger"),
            who=case.responsible.full_name,
            deadline=notice,
            url=reverse("case-notify-guardianship", args=[case.pk]),
            label=_("Record the notice"),
        )
    if case.state == Case.State.DETECTED or not case.wellbeing_id:
        return assess_step(case, assessment)
    if case.state == Case.State.ASSESSING:
        return NextStep(
            what=_("Decide whether this is a difficult life situation"),
            who=_("the head of the Centre"),
            deadline=assessment,
            url=reverse("case-recognise", args=[case.pk]) if can_decide(user, case) else "",
            label=_("To the decision"),
        )
    return None


def assess_step(case: Case, term: CaseDeadline | None) -> NextStep | None:
    if case.state not in OPEN:
        return None
    return NextStep(
        what=_("Assess the family"),
        who=case.responsible.full_name,
        deadline=term,
        url=reverse("case-assess", args=[case.pk]),
        label=_("To the assessment"),
    )


class AssessmentsPage(CasePage):
    """The letter over time, and what each assessment found (R4)."""

    template_name = "cases/assessments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.case.assessments.select_related("level", "assessed_by").prefetch_related(
            Prefetch("directions", DIRECTIONS), Prefetch("risks", RISKS)
        )
        return super().get_context_data(**kwargs) | {
            "assessments": with_change(list(rows)),
            "is_open": self.case.state in OPEN,
        }


def with_change(rows: list[Assessment]) -> list[dict[str, Any]]:
    """Assessments, the newest first, each with how the level stands to the one before.

    `change` is in levels: above 0 better, below 0 worse, None for the first.
    """
    found: list[dict[str, Any]] = []
    before: Assessment | None = None
    for row in rows:
        change = ord(before.level_id) - ord(row.level_id) if before else None
        found.append({"row": row, "change": change})
        before = row
    return found[::-1]


class TimelinePage(CasePage):
    """Every step of the case: who, when, by which clause."""

    template_name = "cases/timeline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = self.case.transitions.select_related("by").order_by("-id")
        return super().get_context_data(**kwargs) | {"entries": [entry(step) for step in steps]}


def entry(step: CaseTransition) -> dict[str, Any]:
    return {
        "at": step.at,
        "who": step.by.full_name if step.by else _("the system"),
        "what": LABELS.get(step.verb, step.verb),
        "clause": step.clause,
        "reason": step.reason,
    }


class VisitsPage(CasePage):
    """Visits and notes."""

    template_name = "cases/visits.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        came = VisitParticipant.objects.select_related("agency").order_by("id")
        visits = self.case.visits.select_related("entered_by").prefetch_related(
            Prefetch("participants", came)
        )
        return super().get_context_data(**kwargs) | {
            "visits": visits,
            "notes": self.case.notes.select_related("by"),
            "is_open": self.case.state in OPEN,
        }


class FilesPage(CasePage):
    template_name = "cases/files.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"files": self.case.files.select_related("by")}
