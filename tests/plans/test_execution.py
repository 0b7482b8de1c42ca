"""R18: bodies and organisations give information on execution by the dates in the plan (cl. 11)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.errors import Invalid, NotAllowed, Refused, WrongState
from accounts.models import User
from agencies.models import Agency
from cases.models import Case, StoredFile
from plans.models import Activity, Plan, Report
from plans.workflow import dispatch, execution, review
from tests.plans import stories

Clock = Callable[..., dt.datetime]


@pytest.mark.clause("11")
@pytest.mark.parametrize("result", ["done", "partly", "impossible"])
def test_r18_an_agency_reports_and_the_review_term_runs(
    asked: Activity, agency_worker: User, on: Clock, result: str
) -> None:
    now = on("2026-03-26", "15:00")
    (row,) = stories.report(asked, by=agency_worker, now=now, result=result, outcome="lowered")
    assert (row.round, row.result, row.received_on, row.outcome) == (
        1,
        result,
        now.date(),
        "lowered",
    )
    assert stories.terms_of(asked.plan) == {"review": ["2026-03-30"]}
    assert asked.deadlines.get(term="report").days_late == 0
    assert asked.deadlines.get(term="acceptance").met_on == now.date()
    asked.refresh_from_db()
    assert (asked.state, asked.taken_by, asked.accepted_at) == ("reported", agency_worker, now)
    assert list(row.persons.order_by("pk")) == stories.members(asked.case)


@pytest.mark.clause("11")
def test_r18_an_overdue_report_says_how_late_it_is(
    asked: Activity, agency_worker: User, on: Clock
) -> None:
    stories.report(asked, by=agency_worker, now=on("2026-04-02"))
    assert asked.deadlines.get(term="report").days_late == 2


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": "  "}, "text"),
        ({"result": "perhaps"}, "result"),
        ({"done_on": dt.date(2026, 3, 27)}, "done_on"),
        ({"done_on": dt.date(2026, 3, 19)}, "done_on"),
        ({"outcome": "splendid"}, "outcome"),
    ],
)
def test_r18_a_report_that_breaks_a_rule_names_the_field(
    asked: Activity, agency_worker: User, on: Clock, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        stories.report(asked, by=agency_worker, now=on("2026-03-26"), **more)
    assert refused.value.field == field
    asked.refresh_from_db()
    assert (asked.state, Report.objects.count()) == ("sent", 0)


@pytest.mark.clause("11")
def test_r18_one_report_on_several_activities_that_were_one_action(
    case: Case,
    agency: Agency,
    other_agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    on: Clock,
) -> None:
    mother, son = stories.members(case)
    items = (
        stories.item(case, agency=agency, due="2026-03-31", persons=[mother]),
        stories.item(case, agency=agency, due="2026-04-01", persons=[son]),
        stories.item(case, agency=other_agency, due="2026-04-01"),
    )
    plan = stories.approved(case, *items, by=caseworker, head=head, now=on("2026-03-20"))
    first, second, foreign = plan.activities.select_related("item").order_by("pk")
    now = on("2026-03-26")
    with pytest.raises(Refused, match="one agency"):
        stories.report([first, foreign], by=agency_worker, now=now)
    rows = stories.report([first, second], by=agency_worker, now=now)
    assert len({row.submission for row in rows}) == 1
    assert [list(row.persons.all()) for row in rows] == [[mother], [son]]
    assert stories.terms_of(plan)["review"] == ["2026-03-30", "2026-03-30"]
    with pytest.raises(Refused):
        stories.report([], by=agency_worker, now=now)


@pytest.mark.clause("11")
def test_r18_only_the_side_that_owes_it_reports(
    asked: Activity,
    caseworker: User,
    other_agency_worker: User,
    other_caseworker: User,
    stranger: User,
    on: Clock,
) -> None:
    for outsider in (caseworker, other_agency_worker, other_caseworker, stranger):
        with pytest.raises(NotAllowed):
            stories.report(asked, by=outsider, now=on("2026-03-26"))


@pytest.mark.clause("7", "11")
def test_r12_a_report_takes_no_file_that_somebody_else_added_to_the_case(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    now = on("2026-03-26")
    words = {"name": "a.pdf", "kind": "application/pdf", "size": 1, "sha256": "0" * 64}
    theirs = StoredFile.objects.create(case=asked.case, by=caseworker, at=now, **words)
    with pytest.raises(Invalid) as refused:
        stories.report(asked, by=agency_worker, now=now, files=[theirs])
    assert refused.value.field == "files"
    own = StoredFile.objects.create(case=asked.case, by=agency_worker, at=now, **words)
    (row,) = stories.report(asked, by=agency_worker, now=now, files=[own])
    assert [entry.file for entry in row.files.all()] == [own]


@pytest.mark.clause("11")
def test_r18_a_second_report_before_the_mark_does_nothing(
    asked: Activity, agency_worker: User, on: Clock
) -> None:
    stories.report(asked, by=agency_worker, now=on("2026-03-26"))
    with pytest.raises(WrongState):
        stories.report(asked, by=agency_worker, now=on("2026-03-26"))
    assert Report.objects.count() == 1


@pytest.mark.clause("11")
def test_r18_a_report_is_withdrawn_before_its_mark_and_gains_no_time(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    stories.report(asked, by=agency_worker, now=on("2026-03-30"))
    with pytest.raises(NotAllowed):
        execution.withdraw_report(asked, by=caseworker, now=on("2026-03-30", "10:00"))
    withdrawn = on("2026-03-30", "11:00")
    execution.withdraw_report(asked, by=agency_worker, now=withdrawn)
    assert asked.state == "accepted"
    assert stories.terms_of(asked.plan) == {"report": ["2026-03-31"]}
    assert Report.objects.get().withdrawn_at == withdrawn
    stories.report(asked, by=agency_worker, now=on("2026-04-02"))
    assert [row.round for row in asked.reports.all()] == [1, 2]
    assert asked.deadlines.get(term="report").days_late == 2
    review.mark_executed(asked, by=caseworker, now=on("2026-04-03"))
    with pytest.raises(WrongState):
        execution.withdraw_report(asked, by=agency_worker, now=on("2026-04-03"))


@pytest.mark.clause("11")
def test_r18_what_was_returned_is_returned_again_when_its_report_is_withdrawn(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    stories.report(asked, by=agency_worker, now=on("2026-03-26"))
    review.return_for_rework(
        asked,
        ground="proof",
        note="",
        new_due_on=dt.date(2026, 4, 6),
        by=caseworker,
        now=on("2026-03-27"),
    )
    stories.report(asked, by=agency_worker, now=on("2026-03-30"))
    execution.withdraw_report(asked, by=agency_worker, now=on("2026-03-30"))
    assert asked.state == "returned"
    assert stories.terms_of(asked.plan) == {"rework": ["2026-04-06"]}


@pytest.mark.clause("11")
def test_r18_a_later_date_is_granted_and_the_term_moves_with_a_trace(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    now = on("2026-03-26")
    request = execution.ask_later_date(
        asked, due_on=dt.date(2026, 4, 8), reason="The tutor is ill.", by=agency_worker, now=now
    )
    assert stories.terms_of(asked.plan)["extension_decision"] == ["2026-03-27"]
    with pytest.raises(NotAllowed):
        execution.grant(request, by=agency_worker, now=now)
    granted = on("2026-03-27")
    execution.grant(request, by=caseworker, now=granted)
    assert request.state == "granted"
    asked.refresh_from_db()
    assert asked.due_on == dt.date(2026, 4, 8)
    assert stories.terms_of(asked.plan) == {
        "acceptance": ["2026-03-27"],
        "report": ["2026-04-08"],
    }
    moved = asked.deadlines.get(term="report").moves.get()
    assert (moved.old_due_on, moved.new_due_on, moved.by, moved.reason) == (
        dt.date(2026, 3, 31),
        dt.date(2026, 4, 8),
        caseworker,
        "The tutor is ill.",
    )


@pytest.mark.clause("11")
def test_r18_a_later_date_is_refused_with_a_reason(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    now = on("2026-03-26")
    request = execution.ask_later_date(
        asked, due_on=dt.date(2026, 4, 8), reason="Ill.", by=agency_worker, now=now
    )
    with pytest.raises(Invalid):
        execution.refuse_later_date(request, reason="", by=caseworker, now=now)
    execution.refuse_later_date(request, reason="Exams begin.", by=caseworker, now=now)
    assert "extension_decision" not in stories.terms_of(asked.plan)
    assert stories.terms_of(asked.plan)["report"] == ["2026-03-31"]
    with pytest.raises(WrongState):
        execution.grant(request, by=caseworker, now=now)


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("due_on", "reason", "field"),
    [
        ("2026-03-31", "Ill.", "due_on"),
        ("2026-04-04", "Ill.", "due_on"),
        ("2026-04-08", " ", "reason"),
    ],
    ids=["not later", "a Saturday", "no reason"],
)
def test_r18_a_request_that_breaks_a_rule_names_the_field(
    asked: Activity, agency_worker: User, on: Clock, due_on: str, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        execution.ask_later_date(
            asked,
            due_on=dt.date.fromisoformat(due_on),
            reason=reason,
            by=agency_worker,
            now=on("2026-03-26"),
        )
    assert refused.value.field == field


@pytest.mark.clause("11")
def test_r18_one_request_at_a_time_and_none_that_came_to_nothing(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    now = on("2026-03-26")
    ask: dict[str, Any] = {"reason": "Ill.", "by": agency_worker, "now": now}
    request = execution.ask_later_date(asked, due_on=dt.date(2026, 4, 8), **ask)
    with pytest.raises(Refused, match="already"):
        execution.ask_later_date(asked, due_on=dt.date(2026, 4, 9), **ask)
    with pytest.raises(Refused, match="has come"):
        execution.grant(request, by=caseworker, now=on("2026-04-08"))
    stories.report(asked, by=agency_worker, now=on("2026-04-08"))
    request.refresh_from_db()
    assert request.state == "ended"
    with pytest.raises(Refused, match="only while"):
        execution.ask_later_date(asked, due_on=dt.date(2026, 4, 20), **ask)


@pytest.fixture
def on_paper(case: Case, agency: Agency, caseworker: User, head: User, on: Clock) -> Activity:
    """The school has no accounts."""
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20"))
    return plan.activities.get()


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("received", "review_due"),
    [("2026-03-26", "2026-03-30"), ("2026-03-28", "2026-03-31")],
    ids=["on a Thursday", "on a Saturday: day 1 is Monday"],
)
def test_r18_a_reply_on_paper_counts_from_its_true_day_of_receipt(
    on_paper: Activity, caseworker: User, on: Clock, received: str, review_due: str
) -> None:
    day = dt.date.fromisoformat(received)
    (row,) = stories.report(
        on_paper,
        by=caseworker,
        now=on("2026-04-02"),
        on_paper=True,
        received_on=day,
        done_on=dt.date(2026, 3, 26),
    )
    assert (row.on_paper, row.received_on, row.entered_at.date()) == (
        True,
        day,
        dt.date(2026, 4, 2),
    )
    term = on_paper.deadlines.get(term="review")
    assert (term.started_on, term.due_on) == (day, dt.date.fromisoformat(review_due))
    assert on_paper.deadlines.get(term="report").met_on == day
    on_paper.refresh_from_db()
    assert on_paper.taken_by is None
    review.mark_executed(on_paper, by=caseworker, now=on("2026-04-02"))
    assert on_paper.state == "executed"


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    "received_on",
    [None, dt.date(2026, 3, 27), dt.date(2026, 3, 23)],
    ids=["not entered", "to come", "before it was done"],
)
def test_r18_the_day_of_receipt_is_a_true_one(
    on_paper: Activity, caseworker: User, on: Clock, received_on: dt.date | None
) -> None:
    with pytest.raises(Invalid) as refused:
        stories.report(
            on_paper,
            by=caseworker,
            now=on("2026-03-26"),
            on_paper=True,
            received_on=received_on,
            done_on=dt.date(2026, 3, 24),
        )
    assert refused.value.field == "received_on"


@pytest.mark.clause("11")
def test_r18_a_wrong_day_of_receipt_is_put_right_by_withdrawing_the_reply(
    on_paper: Activity, caseworker: User, on: Clock
) -> None:
    now, done_on = on("2026-04-02"), dt.date(2026, 3, 26)
    for received in ("2026-04-01", "2026-03-27"):
        paper = {"on_paper": True, "received_on": dt.date.fromisoformat(received)}
        (row,) = stories.report(on_paper, by=caseworker, now=now, done_on=done_on, **paper)
        on_paper.refresh_from_db()
        if row.round == 1:
            execution.withdraw_report(on_paper, by=caseworker, now=now)
    review_term = on_paper.deadlines.get(term="review", ended_on=None)
    assert (row.round, review_term.due_on) == (2, dt.date(2026, 3, 31))


@pytest.mark.clause("11")
def test_r19_what_was_returned_is_not_answered_before_its_return(
    on_paper: Activity, caseworker: User, on: Clock
) -> None:
    now, done_on = on("2026-03-30"), dt.date(2026, 3, 26)
    paper = {"done_on": done_on, "on_paper": True, "received_on": dt.date(2026, 3, 27)}
    stories.report(on_paper, by=caseworker, now=now, **paper)
    on_paper.refresh_from_db()
    april = dt.date(2026, 4, 10)
    review.return_for_rework(
        on_paper, ground="proof", note="", new_due_on=april, by=caseworker, now=now
    )
    with pytest.raises(Invalid) as refused:
        stories.report(on_paper, by=caseworker, now=on("2026-04-02"), **paper)
    assert refused.value.field == "received_on"
    paper["received_on"] = now.date()
    stories.report(on_paper, by=caseworker, now=on("2026-04-02"), **paper)


@pytest.mark.clause("11")
def test_r18_only_an_agency_replies_on_paper(own: Plan, caseworker: User, on: Clock) -> None:
    activity = own.activities.get()
    with pytest.raises(Invalid) as refused:
        stories.report(activity, by=caseworker, now=on("2026-03-26"), on_paper=True)
    assert refused.value.field == "on_paper"


@pytest.fixture
def own(case: Case, caseworker: User, head: User, on: Clock) -> Plan:
    """A plan with one activity, of the Centre itself."""
    wanted = stories.item(case, agency=None, due="2026-03-31")
    return stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20"))


@pytest.mark.clause("11")
def test_r18_a_round_that_was_declined_away_is_not_reported(
    asked: Activity, agency_worker: User, on: Clock
) -> None:
    dispatch.decline(asked, by=agency_worker, now=on("2026-03-26"), reason="Not ours.")
    with pytest.raises(WrongState):
        stories.report(asked, by=agency_worker, now=on("2026-03-26"))
