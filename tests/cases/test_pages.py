"""The pages of cases: who reaches them, what they show, that nothing typed is lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases.models import Case, StoredFile, Transfer
from cases.workflow import ask_transfer
from tests import factories as make
from tests.cases.test_records import PDF, files_root  # noqa: F401  a fixture

SignIn = Callable[[User], Client]
TABS = ["case", "case-assessments", "case-timeline", "case-visits", "case-files"]
VERBS = [
    "case-start-assessment",
    "case-assess",
    "case-hand-over",
    "case-danger",
    "case-notify-guardianship",
    "case-add-member",
    "case-add-visit",
    "case-add-note",
    "case-add-file",
    "case-ask-transfer",
]
HEADS = ["case-readers", "case-recognise", "case-refuse"]
STAFF_PAGES = ["case-list", "case-find", "case-whereabouts", "case-new", "transfer-list"]
HEADS_PAGES = ["case-import", "case-import-form"]


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("name", TABS + VERBS + HEADS)
def test_r12_a_case_of_another_centre_is_not_there(
    name: str, case: Case, other_head: User, sign_in: SignIn
) -> None:
    assert sign_in(other_head).get(reverse(name, args=[case.pk])).status_code == 404


@pytest.mark.parametrize("name", TABS + VERBS)
def test_staff_reach_the_pages_of_their_case(
    name: str, case: Case, caseworker: User, sign_in: SignIn
) -> None:
    page = sign_in(caseworker).get(reverse(name, args=[case.pk]))
    assert page.status_code == 200
    assert case.first_person_name in page.content.decode()
    read = AccessRecord.objects.get()
    assert (read.user, read.route, read.case_ids) == (caseworker, name, [case.pk])


@pytest.mark.parametrize("name", HEADS)
def test_the_heads_pages_are_the_heads(
    name: str, case: Case, caseworker: User, head: User, sign_in: SignIn
) -> None:
    url = reverse(name, args=[case.pk])
    assert sign_in(caseworker).get(url).status_code == 403
    assert sign_in(head).get(url).status_code == 200


@pytest.mark.parametrize("name", STAFF_PAGES + HEADS_PAGES)
def test_who_has_no_centre_has_no_cases(
    name: str, centre: Centre, agency_worker: User, sign_in: SignIn
) -> None:
    assert sign_in(agency_worker).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_reach_the_pages_of_their_centre(
    name: str, caseworker: User, sign_in: SignIn
) -> None:
    assert sign_in(caseworker).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", HEADS_PAGES)
def test_the_import_is_the_heads(name: str, caseworker: User, head: User, sign_in: SignIn) -> None:
    assert sign_in(caseworker).get(reverse(name)).status_code == 403
    assert sign_in(head).get(reverse(name)).status_code == 200


@override_settings(LOGIN_URL="/sign-in/")
@pytest.mark.parametrize("name", ["case-list", "case"])
def test_who_has_not_signed_in_is_asked_to(name: str, case: Case, client: Client) -> None:
    args = [case.pk] if name == "case" else []
    page = client.get(reverse(name, args=args))
    assert (page.status_code, page["Location"].partition("?")[0]) == (302, "/sign-in/")


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


@pytest.mark.parametrize("rows", [1, 3])
def test_the_case_asks_the_database_as_often_for_three_children_as_for_one(
    rows: int,
    centre: Centre,
    caseworker: User,
    sign_in: SignIn,
    friday: dt.datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    case = make.CaseFactory.create(centre=centre, responsible=caseworker)
    for _number in range(rows):
        make.FamilyMemberFactory.create(family=case.family, child=True)
        make.CaseDeadlineFactory.create(case=case)
    browser = sign_in(caseworker)
    with django_assert_num_queries(11):
        browser.get(reverse("case", args=[case.pk]))


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


@pytest.mark.clause("7(3)")
def test_r12_a_file_leaves_as_an_attachment_through_the_check(
    case: Case, caseworker: User, other_head: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    url = reverse("case-add-file", args=[case.pk])
    wrong = {"file": SimpleUploadedFile("a.pdf", b"MZ"), "token": typed(case.centre)["token"]}
    page = sign_in(caseworker).post(url, wrong)
    assert page.status_code == 400
    assert "not accepted" in page.content.decode()
    right = wrong | {"file": SimpleUploadedFile("акт.pdf", PDF)}
    assert sign_in(caseworker).post(url, right).status_code == 302
    file = StoredFile.objects.get()
    address = reverse("case-file", args=[case.pk, file.pk])
    answer: Any = sign_in(caseworker).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AccessRecord.objects.filter(subject="file").get().record_ids == [file.pk]
    assert sign_in(other_head).get(address).status_code == 404
    other = make.CaseFactory.create(centre=case.centre)
    foreign = reverse("case-file", args=[other.pk, file.pk])
    assert sign_in(caseworker).get(foreign).status_code == 404


def test_a_member_of_another_family_is_not_there(
    case: Case, caseworker: User, sign_in: SignIn
) -> None:
    stranger = make.FamilyMemberFactory.create()
    for name in ("case-correct-person", "case-member-left"):
        url = reverse(name, args=[case.pk, stranger.pk])
        assert sign_in(caseworker).get(url).status_code == 404


def test_the_whole_way_to_recognition_on_the_pages(
    case: Case, caseworker: User, head: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    make.CaseDeadlineFactory.create(case=case)
    token = typed(case.centre)["token"]
    chosen = {
        **{f"direction_{code}": "D" for code in ("ECON", "SOC", "HOUS", "HEAL", "EDU")},
        **{f"risk_{code}": "1" for code in ("offending", "victimisation", "ill_being")},
    }
    assess = {"occasion": "intake", "assessed_on": "2026-03-20", "level": "D", "token": token}
    url = reverse("case-assess", args=[case.pk])
    incomplete = sign_in(caseworker).post(url, assess)
    assert incomplete.status_code == 400
    assert 'href="#id_direction_ECON"' in incomplete.content.decode()
    assert sign_in(caseworker).post(url, assess | chosen).status_code == 302
    url = reverse("case-recognise", args=[case.pk])
    nothing = sign_in(head).post(url, {"on": "2026-03-20"})
    assert nothing.status_code == 400
    assert "at least one ground" in nothing.content.decode()
    assert sign_in(head).post(url, {"on": "2026-03-20", "grounds": ["G10"]}).status_code == 302
    again = sign_in(head).post(url, {"on": "2026-03-20", "grounds": ["G10"]})
    assert again.status_code == 409
    case.refresh_from_db()
    assert case.state == "recognised"
    timeline = sign_in(caseworker).get(reverse("case-timeline", args=[case.pk]))
    assert "cl. 3(5)" in timeline.content.decode()
    assessments = sign_in(caseworker).get(reverse("case-assessments", args=[case.pk]))
    assert "Дағдарыстық" in assessments.content.decode() or "Кризисный" in (
        assessments.content.decode()
    )


FORMS = [
    ("case-danger", {"reason": "He is back."}),
    ("case-add-note", {"text": "Call.", "token": "7e0c3f6c-9a53-4f0c-8a53-3f0c9a534f0c"}),
    (
        "case-add-visit",
        {
            "visited_on": "2026-03-20",
            "arrived_at": "09:00",
            "findings": "Cold.",
            "name_1": "Үлгі Маман",
            "token": "7e0c3f6c-9a53-4f0c-8a53-3f0c9a534f0c",
        },
    ),
    (
        "case-add-member",
        {
            "relation": "child",
            "last_name": "Үлгінов",
            "first_name": "Нұрлан",
            "iin_absent": "unknown",
            "token": "7e0c3f6c-9a53-4f0c-8a53-3f0c9a534f0c",
        },
    ),
]


@pytest.mark.parametrize(("name", "values"), FORMS)
def test_a_verb_is_posted_and_leads_back(
    name: str,
    values: dict[str, str],
    case: Case,
    caseworker: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    url = reverse(name, args=[case.pk])
    assert sign_in(caseworker).post(url, {}).status_code == 400
    page = sign_in(caseworker).post(url, values, follow=True)
    assert page.status_code == 200
    assert page.redirect_chain
    assert "message-success" in page.content.decode()


def test_a_correction_starts_from_what_is_known(
    case: Case, caseworker: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    member = case.family.memberships.get(relation="self")
    url = reverse("case-correct-person", args=[case.pk, member.pk])
    page = sign_in(caseworker).get(url).content.decode()
    assert f'value="{member.person.iin}"' in page
    values = {"last_name": "Жаңаева", "first_name": "Айша", "iin": member.person.iin}
    assert sign_in(caseworker).post(url, values).status_code == 302
    case.refresh_from_db()
    assert case.first_person_name == "Жаңаева Айша"


@pytest.mark.clause("6")
def test_r10_a_case_is_handed_over_to_staff_of_the_centre(
    case: Case, caseworker: User, colleague: User, other_head: User, sign_in: SignIn
) -> None:
    url = reverse("case-hand-over", args=[case.pk])
    assert sign_in(caseworker).post(url, {"to": other_head.pk}).status_code == 400
    assert sign_in(colleague).get(url).status_code == 403
    assert sign_in(caseworker).post(url, {"to": colleague.pk}).status_code == 302
    case.refresh_from_db()
    assert case.responsible == colleague


@pytest.mark.clause("7(4)")
def test_r13_the_centre_that_is_asked_sees_the_transfer_and_not_the_case(
    case: Case,
    caseworker: User,
    other_centre: Centre,
    other_caseworker: User,
    agency_worker: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    url = reverse("case-ask-transfer", args=[case.pk])
    values = {"to_centre": other_centre.pk, "reason": "They moved."}
    assert sign_in(caseworker).post(url, values).status_code == 302
    assert sign_in(caseworker).post(url, values).status_code == 409
    transfer = Transfer.objects.get()
    page = sign_in(other_caseworker).get(reverse("transfer", args=[transfer.pk]))
    assert case.first_person_name in page.content.decode()
    assert reverse("case", args=[case.pk]) not in page.content.decode()
    by_case = reverse("case-transfer", args=[case.pk])
    assert sign_in(other_caseworker).get(by_case)["Location"] == reverse(
        "transfer", args=[transfer.pk]
    )
    listed = sign_in(other_caseworker).get(reverse("transfer-list")).content.decode()
    assert case.number in listed
    assert sign_in(other_caseworker).get(reverse("case", args=[case.pk])).status_code == 404
    withdraw = reverse("transfer-withdraw", args=[transfer.pk])
    assert sign_in(other_caseworker).post(withdraw).status_code == 403
    assert sign_in(caseworker).post(withdraw).status_code == 302
    assert sign_in(caseworker).post(withdraw).status_code == 409


@pytest.mark.clause("6")
def test_r10_the_head_starts_with_the_cases_of_the_whole_centre(
    case: Case, head: User, colleague: User, sign_in: SignIn
) -> None:
    shown = {
        user: [row.pk for row in sign_in(user).get(reverse("case-list")).context["page"].rows]
        for user in (head, colleague)
    }
    assert shown == {head: [case.pk], colleague: []}


def test_r13_only_the_head_who_decides_is_offered_the_decision(
    case: Case,
    caseworker: User,
    other_centre: Centre,
    other_caseworker: User,
    other_head: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    transfer = ask_transfer(
        case, by=caseworker, now=friday, to_centre=other_centre, reason="They moved."
    )
    accept = reverse("transfer-accept", args=[transfer.pk])
    url = reverse("transfer", args=[transfer.pk])
    assert accept in sign_in(other_head).get(url).content.decode()
    assert accept not in sign_in(other_caseworker).get(url).content.decode()


def test_strangers_find_no_transfer(
    case: Case, other_centre: Centre, caseworker: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    transfer = ask_transfer(
        case, by=caseworker, now=friday, to_centre=other_centre, reason="They moved."
    )
    third = make.CentreFactory.create()
    outsider = make.UserFactory.create()
    make.MembershipFactory.create(user=outsider, centre=third)
    by_case = reverse("case-transfer", args=[case.pk])
    assert sign_in(outsider).get(by_case).status_code == 404
    assert sign_in(outsider).get(reverse("transfer", args=[transfer.pk])).status_code == 404


@pytest.mark.clause("7(3)")
def test_r12_the_head_sees_who_looked(
    case: Case, caseworker: User, head: User, sign_in: SignIn
) -> None:
    sign_in(caseworker).get(reverse("case", args=[case.pk]))
    page = sign_in(head).get(reverse("case-readers", args=[case.pk])).content.decode()
    assert "<td>Caseworker</td>" in page
