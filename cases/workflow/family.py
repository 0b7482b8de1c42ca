"""Who belongs to the family of a case, kept up to date while the case is open (R1, R11)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scopes
from accounts.encryption import keyed_hashes
from accounts.errors import Invalid, SomebodyWasFirst
from accounts.models import User
from cases import deadlines
from cases.models import Case, Family, FamilyMember, Person
from cases.models.cases import age
from cases.models.people import ADULT_AGE
from cases.permissions import can_work_on
from cases.signals import case_changed
from cases.states import OPEN
from cases.workflow.checks import lock_open, log_event, past_day, require
from cases.workflow.people import PersonData, check_person, find_or_make, untold

Relation = FamilyMember.Relation


@transaction.atomic
def add_member(
    case: Case,
    *,
    by: User,
    now: datetime,
    person: PersonData,
    joined_on: date | None = None,
    confirmed: bool = False,
) -> FamilyMember:
    """Add a person to the family of an open case (R1); a child in danger starts the notice (R11).

    Raises `Invalid`, `NeedsConfirmation`, `WrongState`, `NotAllowed`.
    """
    require(can_work_on(by, case))
    lock_open(case)
    today = timezone.localdate(now)
    if person.relation not in Relation.values or person.relation == Relation.SELF:
        raise Invalid(_("Choose the relation to the first person."), field="relation")
    if joined_on:
        past_day(joined_on, today=today, field="joined_on")
    if not person.known:
        check_person(person, today=today, confirmed=confirmed)
    found = find_or_make(person, centre=case.centre, confirmed=confirmed)
    if case.family.memberships.filter(person=found, left_on=None).exists():
        raise Invalid(_("This person is in the family already."), field="last_name")
    member = join(case.family, found, relation=person.relation, on=joined_on or today)
    log_event(case, "add_member", by=by, now=now, person=found.pk)
    refresh_family(case.family, today=today)
    case.refresh_from_db()
    deadlines.start_guardianship_notice(case, on=today)
    return member


@transaction.atomic
def member_left(
    case: Case, *, by: User, now: datetime, member: FamilyMember, left_on: date
) -> None:
    """A person belongs to the family no more; the row stays, with the day.

    The first person stays as long as the case. Raises `Invalid`, `WrongState`, `NotAllowed`,
    `SomebodyWasFirst` where the person had left already.
    """
    require(can_work_on(by, case) and member.family_id == case.family_id)
    lock_open(case)
    today = timezone.localdate(now)
    past_day(left_on, today=today, field="left_on")
    if member.relation == Relation.SELF:
        raise Invalid(_("The case is named after this person."), field="left_on")
    if member.joined_on and left_on < member.joined_on:
        raise Invalid(_("This day is before the person joined the family."), field="left_on")
    if not FamilyMember.objects.filter(pk=member.pk, left_on=None).update(left_on=left_on):
        raise SomebodyWasFirst
    log_event(case, "member_left", by=by, now=now, person=member.person_id)
    refresh_family(case.family, today=today)
    case.refresh_from_db()


@transaction.atomic
def correct_person(
    case: Case,
    *,
    by: User,
    now: datetime,
    person: Person,
    data: PersonData,
    confirmed: bool = False,
) -> None:
    """Correct what is entered of a member of the family; the log names the columns changed.

    An IIN that another person of this Centre carries is refused. Raises `Invalid`,
    `NeedsConfirmation`, `WrongState`, `NotAllowed`.
    """
    member = case.family.memberships.filter(person=person, left_on=None).exists()
    require(can_work_on(by, case) and member)
    lock_open(case)
    today = timezone.localdate(now)
    check_person(replace(data, known=None), today=today, confirmed=confirmed)
    values = data.columns()
    _refuse_iin_of_another(person, values["iin"])
    changed = [name for name, value in values.items() if _stored(person, name) != value]
    for name in changed:
        setattr(person, name, values[name])
    with untold(person_field="iin"):
        person.save()
    names = sorted(set(changed) - {"iin_hash"})
    log_event(case, "correct_person", by=by, now=now, person=person.pk, changed=names)
    for family in Family.objects.filter(memberships__person=person).distinct():
        refresh_family(family, today=today)
    case.refresh_from_db()
    deadlines.start_guardianship_notice(case, on=today)


def _refuse_iin_of_another(person: Person, iin: str) -> None:
    of_centre = Person.objects.filter(centre_id=person.centre_id)
    others = of_centre.filter(iin_hash__in=keyed_hashes(iin)).exclude(pk=person.pk)
    if iin and others.exists():
        raise Invalid(_("Another person of your Centre has this IIN."), field="iin")


def _stored(person: Person, name: str) -> object:
    value = getattr(person, name)
    return bytes(value) if isinstance(value, memoryview) else value


def join(family: Family, person: Person, *, relation: str, on: date) -> FamilyMember:
    """Make the person a member; who is one already stays as they are."""
    member, _made = FamilyMember.objects.get_or_create(
        family=family,
        person=person,
        left_on=None,
        defaults={"relation": relation, "joined_on": on},
    )
    return member


def is_child(person: Person, relation: str, *, today: date) -> bool:
    """Under eighteen; where nobody knows the birth date, a child or ward by relation (R11)."""
    years = age(person.birth_date, today)
    if years is None:
        return relation in (Relation.CHILD, Relation.WARD)
    return years < ADULT_AGE and not person.died_on


def current_members(family: Family) -> Sequence[FamilyMember]:
    return list(family.memberships.filter(left_on=None).select_related("person"))


def refresh_family(family: Family, *, today: date) -> None:
    """Bring the open cases of a family into line with it."""
    for case in Case.objects.filter(family=family, state__in=OPEN):
        refresh(case, today=today)


def refresh(case: Case, *, today: date) -> None:
    """Name and children of a case follow its family, and open terms follow the case."""
    members = current_members(case.family)
    first = next(m.person for m in members if m.relation == Relation.SELF)
    case.first_person_name = first.full_name
    case.with_children = any(is_child(m.person, m.relation, today=today) for m in members)
    case.save(update_fields=["first_person_name", "with_children"])
    deadlines.follow(case)
    case_changed.send(sender=Case, case=case)


def children_grew_up(*, today: date) -> int:
    """Cases whose last child has turned eighteen are none with children; returns how many.

    For a daily task. Looks at all who turned eighteen within about a year, so that missed days
    are made good; `refresh` says exactly.
    """
    latest = today - ADULT_AGE * timedelta(days=365)
    born = (latest - timedelta(days=400), latest)
    families = FamilyMember.objects.filter(person__birth_date__range=born).values("family_id")
    cases = list(
        Case.objects.filter(family_id__in=families, with_children=True, state__in=OPEN).order_by(
            "id"
        )
    )
    for case in cases:
        with transaction.atomic():
            scopes.work_on(case.pk)
            refresh(case, today=today)
    return sum(not case.with_children for case in cases)
