"""What may be told to somebody of a text that somebody else may stand in."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from unicodedata import normalize

from cases.models import Case, FamilyMember, Person
from cases.names import fold

#: A word of a name is found in its declined forms by its beginning: all but so many letters, and
#: so many at least.
ENDING: Final = 2
SHORTEST: Final = 4
#: A shorter word is found without its last vowel, with an ending of so many letters at most.
SHORT_ENDING: Final = 3
#: By so many last digits an IIN or a telephone is known again: +7 701 … and 8 701 … are one number.
NUMBER: Final = 10
#: How names end that lose a vowel when they are declined: Павел, Павла.
FLEETING: Final = ("ел", "ев", "ец", "ов")
#: What stands unseen in a word: soft hyphens, marks of stress, letters without width.
UNSEEN: Final = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff]")
#: Where words are written together: СправкаОмаровой.pdf.
JOINED: Final = re.compile("(?<=[а-яёәғқңөұүһіa-z])(?=[А-ЯЁӘҒҚҢӨҰҮҺІA-Z])")
VOWELS: Final = "аеиоуыюя"


class Veil:
    """Keeps back texts that name another member of a family, or who told of it.

    What is written of several persons is kept back as a whole: nobody can tell by program whom
    each sentence is about. A name that two members share is a name of the other one too.
    """

    def __init__(self, person: Person, cases: Iterable[Case]) -> None:
        self.cases: Sequence[Case] = list(cases)
        families = {case.family_id for case in self.cases}
        members = list(FamilyMember.objects.filter(family__in=families).select_related("person"))
        others = [m.person for m in members if m.person_id != person.pk]
        self.left = _left([m for m in members if m.person_id == person.pk])
        self.shared = {m.family_id for m in members if m.person_id != person.pk}
        own = set(_words(person.full_name))
        told_by = [_informant(case.source_detail) for case in self.cases]
        names = set(_words(" ".join(other.full_name for other in others)))
        names = names.union(*(words for words in told_by if words - own))  # not who came by oneself
        self.known_by = [re.compile(_forms(word)) for word in sorted(names)]
        numbers = {_digits(number) for other in others for number in (other.iin, other.phone)}
        self.numbers = numbers - {"", _digits(person.iin), _digits(person.phone)}

    @property
    def told(self) -> list[Case]:
        """The cases that may be told of: none that began when the person had left."""
        return [case for case in self.cases if case.detected_on <= self.until(case)]

    def given(self, text: str, *, alone: bool) -> str | None:
        """The text where it is of this person alone and names nobody else; None: kept back."""
        if not text:
            return ""
        return text if alone and not self._names_others(text) else None

    def _names_others(self, text: str) -> bool:
        digits = _digits(text, last=None)
        if any(number in digits for number in self.numbers):
            return True
        return any(form.match(word) for word in _words(text) for form in self.known_by)

    def until(self, case: Case) -> date:
        """To which day the case is this person's: somebody who left is told nothing of later."""
        return self.left.get(case.family_id, date.max)

    def has_left(self, case: Case) -> bool:
        return case.family_id in self.left

    def is_alone(self, case: Case) -> bool:
        """Whether the family of the case never was more than this person, who still is in it."""
        return case.family_id not in self.shared and not self.has_left(case)


def by(day: date | None, until: date) -> date | None:
    """A day where it is not later than another."""
    return day if day and day <= until else None


def _left(own: Sequence[FamilyMember]) -> dict[int, date]:
    """On which day somebody last left each family in which they are no longer."""
    there = {m.family_id for m in own if m.left_on is None}
    left: dict[int, date] = {}
    for m in own:
        if m.left_on and m.family_id not in there:
            left[m.family_id] = max(m.left_on, left.get(m.family_id, m.left_on))
    return left


def _digits(text: str, *, last: int | None = NUMBER) -> str:
    """The digits of a text, or the last ones, however they are set apart."""
    found = "".join(re.findall(r"\d", text))
    return found[-last:] if last else found


def _words(text: str) -> list[str]:
    """Also those that stand in names of files, between numbers and low lines."""
    plain = UNSEEN.sub("", normalize("NFC", text))
    return re.findall(r"[^\W\d_]+", fold(JOINED.sub(" ", plain)))


def _informant(text: str) -> set[str]:
    """Of a short word only one that begins as a name does: the others stand in every text."""
    said = re.findall(r"[^\W\d_]{3,}", normalize("NFC", text))
    names = (word for word in said if len(word) >= SHORTEST or word[0].isupper())
    return set(_words(" ".join(names)))


def _forms(word: str) -> str:
    """By what a word of a name is known again, however it is declined."""
    forms = [f"{word[:-2]}{word[-1]}"] if word.endswith(FLEETING) else []
    if len(word) >= SHORTEST:
        forms.append(word[: max(SHORTEST, len(word) - ENDING)])
    if len(word) <= SHORTEST:
        stem = word[:-1] if len(word) > ENDING and word[-1] in "аяи" else word
        declined = len(word) > ENDING or word[-1] not in VOWELS
        forms.append(rf"{stem}\w{{0,{SHORT_ENDING}}}$" if declined else f"{word}$")
    return "|".join(forms)
