"""What keeps a closed case from being anonymised (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.models import User
from cases import workflow
from cases.models import Case
from monitoring.models import Conclusion, FigureQuestion
from monitoring.workflow import opening, signing
from monitoring.workflow.erasing import erase
from plans.models import Activity, Plan
from regulations.quarters import Quarter
from tests import factories as make
from tests.monitoring.closed_case import keep_cases
from tests.monitoring.erased_figures import ACT

Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.clause("7(3)")


def test_r12_only_the_head_and_only_by_an_act_with_a_number_of_its_own(
    closed: Case, caseworker: User, head: User, due: dt.datetime
) -> None:
    with pytest.raises(NotAllowed):
        erase(closed, by=caseworker, now=due, **ACT)
    for field in ACT:
        with pytest.raises(Invalid) as refused:
            erase(closed, by=head, now=due, **{**ACT, field: " "})
        assert refused.value.field == field
    other = make.CaseFactory.create(centre=closed.centre, terminated=True)
    erase(closed, by=head, now=due, **ACT)
    with pytest.raises(Invalid) as refused:
        erase(other, by=head, now=due, **ACT)
    assert refused.value.field == "number"


def test_r12_without_a_confirmed_period_nothing_is_erased(
    closed: Case, closed_and_signed: Conclusion, head: User, on: Clock
) -> None:
    with pytest.raises(Refused, match="No period"):
        erase(closed, by=head, now=on("2056-01-01"), **ACT)


def test_r12_not_a_day_before_the_period_is_over(
    closed: Case, head: User, due: dt.datetime, on: Clock
) -> None:
    with pytest.raises(Refused, match="not over"):
        erase(closed, by=head, now=on("2031-03-29", "23:59"), **ACT)
    erase(closed, by=head, now=on("2031-03-30", "09:00"), **ACT)


def _sealed(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    words: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": True}
    workflow.seal(case, by=head, now=now, readers=[case.responsible], **words)


def _corrected(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    signing.correct(signed, reason="Late.", by=head, now=now)


def _asked(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    FigureQuestion.objects.create(
        monitoring=signed.monitoring, measure="cases", text="Why?", asked_by=head, asked_at=now
    )


def _transferred(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    case.transfers.update(state="asked")


def _planned(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    Plan.objects.filter(case=case).update(state=Plan.State.RUNNING)


def _owed(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    make.CaseDeadlineFactory.create(case=case)


def _disputed(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    Activity.objects.get(case=case).extensions.update(state="asked")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (_sealed, "under seal"),
        (_corrected, "not signed yet"),
        (_asked, "unanswered"),
        (_transferred, "transfer"),
        (_planned, "plan of this case is open"),
        (_owed, "still owed"),
        (_disputed, "waits for its answer"),
    ],
)
def test_r12_what_is_still_open_is_not_erased(
    closed: Case,
    closed_and_signed: Conclusion,
    head: User,
    due: dt.datetime,
    happens: Any,
    why: str,
) -> None:
    happens(closed, closed_and_signed, head, due)
    with pytest.raises(Refused, match=why):
        erase(closed, by=head, now=due, **ACT)
    assert Case.objects.kept().filter(pk=closed.pk).exists()


def test_r21_a_quarter_that_nobody_signed_holds_it(
    closed: Case, head: User, administrator: User, on: Clock
) -> None:
    opening.open_quarter(closed.centre, Quarter(2026, 1), now=on("2026-04-02"))
    now = keep_cases(administrator, on=on)
    with pytest.raises(Refused, match="not signed yet"):
        erase(closed, by=head, now=now, **ACT)
