"""Numbers inside a Kazakh sentence: the endings of numerals, dates, quarters and percentages.

An ending is chosen by the word that is heard last, whatever is written: 17 is "он жеті", so 17-сі.
Two things decide. Vowel harmony: back or front after the last vowel of that word. Assimilation:
the ending begins as the last sound asks, after a vowel, after м н ң, after another voiced sound,
after з ж, after a voiceless one; final б в г д are heard voiceless (миллиардқа), and у counts as a
consonant (елуді, елуі).

The spelling: an ending joins Arabic figures by a hyphen (6-ға). The hyphen alone stands for the
suffix of an ordinal before its noun (3-тоқсан); a Roman numeral takes none (III тоқсан), nor does
the day before its month or the year before "жыл". After a numeral the noun stays singular: 124
іс-шара, never іс-шаралар. A decimal is written with its unit, and the unit takes the ending; the
sign % is read "пайыз" (12,5 %-ы), whatever the figures before it.

Nothing here declines a noun at large: final қ к п would have to soften, and borrowed words have
rules of their own. A text holds its nouns in the case that it needs.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from accounts.figures import ROMAN_QUARTERS, figures, percent_sign
from regulations.quarters import Quarter


class Case(Enum):
    """The cases, and the adjective made of the locative (31 желтоқсандағы)."""

    NOMINATIVE = auto()
    GENITIVE = auto()
    DATIVE = auto()
    ACCUSATIVE = auto()
    LOCATIVE = auto()
    ABLATIVE = auto()
    INSTRUMENTAL = auto()
    ATTRIBUTIVE = auto()


#: The first number that is too great to be read here.
LIMIT: Final = 10**12

_ZERO: Final = "нөл"
_UNITS: Final = ("бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_TENS: Final = (
    *("он", "жиырма", "отыз", "қырық", "елу"),
    *("алпыс", "жетпіс", "сексен", "тоқсан"),
)
_HUNDRED: Final = "жүз"
_GREAT: Final = ("мың", "миллион", "миллиард")
#: Beyond seven there are no collective numerals. 6 is "алтауы", but is written 6-уы.
_COLLECTIVE: Final = ("еуі", "еуі", "еуі", "еуі", "еуі", "уы", "еуі")

_MONTHS: Final = (
    *("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым"),
    *("шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"),
)
_YEAR: Final = "жыл"
_QUARTER: Final = "тоқсан"
_PERCENT: Final = "пайыз"
_LEVEL: Final = "деңгей"

# у and и are of either kind; the vowel before them tells.
_BACK: Final = frozenset("аоұыя")
_FRONT: Final = frozenset("әеөүіэ")
_VOWELS: Final = _BACK | _FRONT
_TO_FRONT: Final = str.maketrans("аығқ", "еігк")

_NASAL: Final = frozenset("мнң")
_BUZZING: Final = frozenset("зж")
_VOICELESS: Final = frozenset("бвгдкқпстфхһцчшщ")

# As they are after a back vowel: after a vowel, м н ң, another voiced sound, з ж, a voiceless one.
# The instrumental knows no harmony.
_PLAIN: Final[Mapping[Case, tuple[str, str, str, str, str]]] = {
    Case.NOMINATIVE: ("", "", "", "", ""),
    Case.GENITIVE: ("ның", "ның", "дың", "дың", "тың"),
    Case.DATIVE: ("ға", "ға", "ға", "ға", "қа"),
    Case.ACCUSATIVE: ("ны", "ды", "ды", "ды", "ты"),
    Case.LOCATIVE: ("да", "да", "да", "да", "та"),
    Case.ABLATIVE: ("дан", "нан", "дан", "дан", "тан"),
    Case.INSTRUMENTAL: ("мен", "мен", "мен", "бен", "пен"),
    Case.ATTRIBUTIVE: ("дағы", "дағы", "дағы", "дағы", "тағы"),
}
# After the possessive of the third person, which always ends in a vowel.
_POSSESSED: Final[Mapping[Case, str]] = {
    Case.NOMINATIVE: "",
    Case.GENITIVE: "ның",
    Case.DATIVE: "на",
    Case.ACCUSATIVE: "н",
    Case.LOCATIVE: "нда",
    Case.ABLATIVE: "нан",
    Case.INSTRUMENTAL: "мен",
    Case.ATTRIBUTIVE: "ндағы",
}


def with_ending(n: int, case: Case, *, possessive: bool = False) -> str:
    """A whole number in a case: 45-тен; possessive, "of them": 45-інен.

    ValueError below nought and from `LIMIT` on.
    """
    return _joined(figures(n), _ending(last_word(n), case, possessive=possessive))


def of_them(n: int, case: Case = Case.NOMINATIVE) -> str:
    """So many of those named before: 5-еуі, 17-сі, 40-ының.

    One to seven are collective (бесеуі), all others possessive, compounds of one to seven too. Of
    nought a sentence says "ешқайсысы" with a negative verb rather than 0-і. ValueError as above.
    """
    if not 1 <= n <= len(_COLLECTIVE):
        return with_ending(n, case, possessive=True)
    stem = _COLLECTIVE[n - 1]
    return _joined(figures(n), stem + _harmonised(_POSSESSED[case], to=stem))


def ordinal(n: int) -> str:
    """An ordinal that no noun follows: 3-ші, 10-шы; before a noun write 3-тоқсан."""
    return _joined(figures(n), _harmonised("шы", to=last_word(n)))


def day(value: date, case: Case = Case.NOMINATIVE, *, year: bool = True) -> str:
    """A date: "2026 жылғы 31 желтоқсанға"; without its year "31 желтоқсанға"."""
    shown = f"{value.day} {_declined(_MONTHS[value.month - 1], case)}"
    return f"{value.year} {_YEAR}ғы {shown}" if year else shown


def quarter(value: Quarter, case: Case = Case.NOMINATIVE, *, roman: bool = True) -> str:
    """A quarter: "2026 жылғы III тоқсанда", or "2026 жылғы 3-тоқсанда"."""
    number = f"{ROMAN_QUARTERS[value.number - 1]} " if roman else f"{value.number}-"
    return f"{value.year} {_YEAR}ғы {number}{_declined(_QUARTER, case)}"


def year(value: int, case: Case = Case.NOMINATIVE, *, possessive: bool = False) -> str:
    """A year: "2026 жылдың"; the possessive nominative says when, "2026 жылы"."""
    return f"{value} {_declined(_YEAR, case, possessive=possessive)}"


def percent(
    value: int | Decimal,
    case: Case = Case.NOMINATIVE,
    *,
    possessive: bool = False,
    sign: bool = True,
) -> str:
    """A share: "12,5 %-ға", possessive "12,5 %-ына"; without the sign "12,5 пайызға"."""
    if not sign:
        return f"{figures(value)} {_declined(_PERCENT, case, possessive=possessive)}"
    return _joined(percent_sign(value), _ending(_PERCENT, case, possessive=possessive))


def level(letter: str, case: Case = Case.NOMINATIVE) -> str:
    """A level named by a letter: "A деңгейінен", "B деңгейіне"."""
    return f"{letter} {_declined(_LEVEL, case, possessive=True)}"


def last_word(n: int) -> str:
    """The word heard last when the number is read: 17 "жеті", 1 500 "жүз", 20 000 "мың"."""
    if not 0 <= n < LIMIT:
        raise ValueError(f"not a number that is read here: {n}")
    if not n:
        return _ZERO
    power = 0
    while not n % 1000:
        n, power = n // 1000, power + 1
    if power:
        return _GREAT[power - 1]
    return _last_below_thousand(n % 1000)


def _last_below_thousand(n: int) -> str:
    tens, units = divmod(n % 100, 10)
    if units:
        return _UNITS[units - 1]
    return _TENS[tens - 1] if tens else _HUNDRED


def _declined(noun: str, case: Case, *, possessive: bool = False) -> str:
    return noun + _ending(noun, case, possessive=possessive)


def _ending(word: str, case: Case, *, possessive: bool) -> str:
    """What follows the word, without a hyphen; "" for the bare nominative."""
    if not possessive:
        return _harmonised(_PLAIN[case][_sound(word[-1])], to=word)
    stem = "сы" if word[-1] in _VOWELS else "ы"
    return _harmonised(stem + _POSSESSED[case], to=word)


def _sound(letter: str) -> int:
    """The column of `_PLAIN`."""
    if letter in _VOWELS:
        return 0
    if letter in _NASAL:
        return 1
    if letter in _BUZZING:
        return 3
    return 4 if letter in _VOICELESS else 2


def _harmonised(ending: str, *, to: str) -> str:
    vowel = next(letter for letter in reversed(to) if letter in _VOWELS)
    return ending.translate(_TO_FRONT) if vowel in _FRONT else ending


def _joined(shown: str, ending: str) -> str:
    return f"{shown}-{ending}" if ending else shown
