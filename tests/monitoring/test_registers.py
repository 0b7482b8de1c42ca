"""The registers on the screen, on Friday 20 March 2026: who sees which rows, and what of them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import AccessRecord, User
from accounts.roles import Role
from agencies.models import Agency, Centre
from cases.keyset import ROWS
from cases.models import Case
from monitoring.models import Monitoring
from monitoring.registers import REGISTERS, readers
from monitoring.sweep import sweep
from plans.models import Activity
from tests.factories import CaseDeadlineFactory, CaseFactory, MembershipFactory
from tests.monitoring.exports import OF_FAMILIES
from tests.monitoring.pages import rows
from tests.plans import rows as make
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]

#: How many rows each reader finds in the story; 403 where the register is not theirs.
SEEN = {
    "caseworker": {"cases": 1, "plans": 1, "dispatches": 1, "activities": 1, "reports": 1},
    "head": {"cases": 1, "plans": 1, "dispatches": 1, "activities": 1, "reports": 1},
    "other_head": {"cases": 0, "plans": 0, "dispatches": 0, "activities": 0, "reports": 0},
    "agency_worker": {
        "cases": 403,
        "plans": 403,
        "dispatches": 403,
        "activities": 1,
        "reports": 1,
    },
    "agency_supervisor": {
        "cases": 403,
        "plans": 403,
        "dispatches": 403,
        "activities": 1,
        "reports": 1,
    },
    "other_agency_worker": {
        "cases": 403,
        "plans": 403,
        "dispatches": 403,
        "activities": 0,
        "reports": 0,
    },
    "regional_manager": {"cases": 1, "plans": 1, "dispatches": 1, "activities": 1, "reports": 1},
    "authorised_body": {"cases": 1, "plans": 1, "dispatches": 1, "activities": 1, "reports": 1},
    "administrator": dict.fromkeys(("cases", "plans", "dispatches", "activities", "reports"), 403),
    "stranger": dict.fromkeys(("cases", "plans", "dispatches", "activities", "reports"), 403),
    "former_caseworker": dict.fromkeys(
        ("cases", "plans", "dispatches", "activities", "reports"), 403
    ),
}
#: The one breach of the story is the Centre's own.
BREACHES = {
    "caseworker": 1,
    "head": 1,
    "other_head": 0,
    "agency_worker": 0,
    "agency_supervisor": 0,
    "other_agency_worker": 0,
    "regional_manager": 1,
    "authorised_body": 1,
    "administrator": 403,
    "stranger": 403,
    "former_caseworker": 403,
}


@pytest.mark.clause("4(4)")
@pytest.mark.parametrize("who", SEEN)
def test_r7_each_office_has_the_registers_of_its_own_reach(
    request: pytest.FixtureRequest, told: Case, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    conclusions = 0 if SEEN[who]["cases"] != 403 else 403
    wanted = {**SEEN[who], "breaches": BREACHES[who], "conclusions": conclusions}
    found = {name: browser.get(f"/registers/{name}/") for name in REGISTERS}
    assert {
        name: len(rows(page)) if page.status_code == 200 else page.status_code
        for name, page in found.items()
    } == wanted
    first = browser.get("/registers/")
    listed = [r.name for r in first.context["registers"]] if first.status_code == 200 else []
    assert listed == [name for name, number in wanted.items() if number != 403]


@pytest.mark.clause("4(4)")
def test_r7_a_manager_of_another_region_sees_nothing_of_this_one(
    told: Case, other_centre: Centre, stranger: User, sign_in: SignIn
) -> None:
    MembershipFactory.create(user=stranger, role=Role.REGIONAL_MANAGER, region=other_centre.region)
    browser = sign_in(stranger)
    assert {len(rows(browser.get(f"/registers/{name}/"))) for name in REGISTERS} == {0}


def everything_said(case: Case) -> set[str]:
    """What of the story is a name, a number of a person, an address, or typed by somebody."""
    persons = list(case.family.members.all())
    words = {p.last_name for p in persons} | {p.first_name for p in persons}
    words |= {p.iin for p in persons if p.iin} | {case.address, case.responsible.full_name}
    return words | {"Help at school", "A tutor twice a week.", "Done as asked."}


def contents(who: User, name: str) -> str:
    """Every cell of every column that somebody gets of a register, as an export writes it."""
    register = REGISTERS[name]
    return "\n".join(
        str(column.of(row, reader))
        for reader in readers(who).values()
        if reader.side in register.sides
        for row in register.rows(reader)
        for column in register.columns_for(reader)
    )


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("name", OF_FAMILIES)
@pytest.mark.parametrize("who", ["regional_manager", "authorised_body"])
def test_r7_above_the_centre_no_column_names_anybody_or_quotes_free_text(
    request: pytest.FixtureRequest, told: Case, sign_in: SignIn, who: str, name: str
) -> None:
    user = request.getfixturevalue(who)
    Case.objects.update(situation="She was beaten.", source_detail="the neighbour")
    User.objects.filter(pk=told.responsible_id).update(full_name="Бақытова Гүлнар")
    told.refresh_from_db()
    said = everything_said(told) | {"She was beaten.", "the neighbour"}
    text = contents(user, name)
    assert text
    assert [words for words in said if words in text] == []
    page = sign_in(user).get(f"/registers/{name}/").content.decode()
    assert [words for words in said if words in page] == []
    assert not AccessRecord.objects.exists()


@pytest.mark.clause("7(3)")
def test_r7_a_personal_column_reaches_nobody_above_whatever_its_sides_say(
    told: Case, regional_manager: User, authorised_body: User
) -> None:
    above = [
        reader for user in (regional_manager, authorised_body) for reader in readers(user).values()
    ]
    found = [c for r in REGISTERS.values() for x in above for c in r.columns_for(x) if c.personal]
    assert (len(above), found) == (2, [])


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("who", ["regional_manager", "authorised_body"])
def test_r7_above_the_centre_nobody_can_count_small_groups_of_families(
    request: pytest.FixtureRequest, told: Case, sign_in: SignIn, who: str
) -> None:
    """Neither a column nor a filter says what a family's trouble is, or what helps it."""
    user = request.getfixturevalue(who)
    browser = sign_in(user)
    [reader] = readers(user).values()
    columns = {str(c.label) for r in REGISTERS.values() for c in r.columns_for(reader)}
    told_of_families = {"Source", "Place", "Grounds", "Wellbeing", "With children", "Came back"}
    assert not columns & (told_of_families | {"How it ended", "Kind", "Activity", "Outcome"})
    for name, asked in (("cases", "wellbeing=E"), ("cases", "danger=on"), ("activities", "kind=x")):
        page = browser.get(f"/registers/{name}/?{asked}")
        assert asked.partition("=")[0] not in page.context["form"].fields
        assert len(rows(page)) == 1


