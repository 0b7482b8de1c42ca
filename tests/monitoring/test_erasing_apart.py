"""Persons who are in another case that is still kept when one is anonymised (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import scopes
from accounts.models import User
from accounts.roles import Role
from agencies.models import Centre
from agencies.offices import scope_of
from cases import erasing, workflow
from cases.models import Case, FamilyMember, Person
from monitoring.workflow.erasing import erase
from plans.models import Agreement, Report
from tests import factories as make
from tests.monitoring.erased_figures import ACT, figures

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]
pytestmark = pytest.mark.clause("7(3)")


def shared_with(closed: Case, **more: Any) -> Case:
    """The mother is in another family's case as well."""
    other = make.CaseFactory.create(centre=closed.centre, **more)
    mother = closed.family.memberships.get(relation="self").person
    FamilyMember.objects.create(family=other.family, person=mother, relation="other")
    return other


def test_r12_who_is_in_another_case_that_is_kept_keeps_the_name_there_alone(
    closed: Case, head: User, due: dt.datetime
) -> None:
    other = shared_with(closed, detected_on=dt.date(2031, 11, 3))
    mother = closed.family.memberships.get(relation="self").person
    before = figures(closed.centre)
    act = erase(closed, by=head, now=due, **ACT)
    mother.refresh_from_db()
    assert (mother.last_name, bool(mother.iin), mother.erased_on) == ("Сынақова", True, None)
    assert act.counts["persons"] == 2
    assert list(mother.families.all()) == [other.family]
    assert not mother.plan_items.exists()
    assert figures(closed.centre) == before


def test_r12_where_one_quarter_counts_both_cases_the_link_stays(
    closed: Case, head: User, due: dt.datetime
) -> None:
    shared_with(closed, detected_on=dt.date(2026, 3, 30))
    mother = closed.family.memberships.get(relation="self").person
    before = figures(closed.centre)
    erase(closed, by=head, now=due, **ACT)
    mother.refresh_from_db()
    assert mother.last_name == "Сынақова"
    assert figures(closed.centre) == before


def test_r12_where_the_link_stays_nobody_is_named_with_an_activity(
    closed: Case, head: User, agency_worker: User, due: dt.datetime, sign_in: SignIn
) -> None:
    shared_with(closed, detected_on=dt.date(2026, 3, 30))
    mother = closed.family.memberships.get(relation="self").person
    register = reverse("register", args=["activities"])
    pages = (f"{reverse('inbox')}?show=done", register, reverse("api-activity-list"))
    asks = [(who, page) for who in (agency_worker, head) for page in pages]
    asks.remove((head, pages[0]))
    before = [mother.last_name in sign_in(who).get(page).content.decode() for who, page in asks]
    assert any(before)
    erase(closed, by=head, now=due, **ACT)
    for who, page in asks:
        answer = sign_in(who).get(page)
        assert (answer.status_code, mother.last_name in answer.content.decode()) == (200, False)


def test_r12_the_act_does_not_tell_that_another_case_is_there(
    closed: Case, head: User, caseworker: User, due: dt.datetime
) -> None:
    """It may be under a seal that keeps it from the head who erases this one."""
    other = shared_with(closed, detected_on=dt.date(2031, 11, 3), responsible=caseworker)
    sealed: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": False}
    workflow.seal(other, by=another_head(closed), now=due, readers=[caseworker], **sealed)
    with scopes.within(scope_of(head)):
        assert not Case.objects.filter(pk=other.pk).exists()
        act = erase(closed, by=head, now=due, **ACT)
    assert set(act.counts) == {"persons", "files", "mails", "records"}
    assert act.counts["persons"] == 2
    assert {p.last_name for p in closed.family.members.all()} == {erasing.DASH}


def another_head(case: Case) -> User:
    """Another head of the same Centre."""
    user: User = make.UserFactory.create()
    make.MembershipFactory.create(user=user, role=Role.HEAD, centre=case.centre)
    return user


def test_r12_a_relapse_is_still_one_and_its_family_is_kept(
    closed: Case, head: User, due: dt.datetime
) -> None:
    again = make.CaseFactory.create(
        centre=closed.centre,
        family=closed.family,
        detected_on=dt.date(2031, 11, 3),
        previous=closed,
        with_children=True,
    )
    before = figures(closed.centre)
    assert (before[3]["cases_relapse", ""], before[3]["cases_after_exit", ""]) == (1, 1)
    erase(closed, by=head, now=due, **ACT)
    closed.refresh_from_db()
    assert closed.family_id != again.family_id
    assert {p.last_name for p in closed.family.members.all()} == {erasing.DASH}
    assert erasing.DASH not in {p.last_name for p in again.family.members.all()}
    assert figures(closed.centre) == before


def test_r12_what_a_centre_of_before_kept_of_the_persons_goes_as_well(
    closed: Case, other_centre: Centre, head: User, due: dt.datetime
) -> None:
    """It gave the case away to this one, which knew the family by the IIN.

    Records name one of its rows, and nothing names the other any more.
    """
    there = [left_there(member, other_centre) for member in closed.family.members.order_by("pk")]
    Agreement.objects.update(person=there[0])
    for report in Report.objects.all():
        report.persons.set([there[0]])
    stranger = make.PersonFactory.create(centre=other_centre)
    erase(closed, by=head, now=due, **ACT)
    rows = Person.objects.filter(pk__in=[row.pk for row in there])
    assert set(rows.values_list("last_name", "iin", "iin_hash")) == {(erasing.DASH, "", None)}
    assert Person.objects.get(pk=stranger.pk).last_name == stranger.last_name


def test_r12_a_centre_of_before_keeps_whom_a_case_of_its_own_is_about(
    closed: Case, other_centre: Centre, head: User, due: dt.datetime
) -> None:
    there = left_there(closed.family.memberships.get(relation="self").person, other_centre)
    other = make.CaseFactory.create(centre=other_centre)
    FamilyMember.objects.create(family=other.family, person=there, relation="other")
    erase(closed, by=head, now=due, **ACT)
    there.refresh_from_db()
    assert (there.last_name, bool(there.iin)) == ("Сынақова", True)


def left_there(person: Person, centre: Centre) -> Person:
    """The row of the same person at another Centre."""
    said = {name: getattr(person, name) for name in ("last_name", "first_name", "iin")}
    row: Person = make.PersonFactory.create(centre=centre, **said)
    return row
