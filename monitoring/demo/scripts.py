"""The lives of the last weeks, chosen so that every state and every kind of lateness is there."""

from collections.abc import Iterator

from cases.models import Case
from monitoring.demo.families import Families
from monitoring.demo.places import House
from monitoring.demo.script import Script, Wish
from plans.models import PlanItem, Report

Kind = PlanItem.Kind

SCHOOL_MEALS = Wish("education", "S27", due=10)
CLINIC = Wish("health", "S36", due=5, late=-1)
JOB = Wish("employment", "S19", kind=Kind.REINTEGRATION, due=15)
POLICE = Wish("internal_affairs", "S43", due=14, late=-3)
PREVENTION = Wish(
    "internal_affairs", title="Профилактикалық әңгіме", kind=Kind.OFFENCES, due=9, late=0
)
PSYCHOLOGIST = Wish("", "S15", kind=Kind.RELAPSE, due=8, late=-1)
FAMILY = Wish("family", title="Ата-аналар жиналысына қатысу", kind=Kind.RELAPSE, due=11, late=0)
SPORT = Wish("sport", "S51", due=12, late=-2)
CULTURE = Wish("culture", "S52", due=12, late=-1)
TOUR = Wish("tourism", "S53", due=14, late=-1)
LAWYER = Wish("domestic_policy", "S47", due=13, late=-2)
YOUTH = Wish("youth_policy", "S50", kind=Kind.REINTEGRATION, due=15, late=-1)
HOUSING = Wish("housing_relations", "S40", due=9, late=-1)
MEDIATION = Wish("public_development_family_policy", "S48", kind=Kind.RELAPSE, due=12, late=-2)
BENEFIT = Wish("social_protection", "S02", due=10, late=-1)
TRAINING = Wish("employment", "S21", kind=Kind.REINTEGRATION, due=22, late=-2, after=0)


def scripts(houses: list[House], families: Families) -> Iterator[Script]:
    """All lives, in three Centres; what the others did lies in `quarters`."""
    semey, ayagoz, _kurchatov, kokshetau, *_others = houses
    yield from _done(semey, families)
    yield from _under_way(semey, families)
    yield from _late(semey, families)
    yield from _at_the_door(semey, families)
    for house in (ayagoz, kokshetau):
        yield from _small(house, families)
    moving = families.next(children=1)
    yield Script(ayagoz, moving, 10, (SCHOOL_MEALS,), transfer_to=semey)


def _done(house: House, families: Families) -> Iterator[Script]:
    """Families who have left the situation, or whose plan is complete and who have not."""
    yield Script(
        house, families.next(children=2), 60, (SCHOOL_MEALS, CLINIC, PSYCHOLOGIST), better="B"
    )
    yield Script(house, families.next(children=1), 52, (JOB, HOUSING), worker=1, better="C")
    yield Script(
        house, families.next(children=3, danger=True), 48, (PREVENTION, SCHOOL_MEALS), level="E"
    )
    yield Script(house, families.next(children=1), 44, (SPORT, FAMILY), exit=False)
    yield Script(house, families.next(children=0, alone=True, grounds=("G11",)), 40, (JOB, POLICE))
    yield Script(house, families.next(children=2), 38, (SCHOOL_MEALS,), leaves=Case.Closure.REFUSED)
    yield Script(house, families.next(children=1), 30, refused=True)
    twice = families.next(children=2, all_with_iin=True)
    yield Script(house, twice, 58, (SCHOOL_MEALS, FAMILY))
    yield Script(house, twice, 9, (PREVENTION, PSYCHOLOGIST), level="E")


