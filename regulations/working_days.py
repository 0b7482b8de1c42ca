"""Working-day arithmetic (R24): the only place that knows how a term is counted.

A calendar is Monday to Friday plus the days that differ from it. It is prepared once, so that
every question afterwards is answered in constant time (`explain` walks the days it lists). Days
are plain dates in Asia/Almaty; a term ends with the end of its last working day.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, Self, get_args

FIRST_YEAR: Final = 2015
LAST_YEAR: Final = 2040
FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
LAST_DAY: Final = date(LAST_YEAR, 12, 31)
SATURDAY: Final = 5

Reason = Literal["event_day", "counted", "working_weekend", "weekend", "day_off"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)


class CalendarRangeError(ValueError):
    """A date, or the answer to a question about it, lies outside FIRST_YEAR..LAST_YEAR."""

    def __init__(self, day: date | None = None) -> None:
        asked = "the result" if day is None else day.isoformat()
        super().__init__(f"{asked} is outside the working calendar {FIRST_YEAR}-{LAST_YEAR}")
        self.day = day


@dataclass(frozen=True, slots=True)
class DayOverride:
    """A day that differs from Monday to Friday, or confirms it, and what the day is called."""

    working: bool
    name_kk: str = ""
    name_ru: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a derivation: its number within the term (None: not counted) and why."""

    day: date
    number: int | None
    reason: Reason
    name_kk: str = ""
    name_ru: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "date": self.day.isoformat(),
            "number": self.number,
            "reason": self.reason,
            "name_kk": self.name_kk,
            "name_ru": self.name_ru,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        if data["reason"] not in REASONS:
            raise ValueError(f"unknown reason of a step: {data['reason']!r}")
        return cls(
            day=date.fromisoformat(data["date"]),
            number=data["number"],
            reason=data["reason"],
            name_kk=data["name_kk"],
            name_ru=data["name_ru"],
        )


@dataclass(frozen=True, slots=True)
class Derivation:
    """Why a due date is what it is: every day from the event to the last day of the term."""

    start: date
    days: int
    due: date
    steps: tuple[Step, ...]
    first_day_counts: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat(),
            "days": self.days,
            "due": self.due.isoformat(),
            "first_day_counts": self.first_day_counts,
            "steps": [step.as_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `as_json` wrote; KeyError or ValueError when it is something else."""
        return cls(
            start=date.fromisoformat(data["start"]),
            days=data["days"],
            due=date.fromisoformat(data["due"]),
            steps=tuple(Step.from_json(step) for step in data["steps"]),
            first_day_counts=data["first_day_counts"],
        )


class WorkingCalendar:
    """Monday to Friday corrected by overrides, from FIRST_YEAR to LAST_YEAR; never changes.

    An override is True (working), False (day off) or a `DayOverride` with the name of the day.
    """

    def __init__(self, overrides: Mapping[date, DayOverride | bool] | None = None) -> None:
        self._overrides = {
            day: DayOverride(working=o) if isinstance(o, bool) else o
            for day, o in (overrides or {}).items()
        }
        for day in self._overrides:
            self._index(day)
        # _working holds the ordinals of working days; _before[i] is how many precede day i.
        self._working = array("I")
        self._before = array("I", [0])
        for ordinal in range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1):
            if self._works(date.fromordinal(ordinal)):
                self._working.append(ordinal)
            self._before.append(len(self._working))

    @property
    def overrides(self) -> Mapping[date, DayOverride]:
        return dict(self._overrides)

    def is_working(self, day: date) -> bool:
        index = self._index(day)
        return self._before[index + 1] > self._before[index]

    def add(self, start: date, days: int, *, first_day_counts: bool = False) -> date:
        """The last day of a term of `days` (1 or more) working days that an event starts.

        The day of the event does not count and the first working day after it is day 1 (reading
        `count-from-next-day`); with `first_day_counts` a working event day is day 1 itself.
        """
        index = self._index(start) + (0 if first_day_counts else 1)
        return self._nth(self._before[index] + _positive(days) - 1)

    def before(self, day: date, days: int) -> date:
        """The working day that is `days` (1 or more) working days before `day`, for reminders."""
        return self._nth(self._before[self._index(day)] - _positive(days))

    def next_working(self, day: date) -> date:
        """The first working day on or after `day`."""
        return self._nth(self._before[self._index(day)])

    def count(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; ValueError when `until` comes first."""
        if until < after:
            raise ValueError(f"{until} is before {after}; ask for the distance instead")
        return self._before[self._index(until) + 1] - self._before[self._index(after) + 1]

    def distance(self, today: date, due: date) -> int:
        """Working days left until `due`, negative when late.

        0 is the last day, or a day off right after it: whether a term is late is told by
        comparing the dates, by how much is told here.
        """
        return self.count(today, due) if today <= due else -self.count(due, today)

    def running_count(self, *, until: date) -> list[int]:
        """How many working days there were up to each day, from FIRST_DAY to `until` included.

        For SQL: the working days in (a, b] are the difference of two of them.
        """
        return list(self._before[1 : self._index(until) + 2])

    def working_days_in_month(self, year: int, month: int) -> int:
        first = self._index(date(year, month, 1))
        last = self._index(_last_of_month(year, month))
        return self._before[last + 1] - self._before[first]

    def explain(self, start: date, days: int, *, first_day_counts: bool = False) -> Derivation:
        """The same answer as `add`, with every day from the event to the due date."""
        due = self.add(start, days, first_day_counts=first_day_counts)
        steps: list[Step] = []
        counted = 0
        for offset in range((due - start).days + 1):
            day = start + timedelta(days=offset)
            is_event = offset == 0 and not first_day_counts
            counts = self.is_working(day) and not is_event
            counted += counts
            reason: Reason = "event_day" if is_event else self._reason(day)
            steps.append(self._step(day, number=counted if counts else None, reason=reason))
        return Derivation(
            start=start, days=days, due=due, steps=tuple(steps), first_day_counts=first_day_counts
        )

    def _works(self, day: date) -> bool:
        override = self._overrides.get(day)
        return day.weekday() < SATURDAY if override is None else override.working

    def _reason(self, day: date) -> Reason:
        if self._works(day):
            return "counted" if day.weekday() < SATURDAY else "working_weekend"
        return "day_off" if day in self._overrides else "weekend"

    def _step(self, day: date, *, number: int | None, reason: Reason) -> Step:
        named = self._overrides.get(day, DayOverride(working=True))
        return Step(
            day=day, number=number, reason=reason, name_kk=named.name_kk, name_ru=named.name_ru
        )

    def _index(self, day: date) -> int:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise CalendarRangeError(day)
        return day.toordinal() - FIRST_DAY.toordinal()

    def _nth(self, position: int) -> date:
        if not 0 <= position < len(self._working):
            raise CalendarRangeError
        return date.fromordinal(self._working[position])


def _positive(days: int) -> int:
    if days < 1:
        raise ValueError(f"a term has at least one working day, not {days}")
    return days


def _last_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
