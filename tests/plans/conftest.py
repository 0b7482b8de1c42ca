"""What the stories about plans begin with."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import User
from agencies.models import Agency, Centre
from cases.models import Case
from plans.models import Activity
from tests.factories import CaseFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]


@pytest.fixture
def friday(on: Clock) -> dt.datetime:
    """20 March 2026; the days from 21 to 25 March are off, day 2 of clause 9 is the 27th."""
    return on("2026-03-20", "10:00")


@pytest.fixture
def case(centre: Centre, caseworker: User, working_days: None) -> Case:
    """A recognised case of a mother and her son, with the calendar of 2026."""
    row: Case = CaseFactory.create(
        centre=centre, responsible=caseworker, recognised=True, with_child=True
    )
    return row


@pytest.fixture
def asked(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> Activity:
    """One activity, sent to the school on Friday 20 March 2026 and due on Tuesday 31 March."""
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20", "10:00"))
    return plan.activities.get()
