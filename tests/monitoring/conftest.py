"""Terms that stand open, near or late, made directly: what is tested is who hears of them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import OutboxMessage, User
from agencies.models import Agency, Centre
from cases.models import Case
from monitoring.models import Conclusion, Monitoring
from monitoring.sweep import sweep
from monitoring.workflow import opening
from plans.models import Activity, Plan, PlanDeadline
from regulations.quarters import Quarter
from tests.factories import CaseDeadlineFactory, CaseFactory
from tests.monitoring.closed_case import closed_case, keep_cases, signed_quarter
from tests.monitoring.quarters import sign
from tests.plans import stories

Clock = Callable[..., dt.datetime]
Owed = Callable[..., PlanDeadline]


@pytest.fixture
def case(centre: Centre, caseworker: User, working_days: None) -> Case:
    row: Case = CaseFactory.create(
        centre=centre,
        responsible=caseworker,
        recognised=True,
        with_child=True,
        number="SEM-M-00001",
    )
    return row


@pytest.fixture
def plan(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> Plan:
    """Sent to the school on Monday 2 March 2026; its report is due on Friday 20 March."""
    wanted = stories.item(case, agency=agency, due="2026-03-20")
    now = on("2026-03-02", "10:00")
    sent = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    PlanDeadline.objects.filter(plan=sent, term="acceptance").update(
        met_on=dt.date(2026, 3, 3), days_late=0
    )
    OutboxMessage.objects.update(delivered_at=now)
    return sent


@pytest.fixture
def activity(plan: Plan) -> Activity:
    return plan.activities.get()


@pytest.fixture
def report_term(activity: Activity) -> PlanDeadline:
    """The school owes its report by Friday 20 March 2026; next working day: Thursday 26 March."""
    return activity.deadlines.get(term="report")


@pytest.fixture
def told(
    case: Case, activity: Activity, agency_worker: User, regional_manager: User, on: Clock
) -> Case:
    """A row for each register: the school reports on 19 March; an assessment is late since 6 March.

    The newest day is Friday 20 March 2026.
    """
    CaseDeadlineFactory.create(case=case)
    sweep(now=on("2026-03-06"))
    stories.report(activity, by=agency_worker, now=on("2026-03-19"))
    on("2026-03-20")
    return case


@pytest.fixture
def files_root(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where files lie, for this process and for the workers that it starts."""
    root = tmp_path / "files"
    monkeypatch.setenv("FILES_ROOT", str(root))
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": str(root)}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return root


@pytest.fixture(autouse=True)
def pages_in_english(reads_english: None) -> None:
    """What the tests here look for in a page is English."""


FIRST_QUARTER = Quarter(2026, 1)


@pytest.fixture
def opened(plan: Plan, on: Clock) -> Monitoring:
    """The first quarter of 2026 of the Centre of the story, opened on Thursday 2 April."""
    return opening.open_quarter(plan.centre, FIRST_QUARTER, now=on("2026-04-02"))


@pytest.fixture
def draft(opened: Monitoring) -> Conclusion:
    return Conclusion.objects.get(monitoring=opened)


@pytest.fixture
def signed(draft: Conclusion, head: User, on: Clock) -> Conclusion:
    """Signed by the head on Monday 6 April, with whatever was found."""
    return sign(draft, by=head, now=on("2026-04-06", "11:00"))


@pytest.fixture
def closed(
    files_root: Path,
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    on: Clock,
) -> Case:
    """A case with all that can be written in one, closed on 30 March 2026."""
    return closed_case(case, agency=agency, by=caseworker, head=head, worker=agency_worker, on=on)


@pytest.fixture
def closed_and_signed(closed: Case, head: User, on: Clock) -> Conclusion:
    """The quarter in which it was closed, signed."""
    return signed_quarter(closed, head=head, on=on)


@pytest.fixture
def due(closed_and_signed: Conclusion, administrator: User, on: Clock) -> dt.datetime:
    """A moment long after its period of keeping, with the clock stopped there."""
    return keep_cases(administrator, on=on)
