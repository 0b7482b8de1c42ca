"""The family's leaflet (R5), and the letter by which a dispatch goes out on paper (R9, R16)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessRecord, User
from agencies.models import Agency, Centre, Service
from cases.models import Case
from plans.models import Activity, Dispatch, Plan
from plans.workflow import approval, dispatch, drafting, execution
from tests.factories import ServiceFactory
from tests.monitoring.pages import words
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]


@pytest.fixture
def meals(database: None) -> Service:
    service: Service = ServiceFactory.create(
        with_term=True,
        name_kk="Мектепте тегін тамақ",
        name_ru="Бесплатное питание в школе",
        how_kk="Өтінішті мектепке беріңіз.",
        how_ru="Подайте заявление в школу.",
    )
    return service


@pytest.fixture
def clinic_help(database: None) -> Service:
    """Of this service nobody has written down how to obtain it, and its term is unverified."""
    service: Service = ServiceFactory.create(
        unverified_term=True, name_kk="Психолог көмегі", name_ru="Помощь психолога"
    )
    return service


@pytest.fixture
def plan(
    case: Case,
    agency: Agency,
    other_agency: Agency,
    meals: Service,
    clinic_help: Service,
    caseworker: User,
    head: User,
    on: Clock,
) -> Plan:
    """Meals at school, help at a clinic, both without accounts, and something in free words."""
    Agency.objects.filter(pk=agency.pk).update(address="Мектеп көшесі, 5", phone="+7 700 000 00 01")
    Centre.objects.filter(pk=case.centre_id).update(phone="+7 700 000 00 09")
    catalogue = {"title": "", "description": ""}
    items = (
        stories.item(case, agency=agency, due="2026-03-31", service=meals, **catalogue),
        stories.item(case, agency=other_agency, due="2026-03-31", service=clinic_help, **catalogue),
        stories.item(case, agency=agency, due="2026-04-02", kind="offences"),
    )
    return stories.approved(case, *items, by=caseworker, head=head, now=on("2026-03-20", "10:00"))


def shown(browser: Client, name: str, pk: int, query: str = "") -> str:
    """The words of the paper, in the language of the paper."""
    answer = browser.get(reverse(name, args=[pk]) + query, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return words(answer.content.decode().partition("<article")[2].partition("</article>")[0])


def leaflet(browser: Client, plan: Plan, query: str = "") -> str:
    return shown(browser, "plan-leaflet", plan.pk, query)


@pytest.mark.clause("4")
def test_r5_the_family_reads_what_it_is_entitled_to_and_how_to_obtain_it(
    sign_in: SignIn, plan: Plan, caseworker: User, agency: Agency, other_agency: Agency
) -> None:
    page = leaflet(sign_in(caseworker), plan)
    assert "Мектепте тегін тамақ" in page
    assert "Өтінішті мектепке беріңіз." in page
    school = page.index(f"{agency.name_kk}, Мектеп көшесі, 5, +7 700 000 00 01")
    # The clinic's telephone is not known, so the family asks the Centre about it.
    clinic = page.index("Психолог көмегі")
    ask = page.index(f"{plan.centre.name_kk}, +7 700 000 00 09", clinic)
    assert school < clinic < ask < page.index(other_agency.name_kk)
    assert "Help at school" not in page


@pytest.mark.clause("4")
def test_r5_the_leaflet_is_in_the_familys_language_whatever_the_users_is(
    sign_in: SignIn, plan: Plan, caseworker: User
) -> None:
    browser = sign_in(caseworker)
    russian = leaflet(browser, plan, "?language=ru")
    assert "Бесплатное питание в школе" in russian
    assert "Подайте заявление в школу." in russian
    assert "Мектепте" not in russian
    assert 'lang="ru"' in browser.get(f"/plans/{plan.pk}/leaflet/?language=ru").content.decode()
    assert browser.get(f"/plans/{plan.pk}/leaflet/?language=en").status_code == 404


@pytest.mark.clause("4")
def test_r5_a_term_that_nobody_verified_is_marked(
    sign_in: SignIn, plan: Plan, caseworker: User
) -> None:
    page = sign_in(caseworker).get(f"/plans/{plan.pk}/leaflet/")
    marks = [offer.service.term_verified for offer in page.context["offers"]]
    assert marks == [True, False]
    text = leaflet(sign_in(caseworker), plan)
    assert text.count("5 ") >= 2
    assert text.count("(") == 1


@pytest.mark.clause("7")
def test_r12_the_leaflet_names_nobody_and_its_reading_is_logged(
    sign_in: SignIn, plan: Plan, caseworker: User
) -> None:
    page = leaflet(sign_in(caseworker), plan)
    for person in stories.members(plan.case):
        assert person.full_name not in page
    row = AccessRecord.objects.get()
    assert (row.route, row.subject, row.record_ids) == ("plan-leaflet", "plan", [plan.pk])
    assert row.case_ids == [plan.case_id]


@pytest.mark.parametrize("who", ["other_caseworker", "agency_worker", "stranger"])
def test_r12_others_find_no_leaflet(
    request: pytest.FixtureRequest, sign_in: SignIn, plan: Plan, who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert browser.get(f"/plans/{plan.pk}/leaflet/").status_code == 404


@pytest.mark.parametrize("extra", [0, 2])
def test_r5_the_leaflet_costs_the_same_for_one_service_and_for_three(
    sign_in: SignIn,
    case: Case,
    agency: Agency,
    caseworker: User,
    on: Clock,
    django_assert_num_queries: Any,
    extra: int,
) -> None:
    items = [
        stories.item(
            case, agency=agency, due="2026-03-31", service=ServiceFactory.create(), title=""
        )
        for _ in range(1 + extra)
    ]
    plan = stories.drafted(case, *items, by=caseworker, now=on("2026-03-20"))
    browser = sign_in(caseworker)
    with django_assert_num_queries(7):
        answer = browser.get(f"/plans/{plan.pk}/leaflet/")
    assert len(answer.context["offers"]) == 1 + extra


def letter(browser: Client, part: Dispatch, query: str = "") -> str:
    return shown(browser, "dispatch-letter", part.pk, query)


@pytest.fixture
def part(plan: Plan, agency: Agency) -> Dispatch:
    """What goes to the school, which has no accounts."""
    return plan.dispatches.get(agency=agency)


@pytest.mark.clause("9")
def test_r16_an_agency_without_accounts_gets_a_letter(
    sign_in: SignIn, part: Dispatch, caseworker: User, head: User, agency: Agency
) -> None:
    assert part.on_paper
    page = letter(sign_in(caseworker), part)
    for wanted in (
        f"{part.plan}-{part.pk}",
        "2026 жылғы 20 наурыз",
        "9-тармақ",
        agency.name_kk,
        "Мектепте тегін тамақ",
        "Help at school",
        "2026 жылғы 2 сәуір",
        "2026 жылғы 31 наурыз",
        "11-тармақтың 1-бөлігі",
        "7-тармақтың 3) тармақшасы",
        head.full_name,
    ):
        assert wanted in page
    assert "Психолог" not in page
    assert page.count("☐") == 2 * 3 + 3
    assert page.count("11-тармақтың 4-бөлігі") == 1


@pytest.mark.clause("7")
def test_r12_the_letter_gives_the_least_of_a_person_and_its_reading_is_logged(
    sign_in: SignIn, part: Dispatch, caseworker: User
) -> None:
    page = letter(sign_in(caseworker), part)
    for person in stories.members(part.plan.case):
        assert person.full_name in page
        assert person.birth_date
        assert str(person.birth_date.year) in page
        assert person.iin not in page
    row = AccessRecord.objects.get()
    assert (row.route, row.subject, row.record_ids) == ("dispatch-letter", "dispatch", [part.pk])
    assert row.case_ids == [part.plan.case_id]


@pytest.mark.clause("9")
def test_r16_the_letter_says_what_was_asked_when_it_was_sent(
    sign_in: SignIn, asked: Activity, caseworker: User, agency_worker: User, on: Clock
) -> None:
    later = execution.ask_later_date(
        asked, due_on=dt.date(2026, 4, 10), reason="More", by=agency_worker, now=on("2026-03-26")
    )
    execution.grant(later, by=caseworker, now=on("2026-03-26"))
    assert asked.dispatch
    page = letter(sign_in(caseworker), asked.dispatch)
    assert "2026 жылғы 31 наурыз" in page
    assert "10 сәуір" not in page


@pytest.mark.clause("10")
def test_r17_a_part_that_was_sent_late_says_why_its_date_is_later(
    sign_in: SignIn, case: Case, agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    block = {agency.pk: "A call is awaited."}
    now = on("2026-03-20")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now, block=block)
    dispatch.send_and_note(plan.dispatches.get(), by=head, now=on("2026-03-30"))
    part = plan.dispatches.get()
    page = sign_in(head).get(f"/dispatches/{part.pk}/letter/")
    (row,) = page.context["rows"]
    assert (row.why, row.due_on) == ("start", plan.activities.get().due_on)
    assert row.due_on > dt.date(2026, 3, 31)
    assert "10-тармақ" in letter(sign_in(head), part)


@pytest.mark.clause("7")
def test_r13_what_begins_after_something_else_says_after_what(
    sign_in: SignIn, case: Case, agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-20")
    first = stories.item(case, agency=agency, due="2026-03-31", title="Papers first")
    plan = stories.drafted(case, first, by=caseworker, now=now)
    second = stories.item(
        case, agency=agency, due="2026-04-03", depends_on=plan.items.get(), title="Then work"
    )
    drafting.add_item(plan, second, by=caseworker, now=now)
    drafting.submit(plan, by=caseworker, now=now)
    approval.approve(plan, by=head, now=now)
    page = sign_in(head).get(f"/dispatches/{plan.dispatches.get().pk}/letter/")
    assert [(row.item.title, row.why) for row in page.context["rows"]] == [
        ("Papers first", "plan"),
        ("Then work", "after"),
    ]
    assert letter(sign_in(head), plan.dispatches.get()).count("Papers first") == 3


@pytest.mark.clause("9")
def test_r16_no_letter_before_the_part_is_sent(
    sign_in: SignIn, case: Case, agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    now = on("2026-03-20")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now, hold=[agency.pk])
    url = f"/dispatches/{plan.dispatches.get().pk}/letter/"
    assert sign_in(caseworker).get(url).status_code == 403


@pytest.mark.clause("7")
@pytest.mark.parametrize(
    ("who", "code"),
    [("other_caseworker", 404), ("other_agency_worker", 404), ("stranger", 404),
     ("agency_worker", 403)],
)  # fmt: skip
def test_r12_the_letter_is_the_centres_to_print(
    request: pytest.FixtureRequest, sign_in: SignIn, part: Dispatch, who: str, code: int
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert browser.get(f"/dispatches/{part.pk}/letter/").status_code == code


@pytest.mark.parametrize("rows", [1, 3])
def test_r16_the_letter_costs_the_same_for_one_activity_and_for_three(
    sign_in: SignIn,
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    on: Clock,
    django_assert_num_queries: Any,
    rows: int,
) -> None:
    items = [stories.item(case, agency=agency, due="2026-03-31") for _ in range(rows)]
    plan = stories.approved(case, *items, by=caseworker, head=head, now=on("2026-03-20"))
    browser = sign_in(caseworker)
    with django_assert_num_queries(10):
        answer = browser.get(f"/dispatches/{plan.dispatches.get().pk}/letter/")
    assert len(answer.context["rows"]) == rows
