"""The sweep as a story over the holidays of March 2026: 21 to 25 March are days off."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice, User
from accounts.roles import Role
from agencies import deadlines, settings
from agencies.models import Agency, Centre, Membership
from cases.models import Case, CaseDeadline
from cases.workflow import NewCase, PersonData, recognise, register, start_assessment
from monitoring.models import Breach, Escalation
from monitoring.sweep import Swept, sweep
from plans.models import Activity, Plan, PlanDeadline
from tests.factories import (
    AssessmentFactory,
    CaseDeadlineFactory,
    CaseFactory,
    GroundFactory,
    MembershipFactory,
    UserFactory,
)
from tests.plans import stories

Clock = Callable[..., dt.datetime]
NOTHING = Swept()


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient__full_name", flat=True))


def days(level: str) -> list[dt.date]:
    return list(Escalation.objects.filter(level=level).values_list("escalated_on", flat=True))


@pytest.mark.clause("11")
def test_r18_a_late_report_is_noticed_by_both_sides_and_taken_up(
    report_term: PlanDeadline,
    agency_supervisor: User,
    other_agency_worker: User,
    regional_manager: User,
    authorised_body: User,
    on: Clock,
) -> None:
    assert sweep(now=on("2026-03-18", "23:50")) == NOTHING

    assert sweep(now=on("2026-03-19", "00:10")) == Swept(notices=2)
    assert told("reminder") == {"Agency Worker", "Agency Supervisor"}
    assert sweep(now=on("2026-03-20", "00:10")) == Swept(notices=2)
    assert told("last_day") == {"Agency Worker", "Agency Supervisor"}

    assert sweep(now=on("2026-03-21", "00:10")) == Swept(breaches=1, escalations=1, notices=3)
    breach = Breach.objects.get()
    assert (breach.deadline, breach.due_on, breach.recorded_on) == (
        report_term,
        dt.date(2026, 3, 20),
        dt.date(2026, 3, 21),
    )
    assert (breach.term, breach.clause, breach.agency) == (
        "report",
        "11 para 1",
        report_term.agency,
    )
    assert told("breach") == {"Agency Worker", "Agency Supervisor"}
    assert told("escalated_to_head") == {"Head"}

    assert sweep(now=on("2026-03-26", "23:50")) == NOTHING
    assert sweep(now=on("2026-03-27", "00:10")) == Swept(escalations=1, notices=1)
    assert told("escalated_to_region") == {"Regional Manager"}
    assert days("region") == [dt.date(2026, 3, 27)]


def test_r10_a_sweep_run_twice_does_nothing_the_second_time(
    report_term: PlanDeadline, regional_manager: User, on: Clock
) -> None:
    for day in ("2026-03-19", "2026-03-20", "2026-03-21", "2026-03-27"):
        assert sweep(now=on(day)) != NOTHING
        assert sweep(now=on(day, "09:10")) == NOTHING


def test_r10_a_payload_holds_ids_and_a_date(report_term: PlanDeadline, on: Clock) -> None:
    sweep(now=on("2026-03-20"))
    notice = Notice.objects.get()
    assert notice.payload == {"plan_deadline": report_term.pk, "due_on": "2026-03-20"}
    assert notice.created_on == dt.date(2026, 3, 20)
    assert notice.digest is None


class TestAfterAWeekWithoutASweep:
    def test_r10_the_next_one_catches_up_and_sends_no_reminder_of_what_has_passed(
        self, report_term: PlanDeadline, regional_manager: User, on: Clock
    ) -> None:
        sweep(now=on("2026-03-13"))
        done = sweep(now=on("2026-03-30"))
        assert done == Swept(breaches=1, escalations=2, notices=3)
        assert (told("reminder"), told("last_day")) == (set(), set())
        assert told("breach") == {"Agency Worker"}
        assert sweep(now=on("2026-03-30", "09:10")) == NOTHING

    def test_r18_what_was_done_late_meanwhile_is_a_breach_all_the_same(
        self,
        report_term: PlanDeadline,
        activity: Activity,
        agency_worker: User,
        regional_manager: User,
        on: Clock,
    ) -> None:
        sweep(now=on("2026-03-13"))
        stories.report(activity, by=agency_worker, now=on("2026-03-26", "12:00"))
        sweep(now=on("2026-03-31"))
        breach = Breach.objects.get(term="report")
        assert breach.deadline.met_on == dt.date(2026, 3, 26)
        assert [e.level for e in breach.escalations.all()] == ["head"]
        about = Notice.objects.filter(payload__plan_deadline=report_term.pk)
        assert list(about) == []

    def test_r18_what_had_been_two_working_days_late_was_a_matter_of_the_region(
        self, report_term: PlanDeadline, activity: Activity, agency_worker: User, on: Clock
    ) -> None:
        sweep(now=on("2026-03-13"))
        stories.report(activity, by=agency_worker, now=on("2026-03-27", "12:00"))
        sweep(now=on("2026-03-31"))
        breach = Breach.objects.get(term="report")
        assert [e.level for e in breach.escalations.all()] == ["head", "region"]

    def test_r10_what_fell_away_after_its_last_day_had_been_late(
        self, report_term: PlanDeadline, on: Clock
    ) -> None:
        deadlines.end(PlanDeadline.objects.filter(pk=report_term.pk), on=dt.date(2026, 3, 27))
        assert sweep(now=on("2026-03-30")) == Swept(breaches=1, escalations=1)

    def test_r10_what_was_met_or_fell_away_in_time_is_no_breach(
        self, report_term: PlanDeadline, activity: Activity, agency_worker: User, on: Clock
    ) -> None:
        stories.report(activity, by=agency_worker, now=on("2026-03-20", "23:00"))
        deadlines.end(activity.deadlines.filter(term="review"), on=dt.date(2026, 3, 20))
        assert sweep(now=on("2026-03-30")) == NOTHING


class TestWhoIsTold:
    def test_r10_the_responsible_caseworker(
        self, case: Case, colleague: User, head: User, on: Clock
    ) -> None:
        CaseDeadlineFactory.create(case=case)
        sweep(now=on("2026-03-05"))
        assert told("last_day") == {"Caseworker"}

    def test_r10_everybody_of_the_role_once_the_responsible_person_has_left(
        self, case: Case, caseworker: User, colleague: User, head: User, on: Clock
    ) -> None:
        CaseDeadlineFactory.create(case=case)
        Membership.objects.filter(user=caseworker).update(ends_on=dt.date(2026, 3, 4))
        sweep(now=on("2026-03-05"))
        assert told("last_day") == {"Colleague"}

    def test_r10_the_acting_head_on_the_stated_days_beside_the_head(
        self, case: Case, caseworker: User, colleague: User, head: User, on: Clock
    ) -> None:
        MembershipFactory.create(
            user=colleague,
            role=Role.HEAD,
            centre=case.centre,
            acting=True,
            starts_on=dt.date(2026, 3, 4),
            ends_on=dt.date(2026, 3, 6),
        )
        CaseDeadlineFactory.create(case=case, role=Role.HEAD, responsible=None)
        sweep(now=on("2026-03-05"))
        assert told("last_day") == {"Head", "Colleague"}

    def test_r10_nobody_of_another_centre_nobody_who_was_locked_out(
        self, case: Case, caseworker: User, other_head: User, other_caseworker: User, on: Clock
    ) -> None:
        CaseDeadlineFactory.create(case=case)
        User.objects.filter(pk=caseworker.pk).update(is_active=False)
        sweep(now=on("2026-03-06"))
        assert Notice.objects.count() == 0
        assert Breach.objects.count() == 1


def test_r10_the_settings_say_how_early_and_how_late(
    report_term: PlanDeadline, head: User, administrator: User, regional_manager: User, on: Clock
) -> None:
    now = on("2026-03-01")
    for key, raw in (
        ("reminder_lead", "3"),
        ("escalate_to_head_after", "1"),
        ("escalate_to_region_after", "0"),
    ):
        settings.change(key, raw, source="order of the head", by=administrator, now=now)
    assert sweep(now=on("2026-03-16")) == NOTHING
    assert sweep(now=on("2026-03-17")) == Swept(notices=1)
    sweep(now=on("2026-03-25"))
    assert (days("head"), days("region")) == ([], [dt.date(2026, 3, 25)])
    sweep(now=on("2026-03-26"))
    assert days("head") == [dt.date(2026, 3, 26)]


def test_r18_a_term_with_a_later_date_that_passes_too_is_broken_twice(
    report_term: PlanDeadline, on: Clock
) -> None:
    sweep(now=on("2026-03-21"))
    PlanDeadline.objects.filter(pk=report_term.pk).update(due_on=dt.date(2026, 3, 27))
    assert sweep(now=on("2026-03-25")) == NOTHING
    sweep(now=on("2026-03-28"))
    broken = Breach.objects.order_by("due_on")
    assert [b.due_on.day for b in broken] == [20, 27]
    assert list(Breach.objects.open()) == [broken[1]]
    assert broken[0].moved_to == dt.date(2026, 3, 27)


def test_r19_a_paper_reply_that_had_come_in_time_leaves_no_blame(
    report_term: PlanDeadline, activity: Activity, caseworker: User, on: Clock
) -> None:
    sweep(now=on("2026-03-21"))
    stories.report(
        activity,
        by=caseworker,
        now=on("2026-03-26"),
        on_paper=True,
        received_on=dt.date(2026, 3, 20),
        done_on=dt.date(2026, 3, 19),
    )
    assert Breach.objects.get(term="report").was_met_in_time


def test_r10_a_case_entered_and_decided_between_two_sweeps_is_late_all_the_same(
    centre: Centre, caseworker: User, head: User, working_days: None, on: Clock
) -> None:
    CaseDeadlineFactory.create(due_on=dt.date(2026, 3, 19))
    sweep(now=on("2026-03-20", "12:00"))
    now = on("2026-03-20", "12:01")
    woman = PersonData(last_name="Сынақова", first_name="Әсел", iin_absent="unknown")
    new = NewCase(
        persons=[woman],
        source="application",
        detected_on=dt.date(2026, 3, 2),
        territory=centre.territory,
        grounds=[GroundFactory.create()],
    )
    case = register(centre, by=caseworker, now=now, new=new)
    start_assessment(case, by=caseworker, now=now)
    AssessmentFactory.create(case=case)
    recognise(case, by=head, now=now, on=dt.date(2026, 3, 12))

    assert sweep(now=on("2026-03-20", "12:10")).breaches == 1
    breach = Breach.objects.get(case_deadline__case=case)
    assert (breach.due_on, breach.deadline.days_late) == (dt.date(2026, 3, 5), 4)
    assert sweep(now=on("2026-03-20", "12:20")) == NOTHING


@pytest.mark.parametrize("count", [1, 40])
def test_r10_a_sweep_takes_at_most_ten_statements_however_many_terms(
    centre: Centre, caseworker: User, head: User, working_days: None, on: Clock, count: int
) -> None:
    for _ in range(count):
        case = CaseFactory.create(centre=centre, responsible=caseworker)
        CaseDeadlineFactory.create(case=case)
    with CaptureQueriesContext(connection) as queries:
        assert sweep(now=on("2026-03-09")).breaches == count
    assert len(queries) <= 10


def test_r10_while_one_sweep_runs_another_leaves_the_work_to_it(
    committed_db: None, on: Clock
) -> None:
    import psycopg

    from monitoring.sweep import SWEEP_LOCK

    CaseDeadlineFactory.create(case=CaseFactory.create(responsible=UserFactory.create()))
    params = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{name: params[name] for name in names}) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [SWEEP_LOCK])
        assert sweep(now=on("2026-03-06")) == NOTHING
    assert sweep(now=on("2026-03-06")).breaches == 1
    assert CaseDeadline.objects.count() == 1


@pytest.mark.clause("9")
def test_r16_a_blocked_part_becomes_a_breach_in_the_heads_name(
    case: Case, agency: Agency, caseworker: User, head: User, on: Clock
) -> None:
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan: Plan = stories.approved(
        case,
        wanted,
        by=caseworker,
        head=head,
        now=on("2026-03-02"),
        block={agency.pk: "The family moves."},
    )
    sweep(now=on("2026-03-05"))
    breach = Breach.objects.get()
    assert (breach.term, breach.role, breach.agency) == ("dispatch", Role.HEAD, None)
    assert breach.deadline == plan.deadlines.get(term="dispatch")
    assert told("breach") == {"Head"}
