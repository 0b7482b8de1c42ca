"""What every page of a plan begins with: the plan, its terms, its stages, where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import log_reading
from accounts.requests import SignedIn
from agencies.calendar import working_calendar
from cases.erased import refuse_erased
from plans.models import Agreement, Plan, PlanDeadline, PlanItem
from plans.planning import items_of
from plans.queues import count_days
from regulations.working_days import Derivation


def find_plan(request: SignedIn, pk: int) -> Plan:
    """A plan version of the user's own Centre; 404 for any other."""
    visible = Plan.objects.visible_to(request.user)
    related = ("case__wellbeing", "centre", "approved_by", "drafted_by")
    plan = get_object_or_404(visible.select_related(*related), pk=pk)
    refuse_erased(plan.case)
    return plan


def require(allowed: bool) -> None:
    """403 unless a permission was given."""
    if not allowed:
        raise PermissionDenied


def note_reading(request: SignedIn, plan: Plan) -> None:
    """The page shows personal data of the plan's case (R12)."""
    log_reading(request, "plan", records=[plan.pk], cases=[plan.case_id])


def open_terms(plan: Plan, *, today: date) -> list[PlanDeadline]:
    """What is owed under a plan, the nearest first."""
    rows = list(plan.deadlines.filter(PlanDeadline.OPEN).order_by("due_on", "pk"))
    count_days(rows, today=today)
    return rows


@dataclass(frozen=True)
class Counted:
    """A date that follows from a term, for the due-date component; nothing is owed yet."""

    due_on: date
    clause: str
    derivation: dict[str, Any]
    working_days_left: int
    met_on: date | None = None
    ended_on: date | None = None


def counted(derivation: Derivation, *, clause: str, today: date) -> Counted:
    left = working_calendar().distance(today, derivation.due)
    return Counted(derivation.due, clause, derivation.as_json(), left)


@dataclass(frozen=True)
class Stage:
    number: int
    items: list[PlanItem]


def by_stage(items: Iterable[PlanItem]) -> list[Stage]:
    """The items under the number of their stage, which may leave numbers out."""
    stages: dict[int, list[PlanItem]] = {}
    for item in items:
        stages.setdefault(item.stage, []).append(item)
    return [Stage(number, stages[number]) for number in sorted(stages)]


def paper(plan: Plan, *, items: list[PlanItem] | None = None) -> dict[str, Any]:
    """What the plan as paper shows, on the pages of approval, print and the plan itself."""
    return {
        "plan": plan,
        "case": plan.case,
        "stages": by_stage(items_of(plan) if items is None else items),
        "agreement": newest_answer(plan),
        "today": timezone.localdate(),
    }


def newest_answer(plan: Plan) -> Agreement | None:
    return plan.agreements.select_related("person", "entered_by").order_by("-pk").first()
