"""Registration (R1): a case at detection, nobody twice, terms started, relapse linked."""

import datetime as dt
import threading
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections

from accounts import scopes
from accounts.encryption import keyed_hash
from accounts.errors import Invalid, NotAllowed, SomebodyWasFirst
from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases.models import Case, CaseDeadline, Family, Ground, Person
from cases.workflow import NeedsConfirmation, NewCase, PersonData, register
from tests import factories as make
from tests.cases.conftest import mother, new_case, son


@pytest.mark.clause("1")
def test_r1_a_case_opens_at_detection(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    grounds = list(Ground.objects.filter(code__in=["G02", "G09.1"]))
    new = new_case(centre, persons=[mother(), son()], grounds=grounds, situation="Left alone.")
    case = register(centre, by=caseworker, now=friday, new=new)
    case.refresh_from_db()
    assert (case.number, case.state, case.source) == ("SEM-2026-00001", "detected", "hotline")
    assert case.first_person_name == "Үлгінова Гүлнәр"
    assert case.with_children
    assert case.responsible == caseworker
    assert [g.ground_id for g in case.case_grounds.order_by("ground")] == ["G02", "G09.1"]
    assert [t.verb for t in case.transitions.all()] == ["register"]
    assert not case.is_relapse


@pytest.mark.clause("1")
def test_r1_the_assessment_is_due_from_detection_over_the_days_off(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    case = register(centre, by=caseworker, now=friday, new=new_case(centre))
    term = case.deadlines.get()
    assert (term.term, term.due_on) == ("primary_assessment", dt.date(2026, 3, 30))
    assert (term.centre, term.responsible) == (centre, caseworker)


@pytest.mark.clause("7(1)")
def test_r11_danger_hastens_and_a_child_in_danger_is_reported(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    new = new_case(centre, persons=[mother(), son()], danger=True)
    case = register(centre, by=caseworker, now=friday, new=new)
    due = dict(case.deadlines.values_list("term", "due_on"))
    assert due == {
        "urgent_assessment": dt.date(2026, 3, 26),
        "guardianship_notice": dt.date(2026, 3, 21),
    }
    assert all(case.deadlines.values_list("with_children", flat=True))


def test_danger_without_a_child_needs_no_guardianship_body(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    case = register(centre, by=caseworker, now=friday, new=new_case(centre, danger=True))
    assert [d.term for d in case.deadlines.all()] == ["urgent_assessment"]


WRONG_INPUT: list[tuple[dict[str, Any], str]] = [
    ({"detected_on": dt.date(2026, 3, 21)}, "detected_on"),
    ({"detected_on": dt.date(202, 3, 20)}, "detected_on"),
    ({"source": "rumour"}, "source"),
    ({"persons": []}, "persons"),
    ({"persons": [mother(last_name=" ")]}, "persons-0-last_name"),
    ({"persons": [mother(iin="991231590002")]}, "persons-0-iin"),
    ({"persons": [mother(iin="12345")]}, "persons-0-iin"),
    ({"persons": [mother(iin="")]}, "persons-0-iin"),
    ({"persons": [mother(birth_date=dt.date(2026, 3, 21))]}, "persons-0-birth_date"),
    ({"persons": [mother(relation="child")]}, "persons-0-relation"),
    ({"persons": [mother(), son(relation="self")]}, "persons-1-relation"),
    ({"persons": [mother(), son(relation="")]}, "persons-1-relation"),
    ({"persons": [mother(sex="x")]}, "persons-0-sex"),
    ({"persons": [mother(), son(iin=mother().iin)]}, "persons-1-iin"),
    ({"persons": [mother(), son(known=123456)]}, "persons-1-last_name"),
]


@pytest.mark.parametrize(("more", "field"), WRONG_INPUT)
def test_wrong_input_names_the_field_and_changes_nothing(
    more: dict[str, Any], field: str, centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    new = replace(new_case(centre), **more)
    with pytest.raises(Invalid) as refused:
        register(centre, by=caseworker, now=friday, new=new, confirmed=True)
    assert refused.value.field == field
    assert (Case.objects.count(), Person.objects.count(), Family.objects.count()) == (0, 0, 0)


DOUBTS = [
    (mother(iin="990101590001", sex=""), "iin"),  # born 2099
    (mother(iin="123456990006"), "iin"),
    (mother(iin="000229390000"), "iin"),
    (mother(birth_date=dt.date(1990, 5, 17)), "birth_date"),
    (mother(iin="", iin_absent="unknown", birth_date=dt.date(1890, 1, 1)), "birth_date"),
    (mother(iin=make.made_up_iin(1, woman=False)), "sex"),
]


@pytest.mark.parametrize(("person", "field"), DOUBTS)
def test_what_is_unusual_is_asked_once_and_then_believed(
    person: PersonData, field: str, centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    new = new_case(centre, persons=[person])
    with pytest.raises(NeedsConfirmation) as doubt:
        register(centre, by=caseworker, now=friday, new=new)
    assert doubt.value.field == f"persons-0-{field}"
    case = register(centre, by=caseworker, now=friday, new=new, confirmed=True)
    assert case.family.members.get().birth_date == person.birth_date


@pytest.mark.clause("7(3)")
def test_r12_the_iin_is_kept_as_ciphertext_and_hash(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    register(centre, by=caseworker, now=friday, new=new_case(centre))
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT iin, iin_hash FROM cases_person")
        iin, iin_hash = cursor.fetchone()
    assert mother().iin not in iin
    assert bytes(iin_hash) == keyed_hash(mother().iin)
    assert Person.objects.get().iin == mother().iin


@pytest.mark.clause("1")
def test_r1_an_iin_that_the_centre_knows_is_that_person(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    person = make.PersonFactory.create(
        centre=centre, last_name="Үлгінова", first_name="Гульнар", patronymic="", iin=mother().iin
    )
    case = register(centre, by=caseworker, now=friday, new=new_case(centre))
    assert case.family.members.get() == person
    assert Person.objects.count() == 1


def test_an_iin_under_another_name_is_a_doubt(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    make.PersonFactory.create(centre=centre, last_name="Басқа", iin=mother().iin)
    with pytest.raises(NeedsConfirmation, match="Басқа") as doubt:
        register(centre, by=caseworker, now=friday, new=new_case(centre))
    assert doubt.value.field == "persons-0-iin"


def test_a_namesake_born_the_same_day_is_a_doubt(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    nobody = mother(iin="", iin_absent="unknown", birth_date=dt.date(1990, 5, 17))
    make.PersonFactory.create(
        centre=centre,
        without_iin=True,
        last_name="Ульгинова",
        first_name="Гулнар",
        patronymic="",
        birth_date=nobody.birth_date,
    )
    known = replace(nobody, last_name="Үльгінова")
    with pytest.raises(NeedsConfirmation):
        register(centre, by=caseworker, now=friday, new=new_case(centre, persons=[known]))


def test_r1_a_person_in_an_open_case_gets_no_second_one(
    centre: Centre, caseworker: User, colleague: User, friday: dt.datetime
) -> None:
    first = register(centre, by=caseworker, now=friday, new=new_case(centre))
    with pytest.raises(Invalid, match=first.number):
        register(centre, by=colleague, now=friday, new=new_case(centre), confirmed=True)
    assert Case.objects.get() == first


def test_a_member_of_another_open_case_is_a_doubt(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    grandson = son(iin=make.made_up_iin(7), iin_absent="", birth_date=None)
    home = new_case(centre, persons=[mother(), grandson])
    register(centre, by=caseworker, now=friday, new=home)
    other_home = new_case(
        centre, persons=[mother(iin=make.made_up_iin(8), first_name="Әжесі"), grandson]
    )
    with pytest.raises(NeedsConfirmation) as doubt:
        register(centre, by=caseworker, now=friday, new=other_home)
    assert doubt.value.field == "persons-1-last_name"
    register(centre, by=caseworker, now=friday, new=other_home, confirmed=True)
    assert Person.objects.count() == 3


@pytest.mark.clause("3(7)")
def test_r4_a_case_after_a_closed_one_is_a_relapse_of_the_same_family(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    before = register(centre, by=caseworker, now=friday, new=new_case(centre))
    Case.objects.filter(pk=before.pk).update(
        state="terminated", closed_on=friday.date(), closure="moved_away"
    )
    again = register(centre, by=caseworker, now=friday, new=new_case(centre))
    assert (again.previous, again.family) == (before, before.family)
    assert again.is_relapse


@pytest.mark.parametrize("closure", ["mistake", ""])
def test_r4_a_mistake_or_a_refusal_is_nothing_to_fall_back_from(
    closure: str, centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    before = register(centre, by=caseworker, now=friday, new=new_case(centre))
    closed_on = friday.date() if closure else None
    state = "terminated" if closure else "not_recognised"
    Case.objects.filter(pk=before.pk).update(state=state, closed_on=closed_on, closure=closure)
    assert not register(centre, by=caseworker, now=friday, new=new_case(centre)).is_relapse


@pytest.mark.clause("3(7)")
def test_r4_a_relapse_is_found_at_another_centre_and_the_question_is_logged(
    centre: Centre, other_centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    before = make.CaseFactory.create(centre=other_centre, completed=True)
    person = before.family.members.get()
    new = new_case(centre, persons=[mother(iin=person.iin)])
    case = register(centre, by=caseworker, now=friday, new=new)
    assert case.previous == before
    assert case.family.members.get() != person
    asked = AccessRecord.objects.get()
    assert (asked.user, asked.subject, asked.case_ids) == (caseworker, "iin_question", [before.pk])


def test_an_open_case_elsewhere_is_a_doubt(
    centre: Centre, other_centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    before = make.CaseFactory.create(centre=other_centre, supported=True)
    new = new_case(centre, persons=[mother(iin=before.family.members.get().iin)])
    with pytest.raises(NeedsConfirmation, match=other_centre.name) as doubt:
        register(centre, by=caseworker, now=friday, new=new)
    assert doubt.value.field == "persons-0-iin"
    assert AccessRecord.objects.count() == 1, "the asking is logged though the verb was refused"
    assert not register(centre, by=caseworker, now=friday, new=new, confirmed=True).is_relapse


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize(
    "name", ["other_caseworker", "agency_worker", "regional_manager", "stranger", "administrator"]
)
def test_r12_only_the_centres_own_staff_register(
    name: str, centre: Centre, friday: dt.datetime, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        register(centre, by=request.getfixturevalue(name), now=friday, new=new_case(centre))
    assert not AccessRecord.objects.exists()


def test_numbers_run_by_centre_and_year(
    centre: Centre, other_centre: Centre, head: User, other_head: User, friday: dt.datetime
) -> None:
    def numbered(at: Centre, by: User, now: dt.datetime, person: int) -> str:
        new = new_case(at, persons=[mother(iin=make.made_up_iin(person))])
        return register(at, by=by, now=now, new=new).number

    assert numbered(centre, head, friday, 1) == "SEM-2026-00001"
    assert numbered(centre, head, friday, 2) == "SEM-2026-00002"
    assert numbered(other_centre, other_head, friday, 3) == "KOK-2026-00001"
    later = friday.replace(year=2027)
    assert numbered(centre, head, later, 4) == "SEM-2027-00001"


def test_a_second_click_makes_no_second_case(
    centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    token = uuid.uuid4()
    register(centre, by=caseworker, now=friday, new=new_case(centre), token=token)
    stranger_to_it = new_case(centre, persons=[mother(iin=make.made_up_iin(9))])
    with pytest.raises(SomebodyWasFirst):
        register(centre, by=caseworker, now=friday, new=stranger_to_it, token=token)
    assert (Case.objects.count(), Person.objects.count()) == (1, 1)


def test_two_at_once_share_the_person_and_never_the_number(
    committed_db: None, centre: Centre, caseworker: User, colleague: User, friday: dt.datetime
) -> None:
    aunt = mother(iin=make.made_up_iin(11), first_name="Апа", relation="other")
    firsts = {caseworker: mother(), colleague: mother(iin=make.made_up_iin(12))}
    outcome: list[str] = []
    start = threading.Barrier(2)

    @scopes.within(scopes.MAINTENANCE)
    def enter(user: User, new: NewCase) -> None:
        try:
            start.wait(timeout=10)
            outcome.append(register(centre, by=user, now=friday, new=new, confirmed=True).number)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=enter, args=(user, new_case(centre, persons=[first, aunt])))
        for user, first in firsts.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcome) == ["SEM-2026-00001", "SEM-2026-00002"]
    assert Person.objects.count() == 3


def test_two_who_register_the_same_family_at_once_make_one_case(
    committed_db: None, centre: Centre, caseworker: User, colleague: User, friday: dt.datetime
) -> None:
    outcome: list[object] = []
    start = threading.Barrier(2)

    @scopes.within(scopes.MAINTENANCE)
    def enter(user: User) -> None:
        try:
            start.wait(timeout=10)
            outcome.append(register(centre, by=user, now=friday, new=new_case(centre)).number)
        except Invalid as refused:
            outcome.append(refused.field)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter, args=(user,)) for user in (caseworker, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(map(str, outcome)) == ["SEM-2026-00001", "persons-0-last_name"]
    assert (Case.objects.count(), CaseDeadline.objects.count()) == (1, 1)
