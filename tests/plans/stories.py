"""Short ways to the middle of a plan's life, by the product's own verbs."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from accounts.errors import Refused
from accounts.models import User
from agencies.models import Agency
from cases.models import Case, Person
from plans.models import Activity, Agreement, Plan, PlanItem, Report
from plans.workflow import approval, drafting, execution
from plans.workflow.drafting import ItemInput
from plans.workflow.execution import ReportInput


def members(case: Case) -> list[Person]:
    return list(Person.objects.filter(memberships__family=case.family).order_by("pk"))


def item(case: Case, *, agency: Agency | None, due: str, **more: Any) -> ItemInput:
    """An activity in free words for the whole family; of the Centre where no agency is given."""
    executor = PlanItem.Executor.AGENCY if agency else PlanItem.Executor.CENTRE
    words = {
        "kind": PlanItem.Kind.ADAPTATION,
        "executor": executor,
        "agency": agency,
        "title": "Help at school",
        "description": "A tutor twice a week.",
        "persons": members(case),
        "due_on": dt.date.fromisoformat(due),
    }
    return ItemInput(**{**words, **more})


def drafted(case: Case, *items: ItemInput, by: User, now: dt.datetime) -> Plan:
    """A draft with these items, to which the family agrees."""
    plan = drafting.draft(case, by=by, now=now)
    for entered in items:
        drafting.add_item(plan, entered, by=by, now=now)
    agree(plan, by=by, now=now)
    return plan


def agree(plan: Plan, *, by: User, now: dt.datetime) -> None:
    drafting.record_agreement(
        plan,
        answer=Agreement.Answer.AGREED,
        person=members(plan.case)[0],
        answered_on=now.date(),
        note="",
        by=by,
        now=now,
    )


def approved(
    case: Case, *items: ItemInput, by: User, head: User, now: dt.datetime, **options: Any
) -> Plan:
    """A plan with these items, submitted by a caseworker and approved by the head."""
    plan = drafted(case, *items, by=by, now=now)
    drafting.submit(plan, by=by, now=now)
    approval.approve(plan, by=head, now=now, **options)
    plan.refresh_from_db()
    return plan


def given_to_another(
    asked: Activity, agency: Agency, *, by: User, head: User, now: dt.datetime
) -> Activity:
    """A new version of the plan asks another agency for an activity, by 10 April."""
    newer = drafting.new_version(asked.plan, by=by, now=now, reason="Another body.")
    entered = drafting.item_input(newer.items.get())
    entered.agency, entered.due_on = agency, dt.date(2026, 4, 10)
    drafting.change_item(newer.items.get(), entered, by=by, now=now)
    agree(newer, by=by, now=now)
    drafting.submit(newer, by=by, now=now)
    approval.approve(newer, by=head, now=now + dt.timedelta(hours=1))
    return newer.activities.get()


def report(
    activities: Activity | Sequence[Activity], *, by: User, now: dt.datetime, **more: Any
) -> list[Report]:
    """A report that it was done today."""
    words = {"result": Report.Result.DONE, "done_on": now.date(), "text": "Done as asked."}
    some = [activities] if isinstance(activities, Activity) else activities
    return execution.report(some, ReportInput(**{**words, **more}), by=by, now=now)


def terms_of(plan: Plan) -> dict[str, list[str]]:
    """The open terms of a plan: for each kind the due dates."""
    found: dict[str, list[str]] = {}
    for row in plan.deadlines.filter(met_on=None, ended_on=None).order_by("due_on", "pk"):
        found.setdefault(row.term, []).append(row.due_on.isoformat())
    return found


@contextmanager
def refused(kind: type[Refused] = Refused, *, field: str | None = None) -> Iterator[None]:
    """The block is refused in this way, and the refusal names this field."""
    with pytest.raises(kind) as caught:
        yield
    assert (type(caught.value), caught.value.field) == (kind, field)
