"""Numbers inside a Russian sentence: which form of the noun, dates and quarters in words.

The last two digits choose between 1 случай, 2 случая and 5 случаев; after a number with a fraction
the noun stands in the genitive singular, 12,5 процента.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Final, NamedTuple

from accounts.figures import ROMAN_QUARTERS, figures
from regulations.quarters import Quarter


class Case(Enum):
    NOMINATIVE = auto()
    GENITIVE = auto()
    DATIVE = auto()
    ACCUSATIVE = auto()
    INSTRUMENTAL = auto()
    PREPOSITIONAL = auto()


class Noun(NamedTuple):
    """The forms after 1, after 2 (the genitive singular) and after 5: случай, случая, случаев.

    A noun with an adjective is counted only in whole numbers: 2 рабочих дня, 2,5 рабочего дня.
    """

    one: str
    few: str
    many: str


PERCENT: Final = Noun("процент", "процента", "процентов")

_MONTHS: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_QUARTER: Final[Mapping[Case, str]] = {
    Case.NOMINATIVE: "квартал",
    Case.GENITIVE: "квартала",
    Case.DATIVE: "кварталу",
    Case.ACCUSATIVE: "квартал",
    Case.INSTRUMENTAL: "кварталом",
    Case.PREPOSITIONAL: "квартале",
}


def form(n: int | Decimal, noun: Noun) -> str:
    """The form of the noun that goes with the number; a fraction counts as it is written, 12,0."""
    if "," in figures(n):
        return noun.few
    tens, units = divmod(abs(int(n)) % 100, 10)
    if tens == 1 or units == 0 or units > 4:
        return noun.many
    return noun.one if units == 1 else noun.few


def counted(n: int | Decimal, noun: Noun) -> str:
    """A number with its noun: "1 случай", "1 022 случая", "12,5 процента"."""
    return f"{figures(n)} {form(n, noun)}"


def day(value: date) -> str:
    """A date: "31 декабря 2026 года", the same after every preposition (до, от, с)."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year} года"


def quarter(value: Quarter, case: Case = Case.NOMINATIVE) -> str:
    """A quarter: "III квартал 2026 года"; after "в" the prepositional, "III квартале 2026 года"."""
    return f"{ROMAN_QUARTERS[value.number - 1]} {_QUARTER[case]} {value.year} года"
