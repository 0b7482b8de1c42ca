"""Every verb of the transition tables in every state: done from its row, else refused."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.errors import NotAllowed, SomebodyWasFirst, WrongState
from accounts.models import User
from accounts.transitions import available, transition
from agencies.models import Centre
from cases import workflow
from cases.models import Case, Ground, Transfer
from cases.states import CASE, TRANSFER, CaseState, TransferState
from tests import factories as make

Verb = Callable[..., Any]


def recognise(case: Case, **by: Any) -> None:
    workflow.recognise(case, grounds=[Ground.objects.get(code="G10")], **by)


def find_exit(case: Case, **by: Any) -> None:
    workflow.close_case(case, "find_exit", closure="exit", reason="Work and a home.", **by)


def terminate(case: Case, **by: Any) -> None:
    workflow.close_case(case, "terminate", closure="moved_away", reason="Abroad.", **by)


VERBS: dict[str, Verb] = {
    "start_assessment": workflow.start_assessment,
    "recognise": recognise,
    "refuse": lambda case, **by: workflow.refuse(case, reason="No ground applies.", **by),
    "begin_support": workflow.begin_support,
    "find_exit": find_exit,
    "terminate": terminate,
}


@pytest.fixture
def case_in(centre: Centre, caseworker: User, friday: dt.datetime) -> Callable[[str], Case]:
    def make_case(state: str) -> Case:
        traits = {} if state == "detected" else {state: True}
        case: Case = make.CaseFactory.create(centre=centre, responsible=caseworker, **traits)
        make.AssessmentFactory.create(case=case)
        return case

    return make_case


def test_every_verb_of_the_table_is_tried_here() -> None:
    assert VERBS.keys() == CASE.verbs


@pytest.mark.parametrize("state", CaseState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state(
    verb: str, state: str, case_in: Callable[[str], Case], head: User, friday: dt.datetime
) -> None:
    case = case_in(state)
    row = next((r for r in CASE if r.verb == verb and state in r.sources), None)
    if row is None:
        with pytest.raises(WrongState):
            VERBS[verb](case, by=head, now=friday)
        case.refresh_from_db()
        assert (case.state, case.transitions.count()) == (state, 0)
        return
    VERBS[verb](case, by=head, now=friday)
    case.refresh_from_db()
    assert case.state == row.target
    entry = case.transitions.get()
    assert (entry.verb, entry.from_state, entry.to_state) == (verb, state, row.target)
    assert (entry.by, entry.clause) == (head, row.clause)
    assert bool(entry.reason) == row.needs_reason


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ["other_head", "agency_supervisor", "regional_manager"])
def test_r12_nobody_from_outside_the_centre(
    verb: str,
    name: str,
    case_in: Callable[[str], Case],
    friday: dt.datetime,
    request: pytest.FixtureRequest,
) -> None:
    row = next(r for r in CASE if r.verb == verb)
    case = case_in(min(row.sources))
    with pytest.raises(NotAllowed):
        VERBS[verb](case, by=request.getfixturevalue(name), now=friday)
    assert not case.transitions.exists()


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - {"start_assessment"}))
def test_decisions_are_the_heads(
    verb: str, case_in: Callable[[str], Case], caseworker: User, friday: dt.datetime
) -> None:
    row = next(r for r in CASE if r.verb == verb)
    case = case_in(min(row.sources))
    with pytest.raises(NotAllowed):
        VERBS[verb](case, by=caseworker, now=friday)
    assert verb not in [r.verb for r in available(case, caseworker)]


def test_of_two_who_decide_at_once_one_is_told(
    case_in: Callable[[str], Case], head: User, friday: dt.datetime
) -> None:
    seen_by_one = case_in("assessing")
    seen_by_other = Case.objects.get(pk=seen_by_one.pk)
    recognise(seen_by_one, by=head, now=friday)
    with pytest.raises(SomebodyWasFirst):
        workflow.refuse(seen_by_other, by=head, now=friday, reason="No ground applies.")
    seen_by_other.refresh_from_db()
    assert seen_by_other.state == "recognised"


TRANSFER_VERBS: dict[str, Verb] = {
    "accept_transfer": lambda t, **by: transition(t, "accept_transfer", **by),
    "refuse_transfer": lambda t, **by: transition(t, "refuse_transfer", **by),
    "withdraw_transfer": workflow.withdraw_transfer,
}


@pytest.mark.clause("7(4)")
@pytest.mark.parametrize("state", TransferState.values)
@pytest.mark.parametrize("verb", TRANSFER_VERBS)
def test_r13_every_verb_of_a_transfer_in_every_state(
    verb: str,
    state: str,
    case: Case,
    other_centre: Centre,
    head: User,
    other_head: User,
    friday: dt.datetime,
) -> None:
    assert TRANSFER_VERBS.keys() == TRANSFER.verbs
    transfer = Transfer.objects.create(
        case=case,
        from_centre=case.centre,
        to_centre=other_centre,
        state=state,
        reason="They moved.",
        asked_by=head,
        asked_on=friday.date(),
    )
    right, wrong = (head, other_head) if verb == "withdraw_transfer" else (other_head, head)
    if state != "asked":
        with pytest.raises(WrongState):
            TRANSFER_VERBS[verb](transfer, by=right, now=friday)
        return
    with pytest.raises(NotAllowed):
        TRANSFER_VERBS[verb](transfer, by=wrong, now=friday)
    TRANSFER_VERBS[verb](transfer, by=right, now=friday)
    transfer.refresh_from_db()
    assert transfer.state == next(r.target for r in TRANSFER if r.verb == verb)
    assert transfer.transitions.get().case == case
