"""The register of conclusions: which versions each office finds, and what of them (R7, R22)."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import AccessRecord, User
from accounts.roles import Role
from agencies.models import Centre
from cases.models import Case
from monitoring.models import Conclusion, Monitoring, Shortcoming
from monitoring.registers import REGISTERS, readers
from monitoring.snapshot import seen_of
from monitoring.workflow import editing, opening, signing
from regulations.quarters import Quarter
from tests.factories import CentreFactory, MembershipFactory
from tests.kept_files import clear
from tests.monitoring.exports import table, written
from tests.monitoring.pages import rows
from tests.monitoring.quarters import sign

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.clause("14 para 1")
ADDRESS = "/registers/conclusions/"


@pytest.fixture
def corrected(signed: Conclusion, head: User, on: Clock) -> Conclusion:
    """The correction of the signed conclusion, signed on Wednesday 15 April; and the next draft."""
    reason = "A report came on paper."
    new = signing.correct(signed, reason=reason, by=head, now=on("2026-04-14"))
    sign(new, by=head, now=on("2026-04-15", "11:00"))
    opening.open_quarter(signed.monitoring.centre, Quarter(2026, 2), now=on("2026-07-01"))
    return new


def found_by(user: User) -> list[tuple[str, str]]:
    """Number and state of what somebody finds, the newest first."""
    register = REGISTERS["conclusions"]
    return [
        (row.number, row.state)
        for reader in readers(user).values()
        if reader.side in register.sides
        for row in register.rows(reader).order_by("-pk")
    ]


SIGNED = [("SEM-2026-Q1/2", "signed"), ("SEM-2026-Q1", "replaced")]


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("caseworker", [("SEM-2026-Q2", "draft"), *SIGNED]),
        ("head", [("SEM-2026-Q2", "draft"), *SIGNED]),
        ("other_head", []),
        ("regional_manager", SIGNED),
        ("authorised_body", SIGNED),
    ],
)
def test_r7_a_centre_finds_its_drafts_and_those_above_what_was_signed(
    request: pytest.FixtureRequest,
    corrected: Conclusion,
    sign_in: SignIn,
    who: str,
    found: list[tuple[str, str]],
) -> None:
    user = request.getfixturevalue(who)
    assert found_by(user) == found
    page = sign_in(user).get(ADDRESS)
    assert [row["url"] for row in page.context["rows"]] == [
        f"/quarters/{Monitoring.objects.get(conclusions__number=number).pk}/conclusion/"
        for number, _state in found
    ]
    states = dict(page.context["form"].fields["state"].choices)
    assert ("draft" in states) is (who not in ("regional_manager", "authorised_body"))
    assert not AccessRecord.objects.exists()


def test_r7_a_manager_of_another_region_finds_none(
    corrected: Conclusion, other_centre: Centre, stranger: User
) -> None:
    MembershipFactory.create(user=stranger, role=Role.REGIONAL_MANAGER, region=other_centre.region)
    assert found_by(stranger) == []


def test_r21_whoever_took_a_centre_over_finds_its_conclusions(
    corrected: Conclusion, other_centre: Centre, other_head: User
) -> None:
    closed = {"closed_on": dt.date(2026, 6, 30), "merged_into": other_centre}
    Centre.objects.filter(pk=corrected.monitoring.centre_id).update(**closed)
    assert found_by(other_head) == [("SEM-2026-Q2", "draft"), *SIGNED]


@pytest.mark.clause("14 para 2")
@pytest.mark.parametrize("who", ["regional_manager", "authorised_body"])
def test_r23_nobody_above_reads_numbers_out_of_a_text_that_was_not_sent(
    request: pytest.FixtureRequest, signed: Conclusion, head: User, sign_in: SignIn, who: str
) -> None:
    user = request.getfixturevalue(who)
    assert numbers_in(user) == [["", ""]]
    assert numbers_in(head) == [["4", "4"]]
    signing.send(signed, by=head, now=dt.datetime.now(dt.UTC))
    assert numbers_in(user) == [["4", "4"]]


def numbers_in(user: User) -> list[list[str]]:
    """Shortcomings and recommendations of each row, as the page has them."""
    register = REGISTERS["conclusions"]
    [reader] = readers(user).values()
    with translation.override("en"):
        return [
            [
                cell.text
                for cell in register.cells(row, reader=reader)
                if cell.label in ("Shortcomings", "Recommendations")
            ]
            for row in register.rows(reader)
        ]


@pytest.mark.clause("14 para 2")
def test_r23_what_is_not_named_is_not_counted(draft: Conclusion, head: User, on: Clock) -> None:
    row = Shortcoming.objects.get(conclusion=draft, measure="late_share")
    texts = {"text_kk": row.drafted_kk, "text_ru": row.drafted_ru}
    now = on("2026-04-03")
    editing.edit_shortcoming(row, **texts, dropped="The school was shut.", by=head, now=now)
    assert numbers_in(head) == [["3", "3"]]


def test_r22_the_file_says_when_it_was_signed_how_late_and_when_it_came(
    draft: Conclusion, head: User, authorised_body: User, on: Clock, files_root: Path
) -> None:
    seen = seen_of(draft)
    signing.sign(draft, by=head, now=on("2026-04-16", "11:00"), seen=seen)
    signing.send(draft, by=head, now=on("2026-04-17", "12:30"))
    signing.receive(draft, by=authorised_body, now=on("2026-04-20"), number="192/7")
    [row] = table(written(authorised_body, "conclusions"))
    assert row == {
        "Conclusion": "SEM-2026-Q1",
        "Quarter": "Q1 2026",
        "Version": "1",
        "State": "received",
        "Signed on": "2026-04-16",
        "Last day of the term": "2026-04-14",
        "Working days late": "2",
        "Sent": "2026-04-17 12:30",
        "Received on": "2026-04-20",
        "Incoming number": "192/7",
        "Shortcomings": "4",
        "Recommendations": "4",
        "Centre": draft.monitoring.centre.name,
        "Region": draft.monitoring.centre.region.name,
    }
    [own] = table(written(head, "conclusions"))
    assert (own["Signed by"], own.keys() & {"Centre", "Region"}) == (head.full_name, set())


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("who", ["regional_manager", "authorised_body"])
def test_r7_above_the_centre_the_file_names_nobody_and_quotes_nothing(
    request: pytest.FixtureRequest,
    corrected: Conclusion,
    case: Case,
    head: User,
    files_root: Path,
    who: str,
) -> None:
    export = written(request.getfixturevalue(who), "conclusions")
    text = clear(export.file).decode()
    said = [case.first_person_name, case.number, head.full_name, "A report came on paper."]
    assert [words for words in said if words in text] == []
    assert len(table(export)) == 2
    assert not AccessRecord.objects.exists()


FILTERED = [
    ("quarter=2026-Q1", 2),
    ("quarter=2026-Q2", 1),
    ("state=draft", 1),
    ("state=replaced", 1),
    ("quarter=2026-Q2&state=signed", 0),
]


def test_r7_conclusions_are_filtered_by_quarter_and_state(
    corrected: Conclusion, head: User, sign_in: SignIn, subtests: pytest.Subtests
) -> None:
    browser = sign_in(head)
    for query, count in FILTERED:
        with subtests.test(query):
            page = browser.get(f"{ADDRESS}?{query}")
            assert (len(rows(page)), page.context["count"]) == (count, count)
            assert page.context["filters"]


def test_a_wrong_filter_of_conclusions_is_said(
    corrected: Conclusion, head: User, sign_in: SignIn, subtests: pytest.Subtests
) -> None:
    browser = sign_in(head)
    for query in ("quarter=2026-Q4", "quarter=nonsense", "state=nonsense"):
        with subtests.test(query):
            assert browser.get(f"{ADDRESS}?{query}").status_code == 400


def test_r7_region_and_centre_are_asked_for_where_there_are_several(
    corrected: Conclusion, other_centre: Centre, authorised_body: User, sign_in: SignIn
) -> None:
    browser = sign_in(authorised_body)
    centre = corrected.monitoring.centre
    for query, count in (
        (f"centre={centre.pk}", 2),
        (f"centre={other_centre.pk}", 0),
        (f"region={centre.region_id}", 2),
        (f"region={other_centre.region_id}", 0),
    ):
        assert browser.get(f"{ADDRESS}?{query}").context["count"] == count


@pytest.mark.parametrize("count", [1, 3])
def test_r7_the_register_takes_the_same_queries_for_one_conclusion_and_for_three(
    signed: Conclusion,
    other_centre: Centre,
    authorised_body: User,
    sign_in: SignIn,
    on: Clock,
    count: int,
) -> None:
    now = on("2026-04-20")
    for number in range(1, count):
        centre = CentreFactory.create(
            code=f"C{number}", territory=signed.monitoring.centre.territory
        )
        head = MembershipFactory.create(role=Role.HEAD, centre=centre).user
        made = opening.open_quarter(centre, Quarter(2026, 1), now=now)
        sign(Conclusion.objects.get(monitoring=made), by=head, now=now)
    browser = sign_in(authorised_body)
    with CaptureQueriesContext(connection) as captured:
        page = browser.get(ADDRESS)
    assert len(rows(page)) == count
    assert len(captured) == 11
