"""The working calendar that is in force: prepared once for each state of its table (R24)."""

from datetime import date
from functools import lru_cache

from django.db import connection
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from agencies.models import CalendarDay
from regulations.working_days import LAST_YEAR, DayOverride, WorkingCalendar

#: PostgreSQL knows an advisory lock by a number only; this one means "the calendar changes".
CALENDAR_LOCK = 192_024
HAS_GROWN = f"SELECT coalesce(max(id), 0), count(*) FROM {CalendarDay._meta.db_table}"


def working_calendar() -> WorkingCalendar:
    """The calendar in force. One small query asks whether the table has grown.

    The count stands beside the newest id because ids may be committed out of order. It is asked so
    often, several times in a verb, that it is written out.
    """
    with connection.cursor() as cursor:
        cursor.execute(HAS_GROWN)
        newest, rows = cursor.fetchone()
    return _prepared(str(connection.settings_dict["NAME"]), newest, rows)


def check_date_to_come(day: date, *, calendar: WorkingCalendar, field: str) -> None:
    """A date that is set for later: a working day, and one after which terms can be counted.

    No term is longer than a year, so the last year of the calendar is kept free for them. Raises
    `Invalid`; that the day lies after today is for the caller to ask first.
    """
    if day.year >= LAST_YEAR:
        message = _("This day is too far away. Check the year.")
        raise Invalid(message, field=field)
    if not calendar.is_working(day):
        raise Invalid(_("This is a day off. Choose a working day."), field=field)


def overrides_up_to(newest: int) -> dict[date, DayOverride]:
    """For each day the newest statement with an id up to `newest`."""
    rows = CalendarDay.objects.filter(id__lte=newest).order_by("day", "-id").distinct("day")
    return {row.day: DayOverride(row.is_working, row.name_kk, row.name_ru) for row in rows}


def lock_calendar() -> None:
    """Let one transaction at a time change the calendar and the terms that follow from it.

    Held until the transaction ends: a second administrator counts from what the first one left.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CALENDAR_LOCK])


def hold_calendar() -> None:
    """Keep the calendar as it is until the transaction ends; others may hold it too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CALENDAR_LOCK])


@lru_cache(maxsize=8)
def _prepared(database: str, newest: int, rows: int) -> WorkingCalendar:
    return WorkingCalendar(dict(overrides_up_to(newest)))
