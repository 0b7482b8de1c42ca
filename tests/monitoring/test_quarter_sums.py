"""Figures of a district, a region, the country: sums of what was signed, opened to Centres (R7)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from agencies.models import Agency, Centre, Territory
from monitoring.models import Conclusion, Monitoring
from regulations.quarters import Quarter
from tests.factories import AgencyFactory, CentreFactory, TerritoryFactory
from tests.monitoring.pages import links, words
from tests.monitoring.quarters import signed_with

SignIn = Callable[[User], Any]
Signed = Callable[..., Conclusion]
SUMS = "/quarters/sums/"
ABAI, AQMOLA, SEMEY, AYAGOZ = "100000000", "110000000", "101000000", "103600000"
CELLS = {
    ("cases", ""): 12,
    ("cases_source", "hotline"): 5,
    ("cases_source", "agency"): 7,
    ("levels_intake", "D>B"): 6,
    ("levels_intake", "D>D"): 6,
    ("activities", ""): 20,
    ("activities_executor", "agency"): 20,
    ("activities_sector", "education"): 20,
    ("terms_due", "report:agency"): 10,
    ("terms_missed", "report:agency"): 4,
    ("terms_days", "report:agency:3"): 6,
    ("reports_due_sector", "education"): 10,
    ("reports_missed_sector", "education"): 4,
}
pytestmark = [pytest.mark.clause("13"), pytest.mark.clause("4(4)")]


@pytest.fixture
def second(centre: Centre, database: None) -> Centre:
    """Another Centre of the region, in another district."""
    territory = TerritoryFactory.create(
        code=AYAGOZ, name_kk="Аягөз ауданы", name_ru="Аягозский район", parent=centre.region
    )
    return CentreFactory.create(code="AYA", territory=territory, name_ru="Центр Аягоз")


@pytest.fixture
def give(head: User, agency: Agency) -> Signed:
    """`give(centre, {…})` signs the usual figures of a Centre with some other ones."""

    def signed(centre: Centre, more: dict[tuple[str, str], int] | None = None) -> Conclusion:
        own = {
            **CELLS,
            ("activities_agency", str(agency.pk)): 20,
            ("reports_due_agency", str(agency.pk)): 10,
            ("reports_missed_agency", str(agency.pk)): 4,
            ("reports_days_agency", f"{agency.pk}:3"): 6,
        }
        return signed_with(centre, own | (more or {}), by=head)

    return signed


@pytest.fixture
def country(
    give: Signed, centre: Centre, second: Centre, other_centre: Centre
) -> dict[str, Conclusion]:
    """Two Centres of one region have signed, and one of another."""
    return {"SEM": give(centre), "AYA": give(second), "KOK": give(other_centre)}


def figure(page: Any, name: str) -> str:
    """The value of a figure of the group tables, by its label."""
    found = re.search(
        rf"<summary>{re.escape(name)}</summary>.*?</td>\s*<td>(.*?)</td>",
        page.content.decode(),
        re.DOTALL,
    )
    return words(found[1]) if found else ""


def each(page: Any) -> dict[str, str]:
    """The first table of a page, by the name in its first column."""
    body = re.search(r"<tbody>(.*?)</tbody>", page.content.decode(), re.DOTALL)
    assert body
    cells = [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in body[1].split("</tr>")]
    return {words(re.findall(r">(.*?)</a>", row[0])[0]): words(row[1]) for row in cells if row}


@pytest.mark.parametrize(
    ("scope", "cases", "late"),
    [("", "36", "12 of 30"), (ABAI, "24", "8 of 20"), (SEMEY, "12", "4 of 10")],
)
def test_r7_all_figures_of_the_country_a_region_a_district_are_sums_of_what_was_signed(
    country: Any, authorised_body: User, sign_in: SignIn, scope: str, cases: str, late: str
) -> None:
    page = sign_in(authorised_body).get(SUMS, {"scope": scope})
    assert figure(page, "Cases in work") == cases
    assert figure(page, "Terms that agencies missed") == f"40 % {late}"
    for group in ("cases", "change", "terms", "joint", "offences"):
        assert f'id="{group}"' in page.content.decode()


def test_r12_a_manager_sees_the_own_region_and_its_districts_alone(
    country: Any, regional_manager: User, sign_in: SignIn
) -> None:
    browser = sign_in(regional_manager)
    assert figure(browser.get(SUMS), "Cases in work") == "24"
    assert figure(browser.get(SUMS, {"scope": AYAGOZ}), "Cases in work") == "12"
    for code in ("country", AQMOLA, "111000000", "abc", "\0"):
        for address in (SUMS, f"{SUMS}cases/", f"{SUMS}agencies/"):
            assert browser.get(address, {"scope": code}).status_code == 404
    assert "Кокшетау" not in browser.get(SUMS).content.decode()


@pytest.mark.parametrize("who", ["caseworker", "head", "agency_supervisor", "stranger"])
def test_r12_nobody_else_reads_sums(
    request: pytest.FixtureRequest, country: Any, sign_in: SignIn, who: str
) -> None:
    assert sign_in(request.getfixturevalue(who)).get(SUMS).status_code == 403


def test_r7_every_figure_of_a_sum_opens_to_the_centres_and_these_to_their_records(
    country: Any, authorised_body: User, sign_in: SignIn
) -> None:
    browser = sign_in(authorised_body)
    wanted = re.compile(rf"{SUMS}(?!agencies/)\w+/\?.*scope=country")
    behind = {url for url in links(browser.get(SUMS)) if wanted.match(url)}
    assert len(behind) > 20
    for url in behind:
        page = browser.get(url)
        assert not re.search(r"<h2>(Figure)?</h2>", page.content.decode()), url
        assert len(each(page)) == 3, url
    page = browser.get(f"{SUMS}late_agencies/", {"scope": ABAI})
    assert set(each(page).values()) == {"40 % 4 of 10"}
    records = f"/quarters/{country['SEM'].monitoring_id}/records/late_agencies/"
    assert records in links(page)
    assert browser.get(records).status_code == 200


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize(
    ("numbers", "told"),
    [((2, 9, 30), None), ((2, 3, 30), "35"), ((0, 9, 30), "39"), ((9, 30, 2), None)],
)
def test_r12_a_sum_that_would_tell_the_small_group_of_one_centre_is_hidden(
    give: Signed,
    centre: Centre,
    second: Centre,
    other_centre: Centre,
    authorised_body: User,
    sign_in: SignIn,
    numbers: tuple[int, ...],
    told: str | None,
) -> None:
    for place, number in zip((centre, second, other_centre), numbers, strict=True):
        give(place, {("cases", ""): 50, ("cases_danger", ""): number})
    browser = sign_in(authorised_body)
    page = browser.get(f"{SUMS}cases_danger/")
    assert figure(browser.get(SUMS), "Life or health in danger") == (told or "<5")
    if told is None:
        assert "it is not shown" in page.content.decode()
        assert "<table" not in page.content.decode()
    else:
        hidden = ["<5" if 0 < number < 5 else str(number) for number in numbers]
        assert sorted(each(page).values()) == sorted(hidden)


@pytest.mark.clause("7(3)")
def test_r12_neither_do_the_tables_and_the_course_tell_it(
    give: Signed,
    centre: Centre,
    second: Centre,
    other_centre: Centre,
    authorised_body: User,
    sign_in: SignIn,
) -> None:
    for place, number in ((centre, 3), (second, 8), (other_centre, 20)):
        give(place, {("cases", ""): number, ("levels_intake", "D>B"): 2 if number == 3 else 9})
    browser = sign_in(authorised_body)

    def seen(**query: str) -> list[str]:
        page = browser.get(SUMS if "scope" in query else "/quarters/", query)
        return [line.figures[0].text for line in page.context["lines"]] + [
            page.context["total"][0].text
        ]

    assert seen(side="country", region=ABAI) == ["8", "<5", "<5"]
    assert seen(scope=ABAI) == ["<5", "8", "<5"]
    assert seen(side="country") == ["<5", "20", "<5"]
    course = browser.get("/quarters/", {"side": "country"}).context["course"]
    assert [str(type(s.values[0]).__name__) for s in course.series][2] == "Hidden"


@pytest.mark.clause("7(3)")
def test_r12_what_a_centres_own_page_hides_is_hidden_here_too(
    give: Signed, centre: Centre, second: Centre, regional_manager: User, sign_in: SignIn
) -> None:
    """Of 3 and 7 the Centre's page hides both, since its cases stand there: so does this one."""
    give(centre, {("cases_source", "hotline"): 3, ("cases_source", "agency"): 7})
    give(second, {("cases_source", "hotline"): 10, ("cases_source", "agency"): 9})
    page = sign_in(regional_manager).get(f"{SUMS}cases_source/", {"key": "agency"})
    assert "it is not shown" in page.content.decode()
    assert "<h2>Cases by source: " in page.content.decode()


