"""Short ways to a register taken out as a file, and what stands in it."""

import csv
import io
from typing import Any
from uuid import uuid4

import openpyxl
from django.utils import timezone

from accounts.models import User
from monitoring import exporting
from monitoring.models import Export
from monitoring.registers import REGISTERS, readers
from tests.kept_files import clear, clear_io

#: The registers of families; that of conclusions has its own tests.
OF_FAMILIES = [name for name in REGISTERS if name != "conclusions"]


def ask(user: User, name: str = "cases", format: str = "csv", **more: Any) -> Export:
    """Ask for a register from the user's first side."""
    words = {"query": {}, "language": "en", "token": uuid4(), "now": timezone.now()}
    return exporting.ask(
        REGISTERS[name],
        reader=next(iter(readers(user).values())),
        format=Export.Format(format),
        **{**words, **more},
    )


def written(user: User, name: str = "cases", format: str = "csv", **more: Any) -> Export:
    export = ask(user, name, format, **more)
    assert exporting.write(export.pk)
    export.refresh_from_db()
    return export


def table(export: Export) -> list[dict[str, str]]:
    text = clear(export.file).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def sheet(export: Export) -> Any:
    return openpyxl.load_workbook(clear_io(export.file)).active
