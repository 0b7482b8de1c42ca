"""Tables of what is watched and concluded: breaches, quarters, conclusions, files, exports."""

from monitoring.models.breaches import Breach, BreachQuerySet, Escalation
from monitoring.models.exports import Export, ExportTransition
from monitoring.models.files import ConclusionFile
from monitoring.models.findings import (
    FollowUp,
    Recommendation,
    RecommendationQuerySet,
    Sentence,
    Shortcoming,
    Threshold,
    Worded,
)
from monitoring.models.quarters import (
    CellRecords,
    Conclusion,
    ConclusionQuerySet,
    FigureCell,
    FigureQuestion,
    Monitoring,
    MonitoringQuerySet,
    MonitoringTransition,
    QuarterDeadline,
    QuarterDeadlineMove,
    of_centres,
)

__all__ = [
    "Breach",
    "BreachQuerySet",
    "CellRecords",
    "Conclusion",
    "ConclusionFile",
    "ConclusionQuerySet",
    "Escalation",
    "Export",
    "ExportTransition",
    "FigureCell",
    "FigureQuestion",
    "FollowUp",
    "Monitoring",
    "MonitoringQuerySet",
    "MonitoringTransition",
    "QuarterDeadline",
    "QuarterDeadlineMove",
    "Recommendation",
    "RecommendationQuerySet",
    "Sentence",
    "Shortcoming",
    "Threshold",
    "Worded",
    "of_centres",
]
