"""Plays the demo: offices are founded, lives are lived, the periodic work runs in between."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts import outbox
from agencies.calendar import working_calendar
from cases.models import Case
from monitoring.demo.clock import Stage, at, moved_to, routine
from monitoring.demo.lives import live
from monitoring.demo.places import Places
from monitoring.demo.scripts import scripts
from monitoring.digest import send_digests
from monitoring.sweep import sweep
from plans.workflow.dispatch import send_held

#: Working days of the past that the demo covers; the longest life in `scripts` fits in.
HISTORY = 64


def play(*, now: datetime) -> int:
    """Make the demo up to the present; returns how many cases it holds."""
    today = timezone.localdate(now)
    calendar = working_calendar()
    since = calendar.before(today, HISTORY)
    founded = at(since - timedelta(days=1), "09:00")
    with moved_to(founded):
        houses = Places(now=founded, since=timezone.localdate(founded)).found()
    stage = Stage(until=now)
    stage.add(routine(calendar, since=since, until=today, work=periodic_work))
    for script in scripts(houses, today=today):
        stage.add(live(script, calendar, today))
    stage.play()
    return Case.objects.count()


def periodic_work(now: datetime) -> None:
    """What the schedule runs, once for each of the day's three hours."""
    send_held(now=now)
    sweep(now=now)
    send_digests(now=now)
    outbox.deliver_due(now=now, most=10_000)
