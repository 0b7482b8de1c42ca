"""Registration: a case opens at detection (R1), nobody is entered twice, relapse is linked (R4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scopes
from accounts.encryption import keyed_hashes
from accounts.errors import Invalid
from accounts.models import User
from accounts.transitions import log_creation
from agencies.models import Centre, Territory
from cases import deadlines, search
from cases.models import Case, CaseCounter, CaseGround, Family, FamilyMember, Ground, Person
from cases.permissions import can_register
from cases.search import Known
from cases.states import OPEN
from cases.workflow.checks import once, past_day, require
from cases.workflow.family import join, refresh
from cases.workflow.people import NeedsConfirmation, PersonData, check_person, find_or_make


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What is entered of a case; the first of `persons` is the one the case is named after."""

    persons: Sequence[PersonData]
    source: str
    detected_on: date
    territory: Territory
    source_detail: str = ""
    danger: bool = False
    situation: str = ""
    address: str = ""
    grounds: Iterable[Ground] = ()


def register(
    centre: Centre,
    *,
    by: User,
    now: datetime,
    new: NewCase,
    token: UUID | None = None,
    confirmed: bool = False,
    route: str = "register",
) -> Case:
    """Open a case on the day of detection (R1, clauses 1 and 2); `by` is responsible for it.

    Starts the term of the primary assessment, or the urgent one where life or health is in
    danger, and the guardianship notice where a child is (settings). A person whose IIN this
    Centre knows is that person, never a second row. An earlier case of one of the persons, here
    or (by the exact IIN, which is asked and logged) elsewhere, makes this one a relapse (R4).

    Raises `NotAllowed`; `Invalid` with the field, "persons-<n>-<name>" for the persons;
    `NeedsConfirmation` for what is unusual, such as an open case at another Centre;
    `SomebodyWasFirst` where the form of this token was sent before.
    """
    require(can_register(by, centre))
    check_new_case(new, today=timezone.localdate(now), confirmed=confirmed)
    elsewhere = ask_elsewhere(new, centre=centre, by=by, route=route)
    if not confirmed:
        doubt_elsewhere(elsewhere, new)
    return enter(
        centre, by=by, now=now, new=new, token=token, confirmed=confirmed, elsewhere=elsewhere
    )


def check_new_case(new: NewCase, *, today: date, confirmed: bool) -> None:
    """Everything that can be said of the input without looking at other rows."""
    past_day(new.detected_on, today=today, field="detected_on")
    if new.source not in Case.Source.values:
        raise Invalid(_("Choose where the case comes from."), field="source")
    if not new.persons:
        raise Invalid(_("Enter at least one person."), field="persons")
    for number, data in enumerate(new.persons):
        prefix = f"persons-{number}-"
        if not data.known:
            check_person(data, today=today, confirmed=confirmed, prefix=prefix)
        known = data.relation in FamilyMember.Relation.values
        if not known or (data.relation == FamilyMember.Relation.SELF) != (number == 0):
            raise Invalid(_("Choose the relation to the first person."), field=f"{prefix}relation")
    _check_repeated([data.iin.strip() for data in new.persons])


def _check_repeated(iins: list[str]) -> None:
    for number, iin in enumerate(iins):
        if iin and iin in iins[:number]:
            message = _("This IIN stands in the form twice.")
            raise Invalid(message, field=f"persons-{number}-iin")


def ask_elsewhere(new: NewCase, *, centre: Centre, by: User, route: str) -> list[Known]:
    """The country-wide question for each IIN of the form; logged even when nothing follows."""
    iins = [data.iin for data in new.persons if data.iin.strip()]
    reason = "registration"
    return search.whereabouts(iins, by=by, route=route, reason=reason, besides=centre.pk)


def doubt_elsewhere(elsewhere: Sequence[Known], new: NewCase) -> None:
    for known in elsewhere:
        if known.is_open:
            message = _("A case is open at another Centre: %(centre)s. Ask it for the transfer.")
            raise NeedsConfirmation(
                message % {"centre": known.centre_name}, field=_field_of(known, new)
            )


def _field_of(known: Known, new: NewCase) -> str:
    hashes = [keyed_hashes(data.iin.strip()) for data in new.persons]
    number = next(n for n, those in enumerate(hashes) if known.iin_hash in those)
    return f"persons-{number}-iin"