def _under_way(house: House, families: Families) -> Iterator[Script]:
    """Plans that run: due today, soon, held, waiting for one another, returned."""
    yield Script(house, families.next(children=2), 12, (SCHOOL_MEALS, CLINIC, JOB, FAMILY))
    yield Script(house, families.next(children=1), 11, (JOB, TRAINING), worker=1)
    yield Script(
        house, families.next(children=2), 16, (Wish("education", "S27", due=8, rounds=1), SPORT)
    )
    yield Script(house, families.next(children=1), 5, (BENEFIT, CULTURE), hold=("culture",))
    yield Script(house, families.next(children=1), 19, (TOUR, LAWYER, SCHOOL_MEALS))
    yield Script(
        house, families.next(children=1, danger=True), 8, (PREVENTION, MEDIATION), level="E"
    )
    yield Script(
        house, families.next(children=2), 10, (Wish("youth_policy", "S50", declines=True), JOB)
    )
    yield Script(
        house,
        families.next(children=1),
        13,
        (Wish("housing_relations", "S40", due=14, asks_later=True),),
    )
    yield Script(
        house,
        families.next(children=0, alone=True, grounds=("G12",)),
        9,
        (PREVENTION, JOB),
        source=Case.Source.GATEWAY,
    )
    yield Script(
        house,
        families.next(children=1),
        12,
        (Wish("sport", "S51", due=7, late=0), CULTURE),
        worker=1,
    )
    returned = Wish("education", "S27", due=9, late=-3, rounds=1, in_rework=True)
    yield Script(house, families.next(children=1), 11, (returned, CLINIC))
    impossible = Wish("employment", "S20", result=Report.Result.IMPOSSIBLE, due=7)
    yield Script(house, families.next(children=2), 17, (impossible, SPORT), revises=True)


def _late(house: House, families: Families) -> Iterator[Script]:
    """Somebody did not act: the agency, the reviewer, the head."""
    yield Script(
        house, families.next(children=2), 24, (Wish("health", "S37", due=9, silent=True), SPORT)
    )
    yield Script(
        house, families.next(children=1), 19, (Wish("education", "S29", due=6, unreviewed=True),)
    )
    yield Script(house, families.next(children=1), 9, (BENEFIT,), block=("social_protection",))
    yield Script(
        house, families.next(children=1), 27, (CLINIC, Wish("", "S16", due=6)), stop="complete"
    )
    yield Script(house, families.next(children=2), 7, (SCHOOL_MEALS,), stop="approve", worker=1)
    yield Script(house, families.next(children=1), 6, stop="assess", source=Case.Source.HOTLINE)
    yield Script(
        house,
        families.next(children=1),
        20,
        (Wish("employment", "S20", result=Report.Result.IMPOSSIBLE, due=7), SPORT),
    )
    yield Script(
        house,
        families.next(children=1),
        18,
        (Wish("culture", "S52", due=6, opens=False, silent=True),),
    )


def _at_the_door(house: House, families: Families) -> Iterator[Script]:
    """Cases of this week: detected, assessed, recognised, being drafted, awaiting approval."""
    yield Script(house, families.next(children=2), 1, stop="assess", source=Case.Source.AGENCY)
    yield Script(
        house, families.next(children=1), 2, stop="recognise", source=Case.Source.MOBILE_GROUP
    )
    yield Script(house, families.next(children=1), 4, stop="draft")
    yield Script(house, families.next(children=2), 5, (SCHOOL_MEALS, FAMILY), stop="submit")
    yield Script(house, families.next(children=1), 4, (JOB, CLINIC), stop="approve")
    yield Script(house, families.next(children=2), 6, (HOUSING,), stop="rewrite")


def _small(house: House, families: Families) -> Iterator[Script]:
    """A smaller Centre's families."""
    yield Script(house, families.next(children=2), 45, (SCHOOL_MEALS, PSYCHOLOGIST), better="C")
    yield Script(
        house, families.next(children=1), 21, (Wish("health", "S37", due=8, silent=True), JOB)
    )
    yield Script(house, families.next(children=1), 12, (SCHOOL_MEALS, SPORT), worker=1)
    yield Script(house, families.next(children=0, alone=True, grounds=("G10",)), 9, (POLICE, JOB))
    yield Script(house, families.next(children=3), 4, (SCHOOL_MEALS,), stop="approve")
    yield Script(house, families.next(children=1), 0, visit=False)
