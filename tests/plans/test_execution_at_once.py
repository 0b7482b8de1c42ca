"""R16, R18, R19: two people act on one activity at the same moment; one effect each."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from accounts.errors import SomebodyWasFirst
from accounts.models import OutboxMessage, User
from agencies.models import Agency
from cases.models import Case
from plans.models import Activity, Dispatch, Report, Review
from plans.workflow import approval, dispatch, drafting, execution, review
from plans.workflow.turns import take_turn
from tests.plans import stories
from tests.plans.at_once import SECONDS, at_once, somebody_waits, wait_until

Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.usefixtures("committed_db")


def again(activity: Activity) -> Activity:
    """As another browser read it."""
    return Activity.objects.get(pk=activity.pk)


@pytest.mark.clause("11")
def test_r18_two_colleagues_report_at_once(
    asked: Activity, agency_worker: User, agency_colleague: User, on: Clock
) -> None:
    now = on("2026-03-26")
    mine, theirs = again(asked), again(asked)
    raised = at_once(
        lambda: stories.report(mine, by=agency_worker, now=now),
        lambda: stories.report(theirs, by=agency_colleague, now=now),
    )
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "SomebodyWasFirst"]
    assert Report.objects.count() == 1
    assert stories.terms_of(asked.plan) == {"review": ["2026-03-30"]}


@pytest.mark.clause("11")
def test_r19_two_caseworkers_mark_at_once(
    asked: Activity, agency_worker: User, caseworker: User, colleague: User, on: Clock
) -> None:
    now = on("2026-03-26")
    stories.report(asked, by=agency_worker, now=now)
    mine, theirs = again(asked), again(asked)
    raised = at_once(
        lambda: review.mark_executed(mine, by=caseworker, now=now),
        lambda: review.return_for_rework(
            theirs,
            ground="proof",
            note="",
            new_due_on=dt.date(2026, 4, 6),
            by=colleague,
            now=now,
        ),
    )
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "SomebodyWasFirst"]
    mark = Review.objects.get()
    assert again(asked).state == mark.verdict


@pytest.mark.clause("11")
def test_r18_a_mark_crosses_a_withdrawal(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    now = on("2026-03-26")
    stories.report(asked, by=agency_worker, now=now)
    mine, theirs = again(asked), again(asked)
    raised = at_once(
        lambda: review.mark_executed(mine, by=caseworker, now=now),
        lambda: execution.withdraw_report(theirs, by=agency_worker, now=now),
    )
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "SomebodyWasFirst"]
    marked = Review.objects.count() == 1
    assert again(asked).state == ("executed" if marked else "accepted")
    assert Report.objects.filter(withdrawn_at=None).count() == (1 if marked else 0)


@pytest.mark.clause("11")
def test_r18_a_colleague_withdraws_while_another_reports_again(
    asked: Activity, agency_worker: User, agency_colleague: User, on: Clock
) -> None:
    now = on("2026-03-26")
    stories.report(asked, by=agency_worker, now=now)
    mine, theirs = again(asked), again(asked)
    raised = at_once(
        lambda: execution.withdraw_report(mine, by=agency_worker, now=now),
        lambda: execution.withdraw_report(theirs, by=agency_colleague, now=now),
    )
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "SomebodyWasFirst"]
    assert stories.terms_of(asked.plan) == {"report": ["2026-03-31"]}


@pytest.fixture
def held(case: Case, agency: Agency, caseworker: User, head: User, on: Clock) -> Dispatch:
    wanted = stories.item(case, agency=agency, due="2026-04-10")
    plan = stories.approved(
        case, wanted, by=caseworker, head=head, now=on("2026-03-20"), hold=[agency.pk]
    )
    return plan.dispatches.get()


@pytest.mark.clause("9")
def test_r16_the_head_and_the_system_send_at_once(
    held: Dispatch, agency_worker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-27", "16:00")
    raised = at_once(
        lambda: dispatch.send_and_note(held, by=head, now=now),
        lambda: dispatch.send_held(now=now),
        lambda: dispatch.send_held(now=now),
    )
    assert [error for error in raised if not isinstance(error, SomebodyWasFirst | None)] == []
    part = Dispatch.objects.get()
    assert (part.state, part.transitions.filter(verb="send").count()) == ("sent", 1)
    assert OutboxMessage.objects.count() == 1
    assert part.deadlines.get(term="dispatch").met_on == now.date()


@pytest.mark.clause("8", "11")
def test_r18_a_report_waits_for_its_case_before_it_touches_the_activity(
    asked: Activity, agency_worker: User, on: Clock
) -> None:
    """A new version holds case, then activities: a report that went the other way would jam."""
    now = on("2026-03-26")
    mine = again(asked)
    reporting = threading.Thread(
        target=at_once, args=[lambda: stories.report(mine, by=agency_worker, now=now)]
    )
    with transaction.atomic():
        take_turn(asked.case_id)
        reporting.start()
        wait_until(somebody_waits)
        assert Activity.objects.select_for_update(nowait=True).get(pk=asked.pk).state == "sent"
    reporting.join(SECONDS)
    assert again(asked).state == "reported"


@pytest.mark.clause("8", "11")
def test_r15_a_new_version_crosses_a_report(
    asked: Activity, agency: Agency, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-26")
    newer = drafting.new_version(asked.plan, by=caseworker, now=now, reason="Twice is too little.")
    item = newer.items.get()
    entered = drafting.item_input(item)
    entered.description, entered.persons = "A tutor daily.", stories.members(newer.case)
    drafting.change_item(item, entered, by=caseworker, now=now)
    stories.agree(newer, by=caseworker, now=now)
    drafting.submit(newer, by=caseworker, now=now)
    mine = again(asked)
    raised = at_once(
        lambda: stories.report(mine, by=agency_worker, now=now),
        lambda: approval.approve(newer, by=head, now=now),
    )
    assert raised[1] is None
    assert raised[0] is None or isinstance(raised[0], SomebodyWasFirst)
    activity = again(asked)
    assert (activity.state, activity.plan_id) == ("sent", newer.pk)
    assert stories.terms_of(newer) == {"acceptance": ["2026-03-30"], "report": ["2026-03-31"]}
    assert connection.in_atomic_block is False