@pytest.mark.clause("7(3)")
def test_r12_a_sum_that_is_small_itself_does_not_open(
    give: Signed, centre: Centre, regional_manager: User, sign_in: SignIn
) -> None:
    give(centre, {("cases_danger", ""): 3})
    browser = sign_in(regional_manager)
    assert f"{SUMS}cases_danger/" not in browser.get(SUMS).content.decode()
    page = browser.get(f"{SUMS}cases_danger/")
    assert "it is not shown" in page.content.decode()
    assert "<table" not in page.content.decode()


def test_r7_who_has_not_signed_is_named_and_not_added_up(
    give: Signed, centre: Centre, second: Centre, regional_manager: User, sign_in: SignIn
) -> None:
    give(centre)
    monitoring = signed_with(second, {}, by=regional_manager, quarter=Quarter(2025, 4)).monitoring
    Monitoring.objects.create(centre=second, year=2026, number=1, opened_at=monitoring.opened_at)
    browser = sign_in(regional_manager)
    for address in (SUMS, f"{SUMS}cases/", "/quarters/"):
        text = words(browser.get(address).content.decode())
        assert "1 of 2 Centres have signed." in text
        assert "Not signed yet: Центр Аягоз" in text
    assert figure(browser.get(SUMS), "Cases in work") == "12"


