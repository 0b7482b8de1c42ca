"""Why a verb was refused. Each message is for the user, in the user's language."""

import logging

from django.db import DataError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

log = logging.getLogger(__name__)


class Refused(Exception):
    """A verb did nothing. `field` names the input at fault, where there is one."""

    status = 409
    default = _("This cannot be done now.")

    def __init__(self, message: object = None, *, field: str | None = None) -> None:
        self.message = message or self.default
        self.field = field
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class WrongState(Refused):
    """The verb is not in the transition table for the state the record is in."""

    default = _("The record is in a state in which this cannot be done. Nothing was changed.")


class SomebodyWasFirst(Refused):
    """Another request changed the record in the meantime."""

    default = _(
        "Somebody was first: the record changed while you were looking at it. "
        "Nothing was changed by you; look at it again."
    )


class NotAllowed(Refused):
    """The user sees the record but does not hold a role that may do this."""

    status = 403
    default = _("Your role does not allow this.")


class Invalid(Refused):
    """What was entered breaks a rule; `field` says where."""

    status = 400
    default = pgettext_lazy("input", "This value is not accepted.")


def as_refusal(error: Exception) -> Refused | None:
    """The refusal that an error stands for: a value that no column can hold is bad input.

    Forms say so of what people type; this is for what only a program sends, such as a NUL
    character in a key. The log names the error's kind and never the value.
    """
    if isinstance(error, DataError):
        log.error("refused a value that cannot be stored: %s", type(error.__cause__).__name__)
        return Invalid(_("Something in what was sent cannot be stored. Check it and try again."))
    return error if isinstance(error, Refused) else None
