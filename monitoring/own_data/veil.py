"""What may be told to somebody of a text that somebody else may stand in."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from cases.models import Case, FamilyMember, Person
from cases.names import fold

#: A word of a name is found in its declined forms by its beginning: all but so many letters, and
#: so many at least. A shorter one is found as it stands.
ENDING: Final = 2
SHORTEST: Final = 4


class Veil:
    """Keeps back texts that name another member of a family, or who told of it.

    What is written of several persons is kept back as a whole: nobody can tell by program whom
    each sentence is about.
    """

    def __init__(self, person: Person, cases: Iterable[Case]) -> None:
        cases = list(cases)
        families = {case.family_id for case in cases}
        members = FamilyMember.objects.filter(family__in=families).select_related("person")
        others = [m.person for m in members.order_by("pk") if m.person_id != person.pk]
        own = _stems(person.full_name)
        told_by = " ".join(case.source_detail for case in cases)
        self.hidden = _stems(" ".join([told_by, *(other.full_name for other in others)])) - own
        numbers = {number for other in others for number in (other.iin, other.phone)}
        self.numbers = numbers - {"", person.iin, person.phone}
        self.left = {
            m.family_id: m.left_on for m in members if m.person_id == person.pk and m.left_on
        }
        for m in members:
            if m.person_id == person.pk and m.left_on is None:
                self.left.pop(m.family_id, None)
        self.alone = {
            family
            for family in families
            if all(m.person_id == person.pk for m in members if m.family_id == family)
        }

    def given(self, text: str, *, alone: bool) -> str | None:
        """The text where it is of this person alone and names nobody else; None: kept back."""
        if not text:
            return ""
        return text if alone and not self._names_others(text) else None

    def _names_others(self, text: str) -> bool:
        if any(number in text for number in self.numbers):
            return True
        words = _words(text)
        return any(
            word.startswith(stem) if len(stem) >= SHORTEST else word == stem
            for word in words
            for stem in self.hidden
        )

    def until(self, case: Case) -> date:
        """To which day the case is this person's: somebody who left is told nothing of later."""
        return self.left.get(case.family_id) or date.max

    def is_alone(self, case: Case) -> bool:
        """Whether the family of the case never was more than this person."""
        return case.family_id in self.alone


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _stems(text: str) -> set[str]:
    """By what the words of names are known again, however they are declined."""
    return {
        word[: max(SHORTEST, len(word) - ENDING)] for word in _words(text) if not word.isdigit()
    }
