"""Coming into an office: appointments, standing in for the head, invitations (R9)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from accounts.errors import Invalid, NotAllowed
from accounts.models import OutboxMessage, User
from accounts.roles import Role
from agencies import workflow
from agencies.models import Agency, Centre, Membership
from agencies.offices import offices

Clock = Callable[..., datetime]


@pytest.fixture
def now(on: Clock) -> datetime:
    return on("2026-03-26", "10:00")


def appoint(user: User, role: str, office: Any, by: User, now: datetime, **more: Any) -> Membership:
    words = {"starts_on": now.date(), **more}
    return workflow.appoint(user, role=role, office=office, by=by, now=now, **words)


@pytest.mark.clause("5")
def test_r9_one_person_holds_several_offices(
    stranger: User, administrator: User, centre: Centre, other_agency: Agency, now: datetime
) -> None:
    appoint(stranger, Role.CASEWORKER, centre, administrator, now)
    appoint(stranger, Role.AGENCY_WORKER, other_agency, administrator, now)
    held = offices(stranger)
    assert held.at_centre(centre.pk) == {Role.CASEWORKER}
    assert held.at_agency(other_agency.pk) == {Role.AGENCY_WORKER}


def test_r9_the_same_role_twice_in_the_same_days_is_refused(
    caseworker: User, administrator: User, centre: Centre, now: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        appoint(caseworker, Role.CASEWORKER, centre, administrator, now)
    assert refused.value.field == "user"
    assert caseworker.memberships.count() == 1


@pytest.mark.parametrize(
    ("role", "where", "field"),
    [
        (Role.CASEWORKER, "agency", "office"),
        (Role.AGENCY_WORKER, "centre", "office"),
        (Role.REGIONAL_MANAGER, "district", "office"),
        (Role.ADMINISTRATOR, "centre", "office"),
        (Role.HEAD, None, "office"),
        (Role.SYSTEM, None, "role"),
        ("czar", None, "role"),
    ],
)
def test_r9_a_role_is_held_in_an_office_of_its_kind(
    request: pytest.FixtureRequest,
    stranger: User,
    administrator: User,
    now: datetime,
    role: str,
    where: str | None,
    field: str,
) -> None:
    office = request.getfixturevalue(where) if where else None
    with pytest.raises(Invalid) as refused:
        appoint(stranger, role, office, administrator, now)
    assert refused.value.field == field


def test_r9_a_supervisor_takes_on_workers_of_the_own_agency_only(
    agency_supervisor: User,
    stranger: User,
    agency: Agency,
    other_agency: Agency,
    centre: Centre,
    now: datetime,
) -> None:
    appoint(stranger, Role.AGENCY_WORKER, agency, agency_supervisor, now)
    for role, office in (
        (Role.AGENCY_SUPERVISOR, agency),
        (Role.AGENCY_WORKER, other_agency),
        (Role.CASEWORKER, centre),
        (Role.ADMINISTRATOR, None),
    ):
        with pytest.raises(NotAllowed):
            appoint(stranger, role, office, agency_supervisor, now)


def test_r9_nobody_else_appoints(
    head: User, caseworker: User, agency_worker: User, stranger: User, centre: Centre, now: datetime
) -> None:
    for by in (head, caseworker, agency_worker, stranger):
        with pytest.raises(NotAllowed):
            appoint(stranger, Role.CASEWORKER, centre, by, now)


def test_an_administrator_reaches_the_reference_data(
    stranger: User, administrator: User, now: datetime
) -> None:
    appoint(stranger, Role.ADMINISTRATOR, None, administrator, now)
    stranger.refresh_from_db()
    assert stranger.is_staff


@pytest.mark.clause("6")
def test_r10_somebody_stands_in_for_the_head_on_stated_days(
    head: User, caseworker: User, centre: Centre, now: datetime
) -> None:
    workflow.act_as_head(
        centre,
        user=caseworker,
        starts_on=date(2026, 3, 30),
        ends_on=date(2026, 4, 3),
        by=head,
        now=now,
    )
    day_before, first, last, after = (
        date(2026, 3, 29),
        date(2026, 3, 30),
        date(2026, 4, 3),
        date(2026, 4, 4),
    )
    acting = [
        Role.HEAD in offices(caseworker, today=d).at_centre(centre.pk)
        for d in (day_before, first, last, after)
    ]
    assert acting == [False, True, True, False]


def test_r10_who_stands_in_names_nobody_further(
    head: User, caseworker: User, colleague: User, centre: Centre, now: datetime
) -> None:
    days = {"starts_on": now.date(), "ends_on": date(2026, 4, 3)}
    workflow.act_as_head(centre, user=caseworker, by=head, now=now, **days)
    with pytest.raises(NotAllowed):
        workflow.act_as_head(centre, user=colleague, by=caseworker, now=now, **days)


def test_r10_nobody_stands_in_beyond_their_own_last_day(
    head: User, caseworker: User, centre: Centre, now: datetime
) -> None:
    Membership.objects.filter(user=caseworker).update(ends_on=date(2026, 4, 2))
    days = {"starts_on": now.date(), "ends_on": date(2026, 4, 3)}
    with pytest.raises(Invalid) as refused:
        workflow.act_as_head(centre, user=caseworker, by=head, now=now, **days)
    assert refused.value.field == "user"
    days["ends_on"] = date(2026, 4, 2)
    workflow.act_as_head(centre, user=caseworker, by=head, now=now, **days)


@pytest.mark.parametrize(
    ("who", "starts", "ends", "field"),
    [
        ("caseworker", "2026-03-25", "2026-04-03", "starts_on"),
        ("caseworker", "2026-04-03", "2026-04-02", "ends_on"),
        ("stranger", "2026-03-26", "2026-04-03", "user"),
        ("former_caseworker", "2026-03-26", "2026-04-03", "user"),
    ],
)
def test_r10_standing_in_is_from_today_on_and_by_the_centres_own_people(
    request: pytest.FixtureRequest,
    head: User,
    centre: Centre,
    now: datetime,
    who: str,
    starts: str,
    ends: str,
    field: str,
) -> None:
    user = request.getfixturevalue(who)
    with pytest.raises(Invalid) as refused:
        workflow.act_as_head(
            centre,
            user=user,
            starts_on=date.fromisoformat(starts),
            ends_on=date.fromisoformat(ends),
            by=head,
            now=now,
        )
    assert refused.value.field == field


def invite(by: User, office: Any, now: datetime, **more: Any) -> Membership:
    words = {
        "email": "New.Worker@Example.KZ ",
        "full_name": "Сынақов Жаңа",
        "language": "ru",
        "role": Role.AGENCY_WORKER,
        "starts_on": now.date(),
        **more,
    }
    return workflow.invite(office=office, by=by, now=now, **words)


def test_r9_an_invitation_makes_an_account_without_a_password_and_mails_a_link(
    agency_supervisor: User, agency: Agency, now: datetime
) -> None:
    membership = invite(agency_supervisor, agency, now)
    user = membership.user
    assert (user.email, user.language) == ("new.worker@example.kz", "ru")
    assert not user.has_usable_password()
    mail = OutboxMessage.objects.get(kind="email")
    assert mail.payload["template"] == "invitation"
    assert mail.payload["context"] == {"user": user.pk}
    assert "Сынақов" not in str(mail.payload)


def test_r9_an_invitation_of_somebody_known_adds_an_office_and_keeps_the_name(
    administrator: User, caseworker: User, agency: Agency, now: datetime
) -> None:
    membership = invite(administrator, agency, now, email=caseworker.email)
    assert membership.user == caseworker
    assert membership.user.full_name == "Caseworker"
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("email", "not an address"), ("full_name", " "), ("role", "czar")]
)
def test_r9_a_wrong_invitation_leaves_no_account(
    administrator: User, agency: Agency, now: datetime, field: str, value: str
) -> None:
    users = User.objects.count()
    with pytest.raises(Invalid) as refused:
        invite(administrator, agency, now, **{field: value})
    assert refused.value.field == field
    assert User.objects.count() == users


def test_r9_who_may_not_appoint_invites_nobody(head: User, agency: Agency, now: datetime) -> None:
    users = User.objects.count()
    with pytest.raises(NotAllowed):
        invite(head, agency, now)
    assert User.objects.count() == users
    assert not Membership.objects.filter(agency=agency).exists()
