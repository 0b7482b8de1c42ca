"""Tables of who takes part, what can be offered, and when people work."""

from agencies.models.calendar import CalendarDay
from agencies.models.deadlines import Deadline, DeadlineMove
from agencies.models.offices import Agency, Centre, Membership
from agencies.models.reference import (
    Method,
    PersonField,
    Sector,
    Service,
    Setting,
    Territory,
)

__all__ = [
    "Agency",
    "CalendarDay",
    "Centre",
    "Deadline",
    "DeadlineMove",
    "Membership",
    "Method",
    "PersonField",
    "Sector",
    "Service",
    "Setting",
    "Territory",
]
