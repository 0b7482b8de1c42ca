"""Rows as CSV and XLSX that Excel opens as they are meant, Kazakh letters and all (R7).

Both are written row by row, in memory that does not grow. Text that a spreadsheet would take for a
formula is written as text: somebody else typed it (CSV injection).
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

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
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        sheets = _Sheets(archive, headings, title=title)
        try:
            yield sheets.add
        finally:
            sheets.end()
        _Writer(sheets.book, archive).write_data()


class _Sheets:
    """The sheets of a book, whose rows go into the archive as they come.

    By itself openpyxl keeps unfinished sheets in files of a temporary folder, in clear.
    """

    def __init__(self, archive: ZipFile, headings: Sequence[Heading], *, title: str) -> None:
        self.book = Workbook(write_only=True)
        self._archive, self._headings, self._title = archive, headings, title
        self._begin()

    def add(self, values: Sequence[Value]) -> None:
        if self._rows == ROWS_A_SHEET:
            self.end()
            self._begin()
        self._sheet.append([_xlsx_cell(self._sheet, value) for value in values])
        self._rows += 1

    def end(self) -> None:
        self._sheet.close()
        self._part.close()

    def _begin(self) -> None:
        number = len(self.book.worksheets) + 1
        ending = f" {number}" if number > 1 else ""
        title = self._title[: LONGEST_TITLE - len(ending)] + ending
        sheet: Any = self.book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for position, heading in enumerate(self._headings, 1):
            sheet.column_dimensions[get_column_letter(position)].width = heading.width
        name = f"xl/worksheets/sheet{number}.xml"
        self._part = self._archive.open(name, "w", force_zip64=True)
        sheet._writer = WorksheetWriter(sheet, out=self._part)
        sheet._writer.write_top()
        sheet.append([_heading_cell(sheet, heading.label) for heading in self._headings])
        self._sheet, self._rows = sheet, 0


class _Writer(ExcelWriter):
    """Writes what is not in the archive yet: all but the sheets."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = None
        ws._rels = ws._writer._rels
        self.manifest.append(ws)


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
