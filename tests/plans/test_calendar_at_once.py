"""R24: somebody corrects the calendar while a verb meets one term and counts the next."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from agencies.models import Agency
from cases.models import Case
from monitoring.calendar import correct_day
from plans.workflow import approval, drafting
from tests.plans import stories
from tests.plans.at_once import SECONDS, at_once, somebody_waits, wait_until

Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.mark.clause("9")
def test_r24_an_approval_and_a_correction_do_not_wait_for_each_other_in_a_circle(
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    administrator: User,
    on: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = on("2026-03-20", "10:00")
    plan = stories.drafted(
        case, stories.item(case, agency=agency, due="2026-04-15"), by=caseworker, now=now
    )
    drafting.submit(plan, by=caseworker, now=now)
    raised: list[Exception | None] = []

    def correct() -> None:
        day, act = dt.date(2026, 3, 26), "made up act"
        raised.extend(
            at_once(
                lambda: correct_day(
                    day, is_working=False, act=act, reason="r", by=administrator, now=now
                )
            )
        )

    correcting = threading.Thread(target=correct)
    really = approval._bring_to_life

    def between(*args: Any, **more: Any) -> None:
        """The term for approval is met, that for dispatch is not counted yet."""
        correcting.start()
        wait_until(somebody_waits)
        really(*args, **more)

    monkeypatch.setattr(approval, "_bring_to_life", between)
    approval.approve(plan, by=head, now=now)
    correcting.join(SECONDS)

    assert raised == [None]
    sent = plan.deadlines.get(term="dispatch")
    assert (sent.met_on, plan.deadlines.get(term="approval").due_on) == (
        now.date(),
        dt.date(2026, 3, 26),
    )
