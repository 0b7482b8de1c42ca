"""Rules beyond role and state that the transition tables of cases name. They raise `Refused`."""

from typing import Any

from accounts.errors import NotAllowed
from accounts.models import User
from accounts.roles import CENTRE_ROLES, Role
from agencies.offices import offices


def decided_by_the_asked(user: User | None, transfer: Any) -> None:
    """The head of the Centre that is asked decides on a transfer (R13)."""
    if user and Role.HEAD not in offices(user).at_centre(transfer.to_centre_id):
        raise NotAllowed


def taken_back_by_the_asking(user: User | None, transfer: Any) -> None:
    """A transfer is taken back by the Centre that asked for it (R13)."""
    if user and not CENTRE_ROLES & offices(user).at_centre(transfer.from_centre_id):
        raise NotAllowed
