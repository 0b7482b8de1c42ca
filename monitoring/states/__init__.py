"""What can happen to the conclusion of a quarter and to an export: the transition tables."""

from monitoring.states.conclusion import CONCLUSION, IN_FORCE, ConclusionState
from monitoring.states.export import EXPORT, UNFINISHED, ExportState

__all__ = [
    "CONCLUSION",
    "EXPORT",
    "IN_FORCE",
    "UNFINISHED",
    "ConclusionState",
    "ExportState",
]
