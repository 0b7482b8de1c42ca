"""Traces of persons and of staff that are removed when their own period is over (R12).

Each is one statement over all rows that are past their day; without a period nothing is removed,
and a second run finds nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Notice, OutboxMessage, SentMail
from agencies import settings
from cases.models import Person
from monitoring.filing import KIND as CONCLUSION_FILES
from monitoring.models import Export, ExportTransition
from monitoring.states import ExportState
from plans.models import Dispatch

#: An export of which nothing more will come.
OVER: Final = (ExportState.EXPIRED, ExportState.FAILED)


def remove_traces(*, now: datetime) -> dict[str, int]:
    """Remove what is past its period; returns how many rows, by the setting of the period."""
    found = {}
    for key, remove in REMOVED.items():
        kept = settings.kept(key)
        if kept:
            found[key] = remove(now - timedelta(days=kept.number))
    return found


def _persons(before: datetime) -> int:
    """Who came into no case; the database shows none else in this scope."""
    alone = Person.objects.filter(memberships=None, plan_items=None)
    return _deleted(alone.filter(created_on__lt=timezone.localdate(before)))


def _sent_mail(before: datetime) -> int:
    return _deleted(SentMail.objects.filter(sent_at__lt=before))


def _messages(before: datetime) -> int:
    """But what proves a dispatch, a digest or the file of a signed conclusion."""
    old = OutboxMessage.objects.filter(created_at__lt=before)
    over = old.exclude(delivered_at=None, given_up_at=None).exclude(kind=CONCLUSION_FILES)
    proves = Exists(Dispatch.objects.filter(mail=OuterRef("pk")))
    return _deleted(
        over.exclude(proves).exclude(Exists(Notice.objects.filter(digest=OuterRef("pk"))))
    )


def _notices(before: datetime) -> int:
    return _deleted(Notice.objects.filter(created_on__lt=timezone.localdate(before)))


def _exports(before: datetime) -> int:
    old = Export.objects.filter(state__in=OVER, created_at__lt=before)
    ExportTransition.objects.filter(export__in=old).delete()
    return _deleted(old)


def _sign_ins(before: datetime) -> int:
    logs = (AccessAttempt, AccessLog, AccessFailureLog)
    return sum(_deleted(log.objects.filter(attempt_time__lt=before)) for log in logs)


def _sessions(before: datetime) -> int:
    return _deleted(Session.objects.filter(expire_date__lt=before))


def _deleted(rows: QuerySet[Any]) -> int:
    return int(rows.delete()[0])


#: By the setting of the period.
REMOVED: Final[dict[str, Callable[[datetime], int]]] = {
    "keep_persons_without_case": _persons,
    "keep_sent_mail": _sent_mail,
    # Before messages: a digest is kept as long as its notices.
    "keep_notices": _notices,
    "keep_messages": _messages,
    "keep_exports": _exports,
    "keep_sign_ins": _sign_ins,
    "keep_sessions": _sessions,
}
