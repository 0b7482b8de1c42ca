"""A closed case whose period of keeping is over is anonymised (R12, clause 7(3))."""

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import scopes
from accounts.encryption import keyed_hashes
from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst
from accounts.models import OutboxMessage, SentMail, User
from accounts.outbox import handler, post
from agencies import settings
from cases import erasing, parting
from cases.keeping import with_end
from cases.models import Case, Erasure, Person, StoredFile
from cases.permissions import can_erase
from cases.workflow.checks import log_event
from monitoring.forgetting.hindrances import PERIOD, hindrances
from plans.models import Dispatch
from plans.workflow.turns import take_turn

KIND: Final = "remove_files"


@transaction.atomic
def erase(case: Case, *, by: User, now: datetime, number: str, reason: str) -> Erasure:
    """Leave of a case what figures count, and nothing of the family; by an act with a number.

    Emptied are names, IIN, addresses, telephones and every text of the case, its plans, reports,
    visits and notes; its files and mails are removed. Dates, codes, states, terms and the log
    stay. Who is in another case that is kept keeps the name there. Raises `NotAllowed`,
    `SomebodyWasFirst` where it was done before, `Refused` with the reason why not (a period, a
    seal, an unsigned quarter, something open), or `Invalid` for: number, reason.
    """
    if not can_erase(by, case):
        raise NotAllowed
    take_turn(case.pk, at=case.centre_id)
    case.refresh_from_db()
    if case.erased_at:
        raise SomebodyWasFirst
    for why_not in hindrances(case, today=timezone.localdate(now)):
        raise Refused(why_not)
    number, reason = _given(number, field="number"), _given(reason, field="reason")
    with scopes.within(scopes.ERASING.of_centre(case.centre_id)):
        counts = _empty(with_end(Case.objects.filter(pk=case.pk)).get(), now=now)
        act = _act(case, by=by, now=now, number=number, reason=reason, counts=counts)
        log_event(case, "erase", by=by, now=now, act=number)
        if not Case.objects.kept().filter(pk=case.pk).update(erased_at=now):
            raise SomebodyWasFirst
    return act


def _given(text: str, *, field: str) -> str:
    most: int = Erasure._meta.get_field(field).max_length  # type: ignore[union-attr, assignment]
    if not text.strip():
        raise Invalid(_("Fill this in."), field=field)
    if len(text.strip()) > most:
        raise Invalid(_("This is too long."), field=field)
    return text.strip()


def _empty(case: Case, *, now: datetime) -> dict[str, int]:
    """Persons and links first: what is emptied then finds nobody to name."""
    today = timezone.localdate(now)
    persons = parting.persons_of(case)
    left_behind = _left_behind(persons)
    shared = parting.kept_elsewhere(case, persons)
    parting.part(case, shared, today=today)
    left = persons - set(shared) | left_behind
    erasing.anonymise(Person.objects.filter(pk__in=left), today=today)
    # Of whom another case is kept is not told: that one may be under seal.
    counts = {"persons": len(persons)}
    files = erasing.remove_files(case)
    if files:
        post(KIND, key=f"files-of-case-{case.pk}", payload={"names": files}, now=now)
    counts["files"], counts["mails"] = len(files), _remove_mails(case)
    counts["records"] = erasing.empty(case)
    return counts


def _left_behind(persons: set[int]) -> set[int]:
    """Rows of the same persons in no record; a Centre that gave a case away keeps them (R13)."""
    iins = Person.objects.filter(pk__in=persons).exclude(iin="").values_list("iin", flat=True)
    hashes = {found for iin in iins for found in keyed_hashes(iin)}
    with scopes.within(scopes.ERASING):  # here the database shows none else
        rows = Person.objects.filter(iin_hash__in=hashes, memberships=None, plan_items=None)
        return set(rows.values_list("pk", flat=True))


def _remove_mails(case: Case) -> int:
    """Mails that told an agency of its part: what was kept of them, and what they were made of."""
    of_case = Dispatch.objects.filter(plan__case=case, mail__isnull=False).values("mail")
    messages = OutboxMessage.objects.filter(pk__in=of_case)
    sent = [proof.get("message_id", "") for proof in messages.values_list("proof", flat=True)]
    SentMail.objects.filter(message_id__in=filter(None, sent)).delete()
    undelivered = messages.filter(delivered_at=None, given_up_at=None)
    if undelivered.exists():
        raise Refused(_("A mail of this case has not left yet. Try again later."))
    return messages.update(payload={}, proof={}, last_error="")


def _act(
    case: Case, *, by: User, now: datetime, number: str, reason: str, counts: dict[str, int]
) -> Erasure:
    kept = settings.kept(PERIOD)
    assert kept is not None
    try:
        with transaction.atomic():
            return Erasure.objects.create(
                case=case,
                centre_id=case.centre_id,
                number=number,
                reason=reason,
                by=by,
                at=now,
                years=kept.number,
                source=kept.source,
                counts=counts,
            )
    except IntegrityError as error:
        if "number_once" not in str(error):
            raise SomebodyWasFirst from error
        raise Invalid(_("Another act of your Centre has this number."), field="number") from error


@handler(KIND)
def remove_stored(message: OutboxMessage) -> dict[str, Any]:
    """Remove files from the storage once the erasure is committed; gone already is as good."""
    storage = StoredFile._meta.get_field("content").storage
    for name in message.payload["names"]:
        storage.delete(name)
    return {"removed": len(message.payload["names"])}
