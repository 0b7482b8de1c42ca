"""Verbs on one case come one after the other.

Every verb of a plan holds the row of its case first. So two verbs never wait for each other in a
circle, and none works with a plan that a new version has just replaced. Who waited is told by the
compare-and-swap of `transition()` that somebody was first: the state in hand is not read anew.
"""

from cases.models import Case
from plans.models import Activity


def take_turn(case_id: int) -> None:
    """Hold a case until the transaction ends; rows that point at it can still be added."""
    Case._base_manager.select_for_update(no_key=True).get(pk=case_id)


def take_turn_for(activity: Activity) -> None:
    """Hold the case of an activity, and learn which version it belongs to by now."""
    take_turn(activity.case_id)
    activity.refresh_from_db(fields=["plan", "item", "dispatch"])
