"""What can happen to an export of a register (R7). The system takes every step but the asking."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import SYSTEM
from accounts.transitions import Machine, Transition


class ExportState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("export", "waiting for its turn")
    RUNNING = "running", pgettext_lazy("export", "being written")
    DONE = "done", pgettext_lazy("export", "ready")
    FAILED = "failed", pgettext_lazy("export", "could not be written")
    EXPIRED = "expired", pgettext_lazy("export", "link ended")


E = ExportState
#: Somebody is, or should be, writing these.
UNFINISHED = frozenset({E.WAITING, E.RUNNING})

EXPORT = Machine(
    (
        Transition(
            "begin",
            UNFINISHED,
            E.RUNNING,
            SYSTEM,
            label=_("Begin to write; again after a worker that died"),
            clause="4(4)",
        ),
        Transition(
            "finish",
            frozenset({E.RUNNING}),
            E.DONE,
            SYSTEM,
            label=_("The file is ready"),
            clause="4(4)",
        ),
        Transition("fail", UNFINISHED, E.FAILED, SYSTEM, label=_("Give up")),
        Transition(
            "expire",
            frozenset({E.DONE}),
            E.EXPIRED,
            SYSTEM,
            label=_("The link ends, the file is removed"),
            clause="7(3)",
        ),
    )
)
