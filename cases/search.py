"""Finding a person before anybody is entered twice (R1), and no more than that (R12).

Within one's own Centre by exact IIN or by a name spelled somehow; across the country only the
one logged question: is this exact IIN known, and at which Centre.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramWordDistance
from django.db.models import Q
from django.utils import timezone

from accounts import scopes
from accounts.encryption import keyed_hashes
from accounts.models import AccessRecord, User
from cases.models import Case, Person, Seal
from cases.models.people import PersonQuerySet
from cases.names import fold
from cases.states import OPEN

#: A list of namesakes longer than this is of no help; the name must be given more fully.
MOST_FOUND = 20
#: How far a name may be from what was typed, from 0 (the same) to 1; a letter left out in a short
#: name is 0.46.
FARTHEST = 0.5


@dataclass(frozen=True)
class Known:
    """Where an IIN is known: the answer names the Centre and whether a case is open, no more."""

    centre_id: int
    centre_name: str
    is_open: bool
    case_id: int | None
    iin_hash: bytes


def by_iin(iin: str, *, by: User) -> PersonQuerySet:
    """The person with exactly this IIN among those of the user's Centres."""
    return Person.objects.visible_to(by).filter(iin_hash__in=keyed_hashes(iin.strip()))


def by_name(name: str, *, by: User, birth_date: date | None = None) -> PersonQuerySet:
    """Persons of the user's Centres with a name like this one, the likest first.

    Kazakh and Russian spellings count as one; a part of the name is enough. A birth date keeps
    those born on that day and those whose birth date nobody knows.
    """
    apart = TrigramWordDistance(fold(name), "folded_name")
    found = Person.objects.visible_to(by).filter(erased_on=None)
    found = found.annotate(apart=apart).filter(apart__lte=FARTHEST)
    if birth_date:
        found = found.filter(Q(birth_date=birth_date) | Q(birth_date=None))
    return found.order_by("apart", "id")[:MOST_FOUND]


def whereabouts(
    iins: Iterable[str], *, by: User, route: str, reason: str, besides: int
) -> list[Known]:
    """Ask the country whether exact IINs are known outside one Centre (`besides`), and log it.

    The one question that crosses Centres (clause 7(3)): for transfer and relapse. Of a family under
    seal it tells nothing. Every asking is
    a row of the access log, found or not; the heads of the Centres named see it on their cases.
    Call it outside the transaction of a verb, or a refused verb takes the log row with it. The row
    bears the moment at which it is written, as all of that log: an import began long before.
    """
    hashes = [one for iin in iins if iin.strip() for one in keyed_hashes(iin.strip())]
    if not hashes:
        return []
    with scopes.within(scopes.IIN_QUESTION):
        under_seal = Seal.objects.open().values("case__family")
        persons = Person.objects.filter(iin_hash__in=hashes).exclude(centre_id=besides)
        persons = persons.exclude(memberships__family__in=under_seal)
        rows = list(persons.select_related("centre").order_by("id"))
        cases = _newest_cases(rows)
    AccessRecord.objects.create(
        user=by,
        at=timezone.now(),
        route=route,
        subject="iin_question",
        record_ids=[person.pk for person in rows],
        case_ids=sorted(case.pk for case in cases.values()),
        reason=reason,
    )
    return [_known(person, cases.get(person.pk)) for person in rows]


def _newest_cases(persons: list[Person]) -> dict[int, Case]:
    """For each person the newest case of the Centre that knows them."""
    of_persons = Case.objects.filter(family__memberships__person__in=persons)
    pairs = of_persons.order_by("id").values_list("family__memberships__person_id", "pk")
    newest = dict(pairs)
    cases = Case.objects.in_bulk(newest.values())
    return {person_id: cases[pk] for person_id, pk in newest.items()}


def _known(person: Person, case: Case | None) -> Known:
    return Known(
        centre_id=person.centre_id,
        centre_name=person.centre.name,
        is_open=case is not None and case.state in OPEN,
        case_id=case.pk if case else None,
        iin_hash=bytes(person.iin_hash or b""),
    )
