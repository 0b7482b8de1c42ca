"""R19: the Centre marks each report within two working days, or returns it (cl. 11 paras 2, 3)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst
from accounts.models import User
from agencies.models import Agency, Membership
from cases.models import Case
from plans.models import Activity, Plan, PlanItem, Review
from plans.workflow import execution, review
from tests.plans import stories

Clock = Callable[..., dt.datetime]


@pytest.fixture
def reported(asked: Activity, agency_worker: User, on: Clock) -> Activity:
    """Reported as done on Friday 27 March 2026: the mark is due on Tuesday 31 March."""
    stories.report(asked, by=agency_worker, now=on("2026-03-27", "17:30"))
    return asked


def give_back(activity: Activity, *, by: User, now: dt.datetime, **more: object) -> None:
    words = {"ground": "proof", "note": "", "new_due_on": dt.date(2026, 4, 6)}
    review.return_for_rework(activity, **{**words, **more}, by=by, now=now)  # type: ignore[arg-type]


@pytest.mark.clause("11")
def test_r19_nothing_closes_on_the_agencys_word(
    reported: Activity, agency_worker: User, on: Clock
) -> None:
    reported.plan.refresh_from_db()
    assert (reported.state, reported.ended_on, reported.plan.state) == (
        "reported",
        None,
        "running",
    )
    with pytest.raises(NotAllowed):
        review.mark_executed(reported, by=agency_worker, now=on("2026-03-27"))


@pytest.mark.clause("11")
def test_r19_a_mark_in_the_term_is_in_time_and_afterwards_late(
    reported: Activity, caseworker: User, on: Clock
) -> None:
    term = reported.deadlines.get(term="review")
    assert (term.started_on, term.due_on) == (dt.date(2026, 3, 27), dt.date(2026, 3, 31))
    review.mark_executed(reported, by=caseworker, now=on("2026-04-02"))
    term.refresh_from_db()
    assert term.days_late == 2
    mark = Review.objects.get()
    assert (mark.verdict, mark.by, mark.marked_on, mark.alone) == (
        "executed",
        caseworker,
        dt.date(2026, 4, 2),
        False,
    )


@pytest.mark.clause("11")
def test_r19_a_return_names_ground_and_date_and_restarts_the_terms(
    reported: Activity, caseworker: User, agency_worker: User, on: Clock
) -> None:
    give_back(reported, by=caseworker, now=on("2026-03-30"), note="No timetable is attached.")
    assert (reported.state, reported.due_on) == ("returned", dt.date(2026, 4, 6))
    assert stories.terms_of(reported.plan) == {"rework": ["2026-04-06"]}
    mark = Review.objects.get()
    assert (mark.verdict, mark.ground, mark.new_due_on) == (
        "returned",
        "proof",
        dt.date(2026, 4, 6),
    )
    stories.report(reported, by=agency_worker, now=on("2026-04-03"))
    assert stories.terms_of(reported.plan) == {"review": ["2026-04-07"]}
    review.mark_executed(reported, by=caseworker, now=on("2026-04-06"))
    assert [(r.round, r.review.verdict) for r in reported.reports.all()] == [
        (1, "returned"),
        (2, "executed"),
    ]


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ground": "displeasure"}, "ground"),
        ({"ground": "other"}, "note"),
        ({"new_due_on": dt.date(2026, 3, 30)}, "new_due_on"),
        ({"new_due_on": dt.date(2026, 4, 4)}, "new_due_on"),
    ],
    ids=["no ground of the list", "other without words", "today", "a Saturday"],
)
def test_r19_a_return_that_breaks_a_rule_names_the_field(
    reported: Activity, caseworker: User, on: Clock, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        give_back(reported, by=caseworker, now=on("2026-03-30"), **more)
    assert refused.value.field == field
    assert Review.objects.count() == 0


@pytest.mark.clause("11")
def test_r19_returning_one_activity_leaves_the_others(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> None:
    items = [stories.item(case, agency=agency, due="2026-03-31") for _ in range(2)]
    plan = stories.approved(case, *items, by=caseworker, head=head, now=on("2026-03-20"))
    first, second = plan.activities.order_by("pk")
    stories.report([first, second], by=agency_worker, now=on("2026-03-26"))
    give_back(first, by=caseworker, now=on("2026-03-27"))
    second.refresh_from_db()
    assert second.state == "reported"
    assert stories.terms_of(plan) == {"rework": ["2026-04-06"], "review": ["2026-03-30"]}


@pytest.mark.clause("11", "12")
@pytest.mark.parametrize("result", ["partly", "impossible"])
def test_r19_what_was_not_done_is_ended_with_a_reason_not_marked_executed(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock, result: str
) -> None:
    stories.report(asked, by=agency_worker, now=on("2026-03-26"), result=result)
    now = on("2026-03-27")
    with pytest.raises(Refused):
        review.mark_executed(asked, by=caseworker, now=now)
    with pytest.raises(Invalid):
        review.end_unfinished(asked, by=caseworker, now=now, reason="")
    review.end_unfinished(asked, by=caseworker, now=now, reason="The family moved.")
    asked.plan.refresh_from_db()
    assert (asked.state, asked.plan.state) == (result, "running")
    assert stories.terms_of(asked.plan) == {}


@pytest.mark.clause("11")
def test_r19_what_was_done_is_not_ended_as_unfinished(
    reported: Activity, caseworker: User, on: Clock
) -> None:
    with pytest.raises(Refused):
        review.end_unfinished(reported, by=caseworker, now=on("2026-03-30"), reason="No.")


@pytest.mark.clause("11")
def test_r19_a_mark_is_never_changed_even_by_sql(
    reported: Activity, caseworker: User, on: Clock
) -> None:
    review.mark_executed(reported, by=caseworker, now=on("2026-03-30"))
    mark = Review.objects.get()
    for change in (lambda: Review.objects.update(verdict="partly"), mark.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()
    mark.refresh_from_db()
    assert mark.verdict == "executed"


@pytest.mark.clause("11")
def test_r19_a_reviewer_marks_the_round_that_was_read(
    reported: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    execution.withdraw_report(reported, by=agency_worker, now=on("2026-03-30"))
    stories.report(reported, by=agency_worker, now=on("2026-03-30"), result="done", text="Later.")
    now = on("2026-03-30")
    with pytest.raises(SomebodyWasFirst):
        review.mark_executed(reported, by=caseworker, now=now, seen=1)
    with pytest.raises(SomebodyWasFirst):
        give_back(reported, by=caseworker, now=now, seen=1)
    review.mark_executed(reported, by=caseworker, now=now, seen=2)
    assert reported.state == "executed"


@pytest.fixture
def own(case: Case, caseworker: User, head: User, on: Clock) -> Callable[[str], Activity]:
    """An activity that the Centre or the family does itself."""

    def make(executor: str) -> Activity:
        wanted = stories.item(case, agency=None, due="2026-03-31", executor=executor)
        plan = stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20"))
        return plan.activities.get()

    return make


OWN = [PlanItem.Executor.CENTRE, PlanItem.Executor.FAMILY]


@pytest.mark.clause("4", "11")
@pytest.mark.parametrize("executor", OWN)
def test_r19_another_person_marks_what_the_centre_or_the_family_did(
    own: Callable[[str], Activity], caseworker: User, colleague: User, on: Clock, executor: str
) -> None:
    activity = own(executor)
    stories.report(activity, by=caseworker, now=on("2026-03-26"))
    with pytest.raises(NotAllowed, match="Another person"):
        review.mark_executed(activity, by=caseworker, now=on("2026-03-26"))
    review.mark_executed(activity, by=colleague, now=on("2026-03-26"))
    assert Review.objects.get().alone is False


@pytest.mark.clause("4", "11")
def test_r19_who_is_alone_in_the_centre_marks_and_this_is_recorded(
    own: Callable[[str], Activity], head: User, caseworker: User, on: Clock
) -> None:
    activity = own(PlanItem.Executor.CENTRE)
    Membership.objects.filter(user=caseworker).update(ends_on=dt.date(2026, 3, 25))
    stories.report(activity, by=head, now=on("2026-03-26"))
    review.mark_executed(activity, by=head, now=on("2026-03-26"))
    assert Review.objects.get().alone is True


@pytest.mark.clause("11")
def test_r19_who_works_for_both_sides_does_not_mark_their_own_report(
    asked: Activity, agency: Agency, colleague: User, caseworker: User, on: Clock
) -> None:
    Membership.objects.create(
        user=colleague, role="agency_worker", agency=agency, starts_on=dt.date(2026, 1, 1)
    )
    stories.report(asked, by=colleague, now=on("2026-03-26"))
    with pytest.raises(NotAllowed):
        review.mark_executed(asked, by=colleague, now=on("2026-03-26"))
    review.mark_executed(asked, by=caseworker, now=on("2026-03-26"))
    assert asked.state == "executed"


@pytest.mark.clause("12")
def test_r20_the_last_mark_starts_the_term_for_completion(
    reported: Activity, caseworker: User, on: Clock
) -> None:
    review.mark_executed(reported, by=caseworker, now=on("2026-03-30"))
    plan: Plan = reported.plan
    plan.refresh_from_db()
    assert (plan.state, plan.executed_on) == ("executed", dt.date(2026, 3, 30))
    assert stories.terms_of(plan) == {"completion": ["2026-03-31"]}


@pytest.mark.clause("7", "10")
def test_r13_what_waits_starts_when_what_it_waits_for_is_executed(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> None:
    from plans.workflow import approval, drafting

    now = on("2026-03-20")
    plan = drafting.draft(case, by=caseworker, now=now)
    before = drafting.add_item(
        plan, stories.item(case, agency=agency, due="2026-03-31"), by=caseworker, now=now
    )
    after = stories.item(case, agency=agency, due="2026-04-07", depends_on=before)
    drafting.add_item(plan, after, by=caseworker, now=now)
    stories.agree(plan, by=caseworker, now=now)
    drafting.submit(plan, by=caseworker, now=now)
    approval.approve(plan, by=head, now=now)
    first, second = plan.activities.order_by("pk")
    assert second.state == "waiting"
    stories.report(first, by=agency_worker, now=on("2026-04-03"))
    review.mark_executed(first, by=caseworker, now=on("2026-04-03"))
    second.refresh_from_db()
    # The plan foresaw 31 March and gave five working days; it starts three days later.
    assert (second.state, second.started_on, second.due_on) == (
        "sent",
        dt.date(2026, 4, 3),
        dt.date(2026, 4, 10),
    )
    assert stories.terms_of(plan) == {"acceptance": ["2026-04-07"], "report": ["2026-04-10"]}
