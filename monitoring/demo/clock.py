"""A clock that is moved through the past, and the people who act when their hour comes."""

import heapq
import itertools
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from unittest import mock

from django.utils import timezone

from regulations.working_days import WorkingCalendar

#: Somebody's life: yields the moment at which the next step happens, then is resumed.
Life = Generator[datetime, None, None]


def at(day: date, hour: str) -> datetime:
    """An hour of a day, Almaty time: `at(day, "10:30")`."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Within this block it is `moment`, for Django and all that asks it for the time."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


class Stage:
    """Resumes each life when its moment comes, in the order of time, until the present."""

    def __init__(self, *, until: datetime) -> None:
        self._until = until
        self._waiting: list[tuple[datetime, int, Life]] = []
        self._order = itertools.count()

    def add(self, life: Life) -> None:
        """A life begins; its first step waits for its moment."""
        self._advance(life)

    def _advance(self, life: Life) -> None:
        moment = next(life, None)
        if moment is not None and moment <= self._until:
            heapq.heappush(self._waiting, (moment, next(self._order), life))

    def play(self) -> None:
        """Let everything happen that has happened by now."""
        while self._waiting:
            moment, _, life = heapq.heappop(self._waiting)
            with moved_to(moment):
                self._advance(life)


#: For so many working days the schedule is played three times a day; before them once, which
#: records the same: whatever runs here catches up.
CLOSELY = 64


def routine(
    calendar: WorkingCalendar, *, since: date, until: date, work: Callable[[datetime], None]
) -> Life:
    """What the schedule would have run: morning, afternoon and evening of each working day."""
    day, closely = calendar.next_working(since), calendar.before(until, CLOSELY)
    while day <= until:
        for hour in ("09:05", "16:05", "18:30") if day >= closely else ("16:05",):
            yield at(day, hour)
            work(at(day, hour))
        day = calendar.add(day, 1)
