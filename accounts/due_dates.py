"""How a term is shown: its state, its words and, day by day, why the date is what it is (R24).

Works on any object with `due_on`, `met_on`, `ended_on` (days in Asia/Almaty; the last two may be
None; `ended_on`: the term fell away unmet), `clause` ("9", "11.2", or "" where the Order gives
none), `working_days_left` (negative when late, counted by the caller on the working calendar) and
`derivation` (the JSON of `regulations.working_days`; without steps where the date was given).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, Protocol

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

State = Literal["late", "today", "soon", "ok", "done", "ended"]

# The terms of clauses 9 and 11 are two working days: whoever sees "soon" still has all of one.
SOON_WORKING_DAYS: Final = 2


class Deadline(Protocol):
    due_on: date
    met_on: date | None
    ended_on: date | None
    clause: str
    working_days_left: int
    derivation: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Day:
    """One line of the explanation."""

    day: date
    number: int | None
    why: str
    name: str
    name_language: str


def state_of(deadline: Deadline, *, today: date) -> State:
    """Late is told by comparing dates: on a day off after the last day no working day is lost."""
    if deadline.met_on:
        return "done"
    if deadline.ended_on:
        return "ended"
    if deadline.due_on <= today:
        return "late" if deadline.due_on < today else "today"
    return "soon" if deadline.working_days_left <= SOON_WORKING_DAYS else "ok"


def words_of(deadline: Deadline, *, today: date) -> str:
    """The state in words: "2 working days left", "last day is today", "1 working day late"."""
    state = state_of(deadline, today=today)
    if state == "late":
        return _late(-deadline.working_days_left)
    if state in ("soon", "ok"):
        return _left(deadline.working_days_left)
    if state == "done":
        return _met(deadline)
    return _("last day is today") if state == "today" else _("no longer owed")


def _met(deadline: Deadline) -> str:
    in_time = deadline.met_on is not None and deadline.met_on <= deadline.due_on
    return _("done in time") if in_time else _("done late")


def _late(days: int) -> str:
    if days < 1:
        return _("the term has run out")
    return ngettext(
        "%(count)s working day late", "%(count)s working days late", days
    ) % {"count": days}  # fmt: skip


def _left(days: int) -> str:
    return ngettext(
        "%(count)s working day left", "%(count)s working days left", days
    ) % {"count": days}  # fmt: skip


def in_words(day: date, *, today: date) -> str:
    """A date with its weekday; the year is said only when it is not this one."""
    known = day.year == today.year
    weekday = date_format(day, "l")
    if get_language() != "en":
        weekday = weekday.lower()
    return pgettext("date", "%(weekday)s, %(date)s") % {
        "weekday": weekday,
        "date": date_format(day, "MONTH_DAY_FORMAT" if known else "DATE_FORMAT"),
    }


def explain(derivation: Mapping[str, Any] | None) -> Iterator[Day]:
    """The days of a derivation from the event to the due date; nothing when none was counted."""
    for step in (derivation or {}).get("steps", ()):
        language = "ru" if get_language() == "ru" else "kk"
        yield Day(
            day=date.fromisoformat(step["date"]),
            number=step["number"],
            why=_reason(step["reason"]),
            name=step[f"name_{language}"],
            name_language=language,
        )


def _reason(code: str) -> str:
    return {
        "event_day": _("day of the event, not counted"),
        "counted": _("working day"),
        "working_weekend": _("weekend made a working day"),
        "weekend": _("weekend, not counted"),
        "day_off": _("day off, not counted"),
    }[code]
