"""The daily digest: one e-mail a person and day, instead of a mail for every term (R10, R12).

It carries what the notices point to as it stands now: number, clause, date and link, nobody's
name. What has been met since, moved, or is no longer this person's business is left out.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone, translation

from accounts import scopes
from accounts.batches import each
from accounts.mail import post_mail
from accounts.models import Notice, OutboxMessage, User
from accounts.roles import Role
from agencies import settings
from agencies.calendar import working_calendar
from agencies.models import Deadline
from agencies.offices import Offices, offices, scope_of
from monitoring import news, worklist
from monitoring.terms import TABLES, of_notice

#: The parts of a digest, in their order.
GROUPS: Final = ("late", "decisions", "today", "soon", "news")
#: Lines of a part that are written out; the page shows the others.
MOST_LINES: Final = 25


def send_digests(*, now: datetime) -> int:
    """Post to everybody with news the digest of the day; returns how many were posted.

    Only on working days, between the hours that the settings name. Each person's digest is a
    transaction of its own, so that a killed worker's rest is done by the next run; whoever has
    nothing gets nothing, and nobody gets two in a day.
    """
    if not in_hours(now):
        return 0
    today = timezone.localdate(now)
    return each(_waiting(today), lambda user_id: _send(user_id, today=today, now=now))


def in_hours(now: datetime) -> bool:
    """Whether people are written to at this moment: a working day, within the hours set."""
    moment = timezone.localtime(now)
    hours = settings.values("notices_from", "notices_until")
    if not hours["notices_from"] <= moment.time() < hours["notices_until"]:
        return False
    return working_calendar().is_working(moment.date())


def key_of(user_id: int, today: date) -> str:
    return f"digest-{user_id}-{today.isoformat()}"


def _waiting(today: date) -> list[int]:
    """Who has notices that no digest carried, and had no digest on this day."""
    key = Concat(
        Value("digest-"), Cast(OuterRef("pk"), CharField()), Value(f"-{today.isoformat()}")
    )
    news = Notice.objects.filter(recipient=OuterRef("pk"), digest=None)
    people = User.objects.filter(Exists(news), is_active=True)
    people = people.exclude(Exists(OutboxMessage.objects.filter(key=key)))
    return list(people.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _send(user_id: int, *, today: date, now: datetime) -> bool:
    """Whoever holds the person's row writes the digest; another run passes by."""
    people = User.objects.select_for_update(skip_locked=True, no_key=True)
    user = people.filter(pk=user_id, is_active=True).first()
    key = key_of(user_id, today)
    if user is None or OutboxMessage.objects.filter(key=key).exists():
        return False
    notices = Notice.objects.filter(recipient=user, digest=None)
    seen = list(notices.order_by("pk"))
    taken = Notice.objects.filter(pk__in=[row.pk for row in seen])
    with scopes.within(scope_of(user)):
        groups = _groups(user, seen, today=today)
    if not groups:
        taken.delete()
        return False
    context = {"day": today.isoformat(), "groups": groups}
    message = post_mail(
        "digest", to=user.email, language=user.language, context=context, key=key, now=now
    )
    taken.update(digest=message)
    return True


def _groups(user: User, seen: Iterable[Notice], *, today: date) -> list[dict[str, Any]]:
    held = offices(user, today=today)
    parts: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    parts["news"] = list(_news(user, seen))
    for deadline in _still_owed(row.payload for row in seen):
        line = _line(deadline, held)
        if line:
            parts[_group(deadline, held, today=today)].append(line)
    return [
        {"kind": kind, "lines": lines[:MOST_LINES], "more": max(len(lines) - MOST_LINES, 0)}
        for kind, lines in parts.items()
        if lines
    ]


def _news(user: User, seen: Iterable[Notice]) -> Iterator[dict[str, Any]]:
    """What is to be looked at in a quarter or a case, where it is still this person's business."""
    told = [row for row in seen if row.kind in (*news.KINDS, *news.OF_CASES)]
    payloads = [row.payload for row in told]
    quarters, cases = news.monitorings(user, payloads), news.cases(user, payloads)
    with translation.override(user.language):
        for row in told:
            case = cases.get(row.payload.get("case"))
            if case:
                path = news.address_of_case(row.kind, case)
                yield {"news": row.kind, "reference": case.number, "path": path}
            monitoring = quarters.get(row.payload.get("monitoring"))
            if monitoring:
                yield {
                    "news": row.kind,
                    "reference": news.reference(monitoring),
                    "path": news.address(monitoring),
                }


def _still_owed(payloads: Iterable[dict[str, Any]]) -> Iterator[Deadline]:
    """The terms that are open by the date of which the notice spoke, the earliest first."""
    wanted: dict[str, set[tuple[int, str]]] = {kind: set() for kind in TABLES}
    for payload in payloads:
        term = of_notice(payload)
        if term:
            wanted[term[0]].add((term[1], payload["due_on"]))
    found = (_open(table.rows(), wanted[kind]) for kind, table in TABLES.items())
    return iter(sorted(chain.from_iterable(found), key=lambda row: (row.due_on, row.pk)))


def _open(rows: QuerySet[Any], wanted: set[tuple[int, str]]) -> Iterator[Deadline]:
    for row in rows.filter(Deadline.OPEN, pk__in={pk for pk, _due_on in wanted}).order_by("pk"):
        if (row.pk, row.due_on.isoformat()) in wanted:
            yield row


def _group(deadline: Deadline, held: Offices, *, today: date) -> str:
    if deadline.due_on < today:
        return "late"
    if deadline.role == Role.HEAD and Role.HEAD in held.at_centre(deadline.centre_id):
        return "decisions"
    return "today" if deadline.due_on == today else "soon"


def _line(deadline: Deadline, held: Offices) -> dict[str, Any] | None:
    """One line for this reader; nothing where they have no office left that it concerns."""
    path = worklist.page_for(deadline, held)
    if not path:
        return None
    for_agency = deadline.agency_id in held.agencies
    return {
        "reference": worklist.reference(deadline, for_agency=for_agency),
        "term": deadline.term,
        "role": deadline.role,
        "owes": worklist.owes(deadline, held),
        "clause": deadline.clause,
        "due_on": deadline.due_on.isoformat(),
        "path": path,
    }
