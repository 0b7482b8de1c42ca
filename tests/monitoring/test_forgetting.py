"""Traces of persons and staff go when their own period is over, and not before (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import scopes
from accounts.models import Notice, OutboxMessage, SentMail, User
from agencies import settings as house_settings
from cases.models import Case, Person
from monitoring.filing import KIND as CONCLUSION_FILES
from monitoring.forgetting.traces import REMOVED, remove_traces
from monitoring.models import Export, ExportTransition
from plans.models import Plan
from tests.factories import ALMATY, CaseFactory, PersonFactory

Clock = Callable[..., dt.datetime]
NOW = dt.datetime(2026, 6, 30, 10, 0, tzinfo=ALMATY)
#: Thirty days before; the period in these tests.
OLD, YOUNG = NOW - dt.timedelta(days=31), NOW - dt.timedelta(days=29)
pytestmark = [pytest.mark.django_db, pytest.mark.clause("7(3)")]


def remove(key: str, administrator: User) -> list[int]:
    """What two runs removed under one period."""
    entered = {"source": "a made-up act", "by": administrator, "now": NOW}
    house_settings.change(key, "30", **entered)  # type: ignore[arg-type]
    with scopes.within(scopes.ERASING):
        return [remove_traces(now=NOW)[key] for _run in range(2)]


def message(at: dt.datetime, *, kind: str = "email", delivered: bool = True) -> OutboxMessage:
    return OutboxMessage.objects.create(
        key=str(uuid4()),
        kind=kind,
        payload={},
        created_at=at,
        next_try_at=at,
        delivered_at=at if delivered else None,
    )


def notice(at: dt.datetime, user: User, **more: Any) -> Notice:
    day = timezone.localdate(at)
    return Notice.objects.create(
        recipient=user, kind="reminder", key=str(uuid4()), created_on=day, **more
    )


def test_r12_without_a_period_nothing_goes(administrator: User) -> None:
    notice(OLD, administrator)
    with scopes.within(scopes.ERASING):
        assert remove_traces(now=NOW) == {}
    assert Notice.objects.count() == 1


def test_r12_each_period_is_a_setting() -> None:
    left = {"keep_closed_cases", "keep_access_log"}
    assert {key for key in house_settings.SETTINGS if key.startswith("keep_")} - left == set(
        REMOVED
    )


def test_r12_persons_of_no_case(administrator: User) -> None:
    old, young = PersonFactory.create(created_on=OLD), PersonFactory.create(created_on=YOUNG)
    case: Case = CaseFactory.create(with_child=True)
    Person.objects.filter(families=case.family).update(created_on=OLD)
    assert remove("keep_persons_without_case", administrator) == [1, 0]
    assert set(Person.objects.all()) == {young, *case.family.members.all()}
    assert old not in Person.objects.all()


def test_r12_a_person_whom_a_plan_names_is_kept(plan: Plan, administrator: User) -> None:
    """Who was taken out of a family by mistake, and stands in its plan."""
    child = plan.case.family.memberships.get(relation="child")
    Person.objects.filter(pk=child.person_id).update(created_on=OLD)
    child.delete()
    assert remove("keep_persons_without_case", administrator) == [0, 0]


def test_r12_sent_mail(administrator: User) -> None:
    for at in (OLD, YOUNG):
        mail = SentMail.objects.create(message_id="<a@b>", to="a@example.kz", subject="s", body="b")
        SentMail.objects.filter(pk=mail.pk).update(sent_at=at)
    assert remove("keep_sent_mail", administrator) == [1, 0]
    assert SentMail.objects.get().sent_at == YOUNG


def test_r12_messages_but_for_proofs(plan: Plan, administrator: User) -> None:
    proof = plan.dispatches.get().mail
    assert proof is not None
    OutboxMessage.objects.update(created_at=OLD)
    message(OLD)
    kept = [message(OLD, delivered=False), message(OLD, kind=CONCLUSION_FILES), message(YOUNG)]
    kept.append(message(OLD))
    notice(YOUNG, administrator, digest=kept[-1])
    assert remove("keep_messages", administrator) == [1, 0]
    assert set(OutboxMessage.objects.all()) == {proof, *kept}


def test_r12_notices(administrator: User) -> None:
    notice(OLD, administrator)
    young = notice(YOUNG, administrator)
    assert remove("keep_notices", administrator) == [1, 0]
    assert Notice.objects.get() == young


def test_r12_exports_that_are_over(administrator: User) -> None:
    for state, at in (("expired", OLD), ("expired", YOUNG), ("waiting", OLD)):
        export = Export.objects.create(
            user=administrator,
            register="cases",
            side="centre",
            format="csv",
            language="kk",
            token=uuid4(),
            state=state,
            created_at=at,
        )
        ExportTransition.objects.create(export=export, verb="ask", to_state=state, at=at)
    assert remove("keep_exports", administrator) == [1, 0]
    assert (Export.objects.count(), ExportTransition.objects.count()) == (2, 2)


def test_r12_sign_ins_and_wrong_tries(administrator: User) -> None:
    for log in (AccessAttempt, AccessLog, AccessFailureLog):
        for at in (OLD, YOUNG):
            more = {"failures_since_start": 1} if log is AccessAttempt else {}
            row = log.objects.create(username=f"{at:%d}", user_agent="b", **more)
            log.objects.filter(pk=row.pk).update(attempt_time=at)
    assert remove("keep_sign_ins", administrator) == [3, 0]


def test_r12_sessions_that_ended(administrator: User) -> None:
    for number, at in enumerate((OLD, YOUNG)):
        Session.objects.create(session_key=str(number), session_data="", expire_date=at)
    assert remove("keep_sessions", administrator) == [1, 0]
