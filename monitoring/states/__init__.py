"""What can happen to the conclusion of a quarter and to an export: the transition tables."""

from monitoring.states.conclusion import CONCLUSION, EVER_SIGNED, IN_FORCE, ConclusionState
from monitoring.states.export import EXPORT, UNFINISHED, ExportState

__all__ = [
    "CONCLUSION",
    "EVER_SIGNED",
    "EXPORT",
    "IN_FORCE",
    "UNFINISHED",
    "ConclusionState",
    "ExportState",
]
