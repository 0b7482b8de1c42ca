"""What the database shows is enough for every verb that somebody may do (R12, R13)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.errors import Invalid, Refused
from accounts.models import User
from accounts.roles import Role
from accounts.scopes import IMPORT, within
from agencies.models import Agency, Centre, Membership
from agencies.offices import scope_of
from cases import workflow
from cases.models import Case, Person
from cases.tasks import children_grew_up
from cases.workflow import PersonData
from cases.workflow.people import find_or_make
from monitoring.offices import leave_office
from monitoring.sweep import sweep
from plans.models import Activity, PlanDeadline
from plans.workflow import cases as of_cases
from plans.workflow import dispatch
from tests.factories import CaseFactory
from tests.people import person_of_the_cast
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]


def accepted(case: Case, *, by: User, to: User, centre: Centre, on: Clock) -> None:
    """The case goes to another Centre, each step by whoever does it."""
    now = on("2026-03-20", "10:00")
    transfer = workflow.ask_transfer(
        case, by=case.responsible, now=now, to_centre=centre, reason="They moved."
    )
    of_cases.accept_transfer(transfer, by=by, now=now, responsible=to)


@pytest.mark.clause("7(4)")
def test_r13_a_family_with_an_earlier_case_stays_and_its_copy_moves(
    case: Case,
    centre: Centre,
    caseworker: User,
    other_centre: Centre,
    other_head: User,
    other_caseworker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    earlier = CaseFactory.create(centre=centre, family=case.family, terminated=True)
    persons = set(case.family.members.all())
    accepted(case, by=other_head, to=other_caseworker, centre=other_centre, on=on)
    moved, earlier = Case.objects.get(pk=case.pk), Case.objects.get(pk=earlier.pk)
    assert (moved.centre, earlier.family.centre) == (other_centre, centre)
    assert moved.family_id != earlier.family_id
    assert set(moved.family.members.all()) == persons
    page = sign_in(caseworker).get(reverse("case", args=[earlier.pk]))
    assert page.status_code == 200
    with within(scope_of(caseworker)):
        assert {m.person for m in earlier.family.memberships.all()} == persons


@pytest.mark.clause("7(3)", "7(4)")
def test_r12_a_family_one_of_whom_stands_under_seal_there_is_not_taken_over(
    case: Case,
    other_centre: Centre,
    other_head: User,
    other_caseworker: User,
    on: Clock,
) -> None:
    sealed = CaseFactory.create(centre=other_centre, responsible=other_caseworker, terminated=True)
    known, moving = sealed.family.members.all()[0], case.family.members.all()[0]
    Person.objects.filter(pk=known.pk).update(iin=moving.iin, iin_hash=moving.iin_hash)
    now = on("2026-03-20", "09:00")
    words: Any = {"ground": "other", "reason": "So.", "agencies_see": True}
    workflow.seal(sealed, by=other_head, now=now, readers=[other_caseworker], **words)
    with pytest.raises(Refused, match="cannot be taken over"):
        accepted(case, by=other_head, to=other_caseworker, centre=other_centre, on=on)


@pytest.mark.clause("7(3)")
def test_r12_an_import_joins_nobody_under_seal(
    case: Case, centre: Centre, caseworker: User, colleague: User, head: User, on: Clock
) -> None:
    person = case.family.members.all()[0]
    words: Any = {"ground": "other", "reason": "So.", "agencies_see": True}
    workflow.seal(case, by=head, now=on("2026-03-20"), readers=[caseworker], **words)
    data = PersonData(last_name="Сынақова", first_name="Әсел", iin=person.iin)
    into = IMPORT.of_centre(centre.pk, user=colleague.pk)
    with within(into), pytest.raises(Invalid, match="Ask the head"):
        find_or_make(data, centre=centre, confirmed=True)


@pytest.mark.clause("7(3)")
def test_r12_leaving_an_office_hands_a_sealed_case_to_those_named_alone(
    case: Case, caseworker: User, colleague: User, head: User, on: Clock
) -> None:
    words: Any = {"ground": "other", "reason": "So.", "agencies_see": True}
    now = on("2026-03-20", "10:00")
    workflow.seal(case, by=head, now=now, readers=[caseworker], **words)
    leaving = Membership.objects.get(user=caseworker)
    administrator = person_of_the_cast("administrator", Role.ADMINISTRATOR)
    given: Any = {"on": now.date(), "by": administrator, "now": now, "successor": colleague}
    with pytest.raises(Invalid) as refused:
        leave_office(leaving, **given)
    assert refused.value.field == "successor"
    workflow.name_readers(case, by=head, now=now, readers=[caseworker, colleague])
    leave_office(Membership.objects.get(pk=leaving.pk), **given)
    assert Case.objects.get(pk=case.pk).responsible == colleague


@pytest.mark.clause("7(2)")
def test_r11_the_terms_of_a_plan_follow_when_the_last_child_has_grown_up(
    centre: Centre, caseworker: User, head: User, agency: Agency, on: Clock
) -> None:
    case = CaseFactory.create(
        centre=centre, responsible=caseworker, recognised=True, with_child=True
    )
    child = case.family.memberships.get(relation="child").person
    Person.objects.filter(pk=child.pk).update(birth_date=dt.date(2008, 4, 1))
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20", "10:00"))
    assert PlanDeadline.objects.filter(with_children=True).exists()
    on("2026-04-02")
    children_grew_up()
    assert not Case.objects.get(pk=case.pk).with_children
    assert not PlanDeadline.objects.filter(with_children=True, met_on=None).exists()


@pytest.mark.clause("11")
def test_r12_an_agency_reads_its_breach_though_another_one_has_the_activity_now(
    asked: Activity,
    other_agency: Agency,
    agency_worker: User,
    agency_supervisor: User,
    caseworker: User,
    head: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    sweep(now=on("2026-03-31"))
    now = on("2026-03-31", "09:30")
    dispatch.decline(asked, by=agency_worker, now=now, reason="Not ours.")
    stories.given_to_another(asked, other_agency, by=caseworker, head=head, now=now)
    sweep(now=on("2026-04-02"))
    browser = sign_in(agency_supervisor)
    for address in ("/breaches/", "/registers/breaches/", "/", "/notices/"):
        assert browser.get(address).status_code == 200
    assert browser.get("/breaches/").context["count"] > 0
