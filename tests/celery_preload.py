"""Imported once by the fork server: all that a worker or a beat loads before it is one.

Nothing here connects to anything or starts a thread, so a fork of it is as good as new.
"""

import gc
import os
import signal
import threading
from importlib import import_module

import django
from django.db import connections

from config.local.processes import die_with_parent

django.setup()

for name in (
    "celery.app.amqp",
    "celery.app.control",
    "celery.app.events",
    "celery.app.log",
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.events.state",
    "celery.worker.components",
    "celery.worker.consumer",
    "celery.worker.strategy",
    "django.core.mail.backends.filebased",
    "kombu.transport.redis",
    "openpyxl",
    "tests.celery_child",
):
    import_module(name)

app = import_module("config.celery").app
app.loader.init_worker()
app.finalize()
gc.freeze()

assert threading.active_count() == 1
assert not any(one.connection for one in connections.all(initialized_only=True))

#: For the forks; None where no kernel can be asked for it.
die_with_fork_server = die_with_parent(signal.SIGKILL)
if die_with_tests := die_with_parent(signal.SIGKILL, parent=os.getppid()):
    die_with_tests()
