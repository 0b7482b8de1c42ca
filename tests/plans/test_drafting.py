"""Drafting: what an item must say, whom a plan must not forget, what the family answers."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst, WrongState
from accounts.models import User
from agencies.models import Agency
from cases.models import Case, Person
from plans.models import Agreement, Plan
from plans.planning import children_without_activity
from plans.workflow import approval, drafting
from tests.factories import CaseFactory, PersonFactory
from tests.plans import stories
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]


@pytest.fixture
def plan(case: Case, caseworker: User, friday: dt.datetime) -> Plan:
    return drafting.draft(case, by=caseworker, now=friday)


@pytest.fixture
def mother(case: Case) -> Person:
    return stories.members(case)[0]


@pytest.fixture
def son(case: Case) -> Person:
    return stories.members(case)[1]


@pytest.mark.clause("8")
def test_r15_a_plan_follows_recognition(
    centre: Any, caseworker: User, working_days: None, friday: dt.datetime
) -> None:
    case = CaseFactory.create(centre=centre, responsible=caseworker, assessing=True)
    with refused(WrongState):
        drafting.draft(case, by=caseworker, now=friday)


@pytest.mark.clause("8")
def test_r15_a_case_has_one_draft(
    plan: Plan, case: Case, colleague: User, friday: dt.datetime
) -> None:
    with refused(Refused):
        drafting.draft(case, by=colleague, now=friday)
    assert Plan.objects.count() == 1


@pytest.mark.clause("7(3)")
def test_r12_another_centre_drafts_nothing(
    case: Case, other_caseworker: User, friday: dt.datetime
) -> None:
    with refused(NotAllowed):
        drafting.draft(case, by=other_caseworker, now=friday)


@pytest.mark.clause("8")
@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": ""}, "title"),
        ({"description": "  "}, "description"),
        ({"kind": "charity"}, "kind"),
        ({"persons": []}, "persons"),
        ({"executor": "agency"}, "agency"),
        ({"due_on": dt.date(2026, 3, 20)}, "due_on"),
        ({"due_on": dt.date(2026, 3, 19)}, "due_on"),
        ({"due_on": dt.date(2026, 3, 24)}, "due_on"),
    ],
)
def test_r15_an_item_says_all_that_is_needed(
    words: dict[str, Any],
    field: str,
    plan: Plan,
    case: Case,
    caseworker: User,
    friday: dt.datetime,
) -> None:
    entered = stories.item(case, agency=None, due="2026-03-31", **words)
    with refused(Invalid, field=field):
        drafting.add_item(plan, entered, by=caseworker, now=friday)
    assert not plan.items.exists()


@pytest.mark.clause("9")
def test_r17_an_agency_cannot_owe_before_it_has_its_part(
    plan: Plan, case: Case, agency: Agency, caseworker: User, friday: dt.datetime
) -> None:
    early = stories.item(case, agency=agency, due="2026-03-27")
    with refused(Invalid, field="due_on"):
        drafting.add_item(plan, early, by=caseworker, now=friday)
    kept = stories.item(case, agency=agency, due="2026-03-30")
    assert drafting.add_item(plan, kept, by=caseworker, now=friday).pk


def test_an_item_is_for_members_of_this_family(
    plan: Plan, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    foreigner = PersonFactory.create(centre=case.centre)
    entered = stories.item(case, agency=None, due="2026-03-31", persons=[foreigner])
    with refused(Invalid, field="persons"):
        drafting.add_item(plan, entered, by=caseworker, now=friday)


def test_the_same_form_sent_twice_adds_one_item(
    plan: Plan, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    entered = stories.item(case, agency=None, due="2026-03-31", token=uuid4())
    first = drafting.add_item(plan, entered, by=caseworker, now=friday)
    assert drafting.add_item(plan, entered, by=caseworker, now=friday) == first
    assert plan.items.count() == 1


def test_an_item_taken_out_in_the_meantime_does_not_come_back(
    plan: Plan, case: Case, caseworker: User, colleague: User, friday: dt.datetime
) -> None:
    entered = stories.item(case, agency=None, due="2026-03-31")
    item = drafting.add_item(plan, entered, by=caseworker, now=friday)
    drafting.remove_item(plan.items.get(), by=colleague)
    with refused(SomebodyWasFirst):
        drafting.change_item(item, entered, by=caseworker, now=friday)
    assert not plan.items.exists()


@pytest.mark.clause("7(2)")
def test_r11_a_child_without_an_activity_needs_a_reason(
    plan: Plan, case: Case, mother: Person, son: Person, caseworker: User, friday: dt.datetime
) -> None:
    entered = stories.item(case, agency=None, due="2026-03-31", persons=[mother])
    drafting.add_item(plan, entered, by=caseworker, now=friday)
    stories.agree(plan, by=caseworker, now=friday)
    assert children_without_activity(plan, today=friday.date()) == [son]
    with refused(Invalid, field="children"):
        drafting.submit(plan, by=caseworker, now=friday)
    with refused(Invalid, field="reason"):
        drafting.leave_child_out(plan, son, reason=" ", by=caseworker, now=friday)
    drafting.leave_child_out(
        plan, son, reason="He lives with his father.", by=caseworker, now=friday
    )
    drafting.submit(plan, by=caseworker, now=friday)
    assert plan.state == Plan.State.SUBMITTED


@pytest.mark.clause("7(2)")
def test_r11_only_a_child_of_the_family_is_left_out(
    plan: Plan, mother: Person, caseworker: User, friday: dt.datetime
) -> None:
    for person in (mother, PersonFactory.create(centre=plan.centre, child=True)):
        with refused(Invalid, field="person"):
            drafting.leave_child_out(plan, person, reason="No.", by=caseworker, now=friday)


@pytest.mark.clause("4(6)", "7(2)")
def test_r8_the_family_is_asked_before_submission(
    plan: Plan, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    entered = stories.item(case, agency=None, due="2026-03-31")
    drafting.add_item(plan, entered, by=caseworker, now=friday)
    with refused(Invalid, field="agreement"):
        drafting.submit(plan, by=caseworker, now=friday)


@pytest.mark.clause("4(6)", "7(2)")
@pytest.mark.parametrize(
    ("answer", "note", "day", "field"),
    [
        ("refused", " ", "2026-03-20", "note"),
        ("partly", "", "2026-03-20", "note"),
        ("agreed", "", "2026-03-21", "answered_on"),
        ("agreed", "", "2026-03-01", "answered_on"),
        ("maybe", "", "2026-03-20", "answer"),
    ],
)
def test_r8_an_answer_is_dated_and_a_refusal_has_the_family_s_words(
    answer: str,
    note: str,
    day: str,
    field: str,
    plan: Plan,
    mother: Person,
    caseworker: User,
    friday: dt.datetime,
) -> None:
    with refused(Invalid, field=field):
        drafting.record_agreement(
            plan,
            answer=answer,
            person=mother,
            answered_on=dt.date.fromisoformat(day),
            note=note,
            by=caseworker,
            now=friday,
        )


@pytest.mark.clause("4(6)")
def test_r8_a_refusal_is_kept_and_the_newest_answer_counts(
    plan: Plan, mother: Person, caseworker: User, friday: dt.datetime
) -> None:
    said: dict[str, Any] = {"person": mother, "answered_on": friday.date()}
    for _twice in (1, 2):
        drafting.record_agreement(
            plan, answer="refused", note="We need no tutor.", by=caseworker, now=friday, **said
        )
    drafting.record_agreement(plan, answer="agreed", note="", by=caseworker, now=friday, **said)
    answers = list(plan.agreements.values_list("answer", flat=True))
    assert answers == [Agreement.Answer.REFUSED, Agreement.Answer.AGREED]


@pytest.mark.clause("4(6)")
def test_r8_only_the_family_answers(plan: Plan, caseworker: User, friday: dt.datetime) -> None:
    with refused(Invalid, field="person"):
        drafting.record_agreement(
            plan,
            answer="agreed",
            person=PersonFactory.create(centre=plan.centre),
            answered_on=friday.date(),
            note="",
            by=caseworker,
            now=friday,
        )


@pytest.mark.clause("8")
def test_r15_an_empty_plan_is_not_submitted(
    plan: Plan, son: Person, caseworker: User, friday: dt.datetime
) -> None:
    stories.agree(plan, by=caseworker, now=friday)
    drafting.leave_child_out(plan, son, reason="Too young.", by=caseworker, now=friday)
    with refused(Invalid):
        drafting.submit(plan, by=caseworker, now=friday)


@pytest.mark.clause("8")
def test_r15_a_submitted_or_approved_version_is_frozen(
    case: Case, caseworker: User, head: User, friday: dt.datetime
) -> None:
    entered = stories.item(case, agency=None, due="2026-03-31")
    plan = stories.drafted(case, entered, by=caseworker, now=friday)
    drafting.submit(plan, by=caseworker, now=friday)
    everything_is_refused(plan, case, by=caseworker, now=friday)
    approval.approve(plan, by=head, now=friday)
    everything_is_refused(plan, case, by=head, now=friday)


def everything_is_refused(plan: Plan, case: Case, *, by: User, now: dt.datetime) -> None:
    item, entered = plan.items.get(), stories.item(case, agency=None, due="2026-04-30")
    with refused(WrongState):
        drafting.add_item(plan, entered, by=by, now=now)
    with refused(WrongState):
        drafting.change_item(item, entered, by=by, now=now)
    with refused(WrongState):
        drafting.remove_item(item, by=by)
    with refused(WrongState):
        drafting.set_aim(plan, aim="Another one.", by=by)
    with refused(WrongState):
        drafting.leave_child_out(plan, stories.members(case)[1], reason="No.", by=by, now=now)
    assert plan.items.get().due_on == dt.date(2026, 3, 31)


@pytest.mark.clause("8")
def test_r15_the_head_returns_with_a_reason_and_the_caseworker_mends(
    case: Case, caseworker: User, head: User, friday: dt.datetime
) -> None:
    entered = stories.item(case, agency=None, due="2026-03-31")
    plan = stories.drafted(case, entered, by=caseworker, now=friday)
    drafting.submit(plan, by=caseworker, now=friday)
    assert stories.terms_of(plan) == {"approval": ["2026-03-26"]}
    with refused(Invalid, field="reason"):
        drafting.return_plan(plan, by=head, now=friday, reason="")
    drafting.return_plan(plan, by=head, now=friday, reason="The school must be asked too.")
    assert (plan.state, stories.terms_of(plan)) == (Plan.State.RETURNED, {})
    drafting.change_item(plan.items.get(), entered, by=caseworker, now=friday)
    drafting.submit(plan, by=caseworker, now=friday)
    drafting.take_back(plan, by=caseworker, now=friday)
    assert (plan.state, stories.terms_of(plan)) == (Plan.State.DRAFT, {})


@pytest.mark.clause("8")
def test_r15_a_date_that_passed_while_drafting_stops_submission(
    case: Case, caseworker: User, on: Clock, friday: dt.datetime
) -> None:
    entered = stories.item(case, agency=None, due="2026-03-31")
    plan = stories.drafted(case, entered, by=caseworker, now=friday)
    with refused(Invalid, field=f"item-{plan.items.get().pk}"):
        drafting.submit(plan, by=caseworker, now=on("2026-03-31"))
