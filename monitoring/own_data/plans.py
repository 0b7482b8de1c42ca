"""What plans and reports hold for one person: activities, answers, files."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from cases.models import Case, Person
from monitoring.own_data.veil import Veil
from plans.models import Activity, Agreement, ChildLeftOut, Report

Data = dict[str, Any]


def activities(case: Case, person: Person, veil: Veil) -> list[Data]:
    """Activities of which the plan in force says that they are for this person."""
    rows = Activity.objects.filter(case=case, item__persons=person, due_on__lte=veil.until(case))
    rows = rows.select_related("item__service", "agency", "centre").order_by("pk")
    return [_activity(row, person, veil) for row in rows]


def _activity(row: Activity, person: Person, veil: Veil) -> Data:
    """Words of the plan where the activity is for this person alone; else the service's name."""
    item = row.item
    alone = _is_for(person, item.persons)
    by = row.agency or (row.centre if item.executor == "centre" else None)
    service = item.service.name if item.service else ""
    return {
        "name": veil.given(item.name, alone=alone) or service or None,
        "kind": item.get_kind_display(),
        "by": by.name if by else item.get_executor_display(),
        "description": veil.given(item.description, alone=alone),
        "expected_result": veil.given(item.expected_result, alone=alone),
        "due_on": row.due_on,
        "state": row.get_state_display(),
        "started_on": row.started_on,
        "ended_on": row.ended_on,
        "reports": _reports(row, person, veil, alone=alone),
    }


def _is_for(person: Person, persons: Any) -> bool:
    return set(persons.values_list("pk", flat=True)) == {person.pk}


def _reports(activity: Activity, person: Person, veil: Veil, *, alone: bool) -> list[Data]:
    """Rounds that name this person, or nobody apart from whom the plan names."""
    rows = Report.objects.filter(activity=activity, withdrawn_at=None)
    rows = rows.filter(Q(persons=person) | Q(persons=None)).select_related("review").distinct()
    return [_report(row, veil, alone=alone and _names_only(row, person)) for row in rows]


def _names_only(row: Report, person: Person) -> bool:
    return set(row.persons.values_list("pk", flat=True)) <= {person.pk}


def _report(row: Report, veil: Veil, *, alone: bool) -> Data:
    review = getattr(row, "review", None)
    return {
        "received_on": row.received_on,
        "done_on": row.done_on,
        "result": row.get_result_display(),
        "text": veil.given(row.text, alone=alone),
        "outcome_on_risks": row.get_outcome_display(),
        "mark": review.get_verdict_display() if review else "",
        "marked_on": review.marked_on if review else None,
        "explanation": veil.given(review.note, alone=alone) if review else "",
    }


def agreements(case: Case, person: Person, veil: Veil) -> list[Data]:
    """What this person answered to a plan, in the own words."""
    rows = Agreement.objects.filter(plan__case=case, person=person).select_related("plan")
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
    ]


def files(case: Case, veil: Veil) -> list[Data]:
    """Which files the case has; a name in which somebody else stands is kept back."""
    return [
        {"on": timezone.localdate(row.at), "name": veil.given(row.name, alone=True)}
        for row in case.files.order_by("pk")
    ]
