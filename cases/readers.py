"""Who looked at a family (clause 7(3), R12): what the access log tells its head, and the family."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import AccessRecord, User
from agencies.models import Membership
from agencies.ordering import KazakhOrder
from cases.models import Case

#: Rows of the log on one page.
ROWS: Final = 100
#: What the access log calls the records that show a family, of the apps above too.
SEEN: Final[Mapping[str, Promise]] = {
    "case": gettext_lazy("the case"),
    "case_list": gettext_lazy("the list of cases"),
    "person_search": gettext_lazy("a search for a person"),
    "iin_question": gettext_lazy("the question of another Centre about an IIN"),
    "file": gettext_lazy("a file"),
    "person": gettext_lazy("a person"),
    "plan": gettext_lazy("the plan"),
    "dispatch": gettext_lazy("a part of the plan"),
    "activity": gettext_lazy("an activity"),
    "extension": gettext_lazy("a request for a later date"),
    "plan_item": gettext_lazy("an activity of the plan"),
    "report": gettext_lazy("information on execution"),
    "transfer": gettext_lazy("the transfer"),
    "transfer_list": gettext_lazy("the list of transfers"),
    "register": gettext_lazy("a register"),
    "export": gettext_lazy("a file taken from a register"),
    "own_data": gettext_lazy("the data given to the person themselves"),
}


@dataclass(frozen=True)
class Reading:
    """One row of the log: who, from which office, when, what, from which address."""

    user: User
    offices: str
    at: datetime
    what: str | Promise
    address: str


@dataclass(frozen=True)
class Reader:
    """All readings of one kind by one person together."""

    user: User
    offices: str
    what: str | Promise
    times: int
    first: date
    last: date


def log_of(case: Case) -> QuerySet[AccessRecord]:
    """What the log holds about a case."""
    return AccessRecord.objects.filter(case_ids__contains=[case.pk])


def readings_of(case: Case, *, before: int | None = None) -> tuple[list[Reading], int | None]:
    """Who was shown something of this case, the newest first; and where the next page begins."""
    rows = log_of(case).select_related("user").order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before else rows)[: ROWS + 1])
    shown = found[:ROWS]
    known = _memberships(row.user_id for row in shown)
    readings = [
        Reading(
            user=row.user,
            offices=_offices(known.get(row.user_id, ()), timezone.localdate(row.at)),
            at=row.at,
            what=SEEN.get(row.subject, row.subject),
            address=row.address or "",
        )
        for row in shown
    ]
    return readings, shown[-1].pk if len(found) > ROWS else None


def readers_of(case: Case) -> list[Reader]:
    """Everybody who was shown something, by name, with what, how often, and from when to when."""
    grouped = log_of(case).order_by(KazakhOrder("user__full_name"), "user", "subject")
    counted = {"times": Count("pk"), "first": Min("at"), "last": Max("at")}
    found: Any = list(grouped.values("user", "subject").annotate(**counted))
    users = User.objects.in_bulk({row["user"] for row in found})
    known = _memberships(users)
    return [
        Reader(
            user=users[row["user"]],
            offices=_offices(known.get(row["user"], ()), timezone.localdate(row["last"])),
            what=SEEN.get(row["subject"], row["subject"]),
            times=row["times"],
            first=timezone.localdate(row["first"]),
            last=timezone.localdate(row["last"]),
        )
        for row in found
    ]


def _memberships(users: Iterable[int]) -> dict[int, list[Membership]]:
    rows = Membership.objects.filter(user__in=set(users))
    found: dict[int, list[Membership]] = {}
    for row in rows.select_related("centre", "agency", "region").order_by("pk"):
        found.setdefault(row.user_id, []).append(row)
    return found


def _offices(memberships: Iterable[Membership], day: date) -> str:
    """Where somebody worked on a day; whoever works for the whole country, as what."""
    held = (m for m in memberships if m.starts_on <= day and (not m.ends_on or m.ends_on >= day))
    places = (
        place.name if (place := m.centre or m.agency or m.region) else m.get_role_display()
        for m in held
    )
    return ", ".join(dict.fromkeys(places))
