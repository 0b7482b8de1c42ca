"""The plan on the page of its case (`cases.panels`)."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from cases.panels import NextStep, Panel
from cases.permissions import can_decide
from plans.models import Plan
from plans.permissions import can_draft, can_find_exit, can_terminate_case
from plans.standing import activities_of, next_step, stages_of
from plans.views.plan_pages import open_terms


def draw_plan(request: HttpRequest, case: Case) -> Panel:
    """The plan of a case with its activities by stage, its versions, and how the case may end."""
    user = request.user
    assert isinstance(user, User)
    plans = list(case.plans.select_related("drafted_by").order_by("-pk"))
    undecided = next((plan for plan in plans if plan.is_undecided), None)
    current = next((p for p in plans if p.is_in_force), None) or undecided
    may_draft = can_draft(user, case) and current is None
    context: dict[str, Any] = {
        "case": case,
        "plan": current,
        "undecided": undecided if undecided != current else None,
        "past": [plan for plan in plans if plan not in (current, undecided)],
        "today": timezone.localdate(),
        "stages": [],
        "may_draft": may_draft,
        "may_exit": can_find_exit(user, case) and current is None,
        "may_terminate": can_terminate_case(user, case),
    }
    step = _without_plan(case, plans, user) if current is None else None
    if current:
        terms = open_terms(current, today=timezone.localdate())
        context["stages"] = stages_of(current, activities_of(current), terms)
        step = next_step(current, terms, versions=plans, user=user)
    return Panel(render_to_string("plans/_case_panel.html", context, request=request), step)


def _without_plan(case: Case, plans: list[Plan], user: User) -> NextStep | None:
    """No plan is open: the first one is to be drawn up, or exit found, or a new one follows."""
    if not case.is_open or case.state not in (Case.State.RECOGNISED, Case.State.SUPPORTED):
        return None
    if not any(plan.state == Plan.State.COMPLETED for plan in plans):
        return NextStep(
            what=_("Draw up the plan"),
            who=case.responsible.full_name,
            url="#plan",
            label=_("To the plan"),
        )
    what = _("Find whether the family has left the situation, or draw up a new plan")
    if can_decide(user, case):
        address = reverse("case-exit", args=[case.pk])
        return NextStep(what=what, who=_("Head of Centre"), url=address, label=_("Find the exit"))
    return NextStep(what=what, who=_("Head of Centre"))
