"""The list of cases: what it asks the database, how it is filtered, read on and searched."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases.models import Case
from tests import factories as make

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_rows_as_for_one(
    rows: int,
    centre: Centre,
    caseworker: User,
    sign_in: SignIn,
    friday: dt.datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(rows):
        make.CaseFactory.create(centre=centre, responsible=caseworker, with_child=True)
    browser = sign_in(caseworker)
    browser.get(reverse("case-list"))  # the calendar is prepared once
    with django_assert_num_queries(7):
        page = browser.get(reverse("case-list"))
    assert page.content.decode().count('data-label="Case number"') == rows


@pytest.mark.clause("7(2)")
def test_r11_cases_with_children_stand_first_and_the_list_reads_on(
    centre: Centre, caseworker: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.keyset.page.__kwdefaults__", {"rows": 2}, raising=False)
    made = [
        make.CaseFactory.create(
            centre=centre, responsible=caseworker, **({"with_child": True} if n % 2 else {})
        )
        for n in range(5)
    ]
    browser, url, pages = sign_in(caseworker), reverse("case-list"), []
    while url:
        context = browser.get(url).context
        pages.append([row.pk for row in context["page"].rows])
        url = reverse("case-list") + context["next_url"] if context["next_url"] else ""
    assert pages == [[made[3].pk, made[1].pk], [made[4].pk, made[2].pk], [made[0].pk]]


FILTERS = [
    ({}, {"mine"}),
    ({"whose": "centre"}, {"mine", "theirs", "in_danger"}),
    ({"whose": "centre", "danger": "on"}, {"in_danger"}),
    ({"state": "terminated"}, {"ended"}),
    ({"state": "all", "whose": "centre"}, {"mine", "theirs", "in_danger", "ended"}),
    ({"whose": "centre", "wellbeing": "D"}, {"theirs"}),
    ({"number": "nothing-like-it"}, set()),
]


@pytest.mark.parametrize(("given", "expected"), FILTERS)
def test_the_list_is_filtered_by_its_address(
    given: dict[str, str],
    expected: set[str],
    centre: Centre,
    caseworker: User,
    colleague: User,
    sign_in: SignIn,
) -> None:
    level = make.WellbeingLevelFactory.create()
    cases = {
        "mine": make.CaseFactory.create(centre=centre, responsible=caseworker),
        "theirs": make.CaseFactory.create(centre=centre, responsible=colleague, wellbeing=level),
        "in_danger": make.CaseFactory.create(centre=centre, responsible=colleague, danger=True),
        "ended": make.CaseFactory.create(centre=centre, responsible=caseworker, terminated=True),
    }
    make.CaseFactory.create()
    page = sign_in(caseworker).get(reverse("case-list"), given)
    shown = {row.pk for row in page.context["page"].rows}
    assert shown == {cases[name].pk for name in expected}


@pytest.mark.parametrize("after", ["x", "1.x", "99", "1.99999999999999999999999", "-1.2"])
def test_a_position_that_nobody_gave_is_no_error(
    after: str, caseworker: User, sign_in: SignIn
) -> None:
    assert sign_in(caseworker).get(reverse("case-list"), {"after": after}).status_code == 200


@pytest.mark.clause("7(3)")
def test_r12_the_search_travels_by_post(centre: Centre, caseworker: User, sign_in: SignIn) -> None:
    case = make.CaseFactory.create(centre=centre, responsible=caseworker)
    person = case.family.members.get()
    page = sign_in(caseworker).post(reverse("case-find"), {"iin": person.iin})
    assert case.number in page.content.decode()
    read = AccessRecord.objects.get()
    assert (read.subject, read.record_ids, read.case_ids) == (
        "person_search",
        [person.pk],
        [case.pk],
    )
    wrong = sign_in(caseworker).post(reverse("case-find"), {"iin": "991231590002"})
    assert wrong.status_code == 400
    assert "last digit does not fit" in wrong.content.decode()
    assert sign_in(caseworker).post(reverse("case-find"), {}).status_code == 400


@pytest.mark.clause("7(3)")
def test_r12_the_country_is_asked_with_a_reason(
    centre: Centre, other_head: User, sign_in: SignIn
) -> None:
    case = make.CaseFactory.create(centre=centre, supported=True)
    iin = case.family.members.get().iin
    url = reverse("case-whereabouts")
    assert sign_in(other_head).post(url, {"iin": iin}).status_code == 400
    page = sign_in(other_head).post(url, {"iin": iin, "reason": "transfer"}).content.decode()
    assert centre.name in page
    assert case.number not in page
    assert case.first_person_name not in page
    assert AccessRecord.objects.get().reason == "transfer"


@pytest.mark.clause("6")
def test_r10_the_head_starts_with_the_cases_of_the_whole_centre(
    case: Case, head: User, colleague: User, sign_in: SignIn
) -> None:
    shown = {
        user: [row.pk for row in sign_in(user).get(reverse("case-list")).context["page"].rows]
        for user in (head, colleague)
    }
    assert shown == {head: [case.pk], colleague: []}
