"""What somebody owes, by date: the selection behind the first page (R10, R11).

Every question asked of the database is bounded by an index on the open terms of an office: a page
of rows after a key, and figures that stop counting at a limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal, Self, TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from agencies.models import Deadline
from agencies.offices import Offices
from monitoring.terms import TABLES, Table
from plans.models import PlanDeadline

Side = Literal["centre", "agency"]
Due = Literal["", "late", "today", "week"]
Scope = Literal["mine", "all", "agencies"]
D = TypeVar("D", bound=Deadline)

ROWS: Final = 50
#: Where a figure stops counting; it says then that there are more.
MOST_COUNTED: Final = 10_000
SUNDAY: Final = 6


@dataclass(frozen=True)
class Place:
    """A row's place in the list: the next page starts after it."""

    due_on: date
    kind: str
    pk: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None for what is no place: the list then starts at its beginning."""
        day, _, rest = text.partition(".")
        kind, _, number = rest.partition(".")
        if kind not in TABLES or not number.isdecimal() or len(number) > 18:
            return None
        try:
            return cls(date.fromisoformat(day), kind, int(number))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.due_on.isoformat()}.{self.kind}.{self.pk}"

    def rows_after(self, kind: str) -> Q:
        """The rows of one table that come after this place, in an index's own order."""
        if kind < self.kind:
            return Q(due_on__gt=self.due_on)
        if kind > self.kind:
            return Q(due_on__gte=self.due_on)
        same_day = Q(due_on__gt=self.due_on) | Q(pk__gt=self.pk)
        return Q(due_on__gte=self.due_on) & same_day


@dataclass(frozen=True)
class Wanted:
    """What the address of the page asks for; what it cannot mean is left out."""

    side: Side
    scope: Scope
    due: Due = ""
    children: bool = False
    after: Place | None = None

    @classmethod
    def parse(cls, data: Mapping[str, str], *, side: Side, scope: Scope) -> Self:
        scopes: dict[str, Scope] = {"mine": "mine", "all": "all"}
        if side == "centre":
            scopes["agencies"] = "agencies"
        dues: dict[str, Due] = {"late": "late", "today": "today", "week": "week"}
        return cls(
            side=side,
            scope=scopes.get(data.get("scope", ""), scope),
            due=dues.get(data.get("due", ""), ""),
            # Whether there are children in the family is told to nobody outside the Centre (R12).
            children=side == "centre" and data.get("children") == "1",
            after=Place.parse(data.get("after", "")),
        )

    def address(self, **changes: Any) -> str:
        """The query of the page with some wishes changed, from the first row on."""
        other = replace(self, **{"after": None, **changes})
        said = {
            "side": other.side,
            "scope": other.scope,
            "due": other.due,
            "children": "1" if other.children else "",
            "after": str(other.after or ""),
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Figures:
    """How much is late, due today, and due from today to Sunday; `limited`: it is even more."""

    late: int
    today: int
    week: int
    limited: bool


def end_of_week(today: date) -> date:
    return today + timedelta(days=SUNDAY - today.weekday())


def rows(wanted: Wanted, *, user: User, held: Offices, today: date) -> list[Deadline]:
    """The open terms from a place on, one more than a page holds if there are further ones."""
    found: list[tuple[date, str, int, Deadline]] = []
    for kind, table in _tables(wanted):
        owed = _loaded(table, _of(table.model, wanted, user=user, held=held, today=today))
        owed = owed.filter(_due(wanted.due, today))
        if wanted.after:
            owed = owed.filter(wanted.after.rows_after(kind))
        page = owed.order_by("due_on", "pk")[: ROWS + 1]
        found += [(row.due_on, kind, row.pk, row) for row in page]
    return [row for *_place, row in sorted(found, key=lambda entry: entry[:3])][: ROWS + 1]


def _tables(wanted: Wanted) -> list[tuple[str, Table]]:
    """The tables in which such terms can stand: agencies owe none but those of plans."""
    by_agencies = wanted.side == "agency" or wanted.scope == "agencies"
    return [one for one in TABLES.items() if one[1].of_agencies or not by_agencies]


def figures(wanted: Wanted, *, user: User, held: Offices, today: date) -> Figures:
    """The three figures for the office and scope wanted, whatever their own filter is."""
    counts = {"late": 0, "today": 0, "week": 0, "all": 0}
    for _kind, table in _tables(wanted):
        owed = _of(table.model, wanted, user=user, held=held, today=today)
        soon = owed.filter(due_on__lte=end_of_week(today)).order_by("due_on", "pk")
        found = soon.values("due_on")[:MOST_COUNTED].aggregate(
            late=Count("due_on", filter=Q(due_on__lt=today)),
            today=Count("due_on", filter=Q(due_on=today)),
            week=Count("due_on", filter=Q(due_on__gte=today)),
            all=Count("due_on"),
        )
        counts = {name: counts[name] + found[name] for name in counts}
    return Figures(
        late=counts["late"],
        today=counts["today"],
        week=counts["week"],
        limited=counts["all"] >= MOST_COUNTED,
    )


def _of(model: type[D], wanted: Wanted, *, user: User, held: Offices, today: date) -> QuerySet[D]:
    """The open terms of the offices wanted; explicit, so that the indexes on offices serve."""
    owed = model._default_manager.filter(Deadline.OPEN)
    if wanted.children:
        owed = owed.filter(with_children=True)
    if wanted.side == "agency":
        owed = owed.filter(agency_id__in=held.agencies)
        return owed.filter(_taken_by(user)) if wanted.scope == "mine" else owed
    owed = owed.filter(centre_id__in=held.centres, agency__isnull=wanted.scope != "agencies")
    return owed.filter(_mine(user, held, today)) if wanted.scope == "mine" else owed


def _taken_by(user: User) -> Q:
    """A queue: what this person took, and what nobody took."""
    return Q(responsible=user) | Q(responsible=None)


def _mine(user: User, held: Offices, today: date) -> Q:
    """What falls to this person; a head also has whatever of the Centre's is late (escalated)."""
    roles = held.roles & {Role.CASEWORKER, Role.HEAD}
    mine = Q(responsible=user) | Q(responsible=None, role__in=roles)
    return mine | Q(due_on__lt=today) if Role.HEAD in roles else mine


def _due(due: Due, today: date) -> Q:
    return {
        "": Q(),
        "late": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "week": Q(due_on__gte=today, due_on__lte=end_of_week(today)),
    }[due]


def _loaded(table: Table, owed: QuerySet[D]) -> QuerySet[D]:
    found = owed.select_related(*table.named_by, "responsible")
    if table.model is not PlanDeadline:
        return found
    of_activity = found.select_related(
        "activity__item__service", "activity__agency__sector", "agency"
    )
    return of_activity.prefetch_related("activity__item__persons")
