"""The main path over the holidays of March 2026, with a stopped clock."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import OutboxMessage, User
from agencies.models import Agency
from cases.models import Case
from plans.models import Plan
from plans.workflow import completion, dispatch, review
from tests.plans import stories

Clock = Callable[..., dt.datetime]


@pytest.mark.clause("8", "9", "11", "12")
def test_a_plan_from_draft_to_completion_over_the_march_holidays(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> None:
    friday = on("2026-03-20", "10:00")
    plan = stories.approved(
        case,
        stories.item(case, agency=agency, due="2026-03-31"),
        by=caseworker,
        head=head,
        now=friday,
    )
    assert plan.state == Plan.State.SENT
    assert stories.terms_of(plan) == {"acceptance": ["2026-03-27"], "report": ["2026-03-31"]}
    sent = plan.deadlines.get(term="dispatch")
    assert (sent.due_on.isoformat(), sent.met_on, sent.days_late) == (
        "2026-03-27",
        friday.date(),
        0,
    )

    activity = plan.activities.get()
    dispatch.accept(activity, by=agency_worker, now=on("2026-03-26", "11:00"))
    plan.refresh_from_db()
    assert plan.state == Plan.State.RUNNING

    stories.report(activity, by=agency_worker, now=on("2026-03-27", "15:00"))
    assert stories.terms_of(plan) == {"review": ["2026-03-31"]}

    review.mark_executed(activity, by=caseworker, now=on("2026-03-30", "09:30"))
    plan.refresh_from_db()
    assert plan.state == Plan.State.EXECUTED
    assert stories.terms_of(plan) == {"completion": ["2026-03-31"]}

    completion.complete(plan, by=head, now=on("2026-03-31", "17:00"))
    plan.refresh_from_db()
    assert (plan.state, plan.completed_on) == (Plan.State.COMPLETED, dt.date(2026, 3, 30))
    assert stories.terms_of(plan) == {}
    assert [row.verb for row in plan.transitions.all()] == [
        "draft",
        "submit",
        "approve",
        "send",
        "send",
        "mark_sent",
        "accept",
        "start",
        "report",
        "mark_executed",
        "mark_executed_in_full",
        "complete",
    ]
    case.refresh_from_db()
    assert case.state == Case.State.SUPPORTED


@pytest.mark.clause("9")
def test_r16_the_mail_to_the_agency_names_no_person(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> None:
    now = on("2026-03-20")
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    message = OutboxMessage.objects.get()
    part = plan.dispatches.get()
    assert message.key == f"dispatch-{part.pk}"
    assert message.payload["context"] == {"dispatch_id": part.pk, "activities": 1}
    assert part.mail == message