def test_r7_a_filter_that_cannot_be_read_shows_no_rows(
    told: Case, caseworker: User, sign_in: SignIn
) -> None:
    page = sign_in(caseworker).get("/registers/cases/?state=closed")
    assert (page.status_code, rows(page), page.context["count"]) == (400, [], 0)
    assert told.number not in page.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", REGISTERS)
def test_two_columns_never_have_the_same_heading(name: str, language: str) -> None:
    with translation.override(language):
        labels = [str(column.label) for column in REGISTERS[name].columns]
    assert sorted(set(labels)) == sorted(labels)


@pytest.mark.clause("7(3)")
def test_r7_an_agency_learns_no_more_than_from_its_inbox(
    told: Case, activity: Activity, agency_worker: User, sign_in: SignIn
) -> None:
    text = contents(agency_worker, "activities") + contents(agency_worker, "reports")
    mother = told.family.members.order_by("pk")[0]
    assert mother.short_name in text
    assert [w for w in (told.number, told.address, mother.iin, "Done as asked.") if w in text] == []
    sign_in(agency_worker).get("/registers/activities/")
    seen = AccessRecord.objects.get()
    assert (seen.subject, seen.record_ids, seen.case_ids, seen.reason) == (
        "register",
        [activity.pk],
        [told.pk],
        "activities",
    )


@pytest.mark.clause("4(4)")
def test_r7_a_centre_reads_its_families_by_name_and_the_reading_is_logged(
    told: Case, caseworker: User, sign_in: SignIn
) -> None:
    browser = sign_in(caseworker)
    for name in OF_FAMILIES:
        [row] = rows(browser.get(f"/registers/{name}/"))
        assert told.first_person_name in row or name in ("activities", "reports")
    seen = AccessRecord.objects.order_by("pk")
    assert [row.reason for row in seen] == OF_FAMILIES
    assert {tuple(row.case_ids) for row in seen} == {(told.pk,)}
    assert {row.subject for row in seen} == {"register"}


@pytest.mark.clause("4(4)")
@pytest.mark.parametrize("who", ["head", "regional_manager", "authorised_body"])
def test_r7_a_quarter_whose_conclusion_is_late_stands_among_the_breaches(
    request: pytest.FixtureRequest, opened: Monitoring, sign_in: SignIn, on: Clock, who: str
) -> None:
    user = request.getfixturevalue(who)
    sweep(now=on("2026-04-15"))
    browser = sign_in(user)
    page = browser.get("/registers/breaches/?term=quarter_conclusion")
    [row] = rows(page)
    assert "Q1 2026" in row
    [shown] = page.context["rows"]
    assert shown["url"] == f"/quarters/{opened.pk}/"
    assert browser.get(shown["url"]).status_code == 200
    assert "Q1 2026" in contents(user, "breaches")


@pytest.mark.clause("7(3)")
def test_r7_a_family_that_moved_on_is_not_named_to_its_former_centre(
    told: Case, other_centre: Centre, head: User, sign_in: SignIn
) -> None:
    Case.objects.filter(pk=told.pk).update(centre=other_centre)
    page = sign_in(head).get("/registers/breaches/")
    assert len(rows(page)) == 1
    assert told.first_person_name not in page.content.decode()
    assert f"/cases/{told.pk}/" not in page.content.decode()


