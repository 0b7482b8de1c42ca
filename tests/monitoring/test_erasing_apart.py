"""Persons who are in another case that is still kept when one is anonymised (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from cases import erasing
from cases.models import Case, FamilyMember
from monitoring.workflow.erasing import erase
from tests import factories as make
from tests.monitoring.erased_figures import ACT, figures

Clock = Callable[..., dt.datetime]
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
    assert (act.counts["persons"], act.counts["persons_apart"]) == (1, 1)
    assert list(mother.families.all()) == [other.family]
    assert not mother.plan_items.exists()
    assert figures(closed.centre) == before


def test_r12_where_one_quarter_counts_both_cases_the_link_stays(
    closed: Case, head: User, due: dt.datetime
) -> None:
    shared_with(closed, detected_on=dt.date(2026, 3, 30))
    mother = closed.family.memberships.get(relation="self").person
    before = figures(closed.centre)
    act = erase(closed, by=head, now=due, **ACT)
    mother.refresh_from_db()
    assert (mother.last_name, act.counts["persons_apart"]) == ("Сынақова", 0)
    assert figures(closed.centre) == before


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
