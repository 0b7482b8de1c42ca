"""R16: each agency gets its part of the plan within two working days, once (clause 9)."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.errors import Invalid, NotAllowed, Refused, WrongState
from accounts.models import OutboxMessage, User
from agencies.models import Agency
from cases.models import Case
from plans.models import Activity, Dispatch, Plan
from plans.workflow import dispatch, execution
from tests.plans import stories

Clock = Callable[..., dt.datetime]
FRIDAY = ("2026-03-20", "10:00")
#: Day 2 of the term that began on Friday 20 March 2026.
LAST_DAY = "2026-03-27"


@pytest.fixture
def two_parts(
    case: Case, agency: Agency, other_agency: Agency, caseworker: User, head: User, on: Clock
) -> Callable[..., Plan]:
    """A plan approved on Friday with one activity for the school and one for the clinic."""

    def approve(**options: object) -> Plan:
        items = (
            stories.item(case, agency=agency, due="2026-04-10"),
            stories.item(case, agency=other_agency, due="2026-04-10"),
        )
        return stories.approved(case, *items, by=caseworker, head=head, now=on(*FRIDAY), **options)

    return approve


def states(plan: Plan) -> list[str]:
    return list(plan.dispatches.order_by("agency_id").values_list("state", flat=True))


@pytest.mark.clause("9")
def test_r16_a_part_is_sent_once(
    asked: Activity, agency_worker: User, head: User, on: Clock
) -> None:
    part = Dispatch.objects.get()
    assert (part.state, part.sent_at, part.on_paper) == ("sent", on(*FRIDAY), False)
    with pytest.raises(WrongState):
        dispatch.send(part, by=head, now=on("2026-03-26"))
    assert OutboxMessage.objects.count() == 1
    assert [row.verb for row in part.transitions.all()] == ["send"]


@pytest.mark.clause("9")
def test_r16_a_part_held_back_waits_for_16_oclock_of_the_last_day(
    two_parts: Callable[..., Plan], agency: Agency, on: Clock
) -> None:
    plan = two_parts(hold=[agency.pk])
    assert states(plan) == ["held", "sent"]
    assert plan.state == "approved"
    assert dispatch.send_held(now=on("2026-03-26", "18:00")) == 0
    assert dispatch.send_held(now=on(LAST_DAY, "15:59")) == 0
    at_16 = on(LAST_DAY, "16:00")
    assert dispatch.send_held(now=at_16) == 1
    assert dispatch.send_held(now=at_16) == 0
    assert states(plan) == ["sent", "sent"]
    part = plan.dispatches.get(agency=agency)
    assert (part.sent_at, part.transitions.get(verb="send").by) == (at_16, None)
    term = part.deadlines.get(term="dispatch")
    assert (term.met_on, term.days_late) == (at_16.date(), 0)
    plan.refresh_from_db()
    assert plan.state == "sent"


@pytest.mark.clause("9")
def test_r16_what_nobody_sent_in_time_is_sent_after_a_gap(
    two_parts: Callable[..., Plan], agency: Agency, on: Clock
) -> None:
    plan = two_parts(hold=[agency.pk])
    assert dispatch.send_held(now=on("2026-04-03", "08:00")) == 1
    term = plan.dispatches.get(agency=agency).deadlines.get(term="dispatch")
    assert term.days_late == 5


@pytest.mark.clause("9")
def test_r16_a_blocked_part_is_never_sent_by_the_system_and_its_term_passes(
    two_parts: Callable[..., Plan], agency: Agency, head: User, on: Clock
) -> None:
    plan = two_parts(block={agency.pk: "The school is closed for repair."})
    later = on("2026-04-06", "17:00")
    assert dispatch.send_held(now=later) == 0
    part = plan.dispatches.get(agency=agency)
    assert part.state == "blocked"
    with pytest.raises(Refused):
        dispatch.send(part, by=None, now=later)
    open_term = part.deadlines.get(term="dispatch")
    assert (open_term.is_open, open_term.due_on, open_term.role) == (
        True,
        dt.date.fromisoformat(LAST_DAY),
        "head",
    )
    dispatch.send_and_note(part, by=head, now=later)
    open_term.refresh_from_db()
    assert open_term.days_late == 6


@pytest.mark.clause("9")
def test_r16_a_block_has_a_reason_and_is_the_heads(
    two_parts: Callable[..., Plan], agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    part = two_parts(hold=[agency.pk]).dispatches.get(agency=agency)
    now = on("2026-03-26")
    with pytest.raises(Invalid) as refused:
        dispatch.block(part, by=head, now=now, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(NotAllowed):
        dispatch.block(part, by=caseworker, now=now, reason="I say so.")
    assert part.state == "held"
    dispatch.block(part, by=head, now=now, reason="The school is closed.")
    with pytest.raises(NotAllowed):
        dispatch.hold(part, by=caseworker, now=now)
    dispatch.hold(part, by=head, now=now)
    assert part.state == "held"


@pytest.mark.clause("9")
def test_r16_a_part_sent_late_leaves_the_agency_its_working_days(
    two_parts: Callable[..., Plan], agency: Agency, head: User, on: Clock
) -> None:
    part = two_parts(block={agency.pk: "The school is closed."}).dispatches.get(agency=agency)
    dispatch.send_and_note(part, by=head, now=on("2026-04-13"))
    sent = part.activities.get()
    # Ten working days lay between the last day for sending and the plan's date.
    assert sent.due_on == dt.date(2026, 4, 27)
    assert sent.deadlines.get(term="report").due_on == sent.due_on


@pytest.mark.clause("9")
def test_r16_opened_and_accepted_are_proof_of_receipt(
    asked: Activity, agency_worker: User, agency_colleague: User, caseworker: User, on: Clock
) -> None:
    part = asked.dispatch
    assert part is not None
    dispatch.note_opened(part, by=caseworker, now=on("2026-03-20", "11:00"))
    part.refresh_from_db()
    assert part.opened_at is None
    opened = on("2026-03-20", "12:00")
    dispatch.note_opened(part, by=agency_worker, now=opened)
    dispatch.note_opened(part, by=agency_colleague, now=on("2026-03-20", "13:00"))
    part.refresh_from_db()
    assert (part.opened_at, part.opened_by) == (opened, agency_worker)
    accepted = on("2026-03-26", "09:30")
    dispatch.accept(asked, by=agency_colleague, now=accepted)
    asked.refresh_from_db()
    assert (asked.accepted_at, asked.taken_by) == (accepted, agency_colleague)
    assert asked.deadlines.get(term="acceptance").met_on == accepted.date()
    assert asked.deadlines.get(term="report").responsible == agency_colleague


@pytest.mark.clause("9", "5")
def test_r16_an_agency_without_accounts_is_served_on_paper(
    case: Case, agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=on(*FRIDAY))
    part = plan.dispatches.get()
    assert (part.state, part.on_paper, OutboxMessage.objects.count()) == ("sent", True, 0)
    assert "acceptance" not in stories.terms_of(plan)
    now = on("2026-03-26")
    for day in (dt.date(2026, 3, 19), dt.date(2026, 3, 27)):
        with pytest.raises(Invalid) as refused:
            dispatch.note_paper_received(part, received_on=day, by=caseworker, now=now)
        assert refused.value.field == "received_on"
    dispatch.note_paper_received(part, received_on=dt.date(2026, 3, 26), by=caseworker, now=now)
    part.refresh_from_db()
    assert part.received_on == dt.date(2026, 3, 26)
    assert part.transitions.get(verb="note_paper_received").by == caseworker


@pytest.mark.clause("9")
def test_r16_only_a_part_on_paper_is_received_on_paper(
    asked: Activity, caseworker: User, on: Clock
) -> None:
    part = asked.dispatch
    assert part is not None
    with pytest.raises(Refused):
        dispatch.note_paper_received(
            part, received_on=dt.date(2026, 3, 20), by=caseworker, now=on("2026-03-26")
        )


@pytest.mark.clause("9")
def test_r16_an_agency_declines_with_a_reason_and_the_centre_decides(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    now = on("2026-03-26", "10:00")
    with pytest.raises(Invalid) as refused:
        dispatch.decline(asked, by=agency_worker, now=now, reason="")
    assert refused.value.field == "reason"
    execution.ask_later_date(
        asked, due_on=dt.date(2026, 4, 3), reason="Ill.", by=agency_worker, now=now
    )
    dispatch.decline(asked, by=agency_worker, now=now, reason="Another school's child.")
    assert asked.state == "declined"
    assert stories.terms_of(asked.plan) == {"decline_decision": ["2026-03-27"]}
    assert asked.extensions.get().state == "ended"
    assert asked.transitions.get(verb="decline").reason == "Another school's child."

    with pytest.raises(Invalid):
        dispatch.insist(asked, by=caseworker, now=now, reason="")
    dispatch.insist(asked, by=caseworker, now=on("2026-03-27"), reason="He is on your roll.")
    assert (asked.state, asked.due_on) == ("sent", dt.date(2026, 3, 31))
    assert stories.terms_of(asked.plan) == {"report": ["2026-03-31"]}


@pytest.mark.clause("9")
def test_r16_declining_gains_no_time(
    asked: Activity, agency_worker: User, caseworker: User, on: Clock
) -> None:
    dispatch.decline(asked, by=agency_worker, now=on("2026-03-30"), reason="Not ours.")
    with pytest.raises(Refused, match="new version"):
        dispatch.insist(asked, by=caseworker, now=on("2026-03-31"), reason="It is yours.")


@pytest.mark.clause("5", "9")
def test_r9_a_colleague_takes_an_activity_over(
    asked: Activity,
    agency_worker: User,
    agency_colleague: User,
    caseworker: User,
    other_agency_worker: User,
    on: Clock,
) -> None:
    now = on("2026-03-26")
    dispatch.accept(asked, by=agency_worker, now=now)
    with pytest.raises(Refused, match="already"):
        dispatch.take_over(asked, by=agency_worker, now=now)
    for outsider in (caseworker, other_agency_worker):
        with pytest.raises(NotAllowed):
            dispatch.take_over(asked, by=outsider, now=now)
    dispatch.take_over(asked, by=agency_colleague, now=now)
    asked.refresh_from_db()
    assert asked.taken_by == agency_colleague
    assert asked.deadlines.get(term="report").responsible == agency_colleague
    assert asked.transitions.filter(verb="take_over").count() == 1


@pytest.mark.clause("7", "9")
def test_r12_an_agency_sees_its_own_activities_once_they_are_sent(
    two_parts: Callable[..., Plan],
    agency: Agency,
    agency_worker: User,
    other_agency_worker: User,
    other_caseworker: User,
    stranger: User,
    head: User,
    on: Clock,
) -> None:
    plan = two_parts(hold=[agency.pk])

    def seen_by(user: User) -> set[int]:
        return set(Activity.objects.visible_to(user).values_list("agency_id", flat=True))

    assert seen_by(agency_worker) == set()
    assert len(seen_by(other_agency_worker)) == 1
    assert Dispatch.objects.visible_to(agency_worker).count() == 0
    dispatch.send_and_note(plan.dispatches.get(agency=agency), by=head, now=on("2026-03-26"))
    assert seen_by(agency_worker) == {agency.pk}
    assert seen_by(other_caseworker) == seen_by(stranger) == set()
    assert Plan.objects.visible_to(agency_worker).count() == 0
