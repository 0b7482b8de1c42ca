"""Items and activities by their titles, which the database holds encrypted."""

from typing import Any

from plans.models import Activity, PlanItem


def titled(rows: Any, title: str) -> PlanItem:
    """The one item of this title."""
    [item] = [row for row in rows.all() if row.title == title]
    found: PlanItem = item
    return found


def activity_titled(rows: Any, title: str) -> Activity:
    """The one activity whose item has this title."""
    [activity] = [row for row in rows.select_related("item") if row.item.title == title]
    found: Activity = activity
    return found
