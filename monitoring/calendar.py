"""Corrections of the working calendar, and the open terms that move with it (R24).

The calendar lives in `agencies`, the terms in `cases` and `plans`: the verb that touches all of
them stands above.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import scopes
from accounts.errors import Invalid, NotAllowed
from accounts.models import User
from agencies import deadlines, reference_calendar
from agencies.calendar import lock_calendar, working_calendar
from agencies.deadlines import Move
from agencies.models import CalendarDay, Deadline
from agencies.permissions import can_correct_calendar
from monitoring.terms import TABLES
from plans.models import Dispatch, PlanDeadline
from plans.states import UNSENT
from regulations.working_days import FIRST_DAY, LAST_DAY, SATURDAY, DayOverride, WorkingCalendar

OFF = ("Демалыс күні", "Выходной день")
WORKED = (reference_calendar.WORKED_KK, reference_calendar.WORKED_RU)


@dataclass(frozen=True)
class Preview:
    """What a correction would do to the open terms."""

    moves: tuple[Move, ...]

    @property
    def terms(self) -> int:
        return sum(move.rows for move in self.moves)

    def overdue(self, today: date) -> int:
        """How many terms in time today the correction would make late."""
        late = (m for m in self.moves if m.new_due_on < today <= m.old_due_on)
        return sum(move.rows for move in late)


@dataclass(frozen=True)
class Correction:
    """A correction that was made, and how many terms it moved."""

    day: CalendarDay
    moved: int


@scopes.within(scopes.CALENDAR)
def preview(day: date, *, is_working: bool) -> Preview:
    """The open terms that would move if the day were worked, or off; nothing is changed."""
    _check_range(day)
    calendar = working_calendar()
    changed = WorkingCalendar({**calendar.overrides, day: DayOverride(is_working)})
    return Preview(tuple(_moves(changed, [day])))


@transaction.atomic
@scopes.within(scopes.CALENDAR)
def correct_day(
    day: date,
    *,
    is_working: bool,
    act: str,
    reason: str,
    by: User,
    now: datetime,
    name_kk: str = "",
    name_ru: str = "",
) -> Correction:
    """Say by which act a day is worked or off; count open terms again (R24; cl. 9, 11, 12).

    Days past and to come alike. Each term that moves keeps old date, new date, act, author and
    reason; an unsent dispatch is sent on the new last day. One correction at a time.
    Raises `NotAllowed`, or `Invalid` for: day, act, reason, is_working (where it says so already).
    """
    if not can_correct_calendar(by):
        raise NotAllowed
    _check_range(day)
    act, reason = _said(act, "act"), _said(reason, "reason")
    lock_calendar()
    _check_news(day, is_working=is_working, act=act)
    usual = _usual_names(day, is_working=is_working)
    row = CalendarDay.objects.create(
        day=day,
        is_working=is_working,
        name_kk=name_kk.strip() or usual[0],
        name_ru=name_ru.strip() or usual[1],
        source=CalendarDay.Source.ACT,
        act=act,
        reason=reason,
        author=by,
        entered_at=now,
    )
    return Correction(row, _recount([day], correction=row, by=by, now=now, reason=reason))


@transaction.atomic
@scopes.within(scopes.CALENDAR)
def seed(years: Iterable[int], *, now: datetime) -> tuple[list[CalendarDay], int]:
    """Propose years of the calendar; open terms that reach into them are counted again (R24)."""
    lock_calendar()
    rows = reference_calendar.propose(years, now=now)
    days = [row.day for row in rows]
    return rows, _recount(days, correction=None, by=None, now=now, reason=_("proposed days"))


def _recount(
    days: list[date], *, correction: CalendarDay | None, by: User | None, now: datetime, reason: str
) -> int:
    calendar = working_calendar()
    moved = 0
    for table in TABLES.values():
        found = deadlines.moves(table.model, calendar, days=days)
        moved += deadlines.apply_moves(
            table.moves, found, correction=correction, by=by, now=now, reason=reason
        )
        if table.model is PlanDeadline:
            _resend(found)
    return moved


def _resend(found: list[Move]) -> None:
    """A dispatch that nobody sent leaves on the last day of its term, wherever that day went.

    So does a blocked one, should the head let it go.
    """
    unsent = Dispatch.objects.filter(state__in=UNSENT)
    for move in found:
        if move.term == "dispatch":
            owed = PlanDeadline.objects.filter(
                Deadline.OPEN, term=move.term, due_on=move.new_due_on
            )
            leaves = Q(send_on=move.old_due_on) | Q(send_on__gt=move.new_due_on)
            unsent.filter(leaves, pk__in=owed.values("dispatch")).update(send_on=move.new_due_on)


def _moves(calendar: WorkingCalendar, days: list[date]) -> Iterable[Move]:
    for table in TABLES.values():
        yield from deadlines.moves(table.model, calendar, days=days)


def _check_range(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        message = _("The calendar is kept from %(first)s to %(last)s.")
        raise Invalid(
            message % {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}, field="day"
        )


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(_("Say it: a correction stands on an act and a reason."), field=field)
    return text.strip()


def _check_news(day: date, *, is_working: bool, act: str) -> None:
    newest = CalendarDay.objects.filter(day=day).order_by("-id").first()
    if newest and (newest.is_working, newest.act) == (is_working, act):
        raise Invalid(_("The calendar says so already, by this act."), field="is_working")


def _usual_names(day: date, *, is_working: bool) -> tuple[str, str]:
    if not is_working:
        return OFF
    return WORKED if day.weekday() >= SATURDAY else ("", "")
