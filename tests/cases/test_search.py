"""Search before create (R1), and the one question that crosses Centres (R12)."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases import search
from cases.models import Person
from cases.names import KAZAKH_TO_RUSSIAN, fold
from tests import factories as make

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
names = st.text(alphabet=LETTERS + LETTERS.upper() + " -", max_size=40)


@given(names)
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(names)
def test_the_russian_spelling_folds_to_the_same(name: str) -> None:
    assert fold(name.lower().translate(KAZAKH_TO_RUSSIAN)) == fold(name)


@given(names, names)
def test_words_fold_one_by_one(first: str, second: str) -> None:
    assert fold(f"{first} {second}").split() == fold(first).split() + fold(second).split()


@pytest.mark.parametrize(
    ("kazakh", "russian"),
    [
        ("Әйгерім Қайратқызы", "Айгерим Кайраткызы"),
        ("Меңдібаев Ұлан", "Мендыбаев Улан"),
        ("Һамит", "Хамит"),
        ("Пётр", "Петр"),
        ("Нұр-Сұлтан", "Нур Султан"),
        ("Й".replace("Й", "Й") + "ран", "Йран"),
    ],
)
def test_two_spellings_are_one_name(kazakh: str, russian: str) -> None:
    assert fold(kazakh) == fold(russian)


@pytest.fixture
def known(centre: Centre) -> Person:
    return make.PersonFactory.create(
        centre=centre,
        last_name="Ахметова",
        first_name="Гүлнәр",
        patronymic="Серікқызы",
        birth_date=dt.date(1990, 5, 17),
    )


@pytest.mark.parametrize(
    "typed",
    ["Ахметова Гүлнәр", "ахметова гульнар", "Ахмтова", "Гулнар Ахметова", "АХМЕТОВА", "Серіккызы"],
)
def test_r1_a_name_is_found_however_it_is_spelled(
    typed: str, known: Person, caseworker: User
) -> None:
    make.PersonFactory.create(centre=known.centre, last_name="Жумабеков", first_name="Олжас")
    assert list(search.by_name(typed, by=caseworker)) == [known]


def test_the_birth_date_narrows(known: Person, caseworker: User) -> None:
    unknown = make.PersonFactory.create(
        centre=known.centre, last_name="Ахметова", first_name="Жібек", birth_date=None
    )
    found = search.by_name("Ахметова", by=caseworker, birth_date=dt.date(1990, 5, 17))
    assert set(found) == {known, unknown}
    assert list(search.by_name("Ахметова", by=caseworker, birth_date=dt.date(1991, 1, 1))) == [
        unknown
    ]


def test_the_likest_come_first(known: Person, caseworker: User) -> None:
    make.PersonFactory.create(
        centre=known.centre, last_name="Ахмедова", first_name="Гүлнұр", patronymic=""
    )
    assert search.by_name("Ахметова Гүлнәр", by=caseworker)[0] == known


@pytest.mark.clause("7(3)")
def test_r12_names_and_numbers_are_found_in_ones_own_centre_only(
    known: Person, caseworker: User, other_head: User, regional_manager: User, agency_worker: User
) -> None:
    assert list(search.by_iin(f" {known.iin} ", by=caseworker)) == [known]
    for outsider in (other_head, regional_manager, agency_worker):
        assert not search.by_iin(known.iin, by=outsider).exists()
        assert not search.by_name("Ахметова", by=outsider).exists()


@pytest.mark.clause("7(3)")
def test_r12_the_country_answers_with_a_centre_and_the_question_is_logged(
    known: Person, centre: Centre, other_centre: Centre, other_head: User, friday: dt.datetime
) -> None:
    family = make.FamilyFactory.create(centre=centre)
    make.FamilyMemberFactory.create(family=family, person=known)
    make.CaseFactory.create(centre=centre, family=family, terminated=True)
    case = make.CaseFactory.create(centre=centre, family=family, supported=True)

    def ask(iin: str) -> list[search.Known]:
        return search.whereabouts(
            [iin],
            by=other_head,
            route="case-whereabouts",
            reason="transfer",
            besides=other_centre.pk,
        )

    answer = ask(known.iin)[0]
    assert (answer.centre_id, answer.is_open, answer.case_id) == (centre.pk, True, case.pk)
    assert ask(make.made_up_iin(900)) == []
    assert ask(" ") == []
    found, not_found = AccessRecord.objects.order_by("id")
    assert (found.user, found.reason, found.record_ids) == (other_head, "transfer", [known.pk])
    assert found.case_ids == [case.pk]
    assert (not_found.record_ids, not_found.case_ids) == ([], [])


def test_the_name_index_serves_the_search(known: Person, caseworker: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert "cases_person_name" in search.by_name("Ахметова", by=caseworker).explain()
