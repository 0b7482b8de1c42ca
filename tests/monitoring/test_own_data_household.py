"""Who asks for own data finds nobody by it: not who left, nor who told of the family (R12)."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agencies.models import Centre
from cases import workflow
from cases.models import Case, Person
from monitoring.own_data.veil import Veil
from monitoring.workflow.giving import give_out
from plans.models import Activity, PlanItem, Report
from tests import factories as make
from tests.monitoring.closed_case import letter

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture
def single(centre: Centre, caseworker: User) -> Case:
    """Somebody who is the whole family, of whom a neighbour told."""
    case: Case = make.CaseFactory.create(
        centre=centre,
        responsible=caseworker,
        recognised=True,
        address="Үлгі көшесі, 1",
        source_detail="Соседка Гүлсім Омарова, кв. 5",
    )
    return case


def given(case: Case, person: Person, *, by: User, on: Clock) -> dict[str, Any]:
    asked: Any = {"reason": "Asked in writing.", "checked": "document", "language": "ru"}
    return opened(give_out(case, person, by=by, now=on("2026-03-31", "10:00"), **asked).content)


def opened(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data: dict[str, Any] = json.loads(archive.read("own-data.json"))
    return data


def first(case: Case) -> Person:
    return case.family.memberships.get(relation="self").person


def test_r12_who_is_the_whole_family_gets_what_tells_of_the_household(
    single: Case, caseworker: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-30", "12:00")
    sign_in(caseworker).get(reverse("case", args=[single.pk]))
    data = given(single, first(single), by=head, on=on)
    [case] = data["cases"]
    assert (case["address"], case["territory"]) == ("Үлгі көшесі, 1", single.territory.name_ru)
    assert (case["grounds"], case["danger"]) == ([], False)
    [row] = case["who_looked"]
    assert (row["times"], row["first"]) == (1, "2026-03-30")
    assert "Центр поддержки семьи города Семей" in row["who"]
    assert caseworker.full_name not in json.dumps(data, ensure_ascii=False)


def test_r12_who_was_not_always_alone_gets_nothing_of_the_household(
    single: Case, head: User, on: Clock
) -> None:
    """Also where the other one has left: of that one the texts are."""
    other = make.PersonFactory.create(centre=single.centre)
    single.family.memberships.create(
        person=other, relation="spouse", left_on=single.detected_on - dt.timedelta(1)
    )
    [case] = given(single, first(single), by=head, on=on)["cases"]
    assert [case[name] for name in ("address", "territory", "grounds", "files")] == [None] * 4


def test_r12_a_name_is_known_again_in_its_declined_forms(
    single: Case, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-20")
    for text in ("Сообщила соседка.", "Со слов Гүлсімнің.", "У Омаровой.", "Спокоен."):
        workflow.add_note(single, by=caseworker, now=now, text=text)
    for name in ("Письмо_Омаровой.pdf", "letter.pdf"):
        workflow.add_file(single, by=caseworker, now=now, file=letter(name))
    [case] = given(single, first(single), by=head, on=on)["cases"]
    assert sorted(row["text"] or "" for row in case["notes"]) == ["", "", "", "Спокоен."]
    assert [row["name"] for row in case["files"]] == [None, "letter.pdf"]


@pytest.mark.parametrize(
    ("name", "hiding", "shown"),
    [
        ("Марина", "О здоровье Мариной сказано.", "О здоровье сказано."),
        ("Анна", "Говорили с Анной.", "Анализы сданы."),
        ("Яна", "Для Яны.", "В январе."),
        ("Ким", "Со слов Кима.", "Со слов врача."),
        ("Ли", "При Ли.", "При личной встрече."),
        ("Павел", "Для Павла.", "Для пары."),
        ("Ерасыл-бала", "Ерасылдың айтуынша.", "Айтуынша жақсы."),
        ("Жұмабек", "Жумабеку передано.", "Передано."),
        ("Цой", "Со слов Цоя.", "Со слов цеха."),
        ("Ян", "Говорили с Яном.", "В январе."),
        ("Перец", "Для Перца.", "Для пары."),
        ("Любовь", "Любви Ивановне передано.", "Передано."),
        ("Омарова", "СправкаОмаровой.pdf", "СправкаО.pdf"),
        ("Марина", "Мари\u0301на здорова.", "Она здорова."),
        ("Марина", "Ма\u00adрина здорова.", "Она здорова."),
    ],
)
def test_r12_the_name_of_another_member_hides_a_text(
    single: Case, name: str, hiding: str, shown: str
) -> None:
    other = make.PersonFactory.create(
        centre=single.centre, first_name=name, last_name="Щукин", patronymic=""
    )
    single.family.memberships.create(person=other, relation="child")
    veil = Veil(first(single), [single])
    assert veil.given(hiding, alone=True) is None
    assert veil.given(shown, alone=True) == shown


@pytest.mark.parametrize("written", ["8 701 000-00-02", "+77010000002", "990101 200 002", "{iin}"])
def test_r12_a_number_of_another_member_hides_a_text_however_it_is_written(
    single: Case, written: str
) -> None:
    other = make.PersonFactory.create(
        centre=single.centre, phone="+7 701 000 00 02", iin="990101200002"
    )
    single.family.memberships.create(person=other, relation="child")
    veil = Veil(first(single), [single])
    assert veil.given(f"Говорили: {written.format(iin=other.iin)}.", alone=True) is None
    assert veil.given("Говорили 20.03.2026 в 10:00.", alone=True)


@pytest.mark.parametrize("sealed", [False, True])
def test_r12_whom_a_seal_hides_from_the_giver_the_veil_knows_all_the_same(
    single: Case, colleague: User, head: User, sign_in: SignIn, on: Clock, sealed: bool
) -> None:
    """A wife who left, with a sealed case of her own, is not given away to the husband."""
    now = on("2026-03-20", "10:00")
    hers = make.CaseFactory.create(centre=single.centre, responsible=head)
    she = first(hers)
    Person.objects.filter(pk=she.pk).update(first_name="Гүлнәр", last_name="Құпияева")
    single.family.memberships.create(person=she, relation="spouse", left_on=dt.date(2026, 3, 15))
    Case.objects.filter(pk=single.pk).update(responsible=colleague)
    workflow.add_note(single, by=colleague, now=now, text="Құпияева ушла на Абая, 7.")
    if sealed:
        words: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": False}
        workflow.seal(hers, by=head, now=now, readers=[head], **words)
    member = single.family.memberships.get(relation="self")
    asked = {"reason": "Asked.", "checked": "document", "language": "ru"}
    url = reverse("case-own-data", args=[single.pk, member.pk])
    [case] = opened(sign_in(colleague).post(url, asked).content)["cases"]
    assert (case["address"], case["notes"], case["who_looked"]) == (None, None, None)


def test_r12_a_surname_that_is_also_the_other_one_s_hides_a_text(single: Case) -> None:
    me = first(single)
    brother = make.PersonFactory.create(centre=single.centre, last_name=me.last_name)
    single.family.memberships.create(person=brother, relation="sibling")
    assert Veil(me, [single]).given(f"{me.last_name} ушёл.", alone=True) is None


def test_r12_who_came_by_oneself_is_not_hidden_from_oneself(single: Case) -> None:
    me = first(single)
    Case.objects.filter(pk=single.pk).update(source_detail=f"{me.last_name} {me.first_name}")
    single.refresh_from_db()
    assert Veil(me, [single]).given(f"{me.last_name} ушёл.", alone=True)


def left(case: Case, on_day: dt.date) -> Person:
    person: Person = make.PersonFactory.create(centre=case.centre)
    case.family.memberships.create(person=person, relation="spouse", left_on=on_day)
    return person


def test_r12_who_has_left_the_family_is_told_nothing_of_it_since(
    closed: Case, head: User, on: Clock
) -> None:
    he = left(closed, dt.date(2026, 3, 10))
    Case.objects.filter(pk=closed.pk).update(address="Құпия көшесі, 5")
    data = given(closed, he, by=head, on=on)
    [case] = data["cases"]
    days = [row["on"] for row in case["decisions"]]
    assert days
    assert max(days) <= "2026-03-10"
    gone = ("state", "centre", "closed_on", "closure", "address", "visits", "notes")
    assert [case[name] for name in gone] == [None] * 7
    assert "Құпия" not in json.dumps(data, ensure_ascii=False)


def test_r12_of_an_activity_who_has_left_is_told_the_days_before(
    closed: Case, head: User, on: Clock
) -> None:
    rounds = sorted(Report.objects.values_list("received_on", flat=True))
    before = rounds[0] - dt.timedelta(1)
    he = left(closed, rounds[-1])
    for item in PlanItem.objects.order_by("pk"):
        item.persons.set([he])
    for report in Report.objects.order_by("pk"):
        report.persons.set([he])
    Activity.objects.filter(case=closed).update(due_on=before)
    [case] = given(closed, he, by=head, on=on)["cases"]
    assert len(case["activities"][0]["reports"]) == len(rounds)
    membership = closed.family.memberships.filter(person=he)
    membership.update(left_on=before)
    [case] = given(closed, he, by=head, on=on)["cases"]
    [row] = case["activities"]
    assert (row["due_on"], row["state"], row["ended_on"]) == (before.isoformat(), None, None)
    assert row["reports"] == []
    membership.update(left_on=before - dt.timedelta(1))
    [case] = given(closed, he, by=head, on=on)["cases"]
    assert case["activities"] == []


def test_r12_a_case_that_began_after_somebody_left_is_not_told_of(
    closed: Case, head: User, on: Clock
) -> None:
    he = left(closed, closed.detected_on - dt.timedelta(1))
    data = given(closed, he, by=head, on=on)
    assert data["cases"] == []
    assert data["person"]["iin"] == he.iin
    assert closed.transitions.filter(verb="give_out").count() == 1
