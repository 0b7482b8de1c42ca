"""Made-up families. The last names are made of words like "example", "test" and "tale".

Every IIN carries the 7th digit 1 or 2 (born in the 1800s), which no living person can have.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from cases.models import FamilyMember, Person
from cases.workflow import PersonData
from regulations.numbers import check_digit

Relation = FamilyMember.Relation

LAST_NAMES = (
    "Мысалов",
    "Сынақов",
    "Қиялов",
    "Ертегиев",
    "Жорамалов",
    "Болжамов",
    "Аңызов",
    "Көрінісов",
    "Елесов",
    "Үлгібаев",
    "Бейнебаев",
    "Нұсқабаев",
)
WOMEN = (
    "Айгүл",
    "Гүлнар",
    "Әсел",
    "Динара",
    "Жанар",
    "Сәуле",
    "Ольга",
    "Мәдина",
    "Назгүл",
    "Елена",
)
MEN = ("Ерлан", "Бауыржан", "Серік", "Қайрат", "Марат", "Андрей", "Нұрлан", "Дәурен")
GIRLS = ("Аружан", "Томирис", "Аяла", "Дарина", "Інжу", "Мөлдір")
BOYS = ("Ерасыл", "Әлихан", "Санжар", "Тимур", "Іңкәр", "Арсен")


@dataclass
class MadeUpFamily:
    """A family before it is entered."""

    persons: list[PersonData]
    danger: bool = False
    words: str = ""
    grounds: tuple[str, ...] = field(default_factory=tuple)

    @property
    def children(self) -> int:
        return sum(person.relation == Relation.CHILD for person in self.persons)


def made_up_iins(first_seven: str) -> Iterator[str]:
    """IINs with a right check digit for a date of birth that no living person has."""
    for serial in itertools.count(9_000):
        digits = f"{first_seven}{serial:04}"
        last = check_digit(digits)
        if last is not None:
            yield f"{digits}{last}"


class Families:
    """Makes one family after another, always the same ones for the same seed."""

    def __init__(self, *, today: date, seed: int = 192) -> None:
        self._dice = random.Random(seed)
        self._share_without_iin = 0.1
        self._today = self._found_on = today
        self._women, self._men = made_up_iins("9901012"), made_up_iins("9901011")
        self._names = itertools.cycle(LAST_NAMES)

    def next(
        self,
        *,
        children: int = 1,
        alone: bool = False,
        all_with_iin: bool = False,
        found_on: date | None = None,
        **more: object,
    ) -> MadeUpFamily:
        """A mother with children, often with a father, or one person alone.

        About every tenth person has no IIN at hand, unless all must have one. Ages are those of
        the day on which the family is found, today where none is given.
        """
        self._found_on = found_on or self._today
        self._share_without_iin = 0.0 if all_with_iin else 0.1
        name = next(self._names)
        first = self._person(name, WOMEN, woman=True, years=(24, 52), relation=Relation.SELF)
        persons = [first]
        if not alone and self._dice.random() < 0.5:
            persons.append(
                self._person(name, MEN, woman=False, years=(26, 56), relation=Relation.SPOUSE)
            )
        persons += [self._child(name) for _ in range(children)]
        return MadeUpFamily(persons, **more)  # type: ignore[arg-type]

    def _child(self, name: str) -> PersonData:
        girl = self._dice.random() < 0.5
        first_names = GIRLS if girl else BOYS
        return self._person(name, first_names, woman=girl, years=(1, 16), relation=Relation.CHILD)

    def _person(
        self, name: str, first_names: tuple[str, ...], *, woman: bool, years: tuple[int, int],
        relation: Relation,
    ) -> PersonData:  # fmt: skip
        born = date(self._found_on.year - self._dice.randint(*years), self._dice.randint(1, 12), 11)
        without = self._dice.random() < self._share_without_iin
        return PersonData(
            last_name=name + ("а" if woman else ""),
            first_name=self._dice.choice(first_names),
            patronymic="Ойданқызы" if woman else "Ойданұлы",
            iin="" if without else next(self._women if woman else self._men),
            iin_absent=Person.IinAbsent.DOCUMENTS_LOST if without else "",
            birth_date=born,
            sex=Person.Sex.FEMALE if woman else Person.Sex.MALE,
            relation=relation,
        )
