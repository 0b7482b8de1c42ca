"""Transfer to another Centre (R13) and the end of a case (R25), as far as no plan is touched."""

import datetime as dt

import pytest

from accounts.errors import Invalid, Refused, WrongState
from accounts.models import User
from agencies.models import Centre
from cases import workflow
from cases.models import Case, CaseDeadline, Person, Transfer
from cases.signals import case_changed
from tests import factories as make


@pytest.fixture
def asked(case: Case, caseworker: User, other_centre: Centre, friday: dt.datetime) -> Transfer:
    make.CaseDeadlineFactory.create(case=case)
    return workflow.ask_transfer(
        case, by=caseworker, now=friday, to_centre=other_centre, reason="They moved."
    )


@pytest.mark.clause("7(4)")
def test_r13_the_centre_that_is_asked_owes_a_decision(asked: Transfer) -> None:
    term = CaseDeadline.objects.get(term="transfer_decision")
    assert (term.centre, term.role, term.responsible) == (asked.to_centre, "head", None)
    assert term.due_on == dt.date(2026, 3, 27)


def test_one_transfer_at_a_time(
    asked: Transfer, caseworker: User, other_centre: Centre, friday: dt.datetime
) -> None:
    with pytest.raises(Refused, match="asked already"):
        workflow.ask_transfer(
            asked.case, by=caseworker, now=friday, to_centre=other_centre, reason="Again."
        )
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(("reason", "field"), [("  ", "reason"), ("Here.", "to_centre")])
def test_a_transfer_goes_elsewhere_and_says_why(
    reason: str,
    field: str,
    case: Case,
    caseworker: User,
    other_centre: Centre,
    friday: dt.datetime,
) -> None:
    to_centre = case.centre if field == "to_centre" else other_centre
    with pytest.raises(Invalid) as refused:
        workflow.ask_transfer(case, by=caseworker, now=friday, to_centre=to_centre, reason=reason)
    assert refused.value.field == field


def test_a_transfer_taken_back_is_owed_no_more(
    asked: Transfer, caseworker: User, friday: dt.datetime
) -> None:
    workflow.withdraw_transfer(asked, by=caseworker, now=friday)
    assert CaseDeadline.objects.get(term="transfer_decision").ended_on == friday.date()
    assert CaseDeadline.objects.get(term="primary_assessment").is_open


@pytest.mark.clause("7(4)")
def test_r13_a_case_moves_with_its_family_and_open_terms(
    asked: Transfer, other_head: User, other_caseworker: User, friday: dt.datetime
) -> None:
    case = asked.case
    heard: list[Case] = []

    def listen(sender: type[Case], case: Case, **_more: object) -> None:
        heard.append(case)

    case_changed.connect(listen)
    merged = workflow.move_case(
        case,
        to_centre=asked.to_centre,
        responsible=other_caseworker,
        by=other_head,
        now=friday,
    )
    case_changed.disconnect(listen)
    case = Case.objects.get()
    assert (merged, heard) == ({}, [case])
    assert (case.centre, case.responsible) == (asked.to_centre, other_caseworker)
    assert case.family.centre == asked.to_centre
    assert {p.centre_id for p in case.family.members.all()} == {asked.to_centre_id}
    term = CaseDeadline.objects.get(term="primary_assessment")
    assert (term.centre, term.responsible) == (asked.to_centre, other_caseworker)
    assert list(Case.objects.visible_to(asked.asked_by)) == []
    entry = case.transitions.get(verb="move")
    assert entry.details == {"from_centre": asked.from_centre_id, "to_centre": asked.to_centre_id}


@pytest.mark.clause("7(4)")
def test_r13_a_person_whom_the_new_centre_knows_stays_one_person(
    asked: Transfer, other_head: User, friday: dt.datetime
) -> None:
    mother = asked.case.family.memberships.get(relation="self").person
    known = make.PersonFactory.create(centre=asked.to_centre, iin=mother.iin)
    merged = workflow.move_case(
        asked.case, to_centre=asked.to_centre, responsible=other_head, by=other_head, now=friday
    )
    assert merged == {mother.pk: known.pk}
    assert asked.case.family.memberships.get(relation="self").person == known
    assert Case.objects.get().first_person_name == known.full_name


@pytest.mark.clause("7(4)")
def test_r13_a_person_in_an_open_case_of_the_new_centre_has_no_second_one_there(
    asked: Transfer, other_head: User, friday: dt.datetime
) -> None:
    mother = asked.case.family.memberships.get(relation="self").person
    family = make.FamilyFactory.create(centre=asked.to_centre, first=None)
    known = make.PersonFactory.create(centre=asked.to_centre, iin=mother.iin)
    make.FamilyMemberFactory.create(family=family, person=known, relation="self")
    theirs = make.CaseFactory.create(centre=asked.to_centre, family=family)
    with pytest.raises(Refused, match=theirs.number):
        workflow.move_case(
            asked.case, to_centre=asked.to_centre, responsible=other_head, by=other_head, now=friday
        )
    asked.case.refresh_from_db()
    assert asked.case.centre == asked.from_centre
    assert asked.case.family.memberships.get(relation="self").person == mother


def test_earlier_cases_keep_their_family(
    asked: Transfer, other_head: User, friday: dt.datetime
) -> None:
    case = asked.case
    earlier = make.CaseFactory.create(centre=case.centre, family=case.family, terminated=True)
    workflow.move_case(
        case, to_centre=asked.to_centre, responsible=other_head, by=other_head, now=friday
    )
    earlier.refresh_from_db()
    assert earlier.family.centre == asked.from_centre
    assert case.family != earlier.family
    assert list(case.family.members.order_by("id")) == list(earlier.family.members.order_by("id"))
    assert Person.objects.filter(centre=asked.to_centre).count() == 2


@pytest.mark.clause("3(6)")
def test_r25_exit_is_a_finding_of_its_own(centre: Centre, head: User, friday: dt.datetime) -> None:
    case = make.CaseFactory.create(centre=centre, supported=True)
    day = dt.date(2026, 3, 18)
    workflow.close_case(
        case, "find_exit", by=head, now=friday, closure="exit", reason="Work, a home.", on=day
    )
    case.refresh_from_db()
    assert (case.state, case.exit_on, case.closed_on) == ("completed", day, day)
    assert case.exit_reason == "Work, a home."


@pytest.mark.clause("3(6)")
@pytest.mark.parametrize(
    ("verb", "closure"), [("find_exit", "death"), ("terminate", "exit"), ("terminate", "tired")]
)
def test_r25_nothing_but_exit_counts_as_exit(
    verb: str, closure: str, centre: Centre, head: User, friday: dt.datetime
) -> None:
    case = make.CaseFactory.create(centre=centre, supported=True)
    with pytest.raises(Invalid) as refused:
        workflow.close_case(case, verb, by=head, now=friday, closure=closure, reason="So.")
    assert refused.value.field == "closure"


def test_the_end_of_a_case_ends_terms_and_takes_the_transfer_back(
    asked: Transfer, head: User, friday: dt.datetime
) -> None:
    workflow.close_case(
        asked.case, "terminate", by=head, now=friday, closure="death", reason="He died."
    )
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert not CaseDeadline.objects.filter(ended_on=None).exists()
    with pytest.raises(WrongState):
        workflow.ask_transfer(
            asked.case, by=head, now=friday, to_centre=asked.to_centre, reason="After all."
        )