def test_r7_the_quarter_and_the_scope_stand_in_the_address(
    country: Any, second: Centre, authorised_body: User, sign_in: SignIn, head: User
) -> None:
    signed_with(second, {("cases", ""): 70}, by=head, quarter=Quarter(2025, 4))
    browser = sign_in(authorised_body)
    page = browser.get(SUMS, {"scope": AYAGOZ, "quarter": "2025-Q4"})
    assert figure(page, "Cases in work") == "70"
    assert '<option value="2025-Q4" selected>' in page.content.decode()
    assert f'<option value="{AYAGOZ}" selected>' in page.content.decode()
    empty = browser.get(SUMS, {"scope": AQMOLA, "quarter": "2025-Q4"})
    assert "No quarter has been opened here yet." in empty.content.decode()


@pytest.mark.parametrize("field", ["quarter", "key", "after"])
@pytest.mark.parametrize("junk", ["\0", "9" * 30, "2026-Q9", "{}", "-1", "²"])
def test_r7_junk_in_an_address_is_no_fault(
    country: Any, authorised_body: User, sign_in: SignIn, field: str, junk: str
) -> None:
    browser = sign_in(authorised_body)
    for name in ("", "agencies/", "cases/", "cases_source/", "agency_late/", "risks/", "nothing/"):
        assert browser.get(f"{SUMS}{name}", {field: junk}).status_code in (200, 404)


