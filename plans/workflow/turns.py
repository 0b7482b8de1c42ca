"""Verbs on one case come one after the other.

Every verb of a plan holds the row of its case first, then the calendar, then what it works on.
So two verbs, or a verb and a correction of the calendar, never wait for each other in a circle,
and the second one sees what the first one did.
"""

from accounts import scopes
from accounts.errors import SomebodyWasFirst
from agencies.calendar import hold_calendar
from cases.models import Case
from plans.models import Activity


def take_turn(case_id: int, *, at: int | None = None) -> None:
    """Hold a case until the transaction ends; rows that point at it can still be added.

    `at` is the Centre at which the caller saw it: `SomebodyWasFirst` where it has moved since.
    Until then the verb sees the whole case, whoever acts (`scopes.work_on`).
    The calendar is held with it: a verb that met one term and then counted another would jam with
    a correction that moves the first.
    """
    scopes.work_on(case_id)
    case = Case._base_manager.select_for_update(no_key=True).get(pk=case_id)
    if at is not None and case.centre_id != at:
        raise SomebodyWasFirst
    hold_calendar()


def take_turn_for(*activities: Activity) -> None:
    """Hold the case of these activities and read them again, inside a transaction.

    Raises `SomebodyWasFirst` if one of them was moved on, reported on, given a new version or
    taken over by another Centre since it was read.
    """
    for case_id in sorted({activity.case_id for activity in activities}):
        take_turn(case_id)
    for activity in sorted(activities, key=lambda a: a.pk):
        seen = _as_seen(activity)
        activity.lock()
        if _as_seen(activity) != seen:
            raise SomebodyWasFirst


def _as_seen(activity: Activity) -> tuple[str, int, int, int]:
    return activity.state, activity.rounds, activity.plan_id, activity.centre_id
