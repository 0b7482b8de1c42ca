"""A person gets what is kept of them: all that is their own, nothing of anybody else (R12)."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import NotAllowed, Refused
from accounts.freshness import CONFIRMED
from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases import workflow
from cases.models import Case, Person
from monitoring.workflow import giving
from monitoring.workflow.giving import Checked, give_out
from plans.models import PlanItem, Report
from tests import factories as make
from tests.monitoring.pages import words as words_of

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]
ASKED: Any = {"reason": "Asked in writing.", "checked": "document", "language": "ru"}
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper as it is given to the library that draws it: its words can be read."""

    def as_it_is(html: str, *, identifier: str) -> bytes:
        return html.encode()

    monkeypatch.setattr(giving, "drawn", as_it_is)


@pytest.fixture
def told(undrawn: None, closed: Case) -> Case:
    """A case from beginning to end; the names in it tell whose they are."""
    rename("self", "Анасова", "Айгерім-ана", phone="+7 701 000 00 01")
    rename("child", "Баласов", "Ерасыл-бала", phone="+7 701 000 00 02")
    Case.objects.update(source_detail="Хабаршы-көрші", first_person_name="Анасова Айгерім-ана")
    closed.refresh_from_db()
    return closed


def rename(relation: str, last: str, first: str, *, phone: str) -> None:
    person = Person.objects.get(memberships__relation=relation)
    person.last_name, person.first_name, person.phone = last, first, phone
    person.save()


def person(relation: str) -> Person:
    return Person.objects.get(memberships__relation=relation)


