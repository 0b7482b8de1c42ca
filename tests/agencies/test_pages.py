"""Pages of people, settings, catalogue and the Order: who may, what they say, what they cost."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.roles import Role
from agencies import settings as agency_settings
from agencies.models import Agency, Centre, Membership, Sector, Service, Setting
from agencies.navigation import TABLE, entries
from tests.factories import MembershipFactory, UserFactory, made_up_bin

SignIn = Callable[[User], Client]
Clock = Callable[..., datetime]

CAST = (
    "caseworker",
    "head",
    "agency_worker",
    "agency_supervisor",
    "regional_manager",
    "authorised_body",
    "administrator",
    "stranger",
)
EVERYBODY = set(CAST)
LEADERS = {"head", "agency_supervisor", "administrator"}
PAGES = {
    "profile": EVERYBODY,
    "calendar": EVERYBODY,
    "catalogue": EVERYBODY,
    "regulations": EVERYBODY,
    "change-password": EVERYBODY,
    "people": LEADERS,
    "invite": {"agency_supervisor", "administrator"},
    "tokens": {"agency_supervisor", "administrator"},
    "token-new": {"agency_supervisor", "administrator"},
    "calendar-correct": {"administrator"},
    "reference": {"administrator"},
    "settings": {"administrator"},
    "admin:index": {"administrator"},
}


@pytest.mark.parametrize("who", CAST)
def test_each_page_is_open_to_its_roles_and_to_nobody_else(
    request: pytest.FixtureRequest, sign_in: SignIn, loaded: datetime, who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    codes = {name: browser.get(reverse(name)).status_code for name in PAGES}
    forbidden = 403
    # Django's administration sends whoever may not enter to the sign-in, which refuses.
    if who not in PAGES["admin:index"]:
        assert codes.pop("admin:index") == 302
        assert browser.get(reverse("admin:login")).status_code == forbidden
    assert codes == {name: 200 if who in PAGES[name] else forbidden for name in codes}


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"catalogue", "regulations"}))
def test_pages_ask_to_sign_in_first(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("sign-in"))


@pytest.mark.clause("4")
def test_r5_the_catalogue_tells_everybody_what_there_is_and_what_is_not_verified(
    client: Client, loaded: datetime
) -> None:
    page = client.get(reverse("catalogue"), headers={"accept-language": "en"}).content.decode()
    assert page.count("<article>") == 53
    assert page.count("not verified") == 10
    assert page.count("Statutory term:") == 10
    Service.objects.filter(code="S27").update(term_verified=True, is_active=True)
    Service.objects.filter(code="S53").update(is_active=False)
    one = client.get("/catalogue/?sector=education").content.decode()
    assert one.count("<article>") == 11
    assert client.get("/catalogue/?sector=nothing").status_code == 404


def test_r5_the_catalogue_asks_the_database_the_same_whatever_it_holds(
    client: Client, loaded: datetime, django_assert_num_queries: Callable[..., Any]
) -> None:
    Service.objects.exclude(code="S01").delete()
    with django_assert_num_queries(2):
        client.get("/catalogue/")
    sector = Sector.objects.get(code="sport")
    Service.objects.bulk_create(
        Service(code=f"X{n}", sector=sector, name_kk="x", name_ru="x") for n in range(2)
    )
    with django_assert_num_queries(2):
        client.get("/catalogue/")


def test_the_order_is_shown_clause_by_clause_with_its_readings_apart(
    client: Client, loaded: datetime
) -> None:
    page = client.get("/regulations/", headers={"accept-language": "en"}).content.decode()
    assert page.count('<section id="clause-') == 14
    assert "екі жұмыс күні ішінде" in page
    assert "Unofficial Russian translation" in page
    assert "has not been entered yet" in page
    assert "<details open>" not in page
    russian = client.get("/regulations/", headers={"accept-language": "ru"}).content.decode()
    assert russian.count("<details open>") == 14


def people_page(browser: Client, query: str = "") -> str:
    return browser.get(f"/people/{query}").content.decode()


@pytest.mark.clause("7")
def test_r12_one_sees_the_people_of_the_own_office_only(
    sign_in: SignIn,
    head: User,
    caseworker: User,
    former_caseworker: User,
    other_caseworker: User,
    agency_worker: User,
) -> None:
    page = people_page(sign_in(head))
    assert caseworker.email in page
    for somebody in (former_caseworker, other_caseworker, agency_worker):
        assert somebody.email not in page


def test_people_cost_the_same_queries_for_one_and_for_three(
    sign_in: SignIn, head: User, centre: Centre, django_assert_num_queries: Callable[..., Any]
) -> None:
    browser = sign_in(head)
    with django_assert_num_queries(5):
        browser.get("/people/")
    for _ in range(2):
        MembershipFactory.create(centre=centre)
    with django_assert_num_queries(5):
        browser.get("/people/")


def test_people_are_read_on_page_by_page(
    sign_in: SignIn, administrator: User, centre: Centre
) -> None:
    for number in range(55):
        user = UserFactory.create(full_name=f"Person {number:02}")
        MembershipFactory.create(user=user, centre=centre)
    browser = sign_in(administrator)
    first = browser.get(f"/people/?office=centre:{centre.pk}&role=caseworker")
    rest = browser.get(first.context["next_url"])
    names = [row.user.full_name for page in (first, rest) for row in page.context["rows"]]
    assert names == [f"Person {number:02}" for number in range(55)]
    assert "Person" not in first.context["next_url"]
    assert browser.get("/people/?after=999999").status_code == 404
    assert browser.get("/people/?after=x").status_code == 404


def test_r9_a_supervisor_invites_on_the_page(
    sign_in: SignIn, agency_supervisor: User, agency: Agency
) -> None:
    form = {
        "email": "fresh@example.kz",
        "full_name": "Сынақов Жаңа",
        "language": "kk",
        "role": "agency_worker",
        "office": f"agency:{agency.pk}",
        "starts_on": "2026-03-20",
    }
    browser = sign_in(agency_supervisor)
    assert browser.post("/people/invite/", form).status_code == 302
    assert Membership.objects.get(user__email="fresh@example.kz").role == Role.AGENCY_WORKER

    again = browser.post("/people/invite/", form)
    assert again.status_code == 400
    assert "holds this role there already" in again.content.decode()
    assert "Сынақов Жаңа" in again.content.decode()


def test_r9_a_supervisor_cannot_choose_another_office(
    sign_in: SignIn, agency_supervisor: User, other_agency: Agency
) -> None:
    form = {
        "email": "fresh@example.kz",
        "full_name": "Сынақов Жаңа",
        "language": "kk",
        "role": "head",
        "office": f"agency:{other_agency.pk}",
        "starts_on": "2026-03-20",
    }
    response = sign_in(agency_supervisor).post("/people/invite/", form)
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {"role", "office"}
    assert not User.objects.filter(email="fresh@example.kz").exists()


@pytest.mark.clause("6")
def test_r10_a_head_names_who_stands_in_on_the_page(
    sign_in: SignIn, head: User, caseworker: User, centre: Centre, other_centre: Centre, on: Clock
) -> None:
    on("2026-03-26")
    browser = sign_in(head)
    form = {"user": caseworker.pk, "starts_on": "2026-03-25", "ends_on": "2026-04-03"}
    url = reverse("acting-head", args=[centre.pk])
    assert browser.post(url, form).status_code == 400
    assert browser.post(url, {**form, "starts_on": "2026-03-30"}).status_code == 302
    assert Membership.objects.get(user=caseworker, acting=True).centre == centre
    assert browser.get(reverse("acting-head", args=[other_centre.pk])).status_code == 404


def test_r10_a_caseworker_names_nobody(sign_in: SignIn, caseworker: User, centre: Centre) -> None:
    assert sign_in(caseworker).get(reverse("acting-head", args=[centre.pk])).status_code == 403


def test_an_administrator_changes_a_setting_with_its_source(
    sign_in: SignIn, administrator: User
) -> None:
    browser = sign_in(administrator)
    url = reverse("setting", args=["reminder_lead"])
    assert browser.get(url).status_code == 200
    for wrong, field in (
        ({"value": "0", "source": "a"}, "value"),
        ({"value": "two", "source": "a"}, "value"),
        ({"value": "", "source": "a"}, "value"),
        ({"value": "2", "source": ""}, "source"),
    ):
        response = browser.post(url, wrong)
        assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert not Setting.objects.exists()

    assert browser.post(url, {"value": "2", "source": "Order 7 of the akim"}).status_code == 302
    assert agency_settings.value("reminder_lead") == 2
    assert "Order 7 of the akim" in browser.get("/settings/").content.decode()
    assert "Order 7 of the akim" in browser.get(url).content.decode()
    assert browser.get(reverse("setting", args=["no_such"])).status_code == 404


def test_r12_periods_of_keeping_stand_apart_and_are_not_entered_at_first(
    sign_in: SignIn, administrator: User
) -> None:
    browser = sign_in(administrator)
    page = browser.get("/settings/")
    assert {row["value"] for row in page.context["periods"]} == {"not entered"}
    keys = {row["setting"].spec.key for row in page.context["periods"]}
    assert "keep_closed_cases" in keys
    assert not keys & {row["setting"].spec.key for row in page.context["rows"]}
    field = browser.get("/settings/keep_closed_cases/").context["form"]["value"]
    assert field.help_text == "In years, from 1 to 100. Empty: nothing is removed."


def test_settings_are_read_in_one_query(
    sign_in: SignIn, administrator: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    browser = sign_in(administrator)
    with django_assert_num_queries(4):
        assert browser.get("/settings/").status_code == 200
    for key in ("reminder_lead", "term_approval", "max_file_size"):
        browser.post(reverse("setting", args=[key]), {"value": "3", "source": "s"})
    browser.get("/settings/")  # says that they were changed
    with django_assert_num_queries(4):
        browser.get("/settings/")


def test_only_an_administrator_changes_a_setting(sign_in: SignIn, head: User) -> None:
    response = sign_in(head).post(
        reverse("setting", args=["reminder_lead"]), {"value": "2", "source": "s"}
    )
    assert response.status_code == 403
    assert not Setting.objects.exists()


def agency_form(agency: Agency, **more: Any) -> dict[str, Any]:
    return {
        "name_kk": agency.name_kk,
        "name_ru": agency.name_ru,
        "sector": agency.sector_id,
        "bin": agency.bin,
        "territories": [t.pk for t in agency.territories.all()],
        "is_active": "on",
        **more,
    }


@pytest.mark.clause("5")
def test_r9_a_wrong_bin_is_named(sign_in: SignIn, administrator: User, agency: Agency) -> None:
    browser = sign_in(administrator)
    url = reverse("admin:agencies_agency_change", args=[agency.pk])
    good = made_up_bin(77)
    wrong_digit = good[:-1] + str((int(good[-1]) + 1) % 10)
    for text in ("12345", wrong_digit, "990101200019"):
        response = browser.post(url, agency_form(agency, bin=text))
        assert "bin" in response.context["adminform"].form.errors
    assert browser.post(url, agency_form(agency, bin=good)).status_code == 302
    agency.refresh_from_db()
    assert agency.bin == good


def test_r5_a_term_is_verified_with_a_source_only(
    sign_in: SignIn, administrator: User, loaded: datetime
) -> None:
    browser = sign_in(administrator)
    url = reverse("admin:agencies_service_change", args=["S27"])
    meals = Service.objects.get(code="S27")
    form = {
        "code": "S27",
        "name_kk": meals.name_kk,
        "name_ru": meals.name_ru,
        "sector": meals.sector_id,
        "term_days": "5",
        "term_verified": "on",
        "is_active": "on",
    }
    errors = browser.post(url, form).context["adminform"].form.errors
    assert list(errors) == ["term_source"]
    assert browser.post(url, {**form, "term_source": "card of 2026"}).status_code == 302
    assert Service.objects.get(code="S27").term_verified


@pytest.mark.parametrize("model", ["service", "sector", "agency", "centre", "territory"])
def test_reference_data_is_listed_and_never_deleted(
    sign_in: SignIn,
    administrator: User,
    loaded: datetime,
    agency: Agency,
    centre: Centre,
    model: str,
) -> None:
    browser = sign_in(administrator)
    page = browser.get(reverse(f"admin:agencies_{model}_changelist"))
    assert page.status_code == 200
    pk = page.context["cl"].result_list[0].pk
    assert browser.get(reverse(f"admin:agencies_{model}_change", args=[pk])).status_code == 200
    assert browser.post(reverse(f"admin:agencies_{model}_delete", args=[pk])).status_code == 403


def test_the_map_is_read_only(sign_in: SignIn, administrator: User, loaded: datetime) -> None:
    browser = sign_in(administrator)
    assert browser.get(reverse("admin:agencies_territory_add")).status_code == 403
    url = reverse("admin:agencies_territory_change", args=["101000000"])
    assert browser.post(url, {"name_kk": "x"}).status_code == 403


def test_every_page_of_the_navigation_is_there() -> None:
    missing = set()
    for entry in TABLE:
        try:
            reverse(entry.url_name)
        except NoReverseMatch:
            missing.add(entry.url_name)
    assert missing == set()


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.CASEWORKER, {"case-list", "review-queue", "quarters", "registers"}),
        (Role.HEAD, {"case-list", "review-queue", "quarters", "breaches", "registers", "people"}),
        (Role.AGENCY_WORKER, {"inbox", "registers"}),
        (Role.AGENCY_SUPERVISOR, {"inbox", "quarters", "breaches", "registers", "people"}),
        (Role.REGIONAL_MANAGER, {"quarters", "breaches", "registers", "look-beyond"}),
        (Role.AUTHORISED_BODY, {"quarters", "breaches", "registers", "look-beyond"}),
        (Role.ADMINISTRATOR, {"people", "reference", "settings"}),
    ],
)
def test_the_navigation_leads_each_role_to_its_pages(role: Role, expected: set[str]) -> None:
    everybody = {"my-day", "calendar", "catalogue", "regulations"}
    assert {e.url_name for e in entries(frozenset({role}))} == expected | everybody


@pytest.mark.parametrize("who", CAST)
def test_everybody_has_a_first_page_and_sees_where_they_are(
    request: pytest.FixtureRequest, sign_in: SignIn, working_days: None, who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    for path in ("/", "/calendar/"):
        page = browser.get(path)
        assert page.status_code == 200
        assert [item["url"] for item in page.context["nav"] if item["current"]] == [path]


def test_the_profile_shows_my_offices_and_changes_my_language(
    sign_in: SignIn, caseworker: User, centre: Centre
) -> None:
    browser = sign_in(caseworker)
    page = browser.get("/profile/", headers={"accept-language": "ru"}).content.decode()
    assert centre.name_ru in page
    assert browser.post("/profile/", {"language": "de"}).status_code == 400
    response = browser.post("/profile/", {"language": "kk"})
    assert response.cookies["django_language"].value == "kk"
    caseworker.refresh_from_db()
    assert caseworker.language == "kk"
