"""Taking an anonymised case apart from persons who are in another case that is still kept (R12).

They keep their names there. In the case that is anonymised a person without a name takes their
place, so that what figures count of it stays. Where both cases fall into one quarter the person
stays in the family: there the person counts once, and two would count twice. No plan or record of
the case names the person even so, for figures do not count persons by these.
"""

from datetime import date

from cases.erasing import DASH, rows_of
from cases.keeping import with_end
from cases.models import Case, Family, FamilyMember, Person
from cases.states import OPEN
from regulations.quarters import Quarter


def persons_of(case: Case) -> set[int]:
    """Who is or was in the family of a case, and whom its records name besides."""
    found = set(FamilyMember.objects.filter(family=case.family_id).values_list("person", flat=True))
    for model, rows in rows_of(case):
        for field in model._meta.concrete_fields:
            if field.related_model is Person:
                found.update(rows.values_list(field.name, flat=True))
    return found - {None}


def kept_elsewhere(case: Case, persons: set[int]) -> dict[int, list[Case]]:
    """Of these persons those in other cases that are still kept, with these cases."""
    memberships = FamilyMember.objects.filter(person__in=persons)
    others = Case.objects.kept().exclude(pk=case.pk)
    found: dict[int, list[Case]] = {}
    for person, family in memberships.values_list("person", "family").distinct().order_by("person"):
        for other in with_end(others.filter(family=family)).order_by("pk"):
            found.setdefault(person, []).append(other)
    return found


def part(case: Case, shared: dict[int, list[Case]], *, today: date) -> None:
    """Put somebody without a name into the place of each shared person.

    Where another case of the same family is kept, this one is given a family of its own.
    """
    apart = _leaving_family(case, shared)
    for pk in sorted(shared):
        nameless = _nameless(case, pk, today=today)
        _replace(case, pk, nameless)
        if pk in apart:
            FamilyMember.objects.filter(family=case.family_id, person=pk).update(person=nameless)


def _leaving_family(case: Case, shared: dict[int, list[Case]]) -> set[int]:
    """Of the shared persons those whose place in the family somebody without a name takes."""
    apart = {pk for pk, others in shared.items() if not _in_one_quarter(case, others)}
    if Case.objects.kept().filter(family=case.family_id).exclude(pk=case.pk).exists():
        members = set(case.family.memberships.values_list("person", flat=True))
        if not members <= apart:
            return set()
        _give_own_family(case)
    return apart


def _in_one_quarter(case: Case, others: list[Case]) -> bool:
    first, last = _quarters(case)
    return any(first <= end and begin <= last for begin, end in map(_quarters, others))


def _quarters(case: Case) -> tuple[Quarter, Quarter]:
    """The first and the last quarter of a case; an open one runs until further notice."""
    ended_on: date | None = case.ended_on  # type: ignore[attr-defined]
    if ended_on is None or case.state in OPEN:
        ended_on = date.max
    return Quarter.of(case.detected_on), Quarter.of(ended_on)


def _give_own_family(case: Case) -> None:
    """A family of the same members, who still bear their names; the caller replaces them."""
    own = Family.objects.create(centre_id=case.centre_id)
    FamilyMember.objects.bulk_create(
        FamilyMember(
            family=own,
            person_id=row.person_id,
            relation=row.relation,
            joined_on=row.joined_on,
            left_on=row.left_on,
        )
        for row in case.family.memberships.order_by("pk")
    )
    Case.objects.filter(pk=case.pk).update(family=own)
    case.family = own


def _nameless(case: Case, person: int, *, today: date) -> Person:
    """A row that says of somebody only whether there was an IIN."""
    absent = Person.objects.values_list("iin_absent", flat=True).get(pk=person)
    row = Person(centre_id=case.centre_id, last_name=DASH, first_name=DASH, iin_absent=absent)
    row.created_on = row.erased_on = today
    Person.objects.bulk_create([row])  # `save` would make a name to search for
    return row


def _replace(case: Case, person: int, by: Person) -> None:
    """In whatever the records of a case say of persons."""
    for model, rows in rows_of(case):
        for field in model._meta.concrete_fields:
            if field.related_model is Person:
                ids = list(rows.filter(**{field.name: person}).values_list("pk", flat=True))
                model._base_manager.filter(pk__in=ids).update(**{field.name: by})
