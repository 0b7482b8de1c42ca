"""What is written down in a case: visits, notes, files, danger, notices, who is responsible."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused, SomebodyWasFirst
from accounts.models import User
from accounts.roles import CENTRE_ROLES
from agencies.models import Agency
from agencies.offices import offices
from cases import deadlines
from cases.files import check_file, safe_name
from cases.models import Case, Note, StoredFile, Visit, VisitParticipant
from cases.permissions import can_hand_over, can_work_on
from cases.signals import case_changed
from cases.workflow.checks import (
    lock_case,
    lock_open,
    log_event,
    once,
    past_day,
    require,
    since_detection,
    text_given,
)
from cases.workflow.sealing import is_named, seal_of


@dataclass(frozen=True, kw_only=True)
class VisitData:
    """What is entered of a visit; `participants` are names with the body they come from, if any."""

    visited_on: date
    by_mobile_group: bool = True
    arrived_at: time | None = None
    left_at: time | None = None
    arrival_missing: str = ""
    findings: str = ""
    findings_missing: str = ""
    participants: Sequence[tuple[str, Agency | None]] = ()


@transaction.atomic
def record_visit(
    case: Case, *, by: User, now: datetime, visit: VisitData, token: UUID | None = None
) -> Visit:
    """Enter a visit to the family (R1): who came from which body, when, what they found.

    A missing arrival or finding needs its reason. Raises `Invalid`, `WrongState`, `NotAllowed`,
    `SomebodyWasFirst`.
    """
    require(can_work_on(by, case))
    lock_open(case)
    _check_visit(visit, today=timezone.localdate(now))
    with once():
        row = Visit.objects.create(
            case=case,
            visited_on=visit.visited_on,
            by_mobile_group=visit.by_mobile_group,
            arrived_at=visit.arrived_at,
            left_at=visit.left_at,
            arrival_missing="" if visit.arrived_at else visit.arrival_missing,
            findings=visit.findings.strip(),
            findings_missing="" if visit.findings.strip() else visit.findings_missing,
            entered_by=by,
            entered_at=now,
            token=token,
        )
    for name, agency in visit.participants:
        VisitParticipant.objects.create(visit=row, name=name.strip(), agency=agency)
    log_event(case, "record_visit", by=by, now=now, visit=row.pk)
    return row


def _check_visit(visit: VisitData, *, today: date) -> None:
    past_day(visit.visited_on, today=today, field="visited_on")
    if not visit.arrived_at and visit.arrival_missing not in Visit.Missing.values:
        raise Invalid(_("Enter the time, or say why it is missing."), field="arrived_at")
    if not visit.findings.strip() and visit.findings_missing not in Visit.Missing.values:
        raise Invalid(_("Enter the findings, or say why there are none."), field="findings")
    if visit.arrived_at and visit.left_at and visit.left_at < visit.arrived_at:
        raise Invalid(_("The departure is before the arrival."), field="left_at")
    if not all(name.strip() for name, _agency in visit.participants):
        raise Invalid(_("Enter the name of each who came."), field="participants")


@transaction.atomic
def add_note(case: Case, *, by: User, now: datetime, text: str, token: UUID | None = None) -> Note:
    """Write a note that only the Centre's staff read, whatever the case's state (R12).

    Raises `Invalid`, `NotAllowed`, `SomebodyWasFirst`, `Anonymised`.
    """
    require(can_work_on(by, case))
    lock_case(case)
    text = text_given(text, field="text")
    with once():
        return Note.objects.create(case=case, text=text, by=by, at=now, token=token)


@transaction.atomic
def add_file(
    case: Case, *, by: User, now: datetime, file: "File[bytes]", token: UUID | None = None
) -> StoredFile:
    """Keep a file with the case, whatever its state; its type is told by its content (R12).

    On disk it has a random name. Raises `Invalid`, `NotAllowed`, `SomebodyWasFirst`, `Anonymised`.
    """
    require(can_work_on(by, case))
    lock_case(case)
    return store_file(case, by=by, now=now, file=file, token=token)


def store_file(
    case: Case, *, by: User, now: datetime, file: "File[bytes]", token: UUID | None = None
) -> StoredFile:
    """Check and keep a file, inside the transaction of a verb that knows that `by` may add it."""
    kind = check_file(file)
    name = safe_name(file.name or "", kind)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    row = StoredFile(case=case, name=name, kind=kind.mime_type, size=file.size or 0, sha256=digest)
    row.by, row.at, row.token = by, now, token
    row.content.save(f"{uuid4().hex}.{kind.extension}", file, save=False)
    try:
        with once():
            row.save(force_insert=True)
    except Exception:  # of a row that is not there nobody would remove the file
        row.content.delete(save=False)
        raise
    return row


@transaction.atomic
def report_danger(case: Case, *, by: User, now: datetime, reason: str) -> None:
    """Life or health is found to be in danger after registration.

    An open primary assessment becomes an urgent one; a child in danger starts the guardianship
    notice (R11). Raises `Invalid`, `Refused`, `WrongState`, `NotAllowed`.
    """
    require(can_work_on(by, case))
    lock_open(case)
    reason = text_given(reason, field="reason")
    if not Case.objects.filter(pk=case.pk, danger=False).update(danger=True):
        raise Refused(_("The danger is reported already."))
    case.danger = True
    today = timezone.localdate(now)
    log_event(case, "report_danger", by=by, now=now, reason=reason)
    deadlines.hasten_assessment(case, on=today)
    deadlines.start_guardianship_notice(case, on=today)


@transaction.atomic
def notify_guardianship(
    case: Case, *, by: User, now: datetime, to_whom: str, sent_on: date
) -> None:
    """Record that the guardianship body was told of a child in danger; meets the notice (R11).

    Raises `Invalid`, `Refused` where no notice is owed, `WrongState`, `NotAllowed`.
    """
    require(can_work_on(by, case))
    lock_open(case)
    since_detection(case, sent_on, today=timezone.localdate(now), field="sent_on")
    to_whom = text_given(to_whom, field="to_whom")
    if not deadlines.meet(case, deadlines.GUARDIANSHIP, on=sent_on):
        raise Refused(_("No notice to the guardianship body is owed in this case."))
    log_event(case, "notify_guardianship", by=by, now=now, reason=to_whom)


@transaction.atomic
def hand_over(case: Case, *, by: User, now: datetime, to: User, reason: str = "") -> None:
    """Make another member of the Centre's staff responsible; open terms follow (R10).

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SomebodyWasFirst`.
    """
    require(can_hand_over(by, case))
    lock_open(case)
    today = timezone.localdate(now)
    if not CENTRE_ROLES & offices(to, today=today).at_centre(case.centre_id):
        raise Invalid(_("This person does not work at your Centre today."), field="to")
    row = seal_of(case)
    if row and not is_named(row, to):
        raise Invalid(_("Name this person first among those who see the case."), field="to")
    old = case.responsible_id
    if to.pk == old:
        raise Invalid(_("This person holds the case already."), field="to")
    if not Case.objects.filter(pk=case.pk, responsible_id=old).update(responsible=to):
        raise SomebodyWasFirst
    case.responsible = to
    deadlines.follow(case)
    case_changed.send(sender=Case, case=case)
    log_event(
        case, "hand_over", by=by, now=now, reason=reason.strip(), from_user=old, to_user=to.pk
    )
