"""Thresholds of shortcomings are dated rows with a source, entered by an administrator (R23)."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.errors import Invalid, NotAllowed
from accounts.models import User
from monitoring import reference
from monitoring.models import Conclusion, Shortcoming, Threshold
from monitoring.snapshot import seen_of
from monitoring.wording.findings import FINDINGS
from monitoring.workflow import drafting, signing, thresholds
from tests.factories import ALMATY
from tests.monitoring.pages import rows, words
from tests.plans.at_once import at_once
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.clause("14 para 2")

NOW = dt.datetime(2026, 4, 3, 10, tzinfo=ALMATY)
SOURCE = "Order 7 of the Minister of 2 April 2026"
#: Of what the reference data propose: in force since the Order's day, above 30 per cent.
MEASURE = "free_text"


def enter(by: User, measure: str = MEASURE, **more: Any) -> Threshold:
    given = {"side": "above", "limit": Decimal(40), "valid_from": dt.date(2026, 4, 1)}
    given |= {"source": SOURCE, "now": NOW}
    return thresholds.enter(measure, by=by, **{**given, **more})


def limit_on(day: str, measure: str = MEASURE) -> Decimal | None:
    return thresholds.in_force(dt.date.fromisoformat(day))[measure].limit


def test_r23_a_threshold_counts_from_its_day_on(administrator: User) -> None:
    row = enter(administrator)
    assert (row.entered_by, row.entered_at, row.source) == (administrator, NOW, SOURCE)
    days = ("2024-06-14", "2026-03-31", "2026-04-01", "2030-01-01")
    assert [limit_on(day) for day in days] == [30, 30, 40, 40]
    enter(administrator, limit=Decimal("12.5"), valid_from=dt.date(2026, 1, 1))
    assert [limit_on(day) for day in days] == [30, Decimal("12.5"), 40, 40]


def test_r23_of_two_rows_of_one_day_the_newer_counts(administrator: User) -> None:
    for limit in (40, 45, 40):
        enter(administrator, limit=Decimal(limit))
    assert Threshold.objects.filter(measure=MEASURE, entered_by=administrator).count() == 3
    assert limit_on("2026-04-01") == 40


def test_r23_a_threshold_is_switched_off_from_a_day_on(administrator: User) -> None:
    enter(administrator, side="off", limit=None)
    assert [limit_on("2026-03-31"), limit_on("2026-04-01")] == [30, None]
    found = {day: drafting.thresholds(dt.date(2026, *day)) for day in ((3, 31), (4, 1))}
    measures = {day: {row.measure for row in rows} for day, rows in found.items()}
    assert measures == {(3, 31): set(FINDINGS), (4, 1): set(FINDINGS) - {MEASURE}}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measure": "cases"}, "measure"),
        ({"measure": "no_such"}, "measure"),
        ({"side": "beside"}, "side"),
        ({"side": ""}, "side"),
        ({"limit": None}, "limit"),
        ({"limit": Decimal("NaN")}, "limit"),
        ({"limit": Decimal("Infinity")}, "limit"),
        ({"limit": Decimal("-0.01")}, "limit"),
        ({"limit": Decimal("100.01")}, "limit"),
        ({"limit": Decimal("1.005")}, "limit"),
        ({"measure": "sectors_absent", "limit": Decimal(13)}, "limit"),
        ({"valid_from": dt.date(2024, 6, 13)}, "valid_from"),
        ({"valid_from": dt.date(2041, 1, 1)}, "valid_from"),
        ({"source": "  "}, "source"),
        ({"source": "a" * 301}, "source"),
    ],
)
def test_r23_what_is_wrong_is_said_at_its_field(
    administrator: User, wrong: dict[str, Any], field: str
) -> None:
    before = Threshold.objects.count()
    with refused(Invalid, field=field):
        enter(administrator, **wrong)
    assert Threshold.objects.count() == before


@pytest.mark.parametrize(
    ("measure", "limit", "day"),
    [("free_text", 0, "2024-06-14"), ("free_text", 100, "2040-12-31"), ("sectors_absent", 12, "")],
)
def test_r23_the_outermost_values_are_taken(
    administrator: User, measure: str, limit: int, day: str
) -> None:
    valid_from = dt.date.fromisoformat(day or "2026-04-01")
    enter(administrator, measure, limit=Decimal(limit), valid_from=valid_from)
    assert limit_on(valid_from.isoformat(), measure) == limit


@pytest.mark.parametrize("who", ["head", "regional_manager", "authorised_body", "stranger"])
def test_r23_nobody_but_an_administrator_enters_one(
    request: pytest.FixtureRequest, sign_in: SignIn, who: str
) -> None:
    user = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        enter(user)
    sent = {"side": "above", "limit": "40", "valid_from": "2026-04-01", "source": SOURCE}
    assert sign_in(user).post(f"/thresholds/{MEASURE}/", sent).status_code == 403
    assert not Threshold.objects.exclude(entered_by=None).exists()


@pytest.mark.usefixtures("committed_db")
def test_r23_two_clicks_at_once_enter_one_row(administrator: User) -> None:
    reference.load(now=NOW)
    assert at_once(lambda: enter(administrator), lambda: enter(administrator)) == [None, None]
    assert Threshold.objects.filter(entered_by=administrator).count() == 1


def test_r23_rows_are_only_added(administrator: User) -> None:
    row = enter(administrator)
    for write in (row.delete, lambda: Threshold.objects.filter(pk=row.pk).update(limit=1)):
        with pytest.raises(ProgrammingError), transaction.atomic():
            write()


def test_r22_a_draft_follows_and_nothing_is_signed_that_the_head_did_not_see(
    draft: Conclusion, head: User, administrator: User, on: Clock
) -> None:
    now, seen = on("2026-04-06"), seen_of(draft)
    found = Shortcoming.objects.filter(conclusion=draft, measure=MEASURE)
    assert found.count() == 1
    enter(administrator, side="off", limit=None, valid_from=dt.date(2026, 3, 31))
    with refused(signing.FiguresMoved):
        signing.sign(draft, by=head, now=now, seen=seen)

    drafting.count_again(draft, by=head, now=now)
    signing.sign(draft, by=head, now=now, seen=seen_of(draft))

    assert not found.exists()


def test_r22_what_is_signed_stays_whatever_is_entered(
    signed: Conclusion, administrator: User
) -> None:
    enter(administrator, side="off", limit=None, valid_from=dt.date(2026, 1, 1))
    assert Shortcoming.objects.filter(conclusion=signed, measure=MEASURE).exists()


def test_r23_everybody_reads_what_is_in_force_what_comes_and_whence_it_is(
    administrator: User, stranger: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-04-03")
    enter(administrator)
    enter(administrator, side="below", limit=Decimal("12.5"), valid_from=dt.date(2026, 7, 1))
    enter(administrator, "late_share", side="off", limit=None)
    page = sign_in(stranger).get("/thresholds/")
    found = {
        row["measure"]: words for row, words in zip(page.context["rows"], rows(page), strict=True)
    }
    assert list(found) == list(FINDINGS)
    assert (
        f"40 % a shortcoming when above valid from 01.07.2026: 12.5 %, a shortcoming when below "
        f"01.04.2026 {SOURCE}" in found[MEASURE]
    )
    assert f"switched off 01.04.2026 {SOURCE}" in found["late_share"]
    assert "6 of 12 a shortcoming when above 14.06.2024" in found["sectors_absent"]
    assert "Proposed by the product. Not set by the Order." in found["sectors_absent"]
    assert "not set by the Order" in words(page.content.decode())
    [*_others, first] = page.context["rows"][list(FINDINGS).index(MEASURE)]["entries"]
    assert (first["who"], first["what"]) == (
        "The system",
        "valid from 14.06.2024: 30 %, a shortcoming when above",
    )
    assert "Change" not in " ".join(rows(page))


def test_r23_the_administrator_enters_one_on_its_page(
    administrator: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-04-03")
    browser, url = sign_in(administrator), f"/thresholds/{MEASURE}/"
    assert browser.get(url).context["form"].initial == {"side": "above", "limit": 30}
    good = {"side": "above", "limit": "12.5", "valid_from": "2026-07-02", "source": SOURCE}
    for wrong in (
        *({"side": ""}, {"limit": ""}, {"limit": "101"}, {"limit": "many"}, {"source": ""}),
        *({"valid_from": ""}, {"valid_from": "2024-01-01"}, {"limit": "1.234"}),
    ):
        page = browser.post(url, {**good, **wrong})
        assert (page.status_code, list(page.context["form"].errors)) == (400, list(wrong))
    for _click in range(2):
        page = browser.post(url, good, follow=True)
        assert "The first quarter for which it counts: Q3 2026." in page.content.decode()
    assert Threshold.objects.get(entered_by=administrator).limit == Decimal("12.5")
    assert browser.get("/thresholds/cases/").status_code == 404
    for place in ("/settings/", "/reference/"):
        assert 'href="/thresholds/"' in browser.get(place).content.decode()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_r23_a_limit_is_read_with_a_comma(
    administrator: User, sign_in: SignIn, language: str
) -> None:
    sent = {"side": "below", "limit": "12,5", "valid_from": "2026-04-01", "source": SOURCE}
    browser = sign_in(administrator)
    spoken = {"accept-language": language}
    assert browser.post(f"/thresholds/{MEASURE}/", sent, headers=spoken).status_code == 302
    assert Threshold.objects.get(entered_by=administrator).limit == Decimal("12.5")
    assert "12,5 %" in browser.get("/thresholds/", headers=spoken).content.decode()


def test_r23_the_page_takes_the_same_queries_however_many_rows_there_are(
    administrator: User, sign_in: SignIn
) -> None:
    browser, counted = sign_in(administrator), []
    for limit in (41, 42, 43):
        enter(administrator, limit=Decimal(limit))
        with CaptureQueriesContext(connection) as captured:
            browser.get("/thresholds/")
        counted.append(len(captured))
    assert counted == [5, 5, 5]
