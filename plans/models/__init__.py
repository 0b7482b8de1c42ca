"""Tables of the plan: versions and their items, activities, dispatches, reports, terms."""

from plans.models.activities import Activity, Dispatch
from plans.models.deadlines import PlanDeadline, PlanDeadlineMove, PlanTransition
from plans.models.plans import Agreement, ChildLeftOut, Plan, PlanItem
from plans.models.reports import Extension, Report, ReportFile, Review

__all__ = [
    "Activity",
    "Agreement",
    "ChildLeftOut",
    "Dispatch",
    "Extension",
    "Plan",
    "PlanDeadline",
    "PlanDeadlineMove",
    "PlanItem",
    "PlanTransition",
    "Report",
    "ReportFile",
    "Review",
]
