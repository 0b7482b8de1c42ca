"""What plans and reports hold for one person: activities, answers, files."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cases.models import Case, Person
from monitoring.own_data.veil import Veil, by
from plans.models import Activity, Agreement, ChildLeftOut, PlanItem, Report

Data = dict[str, Any]


def activities(case: Case, person: Person, veil: Veil) -> list[Data]:
    """Activities of which the plan in force says that they are for this person alone.

    Where another person's service is given tells where that person is.
    """
    rows = Activity.objects.filter(case=case, item__persons=person, due_on__lte=veil.until(case))
    rows = rows.select_related("item__service", "agency", "centre").order_by("pk")
    return [_activity(row, case, person, veil) for row in rows if _is_for(person, row.item)]


def _activity(row: Activity, case: Case, person: Person, veil: Veil) -> Data:
    """Words of the plan; the service's name where they name somebody else."""
    item, until = row.item, veil.until(case)
    office = row.agency or (row.centre if item.executor == "centre" else None)
    service = item.service.name if item.service else ""
    return {
        "name": veil.given(item.name, alone=True) or service or None,
        "kind": item.get_kind_display(),
        "by": office.name if office else item.get_executor_display(),
        "description": veil.given(item.description, alone=True),
        "expected_result": veil.given(item.expected_result, alone=True),
        "due_on": row.due_on,
        "state": None if veil.has_left(case) else row.get_state_display(),
        "started_on": by(row.started_on, until),
        "ended_on": by(row.ended_on, until),
        "reports": _reports(row, person, veil, until),
    }


def _is_for(person: Person, item: PlanItem) -> bool:
    return set(item.persons.values_list("pk", flat=True)) == {person.pk}


def _reports(activity: Activity, person: Person, veil: Veil, until: date) -> list[Data]:
    """Rounds that name this person alone, or nobody apart from whom the plan names."""
    rows = Report.objects.filter(activity=activity, withdrawn_at=None, received_on__lte=until)
    rows = rows.filter(Q(persons=person) | Q(persons=None)).select_related("review").distinct()
    return [_report(row, veil, until) for row in rows if _names_only(row, person)]


def _names_only(row: Report, person: Person) -> bool:
    return set(row.persons.values_list("pk", flat=True)) <= {person.pk}


def _report(row: Report, veil: Veil, until: date) -> Data:
    review = getattr(row, "review", None)
    if review and review.marked_on > until:
        review = None
    return {
        "received_on": row.received_on,
        "done_on": row.done_on,
        "result": row.get_result_display(),
        "text": veil.given(row.text, alone=True),
        "outcome_on_risks": row.get_outcome_display(),
        "mark": review.get_verdict_display() if review else "",
        "marked_on": review.marked_on if review else None,
        "explanation": veil.given(review.note, alone=True) if review else "",
    }


def agreements(case: Case, person: Person, veil: Veil) -> list[Data]:
    """What this person answered to a plan, in the own words."""
    rows = Agreement.objects.filter(
        plan__case=case, person=person, answered_on__lte=veil.until(case)
    ).select_related("plan")
    return [
        {
            "plan": str(row.plan),
            "on": row.answered_on,
            "answer": row.get_answer_display(),
            "words": veil.given(row.note, alone=True),
        }
        for row in rows
    ]


def left_out(case: Case, person: Person, veil: Veil) -> list[Data]:
    """Why a version of the plan had no activity for this child."""
    rows = ChildLeftOut.objects.filter(plan__case=case, person=person).select_related("plan")
    return [
        {"plan": str(row.plan), "reason": veil.given(row.reason, alone=True)}
        for row in rows.order_by("pk")
        if timezone.localdate(row.plan.created_at) <= veil.until(case)
    ]


def files(case: Case, veil: Veil) -> list[Data]:
    """Which files the case has; a name in which somebody else stands is kept back."""
    return [
        {"on": timezone.localdate(row.at), "name": veil.given(row.name, alone=True)}
        for row in case.files.order_by("pk")
    ]
