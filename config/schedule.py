"""Every periodic task of Qoldau, in one table: name, task, when (Asia/Almaty).

A task here only finds what fell due; running it late or twice changes no outcome.
"""

from datetime import timedelta
from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "deliver-outbox": {
        "task": "accounts.tasks.deliver_outbox",
        "schedule": timedelta(minutes=1),
    },
    "send-held-dispatches": {
        "task": "plans.tasks.send_held_dispatches",
        "schedule": timedelta(minutes=5),
    },
}
