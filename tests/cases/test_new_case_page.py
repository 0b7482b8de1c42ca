"""A case is registered on one page, and nothing typed is lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agencies.models import Centre
from cases.models import Case
from tests import factories as make

SignIn = Callable[[User], Client]


def typed(at: Centre, **more: Any) -> dict[str, Any]:
    data = {
        "token": "7e0c3f6c-9a53-4f0c-8a53-3f0c9a534f0c",
        "centre": at.pk,
        "source": "hotline",
        "detected_on": "2026-03-20",
        "territory": at.territory_id,
        "address": "Үлгі көшесі, 1",
        "persons-TOTAL_FORMS": "1",
        "persons-INITIAL_FORMS": "0",
        "persons-0-last_name": "Үлгінова",
        "persons-0-first_name": "Гүлнәр",
        "persons-0-iin": make.made_up_iin(501),
    }
    return data | more


def test_a_case_is_registered_on_one_page(
    centre: Centre, caseworker: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    child = {
        "persons-TOTAL_FORMS": "3",
        "persons-1-relation": "child",
        "persons-1-last_name": "Үлгінов",
        "persons-1-first_name": "Ерлан",
        "persons-1-iin_absent": "not_issued",
        "persons-1-birth_date": "2025-12-01",
        "grounds": ["G02"],
    }
    page = sign_in(caseworker).post(reverse("case-new"), typed(centre, **child), follow=True)
    case = Case.objects.get()
    assert page.redirect_chain == [(reverse("case", args=[case.pk]), 302)]
    assert "Ерлан, 0 years old" in page.content.decode()
    assert case.family.members.count() == 2


def test_a_second_click_lands_on_the_case_of_the_first(
    centre: Centre, caseworker: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    browser = sign_in(caseworker)
    first = browser.post(reverse("case-new"), typed(centre))
    second = browser.post(reverse("case-new"), typed(centre))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"persons-0-iin": "991231590002"}, "persons-0-iin"),
        ({"persons-0-last_name": ""}, "persons-0-last_name"),
        ({"persons-0-birth_date": "31.02.2020"}, "persons-0-birth_date"),
        ({"persons-0-known": "999999"}, "persons-0-known"),
        ({"detected_on": "2026-03-21"}, "detected_on"),
        ({"detected_on": "soon"}, "detected_on"),
        ({"source": "rumour"}, "source"),
        ({"centre": "999999"}, "centre"),
        ({"territory": "110000000"}, "territory"),
        ({"persons-TOTAL_FORMS": "x"}, None),
    ],
)
def test_wrong_input_keeps_what_was_typed(
    wrong: dict[str, str],
    field: str | None,
    centre: Centre,
    caseworker: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    page = sign_in(caseworker).post(reverse("case-new"), typed(centre, **wrong))
    text = page.content.decode()
    assert page.status_code == 400
    assert "to correct" in text
    assert "Үлгі көшесі, 1" in text
    assert not Case.objects.exists()
    if field:
        assert f'href="#id_{field}"' in text


def test_a_line_more_keeps_what_was_typed(
    centre: Centre, caseworker: User, sign_in: SignIn
) -> None:
    page = sign_in(caseworker).post(reverse("case-new"), typed(centre, add_line="1"))
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="persons-1-last_name"' in text
    assert 'value="Гүлнәр"' in text
    assert 'value="Үлгі көшесі, 1"' in text
    assert 'name="persons-TOTAL_FORMS" value="2"' in text


def test_a_doubt_is_confirmed_with_a_box(
    centre: Centre, caseworker: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    doubtful = typed(centre, **{"persons-0-birth_date": "1990-05-17"})
    page = sign_in(caseworker).post(reverse("case-new"), doubtful)
    assert page.status_code == 400
    assert 'type="checkbox" name="confirmed"' in page.content.decode()
    sign_in(caseworker).post(reverse("case-new"), doubtful | {"confirmed": "on"})
    assert Case.objects.count() == 1


def test_from_the_search_comes_the_person_with_the_family(
    case: Case, caseworker: User, sign_in: SignIn
) -> None:
    first = case.family.memberships.get(relation="self").person
    page = sign_in(caseworker).post(
        reverse("case-new"), {"from_search": "1", "known": str(first.pk)}
    )
    assert [known for _line, known in page.context["rows"]] == list(
        case.family.members.order_by("id")
    )
    fresh = {"from_search": "1", "name": "Жаңаева Айша", "known": ""}
    text = sign_in(caseworker).post(reverse("case-new"), fresh).content.decode()
    assert 'value="Жаңаева"' in text
    assert 'value="Айша"' in text


def test_a_person_of_another_centre_cannot_be_chosen(
    caseworker: User, other_centre: Centre, sign_in: SignIn
) -> None:
    person = make.PersonFactory.create(centre=other_centre, last_name="Бөтенова")
    page = sign_in(caseworker).post(
        reverse("case-new"), {"from_search": "1", "known": str(person.pk)}
    )
    assert "Бөтенова" not in page.content.decode()
