"""One at a time: whoever acts on an activity takes the row of its plan first.

Every verb locks in one order: plan, dispatch, activity. Two of them then never wait for each
other in a circle, and the second one sees what the first one did.
"""

from accounts.errors import SomebodyWasFirst
from plans.models import Activity, Plan


def take_turn(*activities: Activity) -> None:
    """Wait for one's turn with these activities and read them again, inside a transaction.

    Raises `SomebodyWasFirst` if one of them was moved on, reported on or given a new version
    since it was read.
    """
    plans = Plan.objects.select_for_update(of=("self",))
    list(plans.filter(pk__in={a.plan_id for a in activities}).order_by("pk").values_list("pk"))
    for activity in sorted(activities, key=lambda a: a.pk):
        seen = _as_seen(activity)
        activity.lock()
        if _as_seen(activity) != seen:
            raise SomebodyWasFirst


def _as_seen(activity: Activity) -> tuple[str, int, int]:
    return activity.state, activity.rounds, activity.plan_id
