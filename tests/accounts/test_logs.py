"""How the log is written: in production too, an entry a line, with the offset of its time."""

import logging
import logging.config
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.logs import Entries


def entry(message: str, *, error: BaseException | None = None) -> str:
    kept: Any = (type(error), error, error.__traceback__) if error else None
    return Entries().format(logging.LogRecord("x", 40, __file__, 1, message, None, kept))


def test_an_entry_says_when_with_the_offset_how_grave_who_and_what() -> None:
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} ERROR x It broke\.", entry("It broke.")
    )


def test_what_somebody_sent_cannot_pass_for_an_entry() -> None:
    sent = "a\n2026-03-20T10:00:00+0500 INFO x signed in\r\nb"
    lines = entry(sent, error=ValueError(sent)).split("\n")
    assert len(lines) > 3
    assert all(line.startswith("    ") for line in lines[1:])


def test_what_is_refused_is_written_to_the_log(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/api/v1/cases/")
    client.get("/nowhere/")
    assert [record.getMessage() for record in caplog.records] == [
        "Unauthorized: /api/v1/cases/",
        "Not Found: /nowhere/",
    ]


def test_an_error_of_the_server_is_written_to_the_log(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Django's own configuration mails it to nobody and writes it nowhere."""

    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("accounts.views.SignIn.get", broken)
    client.raise_request_exception = False
    before = logging.getLogger().handlers[:]
    logging.config.dictConfig(settings.LOGGING)
    answer = client.get("/sign-in/")
    logging.getLogger().handlers = before
    assert (answer.status_code, "ZeroDivisionError" in answer.content.decode()) == (500, False)
    assert "ERROR django.request Internal Server Error: /sign-in/" in capsys.readouterr().err
