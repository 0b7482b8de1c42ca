"""Tables of what is watched: breaches of terms and whom they were taken to."""

from monitoring.models.breaches import Breach, BreachQuerySet, Escalation

__all__ = ["Breach", "BreachQuerySet", "Escalation"]