def test_r7_a_region_row_leads_the_ministry_to_its_centres_and_to_its_sums(
    country: Any, authorised_body: User, sign_in: SignIn
) -> None:
    browser = sign_in(authorised_body)
    page = browser.get("/quarters/", {"side": "country"})
    centres = f"/quarters/?side=country&region={ABAI}&quarter=2026-Q1"
    assert {centres, f"{SUMS}?quarter=2026-Q1&scope={ABAI}"} <= set(links(page))
    region = browser.get(centres)
    assert [line.name for line in region.context["lines"]] == [
        "Центр Аягоз",
        "Центр поддержки семьи города Семей",
    ]
    for line in region.context["lines"]:
        assert browser.get(line.url).status_code == 200
    for code in (SEMEY, "abc", "\0"):
        refused = browser.get("/quarters/", {"side": "country", "region": code})
        assert refused.status_code == 404


def test_r7_a_manager_asks_for_no_other_region_side_by_side(
    country: Any, regional_manager: User, sign_in: SignIn
) -> None:
    page = sign_in(regional_manager).get("/quarters/", {"side": "country", "region": AQMOLA})
    assert {line.name for line in page.context["lines"]} == {
        "Центр Аягоз",
        "Центр поддержки семьи города Семей",
    }


def test_r7_sectors_have_activities_and_the_share_of_late_reports(
    country: Any, authorised_body: User, sign_in: SignIn
) -> None:
    page = sign_in(authorised_body).get(SUMS)
    rows = {row["key"]: [f.text for f in row["figures"]] for row in page.context["sectors"]}
    assert len(rows) == 12
    assert rows["education"] == ["60", "100 %", "40 %"]
    assert rows["health"] == ["0", "0 %", "–"]


def test_r7_all_agencies_of_a_scope_stand_by_lateness_fifty_a_page(
    give: Signed, centre: Centre, agency: Agency, regional_manager: User, sign_in: SignIn
) -> None:
    others = AgencyFactory.create_batch(51)
    cells = {("reports_due_agency", str(row.pk)): 5 for row in others}
    worst, never = others[7], others[30]
    cells |= {("reports_missed_agency", str(worst.pk)): 5}
    cells |= {("reports_days_agency", f"{worst.pk}:2"): 1, ("declined_agency", str(never.pk)): 2}
    give(centre, cells)
    browser = sign_in(regional_manager)
    assert "All agencies: 52" in browser.get(SUMS).content.decode()
    assert "All agencies: 52" in browser.get("/quarters/").content.decode()
    page = browser.get(f"{SUMS}agencies/")
    first = page.context["agencies"]
    assert [row["key"] for row in first[:2]] == [str(worst.pk), str(agency.pk)]
    assert [f.text for f in first[0]["figures"]] == ["0", "0 %", "5", "100 %", "2", "0", "0"]
    second = browser.get(f"{SUMS}agencies/{page.context['next_url']}").context["agencies"]
    assert (len(first), len(second)) == (50, 2)
    assert len({row["key"] for row in first + second}) == 52
    behind = browser.get(f"{SUMS}agency_late/", {"key": str(worst.pk)})
    assert worst.name_ru in words(behind.content.decode())
    assert list(each(behind).values()) == ["100 % 5 of 5"]


QUERIES = {
    SUMS: 16,
    f"{SUMS}cases/": 12,
    f"{SUMS}agencies/": 10,
    "/quarters/?side=country": 17,
    f"/quarters/?side=country&region={ABAI}": 18,
}


@pytest.mark.parametrize("address", QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_r7_sums_cost_the_same_however_many_centres_there_are(
    give: Signed,
    centre: Centre,
    authorised_body: User,
    sign_in: SignIn,
    address: str,
    count: int,
) -> None:
    give(centre)
    for place in range(1, count):
        give(CentreFactory.create(territory=Territory.objects.get(pk=SEMEY), code=f"M{place}"))
    browser = sign_in(authorised_body)
    with CaptureQueriesContext(connection) as captured:
        page = browser.get(address)
    assert page.context["signed"] == count
    assert page.context["signed"] == count
    assert len(captured) == QUERIES[address]
