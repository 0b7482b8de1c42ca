"""A case that another Centre took over is not acted on from a page opened before (R13)."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.errors import SomebodyWasFirst
from accounts.models import User
from agencies.models import Agency, Centre
from cases import workflow
from cases.models import Case
from plans.models import Activity, Plan
from plans.workflow import approval, cases, drafting
from tests.plans import stories

Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.django_db


@pytest.mark.clause("7(4)")
def test_r13_the_head_who_gave_a_case_away_approves_nothing_in_it(
    case: Case,
    agency: Agency,
    other_centre: Centre,
    caseworker: User,
    head: User,
    other_head: User,
    on: Clock,
) -> None:
    now = on("2026-03-20", "10:00")
    wanted = stories.item(case, agency=agency, due="2026-04-15")
    drafting.submit(stories.drafted(case, wanted, by=caseworker, now=now), by=caseworker, now=now)
    as_opened, too = Plan.objects.select_related("case").get(), Case.objects.get()
    transfer = workflow.ask_transfer(
        Case.objects.get(), by=caseworker, now=now, to_centre=other_centre, reason="They move."
    )
    cases.accept_transfer(transfer, by=other_head, now=now, responsible=other_head)

    with stories.refused(SomebodyWasFirst):
        approval.approve(as_opened, by=head, now=now)
    with stories.refused(SomebodyWasFirst):
        cases.terminate_case(
            too, by=head, now=now, closure=Case.Closure.MOVED_AWAY, reason="They left."
        )
    with stories.refused(SomebodyWasFirst):
        workflow.report_danger(too, by=caseworker, now=now, reason="Seen on a visit.")
    assert (Plan.objects.get().state, Activity.objects.count()) == ("submitted", 0)
