"""A case goes to another Centre or ends: the parts that touch no plan (R13, R25).

The verbs for users that touch a plan too stand in the app above; they call `close_case` and
`move_case` inside their own transaction.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scopes
from accounts.errors import Invalid, Refused, SomebodyWasFirst
from accounts.models import User
from accounts.transitions import check, log_creation, transition
from agencies.models import Centre
from cases import deadlines
from cases.models import Case, Family, FamilyMember, Person, Seal, Transfer
from cases.permissions import can_work_on
from cases.states import OPEN
from cases.workflow.checks import (
    lock_case,
    lock_open,
    log_event,
    require,
    since_detection,
    text_given,
)
from cases.workflow.family import refresh
from cases.workflow.people import with_iin
from cases.workflow.sealing import seal_of


@transaction.atomic
def begin_support(case: Case, *, by: User, now: datetime) -> None:
    """A recognised case is supported from the approval of its plan on (clause 8).

    Raises `WrongState`, `NotAllowed`, `SomebodyWasFirst`.
    """
    transition(case, "begin_support", by=by, now=now)


@transaction.atomic
def ask_transfer(
    case: Case, *, by: User, now: datetime, to_centre: Centre, reason: str
) -> Transfer:
    """Ask another Centre to take the case over (R13); it owes a decision within a term (setting).

    Until then the case stays where it is. Raises `Invalid`, `Refused` where a transfer is asked
    already, `WrongState`, `NotAllowed`.
    """
    require(can_work_on(by, case))
    lock_open(case)
    today = timezone.localdate(now)
    if to_centre.pk == case.centre_id:
        raise Invalid(_("The case is at this Centre already."), field="to_centre")
    if to_centre.closed_on and to_centre.closed_on <= today:
        raise Invalid(_("This Centre is closed."), field="to_centre")
    reason = text_given(reason, field="reason")
    if seal_of(case):
        raise Refused(_("The case is under seal. Unseal it before it moves to another Centre."))
    transfer = _open_transfer(case, by=by, to_centre=to_centre, reason=reason, on=today)
    log_creation(transfer, "ask_transfer", by=by, now=now)
    deadlines.start_transfer_decision(transfer)
    return transfer


def _open_transfer(case: Case, *, by: User, to_centre: Centre, reason: str, on: date) -> Transfer:
    try:
        with transaction.atomic():
            return Transfer.objects.create(
                case=case,
                from_centre_id=case.centre_id,
                to_centre=to_centre,
                state=Transfer.State.ASKED,
                reason=reason,
                asked_by=by,
                asked_on=on,
            )
    except IntegrityError as error:
        raise Refused(_("A transfer of this case is asked already.")) from error


@transaction.atomic
def withdraw_transfer(transfer: Transfer, *, by: User, now: datetime) -> None:
    """The Centre that asked takes the transfer back; the decision is owed no more (R13).

    Raises `WrongState`, `NotAllowed`, `SomebodyWasFirst`.
    """
    lock_case(transfer.case)
    transition(transfer, "withdraw_transfer", by=by, now=now)
    deadlines.end(transfer.case, deadlines.TRANSFER, on=timezone.localdate(now))


def withdraw_open_transfer(case: Case, *, by: User, now: datetime) -> None:
    """A case that ends goes nowhere."""
    transfer = case.transfers.filter(state=Transfer.State.ASKED).first()
    if transfer:
        withdraw_transfer(transfer, by=by, now=now)


@transaction.atomic
def close_case(
    case: Case,
    verb: str,
    *,
    by: User,
    now: datetime,
    closure: str,
    reason: str,
    on: date | None = None,
) -> None:
    """End a case by `find_exit` (R25, clause 3(6)) or `terminate`, for a reason.

    `on` is the day of the exit or the end (today). Exit is a finding of its own: closure "exit"
    goes with `find_exit` and with nothing else. Open terms of the case end, a transfer asked is
    taken back. The plan is the caller's. Raises `Invalid`, `WrongState`, `NotAllowed`,
    `SomebodyWasFirst`.
    """
    check(case, verb, by=by)
    today = timezone.localdate(now)
    day = on or today
    since_detection(case, day, today=today, field="on")
    reason = text_given(reason, field="reason")
    is_exit = verb == "find_exit"
    if closure not in Case.Closure.values or (closure == Case.Closure.EXIT) != is_exit:
        raise Invalid(_("Choose why the case ends."), field="closure")
    changes: dict[str, Any] = {"closed_on": day, "closure": closure}
    if is_exit:
        changes |= {"exit_on": day, "exit_reason": reason}
    transition(case, verb, by=by, now=now, reason=reason, **changes)
    withdraw_open_transfer(case, by=by, now=now)
    deadlines.end(case, on=today)


@transaction.atomic
def move_case(
    case: Case, *, to_centre: Centre, responsible: User, by: User, now: datetime
) -> dict[int, int]:
    """Move case, family, persons and open terms to another Centre (R13, clause 7(4)).

    For the verb that accepts a transfer, which moves the plan. A person whom the Centre knows by
    the IIN becomes that person: the result maps old person ids to those that now stand in the
    family, so that the plan can follow. The number stays. Raises `SomebodyWasFirst`, `Refused`
    where the first person has an open case at that Centre already.
    """
    from_centre_id = case.centre_id
    scopes.work_on(case.pk)
    moved = Case.objects.filter(pk=case.pk, centre_id=from_centre_id)
    if not moved.update(centre=to_centre, responsible=responsible):
        raise SomebodyWasFirst
    case.centre, case.responsible = to_centre, responsible
    with scopes.within(scopes.TRANSFER):
        case.family = _own_family(case, to_centre=to_centre)
        case.save(update_fields=["family"])
        merged = _move_persons(case.family, to_centre=to_centre)
    _refuse_second_open_case(case)
    log_event(
        case,
        "move",
        by=by,
        now=now,
        clause="7(4)",
        from_centre=from_centre_id,
        to_centre=to_centre.pk,
    )
    refresh(case, today=timezone.localdate(now))
    return merged


def _refuse_second_open_case(case: Case) -> None:
    """The first person has one open case at a time at a Centre, as at registration."""
    first = case.family.memberships.get(relation=FamilyMember.Relation.SELF, left_on=None)
    theirs = FamilyMember.objects.filter(person=first.person_id, left_on=None)
    others = Case.objects.filter(centre=case.centre_id, state__in=OPEN).exclude(pk=case.pk)
    open_case = others.filter(family__in=theirs.values("family")).first()
    if open_case:
        message = _("%(name)s is in an open case already: %(number)s.")
        words = {"name": first.person.full_name, "number": open_case.number}
        raise Refused(message % words)


def _own_family(case: Case, *, to_centre: Centre) -> Family:
    """The family goes along, unless earlier cases that stay behind are about it: then a copy."""
    family: Family = case.family
    if not Case.objects.filter(family=family).exclude(pk=case.pk).exists():
        family.centre = to_centre
        family.save(update_fields=["centre"])
        return family
    copy = Family.objects.create(centre=to_centre)
    for member in family.memberships.filter(left_on=None):
        member.pk, member.family = None, copy
        member.save(force_insert=True)
    return copy


def _move_persons(family: Family, *, to_centre: Centre) -> dict[int, int]:
    merged: dict[int, int] = {}
    for member in family.memberships.select_related("person"):
        person = member.person
        known = _same_person(person, centre=to_centre)
        if known and Seal.objects.open().filter(case__family__memberships__person=known).exists():
            raise Refused(_("This family cannot be taken over now. Ask the head of the Centre."))
        if known:
            merged[person.pk] = known.pk
            FamilyMember.objects.filter(pk=member.pk).update(person=known)
        elif person.centre_id != to_centre.pk:
            Person.objects.filter(pk=person.pk).update(centre=to_centre)
    return merged


def _same_person(person: Person, *, centre: Centre) -> Person | None:
    if person.iin_hash is None or person.centre_id == centre.pk:
        return None
    return with_iin(person.iin, centre=centre)
