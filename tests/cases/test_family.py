"""The family of a case, children first (R1, R11)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.errors import Invalid, NotAllowed, SomebodyWasFirst, WrongState
from accounts.models import User
from agencies.models import Centre
from cases import tasks
from cases.models import Case, Person
from cases.models.cases import age
from cases.workflow import NeedsConfirmation, add_member, correct_person, member_left, register
from cases.workflow.family import children_grew_up, is_child
from tests import factories as make
from tests.cases.conftest import mother, new_case, son


@pytest.mark.clause("7(2)")
def test_r11_a_child_that_joins_puts_the_case_among_those_with_children(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    case = register(centre, by=caseworker, now=friday, new=new_case(centre, danger=True))
    assert not case.with_children
    member = add_member(case, by=caseworker, now=friday, person=son())
    assert case.with_children
    assert member.joined_on == friday.date()
    assert {d.term for d in case.deadlines.filter(with_children=True)} == {
        "urgent_assessment",
        "guardianship_notice",
    }
    member_left(case, by=caseworker, now=friday, member=member, left_on=friday.date())
    case.refresh_from_db()
    assert not case.with_children


@pytest.mark.clause("7(2)")
@pytest.mark.parametrize(
    ("birth_date", "relation", "expected"),
    [
        (dt.date(2008, 3, 21), "other", True),
        (dt.date(2008, 3, 20), "child", False),
        (None, "child", True),
        (None, "ward", True),
        (None, "parent", False),
    ],
)
def test_r11_who_is_a_child(birth_date: dt.date | None, relation: str, expected: bool) -> None:
    person = Person(birth_date=birth_date)
    assert is_child(person, relation, today=dt.date(2026, 3, 20)) is expected


def test_ages_are_full_years() -> None:
    assert age(dt.date(2020, 2, 29), dt.date(2026, 2, 28)) == 5
    assert age(dt.date(2020, 2, 29), dt.date(2026, 3, 1)) == 6


def test_children_grow_up(centre: Centre, caseworker: User, friday: dt.datetime) -> None:
    young = son(birth_date=dt.date(2008, 4, 1))
    case = register(
        centre, by=caseworker, now=friday, new=new_case(centre, persons=[mother(), young])
    )
    assert children_grew_up(today=dt.date(2026, 3, 31)) == 0
    assert children_grew_up(today=dt.date(2026, 4, 1)) == 1
    assert children_grew_up(today=dt.date(2026, 4, 1)) == 0
    case.refresh_from_db()
    assert not case.with_children
    assert not case.deadlines.filter(with_children=True).exists()


@pytest.mark.clause("7(2)")
def test_r11_the_daily_task_goes_by_the_day_in_almaty(
    centre: Centre, caseworker: User, friday: dt.datetime, on: Callable[..., dt.datetime]
) -> None:
    young = son(birth_date=dt.date(2008, 4, 1))
    persons = [mother(), young]
    case = register(centre, by=caseworker, now=friday, new=new_case(centre, persons=persons))
    for day, time, expected in (("2026-03-31", "23:50", True), ("2026-04-01", "00:20", False)):
        on(day, time)
        tasks.children_grew_up()
        case.refresh_from_db()
        assert case.with_children is expected


def test_nobody_joins_twice(case: Case, caseworker: User, friday: dt.datetime) -> None:
    known = case.family.memberships.get(relation="child").person
    again = son(known=known.pk)
    with pytest.raises(Invalid) as refused:
        add_member(case, by=caseworker, now=friday, person=again)
    assert refused.value.field == "last_name"
    with pytest.raises(Invalid) as refused:
        add_member(case, by=caseworker, now=friday, person=son(relation="self"))
    assert refused.value.field == "relation"


def test_a_person_of_another_centre_is_not_known_here(
    case: Case, caseworker: User, other_centre: Centre, friday: dt.datetime
) -> None:
    elsewhere = make.PersonFactory.create(centre=other_centre)
    with pytest.raises(Invalid):
        add_member(case, by=caseworker, now=friday, person=son(known=elsewhere.pk))


def test_leaving_is_a_day_and_happens_once(
    case: Case, caseworker: User, friday: dt.datetime
) -> None:
    first, child = case.family.memberships.order_by("id")
    today = friday.date()
    with pytest.raises(Invalid):
        member_left(case, by=caseworker, now=friday, member=first, left_on=today)
    with pytest.raises(Invalid):
        member_left(case, by=caseworker, now=friday, member=child, left_on=dt.date(2026, 3, 21))
    member_left(case, by=caseworker, now=friday, member=child, left_on=today)
    with pytest.raises(SomebodyWasFirst):
        member_left(case, by=caseworker, now=friday, member=child, left_on=today)


def test_a_member_of_another_family_is_out_of_reach(
    case: Case, caseworker: User, friday: dt.datetime
) -> None:
    stranger = make.FamilyMemberFactory.create()
    with pytest.raises(NotAllowed):
        member_left(case, by=caseworker, now=friday, member=stranger, left_on=friday.date())
    with pytest.raises(NotAllowed):
        correct_person(case, by=caseworker, now=friday, person=stranger.person, data=mother())


def test_a_correction_reaches_the_list_and_logs_no_value(
    case: Case, caseworker: User, friday: dt.datetime
) -> None:
    person = case.family.memberships.get(relation="self").person
    data = mother(last_name="Жаңаева", iin=person.iin)
    correct_person(case, by=caseworker, now=friday, person=person, data=data)
    assert case.first_person_name == "Жаңаева Гүлнәр"
    person.refresh_from_db()
    assert person.folded_name == "жанаева гулнар"
    entry = case.transitions.get()
    assert entry.details == {
        "person": person.pk,
        "changed": ["birth_date", "first_name", "last_name", "patronymic"],
    }


def test_a_corrected_iin_is_checked_and_found(
    case: Case, caseworker: User, friday: dt.datetime
) -> None:
    person = case.family.memberships.get(relation="self").person
    other = make.PersonFactory.create(centre=case.centre)
    wrong = mother(iin="991231590002")
    taken = mother(iin=other.iin)
    for data in (wrong, taken):
        with pytest.raises(Invalid) as refused:
            correct_person(case, by=caseworker, now=friday, person=person, data=data)
        assert refused.value.field == "iin"
    doubtful = replace(mother(), iin="123456990006")
    with pytest.raises(NeedsConfirmation):
        correct_person(case, by=caseworker, now=friday, person=person, data=doubtful)
    correct_person(case, by=caseworker, now=friday, person=person, data=doubtful, confirmed=True)
    person.refresh_from_db()
    assert person.iin == "123456990006"


def test_a_closed_case_keeps_its_family(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    case = make.CaseFactory.create(centre=centre, terminated=True)
    with pytest.raises(WrongState):
        add_member(case, by=caseworker, now=friday, person=son())
