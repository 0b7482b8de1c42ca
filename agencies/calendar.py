"""The working calendar that is in force: prepared once for each state of its table (R24)."""

from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Count, Max

from agencies.models import CalendarDay
from regulations.working_days import DayOverride, WorkingCalendar


def working_calendar() -> WorkingCalendar:
    """The calendar in force. One small query asks whether the table has grown.

    The count stands beside the newest id because ids may be committed out of order.
    """
    state = CalendarDay.objects.aggregate(newest=Max("id"), rows=Count("id"))
    return _prepared(str(connection.settings_dict["NAME"]), state["newest"] or 0, state["rows"])


def overrides_up_to(newest: int) -> dict[date, DayOverride]:
    """For each day the newest statement with an id up to `newest`."""
    rows = CalendarDay.objects.filter(id__lte=newest).order_by("day", "-id").distinct("day")
    return {row.day: DayOverride(row.is_working, row.name_kk, row.name_ru) for row in rows}


@lru_cache(maxsize=8)
def _prepared(database: str, newest: int, rows: int) -> WorkingCalendar:
    return WorkingCalendar(dict(overrides_up_to(newest)))
