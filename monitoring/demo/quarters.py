"""The quarters before this one: families who were helped in them, and what was concluded (R21–R23).

Five of them, so that four are signed on any day of the running one. Of the newest, one Centre has
not signed, and the first one has begun a correction.
"""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Final

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from agencies.calendar import working_calendar
from cases.models import Case
from monitoring.demo.clock import Life, at
from monitoring.demo.families import Families
from monitoring.demo.places import House
from monitoring.demo.script import Script, Wish
from monitoring.demo.scripts import (
    BENEFIT,
    CLINIC,
    CULTURE,
    HOUSING,
    JOB,
    LAWYER,
    POLICE,
    PREVENTION,
    PSYCHOLOGIST,
    SCHOOL_MEALS,
    SPORT,
    YOUTH,
)
from monitoring.models import Conclusion, FollowUp, Monitoring
from monitoring.snapshot import seen_of
from monitoring.workflow import editing, questions, signing
from monitoring.workflow.opening import first_working_day_after
from plans.models import PlanItem
from regulations.quarters import Quarter

QUARTERS: Final = 5
#: Families in a quarter: of the first Centre, and of each other one.
FAMILIES: Final = (3, 2)
#: Working days between the beginnings of two families' lives in one quarter.
APART: Final = 8
#: The Centre that lets the newest quarter pass.
SILENT: Final = "BUR"

_OWN_WORDS = Wish("", title="Отбасымен әңгіме", kind=PlanItem.Kind.RELAPSE, due=9, late=-1)
_LATE_SCHOOL = Wish("education", "S27", due=8, late=3)
_LATE_CLINIC = Wish("health", "S37", due=7, late=2)
_RETURNED = Wish("youth_policy", "S50", kind=PlanItem.Kind.REINTEGRATION, due=9, rounds=1)
#: What a plan holds, in turn; from quarter to quarter agencies are drawn in more and are late less.
_PLANS: Final = (
    (_OWN_WORDS, _LATE_SCHOOL),
    (_OWN_WORDS, SCHOOL_MEALS, PSYCHOLOGIST),
    (_LATE_CLINIC, JOB),
    (PREVENTION, _LATE_SCHOOL, CLINIC),
    (BENEFIT, SPORT, _RETURNED),
    (SCHOOL_MEALS, CLINIC, LAWYER),
    (JOB, HOUSING, YOUTH),
    (PREVENTION, POLICE, CULTURE),
)
_LEVELS: Final = (("D", "C"), ("E", "D"), ("D", "B"), ("D", "D"), ("E", "C"))
_SOURCES: Final = tuple(Case.Source.values)


def shown(today: date) -> list[Quarter]:
    """The quarters of the demo that have ended, the oldest first."""
    found = [Quarter.of(today).previous]
    while len(found) < QUARTERS:
        found.append(found[-1].previous)
    return found[::-1]


def scripts(
    houses: list[House], past: list[Quarter], families: Families, *, today: date
) -> Iterator[Script]:
    """A few families for each Centre and quarter, whose lives end within it."""
    calendar, turn = working_calendar(), count()
    for quarter_place, quarter in enumerate(past):
        for house_place, house in enumerate(houses):
            for place in range(FAMILIES[bool(house_place)]):
                n = next(turn)
                begins = calendar.add(quarter.first_day, 2 + place * APART + house_place)
                level, better = _LEVELS[n % len(_LEVELS)]
                yield Script(
                    house,
                    families.next(
                        children=n % 4, danger=level == "E" and n % 4 > 0, found_on=begins
                    ),
                    calendar.count(begins, today),
                    _PLANS[(n + quarter_place) % len(_PLANS)],
                    source=_SOURCES[n % len(_SOURCES)],
                    worker=n % 2,
                    level=level,
                    better=better,
                    leaves=Case.Closure.REFUSED if n % 11 == 10 else "",
                )


def conclusions(houses: list[House], past: list[Quarter]) -> Iterator[Life]:
    """What heads, region and ministry do after each quarter."""
    for quarter in past:
        newest = quarter == past[-1]
        for place, house in enumerate(houses):
            if not (newest and house.centre.code == SILENT):
                yield _conclude(house, quarter, later=place, newest=newest and not place)


def _conclude(house: House, quarter: Quarter, *, later: int, newest: bool) -> Life:
    """Answer what is open, sign, send; the ministry confirms. The first Centre is asked, and errs.

    Each Centre signs on another working day after the opening.
    """
    calendar = working_calendar()
    opened = first_working_day_after(quarter)
    yield at(calendar.add(opened, 2 + later), "11:15")
    conclusion = _of(house, quarter)
    _answer(conclusion, house.head)
    seen = seen_of(conclusion)
    signing.sign(conclusion, by=house.head, now=timezone.now(), seen=seen)
    yield at(calendar.add(opened, 3 + later), "09:30")
    signing.send(_of(house, quarter), by=house.head, now=timezone.now())
    yield at(calendar.add(opened, 5 + later), "10:45")
    ministry = _somebody(Role.AUTHORISED_BODY)
    number = f"14-{later + 1}/{quarter.number}"
    signing.receive(_of(house, quarter), by=ministry, now=timezone.now(), number=number)
    if newest:
        yield from _asked_and_corrected(house, quarter, day=calendar.add(opened, 6))


def _asked_and_corrected(house: House, quarter: Quarter, *, day: date) -> Life:
    calendar, manager = working_calendar(), _somebody(Role.REGIONAL_MANAGER, of=house)
    yield at(day, "12:00")
    monitoring = _of(house, quarter).monitoring
    text = "Еркін мәтінмен жазылған іс-шаралар неге көп?"
    asked = questions.ask(
        monitoring, measure="free_text", key="", text=text, by=manager, now=timezone.now()
    )
    yield at(calendar.add(day, 1), "15:20")
    said = "Каталогта отбасымен әңгіме сияқты шара жоқ; әкімшіге хабарладық."
    questions.answer(asked, text=said, by=house.head, now=timezone.now())
    yield at(calendar.add(day, 3), "10:00")
    signing.correct(
        _of(house, quarter),
        reason="Қағаз түріндегі бір жауап кейін енгізілді.",
        by=house.head,
        now=timezone.now(),
    )


def _answer(conclusion: Conclusion, head: User) -> None:
    """Every second recommendation was carried out; the others say why not."""
    for place, row in enumerate(editing.unanswered(conclusion)):
        outcome = FollowUp.Outcome.NOT_DONE if place % 2 else FollowUp.Outcome.DONE
        why = "Орган қызметкері ауысты, мерзім келесі тоқсанға қалды." if place % 2 else ""
        editing.follow_up(row, conclusion, outcome=outcome, why=why, by=head, now=timezone.now())


def _of(house: House, quarter: Quarter) -> Conclusion:
    """The version on which the Centre works, or the one in force."""
    monitoring = Monitoring.objects.of(quarter).get(centre=house.centre)
    return Conclusion.objects.filter(monitoring=monitoring).order_by("-version")[0]


def _somebody(role: Role, *, of: House | None = None) -> User:
    people = User.objects.filter(memberships__role=role)
    if of:
        people = people.filter(memberships__region=of.centre.region)
    return people.order_by("pk")[0]