@transaction.atomic
def enter(
    centre: Centre,
    *,
    by: User,
    now: datetime,
    new: NewCase,
    elsewhere: Sequence[Known],
    token: UUID | None = None,
    confirmed: bool = False,
    with_terms: bool = True,
) -> Case:
    """Write the case of `register`, whose checks came first. The counter's row keeps two apart.

    `with_terms=False` is for an existing case that comes in as recognised: its terms have passed.
    """
    today = timezone.localdate(now)
    number = next_number(centre, year=today.year)
    persons = _persons(new, centre=centre, confirmed=confirmed)
    _refuse_second_open_case(persons, centre=centre, confirmed=confirmed)
    previous_id = _earlier_case(persons, elsewhere)
    family = _family_of(persons[0], centre=centre)
    with once():
        case = Case.objects.create(
            centre=centre,
            number=number,
            family=family,
            state=Case.State.DETECTED,
            source=new.source,
            source_detail=new.source_detail.strip(),
            detected_on=new.detected_on,
            danger=new.danger,
            situation=new.situation.strip(),
            territory=new.territory,
            address=new.address.strip(),
            responsible=by,
            previous_id=previous_id,
            token=token,
        )
    for person, data in zip(persons, new.persons, strict=True):
        join(family, person, relation=data.relation, on=new.detected_on)
    refresh(case, today=today)
    add_grounds(case, new.grounds, by=by, on=today)
    log_creation(case, "register", by=by, now=now)
    if with_terms:
        deadlines.start_assessment(case)
        deadlines.start_guardianship_notice(case, on=case.detected_on)
    return case


def next_number(centre: Centre, *, year: int) -> str:
    """ "SEM-2026-00042"; whoever else registers at this Centre waits until the commit."""
    row, _made = CaseCounter.objects.get_or_create(centre=centre, year=year)
    CaseCounter.objects.filter(pk=row.pk).update(last=F("last") + 1)
    row.refresh_from_db()
    return f"{centre.code}-{year}-{row.last:05}"


def add_grounds(case: Case, grounds: Iterable[Ground], *, by: User, on: date) -> None:
    """Grounds that the case does not rest on yet (R3)."""
    for ground in grounds:
        CaseGround.objects.get_or_create(
            case=case, ground=ground, defaults={"added_on": on, "added_by": by}
        )


def _persons(new: NewCase, *, centre: Centre, confirmed: bool) -> list[Person]:
    found: list[Person] = []
    for number, data in enumerate(new.persons):
        prefix = f"persons-{number}-"
        person = find_or_make(data, centre=centre, confirmed=confirmed, prefix=prefix)
        if person in found:
            message = _("This person stands in the form twice.")
            raise Invalid(message, field=f"{prefix}last_name")
        found.append(person)
    return found


def _refuse_second_open_case(persons: Sequence[Person], *, centre: Centre, confirmed: bool) -> None:
    """The first person has one open case at a time; of the others a second family is a doubt."""
    for number, person in enumerate(persons):
        case = _open_case_of(person, centre=centre)
        if case is None or (number and confirmed):
            continue
        kind = NeedsConfirmation if number else Invalid
        message = _("%(name)s is in an open case already: %(number)s.")
        raise kind(
            message % {"name": person.full_name, "number": case.number},
            field=f"persons-{number}-last_name",
        )


def _open_case_of(person: Person, *, centre: Centre) -> Case | None:
    current = FamilyMember.objects.filter(person=person, left_on=None).values("family_id")
    return Case.objects.filter(centre=centre, state__in=OPEN, family_id__in=current).first()


def _earlier_case(persons: Sequence[Person], elsewhere: Sequence[Known]) -> int | None:
    """The newest closed case of one of the persons, here before elsewhere.

    A case that was not recognised or was a mistake is none that one can fall back from.
    """
    families = FamilyMember.objects.filter(person__in=persons).values("family_id")
    closed = Case.objects.exclude(closed_on=None).exclude(closure=Case.Closure.MISTAKE)
    here = closed.filter(family_id__in=families)
    there = closed.filter(pk__in=[known.case_id for known in elsewhere if known.case_id])
    return _newest(here) or _newest_elsewhere(there)


def _newest(cases: QuerySet[Case]) -> int | None:
    return cases.order_by("-closed_on", "-id").values_list("id", flat=True).first()


@scopes.within(scopes.IIN_QUESTION)
def _newest_elsewhere(cases: QuerySet[Case]) -> int | None:
    """Of the cases that the logged question named."""
    return _newest(cases)


def _family_of(first: Person, *, centre: Centre) -> Family:
    """The family that this person stands first in, or a new one."""
    known = Family.objects.filter(
        centre=centre,
        memberships__person=first,
        memberships__relation=FamilyMember.Relation.SELF,
        memberships__left_on=None,
    )
    return known.order_by("-id").first() or Family.objects.create(centre=centre)
