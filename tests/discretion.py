"""Nothing that leaves the pages names a family (R12): logs, e-mails, messages, in every test.

What the whole run says is searched for the numbers and names that the factories give to persons.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pytest
from django.apps import apps
from django.core import mail
from django.db.models.signals import post_save

#: Made-up IINs begin with a birthday in 1899; made-up surnames and patronymics of the factories
#: mean "test" and "sample".
TOLD: Final = re.compile(r"\b990101[0-6]\d{5}\b|Сынақов|Үлгі(?:қызы|ұлы)")


class Listener(logging.Handler):
    """Keeps what is logged, with its traceback, until it is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.last: logging.LogRecord | None = None
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        # A logger that hands its records on to the root is heard once.
        if record is not self.last:
            self.heard.append(self.format(record))
        self.last = record

    def drain(self) -> list[str]:
        heard, self.heard = self.heard, []
        return heard


def tells(texts: Iterable[str]) -> list[str]:
    """Those of the texts that name a person of the factories."""
    return [text for text in texts if TOLD.search(text)]


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """Hears every logger, and every message that is written to the outbox."""
    listener, message = Listener(), apps.get_model("accounts", "OutboxMessage")
    loggers = [logging.getLogger(), logging.getLogger("django.server")]

    def posted(instance: Any, **_kwargs: Any) -> None:
        text = json.dumps(instance.payload, ensure_ascii=False)
        listener.heard.append(f"outbox {instance.key}: {text}")

    for logger in loggers:
        logger.addHandler(listener)
    post_save.connect(posted, sender=message, weak=False, dispatch_uid="discretion")
    yield listener
    post_save.disconnect(sender=message, dispatch_uid="discretion")
    for logger in loggers:
        logger.removeHandler(listener)


@pytest.fixture(autouse=True)
def discretion(listener: Listener) -> Iterator[None]:
    """A test after which a log or a message names a person fails."""
    listener.drain()
    yield
    mails = [f"{m.subject}\n{m.body}\n{m.to}" for m in getattr(mail, "outbox", [])]
    assert tells([*listener.drain(), *mails]) == []
