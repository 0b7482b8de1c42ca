"""What may be told to somebody of a text that somebody else may stand in."""

from collections.abc import Iterable

from cases.models import Case, FamilyMember, Person


class Veil:
    """Keeps back texts that name another member of a family, or who told of it.

    What is written of several persons is kept back as a whole: nobody can tell by program whom
    each sentence is about.
    """

    def __init__(self, person: Person, cases: Iterable[Case]) -> None:
        families = {case.family_id for case in cases}
        members = FamilyMember.objects.filter(family__in=families).select_related("person")
        others = [m.person for m in members.order_by("pk") if m.person_id != person.pk]
        own = _words(person)
        self.hidden = {word for other in others for word in _words(other)} - own
        self.hidden |= {case.source_detail.strip().casefold() for case in cases} - {""}
        self.alone = {
            family
            for family in families
            if all(m.person_id == person.pk for m in members if m.family_id == family)
        }

    def given(self, text: str, *, alone: bool) -> str | None:
        """The text where it is of this person alone and names nobody else; None: kept back."""
        if not text:
            return ""
        folded = text.casefold()
        return text if alone and not any(word in folded for word in self.hidden) else None

    def is_alone(self, case: Case) -> bool:
        """Whether the family of the case never was more than this person."""
        return case.family_id in self.alone


def _words(person: Person) -> set[str]:
    values = (person.last_name, person.first_name, person.patronymic, person.iin, person.phone)
    return {value.strip().casefold() for value in values if value.strip()}
