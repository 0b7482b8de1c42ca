"""The four tables hold: what is not in them is refused and changes nothing (clauses 8–12)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from accounts.errors import NotAllowed, WrongState
from accounts.models import User
from accounts.roles import Role
from accounts.transitions import Machine, Stateful
from accounts.transitions import transition as move
from agencies.models import Agency, Centre
from cases.models import Case
from plans.models import PlanDeadline, PlanTransition
from plans.states import ACTIVITY, DISPATCH, EXTENSION, PLAN
from plans.workflow import approval, completion, dispatch, drafting, execution, review
from plans.workflow.execution import ReportInput
from tests.factories import CaseFactory
from tests.plans import rows

TABLES: dict[str, Machine] = {
    "plan": PLAN,
    "activity": ACTIVITY,
    "dispatch": DISPATCH,
    "extension": EXTENSION,
}
WHY: dict[str, Any] = {"reason": "Because."}
PAST, LATER = rows.MONDAY, dt.date(2026, 4, 10)
REPORTED = ReportInput(result="done", done_on=rows.MONDAY, text="Done.")

#: How each verb is called. Steps of the system that no page offers go through the table itself.
CALLS: dict[tuple[str, str], Callable[..., Any]] = {
    ("plan", "submit"): drafting.submit,
    ("plan", "take_back"): drafting.take_back,
    ("plan", "return_plan"): lambda r, **who: drafting.return_plan(r, **WHY, **who),
    ("plan", "approve"): approval.approve,
    ("plan", "complete"): completion.complete,
    ("plan", "terminate_plan"): lambda r, **who: completion.terminate(r, **WHY, **who),
    ("activity", "accept"): dispatch.accept,
    ("activity", "decline"): lambda r, **who: dispatch.decline(r, **WHY, **who),
    ("activity", "take_over"): dispatch.take_over,
    ("activity", "insist"): lambda r, **who: dispatch.insist(r, **WHY, **who),
    ("activity", "report"): lambda r, **who: execution.report([r], REPORTED, **who),
    ("activity", "withdraw_report"): execution.withdraw_report,
    ("activity", "mark_executed"): review.mark_executed,
    ("activity", "end_partly"): lambda r, **who: review.end_unfinished(r, **WHY, **who),
    ("activity", "end_impossible"): lambda r, **who: review.end_unfinished(r, **WHY, **who),
    ("activity", "return_activity"): lambda r, **who: review.return_for_rework(
        r, ground="term", note="Late.", new_due_on=LATER, **who
    ),
    ("activity", "exclude"): approval.exclude,
    ("dispatch", "send"): dispatch.send,
    ("dispatch", "hold"): dispatch.hold,
    ("dispatch", "block"): lambda r, **who: dispatch.block(r, **WHY, **who),
    ("extension", "grant"): execution.grant,
    ("extension", "refuse_extension"): lambda r, **who: execution.refuse_later_date(
        r, **WHY, **who
    ),
}
RESULTS = {"end_partly": "partly", "end_impossible": "impossible"}


def call(kind: str, verb: str, record: Stateful, *, by: User | None, now: dt.datetime) -> None:
    if by and (kind, verb) in CALLS:
        CALLS[kind, verb](record, by=by, now=now)
        return
    with transaction.atomic():
        move(record, verb, by=by, now=now)


@dataclass
class Stage:
    """Who is there, and a case for the record in question."""

    case: Case
    agency: Agency
    people: dict[Role, User]

    def record(self, kind: str, state: str, *, verb: str) -> Stateful:
        head, agency_worker = self.people[Role.HEAD], self.people[Role.AGENCY_WORKER]
        if kind == "plan":
            return rows.plan_in(state, case=self.case, by=head)
        plan = rows.plan_in("running", case=self.case, by=head)
        if kind == "dispatch":
            return rows.dispatch_in(state, plan=plan, agency=self.agency)
        result = RESULTS.get(verb, "done") if kind == "activity" and state == "reported" else ""
        result = result or RESULTS.get(verb, "")
        activity = rows.activity_in(
            "sent" if kind == "extension" else state,
            plan=plan,
            agency=self.agency,
            by=agency_worker,
            result=result,
        )
        if kind == "activity":
            return activity
        return rows.extension_in(state, activity=activity, by=agency_worker)

    def actor(self, kind: str, verb: str) -> User | None:
        """Somebody whose role may do the verb in some state; None where only the system may."""
        roles = {role for row in TABLES[kind] if row.verb == verb for role in row.roles}
        order = [Role.HEAD, Role.CASEWORKER, Role.AGENCY_WORKER]
        if verb in ("report", "withdraw_report"):
            order.insert(0, Role.AGENCY_WORKER)
        return next((self.people[role] for role in order if role in roles), None)


@pytest.fixture
def stage(
    centre: Centre,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    working_days: None,
) -> Stage:
    case = CaseFactory.create(centre=centre, responsible=caseworker, supported=True)
    people = {
        Role.CASEWORKER: caseworker,
        Role.HEAD: head,
        Role.AGENCY_WORKER: agency_worker,
    }
    return Stage(case, agency, people)


def states_of(kind: str) -> list[str]:
    rows_of = TABLES[kind].rows
    return sorted({s for row in rows_of for s in (*row.sources, row.target)})


def every_verb() -> list[tuple[str, str]]:
    return [(kind, verb) for kind, table in TABLES.items() for verb in sorted(table.verbs)]


@pytest.mark.clause("8", "9", "11", "12")
@pytest.mark.parametrize(("kind", "verb"), every_verb())
def test_a_verb_in_a_state_without_a_row_is_refused_and_changes_nothing(
    kind: str, verb: str, stage: Stage, on: Callable[..., dt.datetime]
) -> None:
    now, by = on("2026-03-17"), stage.actor(kind, verb)
    allowed = {s for row in TABLES[kind] if row.verb == verb for s in row.sources}
    for state in set(states_of(kind)) - allowed:
        point = transaction.savepoint()
        record = stage.record(kind, state, verb=verb)
        before = snapshot(record)
        with pytest.raises(WrongState):
            call(kind, verb, record, by=by, now=now)
        assert snapshot(record) == before
        transaction.savepoint_rollback(point)


def snapshot(record: Stateful) -> tuple[Any, ...]:
    row = type(record).objects.filter(pk=record.pk).values().get()  # type: ignore[attr-defined]
    return row, PlanTransition.objects.count(), PlanDeadline.objects.count()


CAST = (
    "caseworker",
    "head",
    "agency_worker",
    "agency_supervisor",
    "regional_manager",
    "authorised_body",
    "administrator",
    "stranger",
    "former_caseworker",
    "other_head",
    "other_agency_worker",
)


@pytest.mark.clause("7(3)", "8", "9", "11", "12")
@pytest.mark.parametrize(("kind", "verb"), every_verb())
def test_a_role_that_is_not_in_the_row_is_refused(
    kind: str,
    verb: str,
    stage: Stage,
    on: Callable[..., dt.datetime],
    request: pytest.FixtureRequest,
) -> None:
    now, refused = on("2026-03-17"), set()
    row = next(row for row in TABLES[kind] if row.verb == verb)
    record = stage.record(kind, sorted(row.sources)[0], verb=verb)
    before = snapshot(record)
    for name in CAST:
        who = request.getfixturevalue(name)
        if not row.roles & record.roles_of(who):
            refused.add(name)
            with pytest.raises(NotAllowed):
                call(kind, verb, record, by=who, now=now)
            assert snapshot(record) == before
    assert refused >= set(CAST[4:])


@pytest.mark.parametrize("kind", TABLES)
def test_the_system_does_only_what_the_table_leaves_to_it(
    kind: str, stage: Stage, on: Callable[..., dt.datetime]
) -> None:
    now = on("2026-03-17")
    for row in TABLES[kind]:
        if Role.SYSTEM in row.roles:
            continue
        point = transaction.savepoint()
        record = stage.record(kind, sorted(row.sources)[0], verb=row.verb)
        with pytest.raises(NotAllowed):
            call(kind, row.verb, record, by=None, now=now)
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("kind", TABLES)
def test_every_verb_that_a_person_may_do_has_a_function(kind: str) -> None:
    inner = {("plan", "replace"), ("activity", "revise"), ("activity", "wait")}
    inner |= {("activity", "send"), ("activity", "begin"), ("dispatch", "note_paper_received")}
    inner |= {("activity", "withdraw_rework")}
    for row in TABLES[kind]:
        if row.roles != {Role.SYSTEM}:
            assert (kind, row.verb) in set(CALLS) | inner
