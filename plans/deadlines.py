"""Which clause's term starts when, for plans (R15–R20). Days are days in Asia/Almaty."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.roles import Role
from agencies import deadlines, settings
from cases.models import Case
from plans.models import Activity, Dispatch, Extension, Plan, PlanDeadline, Report


def _owed_by_centre(plan: Plan, *, role: Role = Role.CASEWORKER) -> dict[str, Any]:
    return {
        "plan": plan,
        "centre_id": plan.centre_id,
        "role": role,
        "responsible_id": plan.case.responsible_id if role == Role.CASEWORKER else None,
        "with_children": plan.case.with_children,
    }


def _owed_for(activity: Activity) -> dict[str, Any]:
    """An agency owes its own activities; the Centre owes its own and the family's."""
    owed = _owed_by_centre(activity.plan)
    if activity.agency_id:
        owed |= {"agency_id": activity.agency_id, "role": Role.AGENCY_WORKER}
        owed |= {"responsible_id": activity.taken_by_id}
    return owed | {"activity": activity}


def start_approval(plan: Plan, *, on: date) -> PlanDeadline:
    """Setting: the head decides on a submitted plan (not set by the Order)."""
    return deadlines.start(PlanDeadline, "approval", on=on, **_owed_by_centre(plan, role=Role.HEAD))


def start_dispatch(dispatch: Dispatch, *, on: date) -> PlanDeadline:
    """Clause 9: two working days; from approval (reading). The head owes it."""
    owed = _owed_by_centre(dispatch.plan, role=Role.HEAD)
    return deadlines.start(PlanDeadline, "dispatch", on=on, dispatch=dispatch, **owed)


def start_report(activity: Activity, *, on: date) -> PlanDeadline:
    """Clause 11 para 1: by the date in the plan, which `activity.due_on` holds."""
    return deadlines.start(
        PlanDeadline, "report", on=on, due_on=activity.due_on, **_owed_for(activity)
    )


def start_acceptance(activity: Activity, *, on: date) -> PlanDeadline:
    """Setting: an agency takes an activity into work or declines it."""
    return deadlines.start(PlanDeadline, "acceptance", on=on, **_owed_for(activity))


def start_review(report: Report) -> PlanDeadline:
    """Clause 11 para 2: two working days from the day of receipt."""
    activity = report.activity
    owed = _owed_by_centre(activity.plan) | {"activity": activity, "report": report}
    return deadlines.start(PlanDeadline, "review", on=report.received_on, **owed)


def start_rework(activity: Activity, *, on: date) -> PlanDeadline:
    """Clause 11 para 3: the return carries the new date (reading)."""
    return deadlines.start(
        PlanDeadline, "rework", on=on, due_on=activity.due_on, **_owed_for(activity)
    )


def reopen(deadline: PlanDeadline, activity: Activity) -> None:
    """A met term is owed again, by the date it had and by whoever owes the activity now."""
    owed = {**_owed_for(activity), "met_on": None, "days_late": None}
    for name, value in owed.items():
        setattr(deadline, name, value)
    deadline.save(update_fields=[name.removesuffix("_id") for name in owed])


def start_decline_decision(activity: Activity, *, on: date) -> PlanDeadline:
    """Setting: the Centre decides what becomes of a declined activity."""
    owed = _owed_by_centre(activity.plan) | {"activity": activity}
    return deadlines.start(PlanDeadline, "decline_decision", on=on, **owed)


def start_extension_decision(extension: Extension, *, on: date) -> PlanDeadline:
    """Setting: the Centre answers a request for a later date."""
    activity = extension.activity
    owed = _owed_by_centre(activity.plan) | {"activity": activity, "extension": extension}
    return deadlines.start(PlanDeadline, "extension_decision", on=on, **owed)


def start_completion(plan: Plan, *, on: date) -> PlanDeadline:
    """Clause 12: one working day; starts by itself at the last mark (reading).

    Owed by whom the setting names, the head by default.
    """
    by_head = settings.value("completion_marked_by") == Role.HEAD
    owed = _owed_by_centre(plan, role=Role.HEAD) if by_head else _owed_by_centre(plan)
    return deadlines.start(PlanDeadline, "completion", on=on, **owed)


def follow_case(sender: type[Case], case: Case, **_more: object) -> None:
    """Open terms go where their case goes: Centre, children, and whoever is responsible (R10)."""
    owed = PlanDeadline.objects.filter(PlanDeadline.OPEN, plan__case=case)
    owed.update(centre=case.centre_id, with_children=case.with_children)
    mine = owed.filter(agency=None, role=Role.CASEWORKER)
    mine.update(responsible=case.responsible_id)


def of_activity(activity: Activity, *terms: str) -> QuerySet[PlanDeadline]:
    rows = PlanDeadline.objects.filter(activity=activity)
    return rows.filter(term__in=terms) if terms else rows


def of_plan(plan: Plan, *terms: str) -> QuerySet[PlanDeadline]:
    """The terms that are owed for the plan itself."""
    return PlanDeadline.objects.filter(
        plan=plan, term__in=terms, activity=None, dispatch=None, report=None
    )


def of_dispatch(dispatch: Dispatch) -> QuerySet[PlanDeadline]:
    return PlanDeadline.objects.filter(dispatch=dispatch, term="dispatch")
