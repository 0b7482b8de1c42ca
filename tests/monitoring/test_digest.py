"""The daily digest over the holidays of March 2026."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail

from accounts import outbox
from accounts.models import Notice, OutboxMessage, User
from accounts.roles import Role
from agencies import settings
from agencies.models import Membership
from cases.models import Case
from monitoring.digest import MOST_LINES, send_digests
from monitoring.sweep import sweep
from plans.models import Activity, PlanDeadline
from tests.factories import CaseDeadlineFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]


def swept_and_sent(now: dt.datetime) -> int:
    sweep(now=now)
    return send_digests(now=now)


def delivered(now: dt.datetime) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    outbox.deliver_due(now=now)
    return [m for m in mail.outbox if "digest" in m.extra_headers["Message-ID"]]


def digest_of(user: User) -> OutboxMessage:
    return OutboxMessage.objects.get(key__startswith=f"digest-{user.pk}-")


def kinds(message: OutboxMessage) -> list[str]:
    return [group["kind"] for group in message.payload["context"]["groups"]]


@pytest.mark.clause("7(3)")
def test_r12_a_digest_names_number_clause_date_and_link_and_nobody(
    report_term: PlanDeadline, activity: Activity, case: Case, agency_worker: User, on: Clock
) -> None:
    now = on("2026-03-20", "09:00")
    assert swept_and_sent(now) == 1
    [letter] = delivered(now)
    assert letter.to == [agency_worker.email]
    assert letter.extra_headers["Message-ID"].startswith(f"<digest-{agency_worker.pk}-2026-03-20@")
    assert letter.subject == "Qoldau: your terms on 20 March 2026"
    assert letter.body == (
        "The last day is today\n\n"
        f"- № {activity.pk}: Give information on execution\n"
        "  by 20.03.2026, cl. 11 para 1\n"
        f"  http://localhost:8000/activities/{activity.pk}/\n\n"
        "This letter names nobody. What is done since it was written may still stand in it.\n"
    )
    names = [case.first_person_name, *(p.last_name for p in case.family.members.all())]
    assert [name for name in names if name in letter.body + letter.subject] == []


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("2026-03-20", "08:59"),
        ("2026-03-20", "18:00"),
        ("2026-03-21", "10:00"),
        ("2026-03-25", "10:00"),
    ],
)
def test_r10_nobody_is_written_to_at_night_or_on_a_day_off(
    report_term: PlanDeadline, on: Clock, day: str, time: str
) -> None:
    assert swept_and_sent(on(day, time)) == 0


def test_r10_the_hours_are_settings(
    report_term: PlanDeadline, administrator: User, on: Clock
) -> None:
    now = on("2026-03-20", "08:30")
    settings.change("notices_from", "08:00", source="order", by=administrator, now=now)
    assert swept_and_sent(now) == 1


def test_r10_one_letter_a_day_and_the_rest_tomorrow(
    report_term: PlanDeadline, case: Case, caseworker: User, head: User, on: Clock
) -> None:
    CaseDeadlineFactory.create(case=case, due_on=dt.date(2026, 3, 5))
    now = on("2026-03-05", "09:00")
    assert swept_and_sent(now) == 1
    CaseDeadlineFactory.create(case=case, due_on=dt.date(2026, 3, 5), term="guardianship_notice")
    assert swept_and_sent(on("2026-03-05", "17:45")) == 0
    assert OutboxMessage.objects.filter(key__startswith="digest").count() == 1
    assert swept_and_sent(on("2026-03-06", "09:00")) == 2
    lines = [
        line["term"]
        for message in OutboxMessage.objects.filter(key=f"digest-{caseworker.pk}-2026-03-06")
        for group in message.payload["context"]["groups"]
        for line in group["lines"]
    ]
    assert sorted(lines) == ["guardianship_notice", "primary_assessment"]


def test_r10_whoever_has_nothing_gets_nothing(report_term: PlanDeadline, on: Clock) -> None:
    assert swept_and_sent(on("2026-03-17", "10:00")) == 0
    assert not OutboxMessage.objects.filter(key__startswith="digest").exists()


def test_r10_what_has_been_met_since_is_left_out(
    report_term: PlanDeadline, activity: Activity, agency_worker: User, on: Clock
) -> None:
    sweep(now=on("2026-03-20", "00:10"))
    stories.report(activity, by=agency_worker, now=on("2026-03-20", "08:30"))
    assert send_digests(now=on("2026-03-20", "09:00")) == 0
    assert not Notice.objects.filter(kind="last_day").exists()


def test_r12_whoever_left_is_not_told_any_more(
    report_term: PlanDeadline, agency_worker: User, on: Clock
) -> None:
    sweep(now=on("2026-03-19", "00:10"))
    Membership.objects.filter(user=agency_worker).update(ends_on=dt.date(2026, 3, 18))
    assert send_digests(now=on("2026-03-19", "09:00")) == 0


def test_r10_the_head_reads_what_is_late_and_what_waits_for_a_decision(
    report_term: PlanDeadline, case: Case, head: User, on: Clock
) -> None:
    CaseDeadlineFactory.create(
        case=case, role=Role.HEAD, responsible=None, due_on=dt.date(2026, 3, 27)
    )
    swept_and_sent(on("2026-03-26", "09:00"))
    message = digest_of(head)
    assert kinds(message) == ["late", "decisions"]
    [late], [waiting] = (group["lines"] for group in message.payload["context"]["groups"])
    assert (late["owes"], late["reference"]) == (False, "SEM-M-00001")
    assert waiting["owes"] is True


def test_r10_the_regional_manager_is_led_to_the_breaches(
    report_term: PlanDeadline, regional_manager: User, on: Clock
) -> None:
    now = on("2026-03-27", "09:00")
    swept_and_sent(now)
    [group] = digest_of(regional_manager).payload["context"]["groups"]
    assert [line["path"] for line in group["lines"]] == ["/breaches/"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_r10_a_digest_speaks_the_language_of_its_reader(
    report_term: PlanDeadline, agency_worker: User, on: Clock, language: str
) -> None:
    User.objects.filter(pk=agency_worker.pk).update(language=language)
    now = on("2026-03-20", "09:00")
    swept_and_sent(now)
    [letter] = delivered(now)
    cited = {"kk": "11-тармақ", "ru": "11", "en": "cl. 11"}[language]
    assert cited in letter.body


def test_r10_a_long_list_is_cut_and_says_so(case: Case, caseworker: User, on: Clock) -> None:
    for _ in range(MOST_LINES + 2):
        CaseDeadlineFactory.create(case=case)
    now = on("2026-03-05", "09:00")
    swept_and_sent(now)
    [group] = digest_of(caseworker).payload["context"]["groups"]
    assert (len(group["lines"]), group["more"]) == (MOST_LINES, 2)
    [letter] = delivered(now)
    assert "and 2 more on the page: http://localhost:8000/" in letter.body
