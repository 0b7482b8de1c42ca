"""Every periodic task of Qoldau, in one table: name, task, when (Asia/Almaty).

A task here only finds what fell due; running it late or twice changes no outcome. Hours and days
on which people are written to are settings: the tasks ask for them, the table does not.
"""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "deliver-outbox": {
        "task": "accounts.tasks.deliver_outbox",
        "schedule": crontab(minute="*"),
    },
    "seal-access-log": {
        "task": "accounts.tasks.seal_access_log",
        "schedule": crontab(minute="*/5"),
    },
    "children-grew-up": {
        "task": "cases.tasks.children_grew_up",
        "schedule": crontab(hour="0", minute="20"),
    },
    "send-held-dispatches": {
        "task": "plans.tasks.send_held_dispatches",
        "schedule": crontab(minute="*/5"),
    },
    "sweep": {
        "task": "monitoring.tasks.sweep",
        "schedule": crontab(minute="*/10"),
    },
    "open-quarters": {
        "task": "monitoring.tasks.open_quarters",
        "schedule": crontab(minute="10"),
    },
    "send-digests": {
        "task": "monitoring.tasks.send_digests",
        "schedule": crontab(minute="*/15"),
    },
    "write-exports": {
        "task": "monitoring.tasks.write_exports",
        "schedule": crontab(minute="*"),
    },
    "expire-exports": {
        "task": "monitoring.tasks.expire_exports",
        "schedule": crontab(minute="5,20,35,50"),
    },
    "keep-and-forget": {
        "task": "monitoring.tasks.keep_and_forget",
        "schedule": crontab(hour="2", minute="40"),
    },
}
