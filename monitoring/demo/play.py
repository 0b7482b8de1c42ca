"""Plays the demo: offices are founded, lives are lived, the periodic work runs in between.

The last weeks hold a case in every state; the quarters before them are there to be concluded.
"""

from datetime import datetime

from django.utils import timezone

from accounts import outbox
from agencies.calendar import working_calendar
from cases.models import Case
from monitoring.demo import quarters
from monitoring.demo.clock import Stage, at, moved_to, routine
from monitoring.demo.families import Families
from monitoring.demo.lives import live
from monitoring.demo.places import Places
from monitoring.demo.scripts import scripts
from monitoring.digest import send_digests
from monitoring.sweep import sweep
from monitoring.workflow.opening import open_quarters
from plans.workflow.dispatch import send_held


def play(*, now: datetime) -> int:
    """Make the demo up to the present; returns how many cases it holds."""
    today = timezone.localdate(now)
    calendar, past = working_calendar(), quarters.shown(today)
    since = past[0].first_day
    founded = at(since, "08:00")
    with moved_to(founded):
        houses = Places(now=founded, since=since).found()
    stage = Stage(until=now)
    stage.add(routine(calendar, since=since, until=today, work=periodic_work))
    families = Families(today=today)
    now_and_then = [
        *scripts(houses, families),
        *quarters.scripts(houses, past, families, today=today),
    ]
    for script in now_and_then:
        stage.add(live(script, calendar, today))
    for life in quarters.conclusions(houses, past):
        stage.add(life)
    stage.play()
    return Case.objects.count()


def periodic_work(now: datetime) -> None:
    """What the schedule runs, once for each of the day's three hours."""
    open_quarters(now=now)
    send_held(now=now)
    sweep(now=now)
    send_digests(now=now)
    outbox.deliver_due(now=now, most=10_000)
