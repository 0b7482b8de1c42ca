"""What an agency is told of the persons it acts for: the fields of its sector, and no other."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.errors import Invalid
from accounts.models import User
from agencies.models import Agency, PersonField, Sector
from cases.models import Case, CaseGround, Ground, Person
from plans.models import Activity, PlanItem
from plans.workflow import approval, dispatch, drafting, review
from tests.factories import GroundFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]
pytestmark = [
    pytest.mark.usefixtures("reads_english"),
    pytest.mark.clause("7(3)", "11"),
]


@pytest.fixture
def son(asked: Activity) -> Person:
    """For whom the school is asked, with everything known of him."""
    son = stories.members(asked.plan.case)[1]
    son.phone = "+7 700 123 45 67"
    son.sex = "m"
    son.save()
    Case.objects.filter(pk=asked.case_id).update(address="Абай көшесі, 77")
    asked.item.persons.set([son])
    return son


def shown_to(asked: Activity, *fields: str) -> None:
    Sector.objects.filter(pk="education").update(person_fields=list(fields))


def words_for(field: str, son: Person) -> str:
    """What tells a field wherever it is told."""
    assert son.birth_date
    return {
        "name": son.full_name,
        "birth_year": f"born {son.birth_date.year}",
        "birth_date": f"born {son.birth_date:%d.%m.%Y}",
        "sex": "sex:</span> male",
        "iin": son.iin,
        "phone": son.phone,
        "address": "Абай көшесі, 77",
    }[field]


@pytest.mark.parametrize("field", PersonField.values)
def test_r12_a_page_tells_the_named_field_alone(
    field: str, asked: Activity, son: Person, agency_worker: User, sign_in: SignIn
) -> None:
    shown_to(asked, field)
    page = sign_in(agency_worker).get(reverse("activity", args=[asked.pk])).content.decode()
    told = {name for name in PersonField.values if words_for(name, son) in page}
    assert told == {field}


@pytest.mark.parametrize("field", PersonField.values)
def test_r12_the_api_tells_the_named_field_alone(
    field: str, asked: Activity, son: Person, agency_worker: User
) -> None:
    shown_to(asked, field)
    api = APIClient()
    api.force_login(agency_worker, backend="django.contrib.auth.backends.ModelBackend")
    [person] = api.get(f"/api/v1/activities/{asked.pk}/").json()["persons"]
    key = "born" if field == "birth_year" else field
    assert {name for name, value in person.items() if value} == {"id", key}


@pytest.mark.parametrize("path", ["/inbox/", "/", "/registers/activities/"])
def test_r12_where_the_name_is_not_named_no_list_tells_it(
    path: str, asked: Activity, son: Person, agency_worker: User, sign_in: SignIn
) -> None:
    browser = sign_in(agency_worker)
    assert son.last_name in browser.get(path, {"scope": "all"}).content.decode()
    shown_to(asked)
    assert son.last_name not in browser.get(path, {"scope": "all"}).content.decode()


def test_r12_the_letter_tells_what_the_sector_is_told(
    asked: Activity, son: Person, head: User, sign_in: SignIn
) -> None:
    assert asked.dispatch
    shown_to(asked, "phone")
    paper = sign_in(head).get(f"/dispatches/{asked.dispatch.pk}/letter/").content.decode()
    assert son.phone in paper
    assert son.full_name not in paper
    assert f"отбасы мүшесі, № {son.pk}" in paper


def test_r12_the_centre_reads_its_own_family_whatever_an_agency_is_told(
    asked: Activity, son: Person, caseworker: User, sign_in: SignIn
) -> None:
    shown_to(asked)
    page = sign_in(caseworker).get(reverse("activity", args=[asked.pk])).content.decode()
    assert son.full_name in page


def test_r12_to_show_more_an_administrator_says_why(sign_in: SignIn, administrator: User) -> None:
    browser = sign_in(administrator)
    url = "/admin/agencies/sector/education/change/"
    row = Sector.objects.get(pk="education")
    names = ("code", "order", "name_kk", "name_ru")
    entered: dict[str, Any] = {name: getattr(row, name) for name in names}
    entered["person_fields"] = ["name", "birth_year", "phone"]
    refused = browser.post(url, entered)
    assert "Say why the sector needs these fields." in refused.content.decode()
    browser.post(url, entered | {"person_fields_source": "Agreement No. 1 of made-up bodies"})
    row.refresh_from_db()
    assert row.person_fields == ["name", "birth_year", "phone"]
    assert "phone" in browser.get("/admin/agencies/sector/").content.decode()


@pytest.fixture
def probation(case: Case, caseworker: User, on: Clock) -> Ground:
    """The case rests on it; a second ground is nobody else's business either."""
    grounds = [
        GroundFactory.create(code=code, name_kk=name, name_ru=name)
        for code, name in (("T1", "пробация есебі"), ("T2", "тәуелділік"))
    ]
    for ground in grounds:
        CaseGround.objects.create(
            case=case, ground=ground, added_on=on("2026-03-01").date(), added_by=caseworker
        )
    return grounds[0]


