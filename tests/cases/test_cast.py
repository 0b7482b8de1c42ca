"""The cast and the factories are what the other tests take them for."""

import datetime as dt

import pytest

from accounts.encryption import keyed_hash
from accounts.models import User
from accounts.roles import Role
from agencies.calendar import working_calendar
from agencies.models import Centre
from agencies.offices import offices
from cases.models import Case
from regulations.numbers import check_bin, check_iin
from tests import factories as make

CAST = {
    "caseworker": Role.CASEWORKER,
    "colleague": Role.CASEWORKER,
    "other_caseworker": Role.CASEWORKER,
    "head": Role.HEAD,
    "other_head": Role.HEAD,
    "agency_worker": Role.AGENCY_WORKER,
    "agency_colleague": Role.AGENCY_WORKER,
    "other_agency_worker": Role.AGENCY_WORKER,
    "agency_supervisor": Role.AGENCY_SUPERVISOR,
    "regional_manager": Role.REGIONAL_MANAGER,
    "authorised_body": Role.AUTHORISED_BODY,
    "administrator": Role.ADMINISTRATOR,
}


@pytest.mark.parametrize(("name", "role"), CAST.items())
def test_each_holds_the_role(name: str, role: Role, request: pytest.FixtureRequest) -> None:
    assert offices(request.getfixturevalue(name)).roles == {role}


def test_some_hold_none(stranger: User, former_caseworker: User) -> None:
    assert offices(stranger).roles == offices(former_caseworker).roles == set()


def test_the_two_centres_lie_in_two_regions(centre: Centre, other_centre: Centre) -> None:
    assert centre.region_id != other_centre.region_id


def test_numbers_are_made_up_and_pass_the_check() -> None:
    numbers = [make.made_up_iin(n) for n in range(200)]
    checked = [check_iin(number, today=dt.date(2026, 3, 2)) for number in numbers]
    assert len(set(numbers)) == 200
    assert all(c.valid and c.birth_date == dt.date(1899, 1, 1) for c in checked)
    assert check_bin(make.made_up_bin(7)).valid


@pytest.mark.django_db
@pytest.mark.parametrize("state", Case.State.values)
def test_a_case_in_every_state(state: str) -> None:
    traits = {} if state == "detected" else {state: True}
    case = make.CaseFactory.create(with_child=True, **traits)
    assert Case.objects.get().state == state
    assert [member.relation for member in case.family.memberships.all()] == ["self", "child"]
    for person in case.family.members.all():
        assert bytes(person.iin_hash or b"") == keyed_hash(person.iin)


def test_the_calendar_of_the_rules(working_days: None) -> None:
    calendar = working_calendar()
    assert calendar.add(dt.date(2026, 3, 20), 2) == dt.date(2026, 3, 27)
    assert calendar.count(dt.date(2023, 12, 31), dt.date(2024, 12, 31)) == 249


def test_the_cast_can_be_committed(committed_db: None, caseworker: User) -> None:
    assert User.objects.get(email="caseworker@example.kz") == caseworker