def test_r7_who_holds_two_offices_chooses_the_side(
    told: Case, caseworker: User, other_centre: Centre, sign_in: SignIn
) -> None:
    MembershipFactory.create(
        user=caseworker, role=Role.REGIONAL_MANAGER, region=other_centre.region
    )
    browser = sign_in(caseworker)
    centre, region = (
        browser.get("/registers/cases/"),
        browser.get("/registers/cases/?office=region"),
    )
    assert [len(rows(page)) for page in (centre, region)] == [1, 0]
    assert [tab["label"] for tab in region.context["sides"]] == ["Centre", "Region"]
    assert [tab["current"] for tab in region.context["sides"]] == [False, True]


FILTERED = [
    ("cases/?state=open", 1),
    ("cases/?state=terminated", 0),
    ("cases/?whose=mine", 0),
    ("cases/?with_children=true", 1),
    ("cases/?danger=true", 0),
    ("cases/?since=2026-03-02&until=2026-03-02", 1),
    ("cases/?since=2026-03-03", 0),
    ("cases/?closure=exit", 0),
    ("plans/?since=2026-03-02", 1),
    ("plans/?state=draft", 0),
    ("dispatches/?until=2026-03-01", 0),
    ("dispatches/?state=sent", 1),
    ("activities/?kind=adaptation", 1),
    ("activities/?state=executed", 0),
    ("reports/?result=done", 1),
    ("reports/?verdict=returned", 0),
    ("breaches/?side=centre", 1),
    ("breaches/?standing=closed", 0),
]


@pytest.mark.clause("4(4)")
def test_r7_filters_stand_in_the_address(
    told: Case, head: User, sign_in: SignIn, subtests: pytest.Subtests
) -> None:
    browser = sign_in(head)
    for address, count in FILTERED:
        with subtests.test(address):
            page = browser.get(f"/registers/{address}")
            assert (len(rows(page)), page.context["count"]) == (count, count)
            assert page.context["filters"]


@pytest.mark.parametrize("query", ["since=31.02.2026", "state=nonsense", "wellbeing=999"])
def test_a_wrong_filter_is_said_beside_its_field(
    told: Case, head: User, sign_in: SignIn, query: str
) -> None:
    page = sign_in(head).get(f"/registers/cases/?{query}")
    assert page.status_code == 400
    assert "Error:" in page.content.decode()


def test_r7_offices_are_asked_for_where_the_rows_can_differ_in_them(
    told: Case,
    case: Case,
    other_agency: Agency,
    other_centre: Centre,
    head: User,
    authorised_body: User,
    sign_in: SignIn,
) -> None:
    fields = sign_in(authorised_body).get("/registers/activities/").context["form"].fields
    assert {"region", "centre"} <= set(fields)
    assert "agency" not in fields
    address = "/registers/activities/"
    assert "agency" not in sign_in(head).get(address).context["form"].fields
    plan = case.plans.get()
    asked = make.activity_in("sent", plan=plan, agency=other_agency, by=head)
    page = sign_in(head).get(f"{address}?agency={other_agency.pk}")
    assert [row["url"] for row in page.context["rows"]] == [f"/activities/{asked.pk}/"]
    region = other_centre.region_id
    page = sign_in(authorised_body).get(f"/registers/cases/?region={region}")
    assert page.context["count"] == 0


def test_an_unknown_register_is_not_found(head: User, sign_in: SignIn) -> None:
    assert sign_in(head).get("/registers/nonsense/").status_code == 404


def test_r7_the_list_is_read_onwards_without_losing_a_row(
    centre: Centre, caseworker: User, head: User, sign_in: SignIn
) -> None:
    for _ in range(ROWS + 3):
        CaseFactory.create(centre=centre, responsible=caseworker)
    browser, url, seen = sign_in(head), "/registers/cases/?state=open", []
    while url:
        page = browser.get(f"/registers/cases/{url}" if url.startswith("?") else url)
        seen += [row["url"] for row in page.context["rows"]]
        url = page.context["next_url"]
    wanted = Case.objects.order_by("-pk").values_list("pk", flat=True)
    assert seen == [f"/cases/{pk}/" for pk in wanted]


@pytest.mark.clause("4(4)")
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("cases", 9),
        ("plans", 7),
        ("dispatches", 9),
        ("activities", 9),
        ("reports", 8),
        ("breaches", 8),
    ],
)
def test_r7_a_register_takes_the_same_queries_for_one_row_and_for_three(
    centre: Centre,
    agency: Agency,
    caseworker: User,
    head: User,
    working_days: None,
    sign_in: SignIn,
    on: Clock,
    name: str,
    queries: int,
    count: int,
) -> None:
    for _ in range(count):
        case = CaseFactory.create(
            centre=centre, responsible=caseworker, recognised=True, with_child=True
        )
        CaseDeadlineFactory.create(case=case)
        wanted = stories.item(case, agency=agency, due="2026-03-20")
        now = on("2026-03-02", "10:00")
        plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
        make.report_of(plan.activities.get(), result="done", by=caseworker)
    sweep(now=on("2026-03-19"))
    browser = sign_in(head)
    with CaptureQueriesContext(connection) as captured:
        page = browser.get(f"/registers/{name}/")
    assert len(rows(page)) >= count
    assert len(captured) == queries
