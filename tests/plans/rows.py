"""Plans, activities, dispatches and requests put into a state directly, without their history."""

import datetime as dt
from typing import Any

from accounts.models import User
from agencies.models import Agency
from cases.models import Case
from plans.models import Activity, Dispatch, Extension, Plan, PlanItem, Report
from plans.states import UNDECIDED
from tests.factories import ALMATY
from tests.plans import stories

MONDAY = dt.date(2026, 3, 16)
DUE = dt.date(2026, 3, 31)


def plan_in(state: str, *, case: Case, by: User, **more: Any) -> Plan:
    approved = {} if state in UNDECIDED else {"approved_by": by, "approved_on": MONDAY}
    executed = {"executed_on": MONDAY} if state in ("executed", "completed") else {}
    completed = {"completed_on": MONDAY} if state == "completed" else {}
    return Plan.objects.create(
        case=case,
        centre=case.centre,
        number=f"{case.number}-1",
        state=state,
        drafted_by=by,
        created_at=dt.datetime(2026, 3, 16, 9, tzinfo=ALMATY),
        **{**approved, **executed, **completed, **more},
    )


def item_of(plan: Plan, *, agency: Agency | None, **more: Any) -> PlanItem:
    words = {"kind": "adaptation", "title": "Help at school", "description": "A tutor."}
    row = PlanItem.objects.create(
        plan=plan,
        agency=agency,
        executor="agency" if agency else "centre",
        **{**words, "due_on": DUE, **more},
    )
    row.persons.set(stories.members(plan.case))
    return row


def dispatch_in(state: str, *, plan: Plan, agency: Agency) -> Dispatch:
    moment = dt.datetime(2026, 3, 16, 10, tzinfo=ALMATY) if state == "sent" else None
    return Dispatch.objects.create(
        plan=plan, agency=agency, state=state, send_on=MONDAY, sent_at=moment
    )


def activity_in(state: str, *, plan: Plan, agency: Agency, by: User, result: str = "") -> Activity:
    """An activity of an agency that was sent; with `result` it has a report in the first round."""
    part = plan.dispatches.filter(agency=agency).first()
    item = item_of(plan, agency=agency)
    row = Activity.objects.create(
        case=plan.case,
        centre=plan.centre,
        plan=plan,
        item=item,
        executor="agency",
        agency=agency,
        dispatch=part or dispatch_in("sent", plan=plan, agency=agency),
        state=state,
        due_on=DUE,
        started_on=MONDAY,
        rounds=1 if result else 0,
    )
    item.activity = row
    item.save()
    if result:
        report_of(row, result=result, by=by)
    return row


def report_of(activity: Activity, *, result: str, by: User) -> Report:
    return Report.objects.create(
        activity=activity,
        round=1,
        result=result,
        done_on=MONDAY,
        text="As asked.",
        by=by,
        received_on=MONDAY,
        entered_at=dt.datetime(2026, 3, 16, 12, tzinfo=ALMATY),
    )


def extension_in(state: str, *, activity: Activity, by: User) -> Extension:
    return Extension.objects.create(
        activity=activity,
        state=state,
        asked_due_on=dt.date(2026, 4, 10),
        reason="More time is needed.",
        asked_by=by,
        asked_on=MONDAY,
    )
