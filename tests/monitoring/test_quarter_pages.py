"""The pages of a Centre's quarter: what its staff and those above it see, and what they may do."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessRecord, Notice, User
from cases.models import Case
from monitoring.figures.measures import MEASURES
from monitoring.models import (
    Conclusion,
    FigureQuestion,
    Monitoring,
    Recommendation,
    Shortcoming,
)
from monitoring.workflow import drafting, opening, signing
from monitoring.workflow import questions as of_questions
from plans.models import Activity
from regulations.quarters import Quarter
from tests.factories import CaseFactory
from tests.monitoring.pages import everything_under, links, words
from tests.monitoring.quarters import sign, signed_with

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
NAMES = re.compile("Сынақов|Әсел-|Ерасыл-|Үлгі көшесі")
pytestmark = pytest.mark.clause("13")


@pytest.fixture
def sent(signed: Conclusion, head: User, on: Clock) -> Conclusion:
    signing.send(signed, by=head, now=on("2026-04-07"))
    return signed


def page(monitoring: Monitoring, part: str = "", *more: Any) -> str:
    name = f"quarter-{part}" if part else "quarter"
    return reverse(name, args=[monitoring.pk, *more])


def said(response: Any) -> str:
    return words(response.content.decode())


def iins(case: Case) -> list[str]:
    return [person.iin for person in case.family.members.all() if person.iin]


@pytest.mark.parametrize("who", ["caseworker", "head"])
def test_r21_the_centre_sees_every_figure_with_its_definition_and_the_way_to_its_records(
    request: pytest.FixtureRequest, draft: Conclusion, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    shown = browser.get(page(draft.monitoring))
    text = said(shown)
    assert "<5" not in text
    missing = {m.id for m in MEASURES.values() if str(m.definition) not in text}
    assert missing == set()
    opened = [url for url in links(shown) if "/records/" in url]
    assert len(opened) > 20
    for url in opened:
        behind = browser.get(url)
        assert behind.status_code == 200
        assert " in all" in said(behind), url


RECORDS = [
    ("case", "cases", ""),
    ("case", "cases_source", "application"),
    ("person", "persons", ""),
    ("plan", "plans_approved", ""),
    ("activity", "activities", ""),
    ("activity", "activities_agency", "school"),
    ("", "terms_missed", "report:agency"),
]


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize(("subject", "name", "key"), RECORDS)
def test_r12_the_records_behind_a_figure_are_named_to_the_centre_and_the_look_is_logged(
    draft: Conclusion,
    activity: Activity,
    caseworker: User,
    sign_in: SignIn,
    subject: str,
    name: str,
    key: str,
) -> None:
    case = activity.case
    kept = str(activity.agency_id) if key == "school" else key
    shown = sign_in(caseworker).get(page(draft.monitoring, "records", name), {"key": kept})
    text = said(shown)
    names = {"case": "Сынақова", "person": "Сынақова", "plan": "Сынақова"}
    assert names.get(subject, case.number) in text
    looks = AccessRecord.objects.filter(user=caseworker, route="quarter-records")
    assert [look.subject for look in looks] == ([subject] if subject else [])
    for look in looks:
        assert look.case_ids == [case.pk]


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("who", ["regional_manager", "authorised_body", "agency_supervisor"])
def test_r12_no_page_of_quarters_names_a_family_to_those_who_watch(
    request: pytest.FixtureRequest, sent: Conclusion, case: Case, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    seen = everything_under(browser, "/quarters/")
    assert {url: answer.status_code for url, answer in seen.items()} == dict.fromkeys(seen, 200)
    assert 3 < len(seen) < 10 if who == "agency_supervisor" else len(seen) > 40
    secret = iins(case)
    for url, answer in seen.items():
        html = answer.content.decode()
        assert not NAMES.search(html), url
        assert not any(iin in html for iin in secret), url


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("who", ["regional_manager", "authorised_body"])
def test_r12_who_watches_sees_signs_with_their_meaning_and_nothing_behind_them(
    request: pytest.FixtureRequest, sent: Conclusion, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    shown = browser.get(page(sent.monitoring))
    assert "Cases in work" in said(shown)
    assert "<5 stands for a group smaller than five, and for a number that would" in said(shown)
    assert 'title="fewer than five, or a number that would tell such a group">&lt;5<' in (
        shown.content.decode()
    )
    assert page(sent.monitoring, "records", "cases") not in links(shown)
    for name, key in (("cases", ""), ("persons", ""), ("cases_source", "application")):
        behind = browser.get(page(sent.monitoring, "records", name), {"key": key})
        assert "it is not shown" in said(behind)


@pytest.mark.clause("7(3)")
def test_r12_larger_groups_open_to_their_number_and_never_to_cases_or_persons(
    draft: Conclusion, case: Case, head: User, regional_manager: User, sign_in: SignIn, on: Clock
) -> None:
    more = CaseFactory.create_batch(4, centre=case.centre, detected_on=dt.date(2026, 3, 30))
    now = on("2026-04-06")
    drafting.count_again(draft, by=head, now=now)
    sign(draft, by=head, now=now)
    browser = sign_in(regional_manager)
    cases = said(browser.get(page(draft.monitoring, "records", "cases")))
    assert "5 cases. Cases are shown to their own Centre only" in cases
    persons = said(browser.get(page(draft.monitoring, "records", "persons")))
    assert "6 persons. Persons are shown to their own Centre only" in persons
    work = said(browser.get(page(draft.monitoring, "records", "activities")))
    assert "школа" in work.lower()
    assert not [one for one in (case, *more) if one.number in cases + persons + work]
    assert not NAMES.search(cases + persons + work)
    assert not AccessRecord.objects.filter(user=regional_manager).exists()


def test_r21_who_watches_sees_no_draft(
    draft: Conclusion, regional_manager: User, sign_in: SignIn
) -> None:
    browser = sign_in(regional_manager)
    shown = said(browser.get(page(draft.monitoring)))
    assert "The figures are seen once the Centre has signed." in shown
    assert "The Centre has not signed yet." in shown
    assert browser.get(page(draft.monitoring, "records", "cases")).status_code == 404


def ask(browser: Any, monitoring: Monitoring, **sent: Any) -> Any:
    values = {"measure": "late_own", "text": "Why so late?", "token": uuid4()}
    return browser.post(page(monitoring, "ask"), {**values, **sent})


@pytest.mark.clause("4(4)")
def test_r7_a_question_about_a_figure_is_asked_once_and_its_heads_are_told(
    sent: Conclusion, regional_manager: User, head: User, caseworker: User, sign_in: SignIn
) -> None:
    browser = sign_in(regional_manager)
    form = browser.get(page(sent.monitoring, "ask"), {"measure": "late_own"})
    assert '<option value="late_own" selected>' in form.content.decode()
    token = form.context["form"].initial["token"]
    for _click in range(2):
        assert ask(browser, sent.monitoring, token=token).status_code == 302
    row = FigureQuestion.objects.get()
    assert (row.measure, row.text, row.asked_by) == ("late_own", "Why so late?", regional_manager)
    told = Notice.objects.filter(kind="figure_asked").values_list("recipient", flat=True)
    assert list(told) == [head.pk]
    for who in (regional_manager, caseworker):
        assert "Why so late?" in said(sign_in(who).get(page(sent.monitoring, "questions")))


@pytest.mark.clause("4(4)")
@pytest.mark.parametrize("wrong", [{"text": " "}, {"measure": "nothing"}])
def test_r7_a_question_that_lacks_something_is_not_asked_and_what_was_typed_stays(
    sent: Conclusion, authorised_body: User, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    answer = ask(sign_in(authorised_body), sent.monitoring, **{"text": "Why so late?", **wrong})
    assert answer.status_code == 400
    assert not FigureQuestion.objects.exists()
    assert "text" in wrong or "Why so late?" in answer.content.decode()


@pytest.mark.clause("4(4)")
def test_r7_the_answer_goes_to_whoever_asked_and_is_given_once(
    sent: Conclusion, regional_manager: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    said_now: dict[str, Any] = {
        "measure": "cases",
        "key": "",
        "text": "So few?",
        "now": on("2026-04-08"),
    }
    row = of_questions.ask(sent.monitoring, by=regional_manager, **said_now)
    browser = sign_in(caseworker)
    address = page(sent.monitoring, "answer", row.pk)
    assert "So few?" in said(browser.get(address))
    assert browser.post(address, {"answer": " "}).status_code == 400
    assert browser.post(address, {"answer": "A quiet winter."}).status_code == 302
    again = browser.post(address, {"answer": "Other words."})
    assert again.status_code == 409
    assert "Other words." in again.content.decode()
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("A quiet winter.", caseworker)
    told = Notice.objects.filter(kind="figure_answered").values_list("recipient", flat=True)
    assert list(told) == [regional_manager.pk]
    shown = sign_in(regional_manager).get(page(sent.monitoring, "questions"))
    assert "A quiet winter." in said(shown)


def next_step(browser: Any, conclusion: Conclusion) -> str:
    step = browser.get(page(conclusion.monitoring)).context["next"]
    return str(step["what"] or step["note"])


def test_r22_the_next_step_of_a_draft_is_what_is_still_open_and_then_to_sign(
    draft: Conclusion, head: User, caseworker: User, sign_in: SignIn
) -> None:
    assert next_step(sign_in(head), draft) == "Look at figures and text, and sign"
    assert next_step(sign_in(caseworker), draft) == "The draft is ready: the head signs it."
    Recommendation.objects.filter(conclusion=draft).delete()
    assert Shortcoming.objects.filter(conclusion=draft).exists()
    for who in (head, caseworker):
        assert next_step(sign_in(who), draft) == "Recommend how to remove each shortcoming"


@pytest.mark.clause("14 para 2")
def test_r23_the_next_step_of_a_signed_conclusion_is_to_send_and_to_confirm(
    signed: Conclusion,
    head: User,
    caseworker: User,
    regional_manager: User,
    authorised_body: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    def steps() -> dict[str, str]:
        cast = {"head": head, "caseworker": caseworker}
        cast |= {"region": regional_manager, "ministry": authorised_body}
        return {name: next_step(sign_in(who), signed) for name, who in cast.items()}

    waits = "Signed; the head sends it to the authorised body."
    send = "Send the conclusion to the authorised body"
    assert steps() == {"head": send, "caseworker": waits, "region": waits, "ministry": waits}
    now = on("2026-04-07")
    signing.send(signed, by=head, now=now)
    waits = "Sent; the authorised body confirms the receipt."
    confirm = "Confirm that the conclusion has come"
    assert steps() == {"head": waits, "caseworker": waits, "region": "", "ministry": confirm}
    signing.receive(signed, by=authorised_body, now=now)
    assert set(steps().values()) == {""}


@pytest.mark.clause("14 para 2")
def test_r23_the_next_quarter_begins_with_what_became_of_the_recommendations(
    signed: Conclusion, head: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-07-01")
    later = opening.open_quarter(signed.monitoring.centre, Quarter(2026, 2), now=now)
    draft = Conclusion.objects.get(monitoring=later)
    browser = sign_in(head)
    assert next_step(browser, draft) == "Say what became of the recommendations of earlier quarters"
    row = Recommendation.objects.filter(conclusion=signed).order_by("pk")[0]
    address = page(later, "follow-up", row.pk)
    typed = {"outcome": "not_done", "why": ""}
    refused = browser.post(address, typed)
    assert refused.status_code == 400
    assert 'value="not_done"' in refused.content.decode()
    for _click in range(2):
        assert browser.post(address, {**typed, "why": "No money."}).status_code == 302
    assert draft.follow_ups.count() == 1


@pytest.mark.clause("4(4)")
def test_r7_an_agency_reads_its_own_record_and_how_it_is_counted(
    sent: Conclusion, agency_supervisor: User, sign_in: SignIn
) -> None:
    shown = said(sign_in(agency_supervisor).get("/quarters/"))
    assert "Our record" in shown
    assert "2026" in shown
    assert "100 % 1 of 1" in shown
    assert str(MEASURES["agency_late"].definition) in shown


@pytest.mark.clause("4(4)")
def test_r7_nothing_of_another_agency_stands_in_an_agencys_record(
    draft: Conclusion, other_agency: Any, agency_supervisor: User, head: User, sign_in: SignIn
) -> None:
    before = said(sign_in(agency_supervisor).get("/quarters/"))
    assert "No Centre has signed a quarter with your agency in it yet." in before
    cells = {("reports_due_agency", str(other_agency.pk)): 77}
    signed_with(draft.monitoring.centre, cells, by=head, quarter=Quarter(2025, 4))
    assert "77" not in said(sign_in(agency_supervisor).get("/quarters/"))


QUERIES = {"questions": 8, "advice": 13, "records": 16, "own": 5, "agency": 5}


def fill(draft: Conclusion, *, rows: int, head: User, asker: User, now: dt.datetime) -> None:
    """So many cases, quarters, questions and recommendations."""
    centre, agency = draft.monitoring.centre, Activity.objects.get().agency_id
    CaseFactory.create_batch(rows - 1, centre=centre, detected_on=dt.date(2026, 3, 30))
    drafting.count_again(draft, by=head, now=now)
    for number in range(1, rows):
        cells = {("reports_due_agency", str(agency)): 1}
        signed_with(centre, cells, by=head, quarter=Quarter(2025, number))
    for number in range(rows):
        asked: dict[str, Any] = {"measure": "cases", "key": "", "text": f"{number}?"}
        of_questions.ask(draft.monitoring, by=asker, now=now, **asked)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", QUERIES)
def test_r21_lists_of_a_quarter_cost_the_same_however_long_they_are(
    draft: Conclusion,
    head: User,
    regional_manager: User,
    agency_supervisor: User,
    sign_in: SignIn,
    on: Clock,
    kind: str,
    count: int,
) -> None:
    now = on("2026-04-06")
    fill(draft, rows=count, head=head, asker=regional_manager, now=now)
    if kind == "agency":
        sign(draft, by=head, now=now)
    elif kind == "advice":
        advised = Recommendation.objects.filter(conclusion=draft).order_by("pk")
        advised.filter(pk__in=[row.pk for row in advised[count:]]).delete()
        assert advised.count() == count
    part = [kind, "cases"] if kind == "records" else [kind]
    address = "/quarters/" if kind in ("own", "agency") else page(draft.monitoring, *part)
    browser = sign_in(agency_supervisor if kind == "agency" else head)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    assert len(captured) == QUERIES[kind]
