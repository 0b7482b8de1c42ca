"""What the tests of cases share: a day, what is entered of a family, a case in a state."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from agencies.models import Centre, Territory
from cases.models import Case, FamilyMember, Person, WellbeingDirection, WellbeingLevel
from cases.workflow import NewCase, PersonData
from tests import factories as make

#: Friday before the Nauryz days off.
FRIDAY = "2026-03-20"


@pytest.fixture
def friday(on: Callable[..., dt.datetime], working_days: None) -> dt.datetime:
    """Ten in the morning of Friday 20 March 2026, under the working calendar."""
    return on(FRIDAY, "10:00")


def mother(**more: Any) -> PersonData:
    data: dict[str, Any] = {
        "last_name": "Үлгінова",
        "first_name": "Гүлнәр",
        "iin": make.made_up_iin(501),
        "sex": Person.Sex.FEMALE,
    }
    return PersonData(**(data | more))


def son(**more: Any) -> PersonData:
    data: dict[str, Any] = {
        "last_name": "Үлгінов",
        "first_name": "Ерлан",
        "iin_absent": Person.IinAbsent.UNKNOWN,
        "birth_date": dt.date(2019, 6, 1),
        "relation": FamilyMember.Relation.CHILD,
    }
    return PersonData(**(data | more))


def new_case(centre: Centre, **more: Any) -> NewCase:
    data: dict[str, Any] = {
        "persons": [mother()],
        "source": Case.Source.HOTLINE,
        "detected_on": dt.date(2026, 3, 20),
        "territory": Territory.objects.get(pk=centre.territory_id),
    }
    return NewCase(**(data | more))


@pytest.fixture
def case(centre: Centre, caseworker: User, friday: dt.datetime) -> Case:
    """A mother and her son, detected, held by the caseworker; not made by a verb."""
    return make.CaseFactory.create(
        centre=centre, responsible=caseworker, with_child=True, detected_on=dt.date(2026, 3, 19)
    )


def whole_assessment(level: str = "D") -> dict[str, Any]:
    """What `assess` asks for, each direction and risk alike."""
    row = WellbeingLevel.objects.get(code=level)
    in_use = WellbeingDirection.objects.filter(in_use=True)
    return {
        "level": row,
        "directions": {d.code: row for d in in_use},
        "risks": {"offending": 1, "victimisation": 2, "ill_being": 3},
    }
