"""What the editor reminds of while a plan is drafted (R4, R8, R11, R17)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from agencies.models import Agency
from cases.models import AssessmentDirection, Case, WellbeingDirection, WellbeingLevel
from plans.models import Plan
from plans.planning import items_against_running
from plans.reminders import of_draft
from plans.workflow import drafting, review
from tests.factories import AssessmentFactory, ServiceFactory
from tests.plans import stories
from tests.titles import titled

Clock = Callable[..., dt.datetime]


@pytest.fixture
def plan(case: Case, caseworker: User, friday: dt.datetime) -> Plan:
    """A draft to which the family agrees, with nothing in it yet."""
    made = drafting.draft(case, by=caseworker, now=friday)
    stories.agree(made, by=caseworker, now=friday)
    return made


def said(plan: Plan, *, today: dt.date) -> list[tuple[bool, str]]:
    return [
        (reminder.stops, reminder.text)
        for reminder in of_draft(plan, items_against_running(plan), today=today)
    ]


@pytest.mark.clause("4(7)")
def test_r4_a_direction_of_need_without_an_activity_is_named(
    plan: Plan,
    case: Case,
    agency: Agency,
    caseworker: User,
    friday: dt.datetime,
) -> None:
    assessment = AssessmentFactory.create(case=case)
    for direction, level in (("EDU", "D"), ("HEAL", "C"), ("HOUS", "B")):
        AssessmentDirection.objects.create(
            assessment=assessment,
            direction=WellbeingDirection.objects.get(pk=direction),
            level=WellbeingLevel.objects.get(pk=level),
        )
    school = stories.item(case, agency=agency, due="2026-03-31", service=ServiceFactory.create())
    drafting.add_item(plan, school, by=caseworker, now=friday)
    health = WellbeingDirection.objects.get(pk="HEAL").name
    assert said(plan, today=friday.date()) == [
        (False, f"Assessed as C, and no activity answers it: {health}.")
    ]


@pytest.mark.clause("10")
@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ("with_term", "lies past its statutory term, which ends on 03.04.2026."),
        ("unverified_term", "lies past 03.04.2026, the end of a term that is not verified."),
    ],
)
def test_r17_a_date_past_the_statutory_term_is_named(
    trait: str,
    words: str,
    plan: Plan,
    case: Case,
    agency: Agency,
    caseworker: User,
    friday: dt.datetime,
) -> None:
    service = ServiceFactory.create(**{trait: True})
    late: dict[str, Any] = {"service": service, "late_reason": "In hospital.", "title": "Talks"}
    entered = stories.item(case, agency=agency, due="2026-04-06", **late)
    drafting.add_item(plan, entered, by=caseworker, now=friday)
    assert said(plan, today=friday.date()) == [(False, f"“Talks” {words}")]


@pytest.mark.clause("8", "12")
def test_r20_what_ended_as_impossible_and_what_was_executed_meanwhile_are_named(
    case: Case,
    agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    friday: dt.datetime,
) -> None:
    running = stories.approved(
        case,
        stories.item(case, agency=agency, due="2026-03-31", title="Tutor"),
        stories.item(case, agency=agency, due="2026-03-31", title="Sport"),
        by=caseworker,
        head=head,
        now=friday,
    )
    tutor, sport = running.activities.order_by("pk")
    stories.report(tutor, by=agency_worker, now=friday, result="impossible")
    review.end_unfinished(tutor, by=caseworker, now=friday, reason="Nobody teaches it.")
    copy = drafting.new_version(running, by=caseworker, now=friday, reason="Another tutor.")
    stories.agree(copy, by=caseworker, now=friday)
    drafting.remove_item(titled(copy.items, "Sport"), by=caseworker)
    stories.report(sport, by=agency_worker, now=friday)
    review.mark_executed(sport, by=caseworker, now=friday)
    texts = [text for _stops, text in said(copy, today=friday.date())]
    assert len(texts) == 3
    assert texts[0].startswith("“Tutor” ended as partly done or impossible.")
    assert texts[1].startswith("“Sport” was executed in the meantime.")
    assert texts[2] == "In free words, not from the catalogue: 1 of 1 activities."


@pytest.mark.clause("10")
def test_r17_a_date_that_is_not_possible_any_more_stops(
    plan: Plan, case: Case, agency: Agency, caseworker: User, friday: dt.datetime, on: Clock
) -> None:
    entered = stories.item(case, agency=agency, due="2026-03-30", title="Tutor")
    drafting.add_item(plan, entered, by=caseworker, now=friday)
    later = said(plan, today=on("2026-03-26").date())
    assert later[0] == (True, "Tutor: Too early: it can start only on 30.03.2026.")
