"""Sealing a case, naming who may see it, unsealing, and opening a seal for a reason (R12)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notices, scopes
from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst
from accounts.models import User
from accounts.roles import CENTRE_ROLES, Role
from agencies import settings
from agencies.offices import offices
from cases.models import Case, Family, Seal, SealReader, Transfer
from cases.permissions import can_seal
from cases.workflow.checks import lock_case, log_event, require, text_given


def seal_of(case: Case) -> Seal | None:
    """The seal that closes a case: its own, or that of another case of the family."""
    return Seal.objects.open().filter(case__family=case.family_id).order_by("pk").first()


def is_named(row: Seal, user: User) -> bool:
    """Whether a seal names somebody, without an end."""
    return row.readers.filter(user=user, removed_at=None, until=None).exists()


def readers_now(row: Seal, *, now: datetime) -> QuerySet[SealReader]:
    """Who may see a sealed case at a moment: those named, then those who opened it for a reason."""
    named = row.readers.filter(Q(until=None) | Q(until__gt=now), removed_at=None)
    return named.select_related("user").order_by(F("until").asc(nulls_first=True), "pk")


@transaction.atomic
def seal(
    case: Case,
    *,
    by: User,
    now: datetime,
    ground: str,
    reason: str,
    readers: Collection[User],
    agencies_see: bool,
) -> Seal:
    """Close a case to all but those named; whoever seals it and holds it are among them.

    With `agencies_see` the agencies go on with what was sent to them. Every other case of the
    family is closed with it. Raises `NotAllowed`, `SomebodyWasFirst` where it is sealed already,
    or `Invalid` for: ground, reason, readers.
    """
    require(can_seal(by, case))
    lock_case(case)
    # One seal closes the whole family: two heads do not seal two of its cases at once.
    Family.objects.select_for_update(no_key=True).get(pk=case.family_id)
    if case.transfers.filter(state=Transfer.State.ASKED).exists():
        raise Refused(_("A transfer of this case is asked. Take it back before you seal the case."))
    if ground not in Seal.Ground.values:
        raise Invalid(_("Choose one of the answers."), field="ground")
    reason = text_given(reason, field="reason")
    named = {by, *readers}
    _check_readers(case, named, now=now)
    if seal_of(case):
        raise SomebodyWasFirst
    try:
        with transaction.atomic():
            row = Seal.objects.create(
                case=case, ground=ground, agencies_see=agencies_see, sealed_at=now
            )
    except IntegrityError:
        raise SomebodyWasFirst from None
    SealReader.objects.bulk_create(SealReader(seal=row, user=user) for user in named)
    log_event(case, "seal", by=by, now=now, reason=reason, ground=ground, readers=_ids(named))
    return row


@transaction.atomic
def name_readers(case: Case, *, by: User, now: datetime, readers: Collection[User]) -> None:
    """Say anew who may see a sealed case; who is not named any more sees it no more.

    So does whoever had opened it for a reason. The others are told. Raises `NotAllowed`, `Refused`
    where it is not sealed, or `Invalid` for: readers.
    """
    require(can_seal(by, case))
    lock_case(case)
    row = _sealed_and_named(case, by, now=now)
    named = {by, *readers}
    _check_readers(case, named, now=now)
    _tell(case, row, "seal_changed", by=by, now=now)
    there = set(_named(row).values_list("user_id", flat=True))
    row.readers.filter(removed_at=None).exclude(user__in=named).update(removed_at=now)
    SealReader.objects.bulk_create(
        SealReader(seal=row, user=user) for user in named if user.pk not in there
    )
    log_event(case, "name_readers", by=by, now=now, readers=_ids(named))


@transaction.atomic
def unseal(case: Case, *, by: User, now: datetime, reason: str) -> None:
    """Open a case to all whom it concerns; those named are told, and why stands in its log.

    Raises `NotAllowed`, `Refused` where it is not sealed, or `Invalid` for: reason.
    """
    require(can_seal(by, case))
    lock_case(case)
    row, reason = _sealed_and_named(case, by, now=now), text_given(reason, field="reason")
    _tell(case, row, "seal_changed", by=by, now=now)
    if not Seal.objects.open().filter(pk=row.pk).update(lifted_at=now):
        raise SomebodyWasFirst
    log_event(case, "unseal", by=by, now=now, reason=reason)


@transaction.atomic
def break_glass(number: str, *, by: User, now: datetime, reason: str) -> Case:
    """Show a sealed case to a head of its Centre for some hours (setting), for a stated reason.

    Those named are told, and it stands in the log of the case. Whether there is such a case is
    not told to anybody else. Raises `NotAllowed`, or `Invalid` for: number, reason.
    """
    headed = [m.centre_id for m in offices(by).memberships if m.role == Role.HEAD and m.centre_id]
    if not headed:
        raise NotAllowed
    reason = text_given(reason, field="reason")
    with scopes.within(scopes.BREAK_GLASS):
        found = Case.objects.filter(number=number.strip(), centre__in=headed)
        case = found.select_for_update(of=("self",)).first()
        row = seal_of(case) if case else None
        if case is None or row is None:
            message = _("No case under seal has this number at your Centre.")
            raise Invalid(message, field="number")
        until = now + timedelta(hours=int(settings.value("opened_seal_hours")))
        SealReader.objects.create(seal=row, user=by, until=until)
        log_event(case, "break_glass", by=by, now=now, reason=reason, until=until.isoformat())
        _tell(case, row, "seal_opened", by=by, now=now)
    return case


def _named(row: Seal) -> QuerySet[SealReader]:
    return row.readers.filter(removed_at=None, until=None)


def _tell(case: Case, row: Seal, kind: str, *, by: User, now: datetime) -> None:
    """A notice to all others who are named."""
    users = _named(row).exclude(user=by).values_list("user_id", flat=True)
    notices.tell(
        users,
        kind,
        key=f"seal-{row.pk}-{by.pk}-{now.isoformat(timespec='minutes')}",
        payload={"case": case.pk},
        on=timezone.localdate(now),
    )


def _sealed(case: Case) -> Seal:
    row = seal_of(case)
    if row is None:
        raise Refused(_("This case is not under seal."))
    return row


def _sealed_and_named(case: Case, by: User, *, now: datetime) -> Seal:
    """The seal, to somebody whom it names; who opened it for a reason only reads.

    Unless nobody whom it names is at the Centre any more.
    """
    row, today = _sealed(case), timezone.localdate(now)
    named = [reader.user for reader in _named(row).select_related("user")]
    left = any(CENTRE_ROLES & offices(u, today=today).at_centre(case.centre_id) for u in named)
    if by not in named and left:
        raise NotAllowed(_("Only those named may change who sees the case."))
    return row


def _check_readers(case: Case, named: Collection[User], *, now: datetime) -> None:
    """All work at the Centre, and whoever holds the case sees it."""
    today = timezone.localdate(now)
    for user in named:
        if not CENTRE_ROLES & offices(user, today=today).at_centre(case.centre_id):
            raise Invalid(
                _("%(name)s does not work at your Centre today.") % {"name": user.full_name},
                field="readers",
            )
    if case.responsible_id not in {user.pk for user in named}:
        message = _("Whoever is responsible for the case must see it. Hand it over first.")
        raise Invalid(message, field="readers")


def _ids(users: Collection[User]) -> list[int]:
    return sorted(user.pk for user in users)
