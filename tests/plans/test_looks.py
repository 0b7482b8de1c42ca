"""A case from above its Centre: for a reason, for some hours, and the head is told (R12)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed
from accounts.models import AccessRecord, Notice, User
from accounts.roles import Role
from agencies.models import Agency
from cases import workflow
from cases.models import Case, Look, Note
from cases.workflow.looking import look_beyond
from plans.models import Plan
from tests.factories import CentreFactory, MembershipFactory, TerritoryFactory, UserFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]
pytestmark = [pytest.mark.usefixtures("reads_english"), pytest.mark.clause("7(3)")]
URL = "/looks/"


@pytest.fixture
def watched(case: Case, agency: Agency, caseworker: User, head: User, on: Clock) -> Case:
    """A case of the region with a plan in force, on Friday 20 March 2026."""
    now = on("2026-03-20", "10:00")
    stories.approved(
        case, stories.item(case, agency=agency, due="2026-03-31"), by=caseworker, head=head, now=now
    )
    Note.objects.create(case=case, text="A note.", by=caseworker, at=now)
    return Case.objects.get(pk=case.pk)


def asked(case: Case) -> dict[str, str]:
    return {"number": case.number, "reason": "A complaint of 18 March."}


@pytest.mark.parametrize("reader", ["regional_manager", "authorised_body"])
def test_r12_whoever_watches_looks_at_a_case_for_a_reason_and_the_head_is_told(
    reader: str,
    watched: Case,
    head: User,
    sign_in: SignIn,
    on: Clock,
    request: pytest.FixtureRequest,
) -> None:
    now, user = on("2026-03-20", "11:00"), request.getfixturevalue(reader)
    browser = sign_in(user)
    answer = browser.post(URL, asked(watched))
    look = Look.objects.get()
    assert answer.headers["Location"] == reverse("look", args=[look.pk])
    assert (look.case, look.user, look.until - now) == (watched, user, dt.timedelta(hours=4))
    page = browser.get(f"/looks/{look.pk}/").content.decode()
    member = stories.members(watched)[0]
    for said in (member.full_name, "Help at school", "A complaint of 18 March.", watched.number):
        assert said in page
    told = Notice.objects.get(kind="case_looked_at")
    assert (told.recipient, told.payload) == (head, {"case": watched.pk})
    step = watched.transitions.get(verb="look_beyond")
    assert (step.by, step.reason) == (user, "A complaint of 18 March.")
    read = AccessRecord.objects.get(user=user, subject="case")
    assert (read.case_ids, read.reason) == ([watched.pk], f"look-{look.pk}")
    timeline = sign_in(head).get(reverse("case-timeline", args=[watched.pk])).content.decode()
    assert "Looked at from above the Centre" in timeline


def test_r12_a_look_ends_by_itself(
    watched: Case, regional_manager: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    look = look_beyond(watched.number, by=regional_manager, now=now, reason="A complaint.")
    on("2026-03-20", "14:59")
    browser = sign_in(regional_manager)
    assert browser.get(f"/looks/{look.pk}/").status_code == 200
    on("2026-03-20", "15:01")
    assert browser.get(f"/looks/{look.pk}/").status_code == 404
    assert watched.number not in browser.get(URL).content.decode()


def test_r12_a_look_is_of_whoever_opened_it_and_shows_no_other_page(
    watched: Case, regional_manager: User, authorised_body: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    look = look_beyond(watched.number, by=regional_manager, now=now, reason="A complaint.")
    assert sign_in(authorised_body).get(f"/looks/{look.pk}/").status_code == 404
    browser = sign_in(regional_manager)
    plan = Plan.objects.get()
    for url in (reverse("case", args=[watched.pk]), reverse("plan", args=[plan.pk])):
        assert browser.get(url).status_code == 404


def test_r12_another_region_finds_no_such_case(watched: Case, sign_in: SignIn, on: Clock) -> None:
    on("2026-03-20", "11:00")
    elsewhere: User = UserFactory.create()
    region = TerritoryFactory.create(code="990000000")
    MembershipFactory.create(user=elsewhere, role=Role.REGIONAL_MANAGER, region=region)
    answers = [
        sign_in(elsewhere).post(URL, {"number": number, "reason": "A complaint."})
        for number in (watched.number, "SEM-2026-99999")
    ]
    for answer in answers:
        assert answer.status_code == 400
        assert "No case that you watch has this number." in answer.content.decode()
    assert not Look.objects.exists()


def test_r12_of_a_case_under_seal_nothing_is_told_and_a_seal_ends_a_look(
    watched: Case, head: User, caseworker: User, regional_manager: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    look = look_beyond(watched.number, by=regional_manager, now=now, reason="A complaint.")
    workflow.seal(
        watched, by=head, now=now, ground="violence", reason="He looks for her.",
        readers=[caseworker], agencies_see=True,
    )  # fmt: skip
    assert sign_in(regional_manager).get(f"/looks/{look.pk}/").status_code == 404
    with pytest.raises(Invalid, match="No case that you watch"):
        look_beyond(watched.number, by=regional_manager, now=now, reason="A complaint.")


@pytest.mark.parametrize("outsider", ["head", "caseworker", "agency_worker", "stranger"])
def test_r12_nobody_else_looks_beyond(
    outsider: str, watched: Case, on: Clock, request: pytest.FixtureRequest
) -> None:
    now, user = on("2026-03-20", "11:00"), request.getfixturevalue(outsider)
    with pytest.raises(NotAllowed):
        look_beyond(watched.number, by=user, now=now, reason="Curious.")


def test_r12_who_watches_no_more_sees_no_more(
    watched: Case, regional_manager: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    look = look_beyond(watched.number, by=regional_manager, now=now, reason="A complaint.")
    regional_manager.memberships.update(ends_on=dt.date(2026, 3, 19))
    assert sign_in(regional_manager).get(f"/looks/{look.pk}/").status_code == 403


def test_r12_without_a_reason_nothing_is_opened_and_two_clicks_open_once(
    watched: Case, regional_manager: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-20", "11:00")
    browser = sign_in(regional_manager)
    empty = browser.post(URL, asked(watched) | {"reason": "  "})
    assert (empty.status_code, watched.number in empty.content.decode()) == (400, True)
    first, second = (browser.post(URL, asked(watched)) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Look.objects.count() == Notice.objects.filter(kind="case_looked_at").count() == 1


def test_r12_where_no_head_could_be_told_there_is_no_look(
    watched: Case, head: User, regional_manager: User, sign_in: SignIn, on: Clock
) -> None:
    head.memberships.update(ends_on=dt.date(2026, 3, 19))
    on("2026-03-20", "11:00")
    answer = sign_in(regional_manager).post(URL, asked(watched))
    assert "no head today who could be told" in answer.content.decode()
    assert not Look.objects.exists()


def test_r12_a_look_ends_when_the_case_moves_to_another_centre(
    watched: Case, regional_manager: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    look = look_beyond(watched.number, by=regional_manager, now=now, reason="A complaint.")
    near = CentreFactory.create(region=watched.centre.region)
    Case.objects.filter(pk=watched.pk).update(centre=near)
    assert sign_in(regional_manager).get(f"/looks/{look.pk}/").status_code == 404


def test_r12_an_anonymised_case_is_not_looked_at(
    watched: Case, regional_manager: User, on: Clock
) -> None:
    now = on("2026-03-20", "11:00")
    Case.objects.filter(pk=watched.pk).update(erased_at=now)
    with pytest.raises(Invalid, match="No case that you watch"):
        look_beyond(watched.number, by=regional_manager, now=now, reason="A complaint.")