def test_r12_an_agency_is_told_of_a_ground_only_where_its_activity_says_so(
    case: Case,
    probation: Ground,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    silent = stories.item(case, agency=agency, due="2026-03-31")
    telling = stories.item(case, agency=agency, due="2026-04-03", told_grounds=[probation.pk])
    now = on("2026-03-20", "10:00")
    plan = stories.approved(case, silent, telling, by=caseworker, head=head, now=now)
    browser = sign_in(agency_worker)
    pages = [
        browser.get(reverse("activity", args=[row.pk])).content.decode()
        for row in plan.activities.order_by("item__order")
    ]
    assert [probation.name in page for page in pages] == [False, True]
    assert not any("тәуелділік" in page for page in pages)
    letter = sign_in(head).get(f"/dispatches/{plan.dispatches.get().pk}/letter/").content.decode()
    assert letter.count(probation.name) == 1


def test_r12_whoever_approves_sees_what_the_agency_is_told(
    case: Case, probation: Ground, agency: Agency, caseworker: User, head: User, sign_in: SignIn,
    on: Clock,
) -> None:  # fmt: skip
    telling = stories.item(case, agency=agency, due="2026-04-03", told_grounds=[probation.pk])
    plan = stories.drafted(case, telling, by=caseworker, now=on("2026-03-20", "10:00"))
    drafting.submit(plan, by=caseworker, now=on("2026-03-20", "10:00"))
    page = sign_in(head).get(f"/plans/{plan.pk}/").content.decode()
    assert "Grounds that the agency is told" in page
    assert probation.name in page


def test_r12_a_ground_is_ticked_on_the_form_of_an_activity(
    case: Case, probation: Ground, agency: Agency, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    plan = stories.drafted(case, by=caseworker, now=on("2026-03-20", "10:00"))
    entered = {
        "kind": "adaptation",
        "executor": "agency",
        "agency": agency.pk,
        "title": "Help",
        "description": "As agreed.",
        "persons": [person.pk for person in stories.members(case)],
        "told_grounds": [probation.pk],
        "stage": 1,
        "due_on": "2026-04-03",
    }
    browser = sign_in(caseworker)
    url = reverse("plan-add-item", args=[plan.pk])
    browser.post(url, entered)
    assert PlanItem.objects.get().told_grounds == [probation.pk]
    browser.post(url, entered | {"executor": "centre", "agency": ""})
    assert PlanItem.objects.order_by("-pk")[0].told_grounds == []


def test_r12_no_ground_of_another_case_and_nobody_but_an_agency_is_told(
    case: Case, probation: Ground, agency: Agency, caseworker: User, on: Clock
) -> None:
    now = on("2026-03-20", "10:00")
    plan = stories.drafted(case, by=caseworker, now=now)
    foreign = GroundFactory.create(code="T3")
    for said in (
        stories.item(case, agency=agency, due="2026-04-03", told_grounds=[foreign.pk]),
        stories.item(case, agency=None, due="2026-04-03", told_grounds=[probation.pk]),
    ):
        with pytest.raises(Invalid) as refused:
            drafting.add_item(plan, said, by=caseworker, now=now)
        assert refused.value.field == "told_grounds"


def test_r15_to_tell_of_a_ground_is_a_change_that_is_sent_anew(
    case: Case, probation: Ground, agency: Agency, caseworker: User, head: User, sign_in: SignIn,
    on: Clock,
) -> None:  # fmt: skip
    now = on("2026-03-20", "10:00")
    silent = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, silent, by=caseworker, head=head, now=now)
    newer = drafting.new_version(plan, by=caseworker, now=now, reason="They must know.")
    entered = drafting.item_input(newer.items.get())
    entered.told_grounds = [probation.pk]
    drafting.change_item(newer.items.get(), entered, by=caseworker, now=now)
    page = sign_in(head).get(f"/plans/{newer.pk}/compare/").content.decode()
    assert probation.name in page
    stories.agree(newer, by=caseworker, now=now)
    drafting.submit(newer, by=caseworker, now=now)
    approval.approve(newer, by=head, now=now + dt.timedelta(hours=1))
    assert newer.dispatches.count() == 1


def test_r12_an_agency_reads_of_no_other_agencys_activity_in_its_letter(
    case: Case, agency: Agency, other_agency: Agency, caseworker: User, head: User,
    sign_in: SignIn, on: Clock,
) -> None:  # fmt: skip
    now = on("2026-03-20", "10:00")
    cure = stories.item(case, agency=other_agency, due="2026-03-31", title="A secret cure")
    plan = stories.drafted(case, cure, by=caseworker, now=now)
    after = stories.item(case, agency=agency, due="2026-04-03", depends_on=plan.items.get())
    drafting.add_item(plan, after, by=caseworker, now=now)
    drafting.submit(plan, by=caseworker, now=now)
    approval.approve(plan, by=head, now=now)
    sent = plan.dispatches.get(agency=agency)
    letter = sign_in(head).get(f"/dispatches/{sent.pk}/letter/").content.decode()
    assert "жоспардың басқа іс-шарасы" in letter
    assert "A secret cure" not in letter


def test_r12_when_nothing_is_left_to_do_an_agency_is_told_for_whom_it_was_and_no_more(
    asked: Activity, son: Person, agency_worker: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    shown_to(asked, "name", "birth_year", "phone", "address")
    url = reverse("activity", args=[asked.pk])
    assert son.phone in sign_in(agency_worker).get(url).content.decode()
    stories.report(asked, by=agency_worker, now=on("2026-03-24", "10:00"))
    asked.refresh_from_db()
    review.mark_executed(asked, by=caseworker, now=on("2026-03-25", "10:00"))
    page = sign_in(agency_worker).get(url).content.decode()
    assert son.full_name in page
    assert son.phone not in page
    assert "Абай көшесі, 77" not in page


def test_r12_an_agency_that_declined_is_told_for_whom_it_was_and_no_more(
    asked: Activity, son: Person, agency_worker: User, sign_in: SignIn, on: Clock
) -> None:
    shown_to(asked, "name", "phone", "address")
    now = on("2026-03-24", "10:00")
    dispatch.decline(asked, by=agency_worker, now=now, reason="Not ours.")
    page = sign_in(agency_worker).get(reverse("activity", args=[asked.pk])).content.decode()
    assert son.full_name in page
    assert son.phone not in page


def test_r12_an_agency_is_not_told_whether_there_are_children(
    asked: Activity, agency_worker: User, sign_in: SignIn
) -> None:
    mother = stories.members(asked.plan.case)[0]
    asked.item.persons.set([mother])
    asked.deadlines.update(with_children=True)
    browser = sign_in(agency_worker)
    for query in ({"scope": "all"}, {"scope": "all", "children": "1"}):
        page = browser.get("/", query).content.decode()
        assert mother.short_name in page
        assert "with children" not in page.casefold()
    asked.deadlines.update(with_children=False)
    assert mother.short_name in browser.get("/", {"scope": "all", "children": "1"}).content.decode()


def test_r12_the_api_counts_no_round_of_a_body_that_was_asked_before(
    asked: Activity,
    agency_worker: User,
    other_agency: Agency,
    other_agency_worker: User,
    caseworker: User,
    head: User,
    on: Clock,
) -> None:
    now = on("2026-03-24", "10:00")
    stories.report(asked, by=agency_worker, now=now)
    asked.refresh_from_db()
    day = dt.date(2026, 4, 6)
    review.return_for_rework(
        asked, by=caseworker, now=now, ground="proof", note="Papers.", new_due_on=day
    )
    stories.given_to_another(asked, other_agency, by=caseworker, head=head, now=now)
    api = APIClient()
    api.force_login(other_agency_worker, backend="django.contrib.auth.backends.ModelBackend")
    shown = api.get(f"/api/v1/activities/{asked.pk}/").json()
    assert (shown["rounds"], shown["reports"]) == (0, [])
