"""The Celery app: `celery -A config worker` and `celery -A config beat`.

Tasks carry ids and no results. Losing the broker loses nothing: what must happen is a row in
the database, and the periodic tasks of `config/schedule.py` find it again.
"""

import os

from celery import Celery
from django.conf import settings

from config.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

SOFT_LIMIT = 5 * 60  # seconds after which a task is asked to end
HARD_LIMIT = 6 * 60  # seconds after which its process is killed
# A verb never waits long for a broker that drops packets: the outbox is looked at every minute.
CONNECT_TIMEOUT = 2  # seconds
# Seconds after which a task that nobody acknowledged is given out again: longer than any task.
VISIBILITY_TIMEOUT = 2 * HARD_LIMIT

app = Celery("qoldau")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options={
        "global_keyprefix": f"{settings.CELERY_BROKER_PREFIX}:",
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "socket_connect_timeout": CONNECT_TIMEOUT,
    },
    broker_connection_retry_on_startup=True,
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_serializer="json",
    accept_content=["json"],
    task_soft_time_limit=SOFT_LIMIT,
    task_time_limit=HARD_LIMIT,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    timezone=settings.TIME_ZONE,
    beat_schedule=SCHEDULE,
)
app.autodiscover_tasks()
