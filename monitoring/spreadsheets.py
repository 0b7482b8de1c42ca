"""Rows as CSV and XLSX that Excel opens as they are meant, Kazakh letters and all (R7).

Both are written row by row, in memory that does not grow. Text that a spreadsheet would take for a
formula is written as text: somebody else typed it (CSV injection).
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from monitoring.registers.base import Value

#: With these a spreadsheet begins a formula, or skips to what does.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Excel takes 1,048,576 rows a sheet, 32,767 characters a cell, 31 in the name of a sheet.
ROWS_A_SHEET: Final = 1_000_000
LONGEST_TEXT: Final = 32_767
LONGEST_TITLE: Final = 31
#: Excel's own names of formats, which each reader's Excel shows in the own way.
DAY_FORMAT: Final = "dd.mm.yyyy"
MOMENT_FORMAT: Final = "dd.mm.yyyy hh:mm"

Add = Callable[[Sequence[Value]], None]


@dataclass(frozen=True)
class Heading:
    """A column as a file shows it; `width` is in characters."""

    label: str
    width: int


def is_formula(text: str) -> bool:
    return text.startswith(FORMULA)


@contextmanager
def csv_file(file: IO[bytes], headings: Sequence[Heading], *, title: str) -> Iterator[Add]:
    """CSV for Excel: UTF-8 with a byte order mark, semicolons, days as 2026-11-22.

    What looks like a formula gets an apostrophe, by which Excel knows text.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(heading.label) for heading in headings])
    yield lambda values: writer.writerow([_csv_cell(value) for value in values])
    text.flush()
    text.detach()


def _csv_cell(value: Value) -> Value:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        text = value.replace("\0", "")
        return f"'{text}" if is_formula(text) else text
    return value


@contextmanager
def xlsx_file(file: IO[bytes], headings: Sequence[Heading], *, title: str) -> Iterator[Add]:
    """XLSX with real days and numbers, a heading row that stays, and columns wide enough.

    Text is stored as text, whatever it begins with. What does not fit a sheet goes on in the next.
    """
    book = Workbook(write_only=True)
    sheet, rows = _new_sheet(book, headings, title=title), 0

    def add(values: Sequence[Value]) -> None:
        nonlocal sheet, rows
        if rows == ROWS_A_SHEET:
            sheet, rows = _new_sheet(book, headings, title=title), 0
        sheet.append([_xlsx_cell(sheet, value) for value in values])
        rows += 1

    yield add
    book.save(file)


def _new_sheet(book: Workbook, headings: Sequence[Heading], *, title: str) -> Any:
    number = len(book.worksheets) + 1
    ending = f" {number}" if number > 1 else ""
    sheet: Any = book.create_sheet(title[: LONGEST_TITLE - len(ending)] + ending)
    sheet.freeze_panes = "A2"
    for position, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(position)].width = heading.width
    sheet.append([_heading_cell(sheet, heading.label) for heading in headings])
    return sheet


def _heading_cell(sheet: Any, label: str) -> Any:
    cell = WriteOnlyCell(sheet, value=label)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _xlsx_cell(sheet: Any, value: Value) -> Any:
    """Days with their format; would-be formulas and errors ("#N/A") as text; the rest as it is."""
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=cast(Any, value))
        cell.number_format = MOMENT_FORMAT if isinstance(value, datetime) else DAY_FORMAT
        return cell
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT]
    if not is_formula(text) and not text.startswith("#"):
        return text or None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


Opened = Callable[..., AbstractContextManager[Add]]
WRITERS: Final[dict[str, Opened]] = {"csv": csv_file, "xlsx": xlsx_file}
MIME_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@contextmanager
def scratch_in(folder: str) -> Iterator[None]:
    """Let openpyxl keep its unfinished sheets in a folder of ours, which is emptied after it.

    They hold the same names as the file. Where it would keep them by itself, a killed process
    leaves them behind for good.
    """
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        yield
    finally:
        tempfile.tempdir = before
