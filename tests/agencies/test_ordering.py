"""Lists stand in the order of the Kazakh alphabet, whatever the server's locale."""

import random
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Value
from django.test import Client
from django.utils import translation

from accounts.models import User
from agencies.forms import office_choices
from agencies.models import Centre, Territory
from agencies.ordering import KazakhOrder, by_name
from tests.factories import AgencyFactory, MembershipFactory, ServiceFactory, UserFactory

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
NAMES = [
    "Azamat",
    "Абай",
    "Абай ауданы",
    "Абайұлы",
    "Азамат",
    "Әлихан",
    "Бақыт",
    "Ғалым",
    "Дана",
    "Кенже",
    "Қанат",
    "Нұрлан",
    "Ңурлан",
    "Олжас",
    "Өмір",
    "Тұман",
    "Түмен",
    "Уәли",
    "Ұлан",
    "Үміт",
    "Хан",
    "һарун",
    "Ырыс",
    "Ілияс",
    "Эльмира",
]


def sorted_by_the_database(words: list[str]) -> list[str]:
    # One row for each word, in the order that the lists use.
    sql = 'SELECT w FROM unnest(%s::text[]) w ORDER BY kazakh_order(w) COLLATE "C"'
    with connection.cursor() as cursor:
        cursor.execute(sql, [words])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("letters", [ALPHABET, ALPHABET.upper()])
def test_the_42_letters_come_in_their_order(db: None, letters: str) -> None:
    assert len(set(letters)) == 42
    shuffled = random.sample(letters, k=42)
    assert "".join(sorted_by_the_database(shuffled)) == letters


def test_names_come_in_the_order_of_the_alphabet(db: None) -> None:
    assert sorted_by_the_database(random.sample(NAMES, k=len(NAMES))) == NAMES


def test_capital_letters_make_no_difference(db: None) -> None:
    row = Territory.objects.values_list(KazakhOrder(Value("ӘЛИЯ Dana")), flat=True)
    other = Territory.objects.values_list(KazakhOrder(Value("әлия dana")), flat=True)
    assert row[0] == other[0]


def test_the_function_may_stand_in_an_index(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT provolatile, proparallel FROM pg_proc WHERE proname = 'kazakh_order'"
        )
        assert cursor.fetchall() == [("i", "s")]
        cursor.execute("CREATE TEMPORARY TABLE named (name text)")
        cursor.execute('CREATE INDEX ON named ((kazakh_order(name) COLLATE "C"))')


def test_offices_to_choose_from_stand_in_the_readers_alphabet(
    administrator: User, centre: Centre, other_centre: Centre
) -> None:
    AgencyFactory.create(name_kk="Ұлан мектебі", name_ru="Ёлка")
    AgencyFactory.create(name_kk="Әлия мектебі", name_ru="Школа")
    AgencyFactory.create(name_kk="Уәли мектебі", name_ru="Елена")
    wanted = {
        "kk": ["Әлия мектебі", "Уәли мектебі", "Ұлан мектебі"],
        "ru": ["Елена", "Ёлка", "Школа"],
    }
    for language, expected in wanted.items():
        with translation.override(language):
            agencies = office_choices(administrator)[2][1]
            assert [name for _value, name in agencies] == expected


def test_regions_are_sorted_by_name(db: None) -> None:
    with translation.override("kk"):
        regions = Territory.objects.filter(level=Territory.Level.REGION).order_by(by_name())
        names = [region.name_kk for region in regions]
    assert names[:4] == ["Абай облысы", "Ақмола облысы", "Ақтөбе облысы", "Алматы қаласы"]
    assert names.index("Қостанай облысы") < names.index("Маңғыстау облысы")


def test_people_are_read_on_in_the_order_of_the_alphabet(
    sign_in: Callable[[User], Client], administrator: User, centre: Centre
) -> None:
    for name in random.sample([*NAMES, *(f"{name} Екінші" for name in NAMES)], k=2 * len(NAMES)):
        MembershipFactory.create(user=UserFactory.create(full_name=name), centre=centre)
    MembershipFactory.create(user=UserFactory.create(full_name="Яна"), centre=centre)
    browser = sign_in(administrator)
    first = browser.get(f"/people/?office=centre:{centre.pk}")
    rest = browser.get(first.context["next_url"])
    names = [row.user.full_name for page in (first, rest) for row in page.context["rows"]]
    assert names == [*sorted_by_the_database(names[:-1]), "Яна"]
    assert len(set(names)) == 2 * len(NAMES) + 1


def test_the_catalogue_is_sorted_by_name(client: Client, db: None) -> None:
    ServiceFactory.create(code="A1", name_kk="Өтемақы", name_ru="Я")
    ServiceFactory.create(code="A2", name_kk="Әлеуметтік көмек", name_ru="Б")
    page = client.get("/catalogue/?sector=education", headers={"accept-language": "kk"})
    names = [service.name_kk for service in page.context["shown"][0].services.all()]
    assert names == sorted_by_the_database(names)
    assert names.index("Әлеуметтік көмек") < names.index("Өтемақы")
