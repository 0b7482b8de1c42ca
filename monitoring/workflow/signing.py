"""Signing freezes a conclusion; it is sent to the authorised body, received, corrected (R22, R23).

Counted again, written down as canonical JSON, and held by a trigger of the database: what was
signed can be read and printed again as it was, whatever becomes of the records.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst, WrongState
from accounts.models import User
from accounts.roles import Role
from accounts.transitions import check
from accounts.transitions import transition as move
from agencies import deadlines as terms
from agencies import settings
from agencies.models import Membership
from monitoring.filing import post_files
from monitoring.models import (
    Conclusion,
    FollowUp,
    Monitoring,
    QuarterDeadline,
    Recommendation,
    Sentence,
    Shortcoming,
)
from monitoring.permissions import can_correct
from monitoring.snapshot import canonical, seen_of, taken_from
from monitoring.states import EVER_SIGNED
from monitoring.workflow import drafting
from monitoring.workflow.opening import TERM, tell
from monitoring.workflow.unnamed import check_unnamed


class FiguresMoved(Refused):
    """The records changed since the draft was counted: it is to be looked at again."""


class TextMoved(Refused):
    """Somebody changed the text while it was being read: it is to be read again."""


def _hold(conclusion: Conclusion) -> None:
    """One verb at a time on the quarter; `NotAllowed` for whoever does not reach it."""
    rows = Monitoring.objects.select_for_update().filter(pk=conclusion.monitoring_id)
    if rows.first() is None or not Conclusion.objects.filter(pk=conclusion.pk).exists():
        raise NotAllowed


@transaction.atomic
def sign(conclusion: Conclusion, *, by: User, now: datetime, seen: str) -> None:
    """Sign the conclusion of a quarter: figures, records behind them and text are frozen (R22).

    `seen` tells what the head looked at (`snapshot.seen_of`): where somebody has changed the text
    since, `TextMoved` is raised, where the records give other figures now, `FiguresMoved`, and
    nothing changes. A correction takes the place of what it corrects, and is sent at once where
    that had been sent: nobody is left with a conclusion that is in force no more. Meets the term
    for the conclusion (a setting); its files are made and kept by a worker. Raises `Refused` where
    a shortcoming has no recommendation or an earlier recommendation no answer, `WrongState`,
    `NotAllowed`, `SomebodyWasFirst`.
    """
    _hold(conclusion)
    conclusion.lock()
    check(conclusion, "sign", by=by)
    _count_what_was_seen(conclusion, seen, now=now)
    check(conclusion, "sign", by=by)
    old = _replace_what_is_in_force(conclusion, by=by, now=now)
    today = timezone.localdate(now)
    text = canonical(taken_from(conclusion, signed_by=by, signed_on=today))
    move(
        conclusion,
        "sign",
        by=by,
        now=now,
        snapshot=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        signed_by=by,
        signed_on=today,
    )
    owed = QuarterDeadline.objects.filter(monitoring=conclusion.monitoring, term=TERM)
    terms.meet(owed, on=today)
    post_files(conclusion, now=now)
    if old and old.sent_at:
        send(conclusion, by=by, now=now)


def _count_what_was_seen(conclusion: Conclusion, looked_at: str, *, now: datetime) -> None:
    """Count for the last time; what is frozen is what was looked at."""
    if seen_of(conclusion) != looked_at:
        raise TextMoved(_("The text changed since you opened this page. Read it again, then sign."))
    drafting.recount(conclusion, now=now)
    if seen_of(conclusion) != looked_at:
        raise FiguresMoved(
            _("The records changed since the figures were counted. Count again and look at them.")
        )


def _replace_what_is_in_force(
    conclusion: Conclusion, *, by: User, now: datetime
) -> Conclusion | None:
    old = Conclusion.objects.in_force().filter(monitoring=conclusion.monitoring_id).first()
    if old:
        move(old, "replace", by=by, now=now, reason=conclusion.change_reason)
        _keep_answers(old, conclusion)
    return old


def _keep_answers(old: Conclusion, new: Conclusion) -> None:
    """What drafts of later quarters say of a recommendation, they say of it as corrected.

    What the correction no longer recommends needs no answer.
    """
    now_as = {row.root_id: row.pk for row in Recommendation.objects.filter(conclusion=new)}
    answers = FollowUp.objects.filter(recommendation__conclusion=old)
    for draft in Conclusion.objects.filter(
        pk__in=answers.values("conclusion"), state=Conclusion.State.DRAFT
    ).order_by("pk"):
        draft.lock()
        if draft.is_draft:
            for row in answers.filter(conclusion=draft).select_related("recommendation"):
                pk = now_as.get(row.recommendation.root_id)
                _answer_of(row, pk)


def _answer_of(row: FollowUp, recommendation_id: int | None) -> None:
    if recommendation_id is None:
        row.delete()
    else:
        row.recommendation_id = recommendation_id
        row.save(update_fields=["recommendation"])


@transaction.atomic
def send(conclusion: Conclusion, *, by: User, now: datetime) -> None:
    """Send a signed conclusion to the authorised body (clause 14 para 2, R23).

    It has happened when the entry of the inbox is committed; the digest of the day tells of it. The
    region gets a copy where the setting says so. Raises `WrongState`, `NotAllowed`,
    `SomebodyWasFirst`.
    """
    move(conclusion, "send_conclusion", by=by, now=now, sent_at=now)
    staff = Membership.objects.current(timezone.localdate(now))
    readers = staff.filter(role=Role.AUTHORISED_BODY)
    if settings.value("conclusion_copy_to_region"):
        region = conclusion.monitoring.centre.region_id
        readers = readers | staff.filter(role=Role.REGIONAL_MANAGER, region=region)
    tell(
        readers.values_list("user", flat=True),
        conclusion.monitoring,
        "conclusion_sent",
        now=now,
        key=f"-{conclusion.version}",
    )


@transaction.atomic
def receive(conclusion: Conclusion, *, by: User, now: datetime, number: str = "") -> None:
    """The authorised body confirms the receipt, with its incoming number where it gives one (R23).

    Raises `WrongState`, `NotAllowed`, `SomebodyWasFirst`.
    """
    move(
        conclusion,
        "receive",
        by=by,
        now=now,
        received_on=timezone.localdate(now),
        received_by=by,
        receipt_number=number.strip()[:60],
    )


@transaction.atomic
def correct(conclusion: Conclusion, *, reason: str, by: User, now: datetime) -> Conclusion:
    """Begin a correction of a signed conclusion: the next version, with a reason (R22).

    What the Centre wrote is taken over; the signed version stands until the correction is signed.
    Raises `NotAllowed`, `Invalid` for: reason, `SomebodyWasFirst` where one is begun already.
    """
    _hold(conclusion)
    conclusion.refresh_from_db()
    if not can_correct(by, conclusion):
        raise NotAllowed
    if not reason.strip():
        raise Invalid(_("Say why it is corrected."), field="reason")
    check_unnamed(reason=reason)
    versions = Conclusion.objects.filter(monitoring=conclusion.monitoring_id)
    if versions.filter(state=Conclusion.State.DRAFT).exists():
        raise SomebodyWasFirst
    draft = drafting.draft(
        conclusion.monitoring,
        now=now,
        by=by,
        version=versions.count() + 1,
        change_reason=reason.strip(),
    )
    _take_over(conclusion, draft)
    return draft


@transaction.atomic
def drop_correction(conclusion: Conclusion, *, reason: str, by: User, now: datetime) -> None:
    """Drop a correction that was begun by mistake, with a reason (R22).

    What it was to correct stays in force as it is; row, reason and number stay, and a later
    correction takes the next number. Raises `NotAllowed`, `Invalid` for: reason, `WrongState` for
    what is signed or dropped, `Refused` for a first version.
    """
    _hold(conclusion)
    conclusion.lock()
    if conclusion.state in EVER_SIGNED:
        raise WrongState(_("This version is signed. What was signed is corrected, never dropped."))
    check(conclusion, "drop_correction", by=by)
    if not reason.strip():
        raise Invalid(_("Say why the correction is dropped."), field="reason")
    move(conclusion, "drop_correction", by=by, now=now, reason=reason.strip())


def _take_over(old: Conclusion, new: Conclusion) -> None:
    """Edited texts, decisions on shortcomings, recommendations, and what became of earlier ones."""
    for row in Sentence.objects.filter(conclusion=old):
        Sentence.objects.filter(conclusion=new, code=row.code).update(
            text_kk=row.text_kk,
            text_ru=row.text_ru,
            edited_by=row.edited_by,
            edited_values=row.edited_values,
            left_out=row.left_out,
        )
    named = {
        row.pk: _copied_shortcoming(row, new) for row in Shortcoming.objects.filter(conclusion=old)
    }
    Recommendation.objects.filter(shortcoming__in=named.values()).delete()
    for advice in Recommendation.objects.filter(conclusion=old):
        advice.shortcoming = named.get(advice.shortcoming_id or 0)
        advice.origin_id = advice.root_id
        advice.pk, advice.conclusion, advice.token = None, new, None
        advice.save(force_insert=True)
    for answer in FollowUp.objects.filter(conclusion=old):
        answer.pk, answer.conclusion = None, new
        answer.save(force_insert=True)


def _copied_shortcoming(row: Shortcoming, new: Conclusion) -> Shortcoming:
    """The same shortcoming in the new version: found there as well, or kept as the Centre's own."""
    there = Shortcoming.objects.filter(conclusion=new, measure=row.measure, key=row.key).first()
    if there is None:
        row.pk, row.conclusion, row.threshold = None, new, None
        row.save(force_insert=True)
        return row
    there.text_kk, there.text_ru, there.dropped = row.text_kk, row.text_ru, row.dropped
    there.edited_by, there.edited_value = row.edited_by, row.edited_value
    there.save()
    return there
