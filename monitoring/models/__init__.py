"""Tables of what is watched: breaches of terms, whom they were taken to, exports of registers."""

from monitoring.models.breaches import Breach, BreachQuerySet, Escalation
from monitoring.models.exports import Export, ExportTransition

__all__ = ["Breach", "BreachQuerySet", "Escalation", "Export", "ExportTransition"]