def opened(content: bytes) -> tuple[dict[str, Any], str]:
    """The data, and the words of the paper."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["own-data.json", "own-data.pdf"]
        data = json.loads(archive.read("own-data.json"))
        return data, words_of(archive.read("own-data.pdf").decode())


def given(case: Case, relation: str, *, by: User, on: Clock, **more: Any) -> tuple[Any, str]:
    now = on("2026-03-31", "10:00")
    return opened(give_out(case, person(relation), by=by, now=now, **{**ASKED, **more}).content)


def for_the_mother_alone() -> None:
    """Of the one activity the plan says that it is for her alone."""
    mother = person("self")
    for item in PlanItem.objects.order_by("pk"):
        item.persons.set([mother])
    for report in Report.objects.order_by("pk"):
        report.persons.set([mother])


OWN = ("Анасова", "Айгерім-ана", "+7 701 000 00 01", "Help at school", "A tutor twice a week.")
OWN_WORDS = (*OWN, "Done as asked.")
#: What tells of everybody who lives there.
HOUSEHOLD = ("Үлгі көшесі, 1", "letter.pdf")
OF_OTHERS = ("Баласов", "Ерасыл", "000 00 02", "Хабаршы", "A note.", "Cold.", "Wood.")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_r12_all_of_ones_own_and_nothing_of_anybody_else(
    told: Case, head: User, on: Clock, language: str
) -> None:
    for_the_mother_alone()
    data, paper = given(told, "self", by=head, on=on, language=language)
    written = json.dumps(data, ensure_ascii=False)
    iin = person("self").iin
    assert [word for word in (*OWN_WORDS, iin, told.number) if word not in written] == []
    assert [word for word in (*OWN[:3], iin, told.number) if word not in paper] == []
    staff = list(User.objects.values_list("full_name", flat=True))
    foreign = (*OF_OTHERS, *HOUSEHOLD, person("child").iin, *staff)
    assert [word for word in foreign if word in written or word in paper] == []


def test_r12_the_case_with_its_dates_and_decisions(told: Case, head: User, on: Clock) -> None:
    [case] = given(told, "self", by=head, on=on)[0]["cases"]
    assert (case["detected_on"], case["closed_on"]) == ("2026-03-02", "2026-03-30")
    household = ("address", "territory", "grounds", "assessments", "files", "who_looked")
    assert [case[name] for name in household] == [None] * 6
    for_the_mother_alone()
    [case] = given(told, "self", by=head, on=on)[0]["cases"]
    [activity] = case["activities"]
    assert (activity["due_on"], len(activity["reports"])) == ("2026-03-19", 2)
    exit_ = case["decisions"][-1]
    assert (exit_["on"], exit_["clause"]) == ("2026-03-30", "3(6)")
    assert exit_["by"] == "Руководитель Центра, Центр поддержки семьи города Семей"


def test_r12_what_is_of_several_persons_is_left_out(told: Case, head: User, on: Clock) -> None:
    """Also where a service is given to both: it tells where the other one is."""
    [case] = given(told, "self", by=head, on=on)[0]["cases"]
    kept_back = ("notes", "visits", "what_happened", "finding_of_exit")
    assert [case[name] for name in kept_back] == [None] * 4
    assert case["activities"] == []
    for_the_mother_alone()
    Report.objects.order_by("pk")[0].persons.add(person("child"))
    [case] = given(told, "self", by=head, on=on)[0]["cases"]
    [activity] = case["activities"]
    assert [row["text"] for row in activity["reports"]] == [Report.objects.order_by("pk")[1].text]


def test_r12_who_lives_alone_gets_every_text_but_one_that_names_the_informant(
    undrawn: None, centre: Centre, caseworker: User, head: User, on: Clock
) -> None:
    case = make.CaseFactory.create(
        centre=centre,
        responsible=caseworker,
        situation="Fell ill.",
        source_detail="Көрші Гүлсім",
    )
    now = on("2026-03-20")
    workflow.add_note(case, by=caseworker, now=now, text="Спокоен.")
    workflow.add_note(case, by=caseworker, now=now, text="Сообщила көрші Гүлсім.")
    [said] = given(case, "self", by=head, on=on)[0]["cases"]
    assert said["what_happened"] == "Fell ill."
    assert [row["text"] for row in said["notes"]] == [None, "Спокоен."]


def test_r12_only_the_head_and_who_holds_the_case(
    told: Case, caseworker: User, colleague: User, other_head: User, head: User, on: Clock
) -> None:
    for user in (colleague, other_head):
        with pytest.raises(NotAllowed):
            given(told, "self", by=user, on=on)
    stranger = make.PersonFactory.create(centre=told.centre)
    with pytest.raises(NotAllowed):
        give_out(told, stranger, by=head, now=on("2026-03-31"), **ASKED)
    assert given(told, "self", by=caseworker, on=on)[0]["person"]["last_name"] == "Анасова"


def test_r12_under_a_seal_nothing_is_given_out(
    told: Case, caseworker: User, head: User, on: Clock
) -> None:
    """Nor by whom it names: what is in it could tell where somebody is."""
    other = make.CaseFactory.create(centre=told.centre, responsible=caseworker)
    other.family.memberships.create(person=person_of(told), relation="other")
    assert len(given_of(told, head, on)["cases"]) == 2
    second = make.MembershipFactory.create(
        user=make.UserFactory.create(), role="head", centre=told.centre
    ).user
    words: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": True}
    workflow.seal(told, by=second, now=on("2026-03-31"), readers=[caseworker], **words)
    with pytest.raises(NotAllowed):
        given_of(told, head, on)
    with pytest.raises(Refused, match=r"under seal.*The head unseals it first"):
        given_of(told, second, on)


def person_of(case: Case) -> Person:
    return case.family.memberships.get(relation="self").person


def given_of(case: Case, by: User, on: Clock) -> dict[str, Any]:
    now = on("2026-03-31", "10:00")
    return opened(give_out(case, person_of(case), by=by, now=now, **ASKED).content)[0]


def test_r12_the_page_asks_names_and_logs(
    told: Case, head: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-31", "09:40")
    browser, member = sign_in(head), told.family.memberships.get(relation="self")
    url = reverse("case-own-data", args=[told.pk, member.pk])
    now = on("2026-03-31", "10:00")
    assert browser.get(url).status_code == 302  # to the password
    session = browser.session
    session[CONFIRMED] = int(now.timestamp())
    session.save()
    page = browser.get(url).content.decode()
    assert "Анасова" in page
    assert "Not in it: other members of the family" in page
    assert "left out because the other members have rights too" in page
    assert browser.post(url, {**ASKED, "reason": " "}).status_code == 400
    before = AccessRecord.objects.count()
    answer = browser.post(url, ASKED)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="own-data-2026-03-31.zip"'
    assert opened(answer.content)[0]["person"]["first_name"] == "Айгерім-ана"
    row = AccessRecord.objects.order_by("pk").last()
    assert row is not None
    assert (row.subject, row.record_ids, row.case_ids) == (
        "own_data",
        [member.person_id],
        [told.pk],
    )
    assert AccessRecord.objects.count() == before + 1
    step = told.transitions.get(verb="give_out")
    assert (step.by, step.reason) == (head, "Asked in writing.")
    assert step.details == {"person": member.person_id, "checked": Checked.DOCUMENT}
    history = browser.get(reverse("case-timeline", args=[told.pk])).content.decode()
    assert "A person was given the data that are kept of them" in history


def test_r12_under_a_seal_the_page_says_so_before_anything_is_typed(
    told: Case, caseworker: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-31", "10:00")
    words: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": True}
    workflow.seal(told, by=head, now=now, readers=[caseworker], **words)
    browser, member = sign_in(head), told.family.memberships.get(relation="self")
    session = browser.session
    session[CONFIRMED] = int(now.timestamp())
    session.save()
    page = browser.get(reverse("case-own-data", args=[told.pk, member.pk]))
    assert page.status_code == 409
    assert "A case of this family is under seal" in page.content.decode()


def test_r12_the_paper_is_a_pdf(case: Case, head: User, on: Clock) -> None:
    now = on("2026-03-31", "10:00")
    content = give_out(case, person_of(case), by=head, now=now, **ASKED).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("own-data.pdf").startswith(b"%PDF-")
