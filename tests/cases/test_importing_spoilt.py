"""Files that cannot be taken in as they are: said by file, row and column, never a fault (R1)."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.errors import Invalid
from accounts.models import User
from agencies.models import Centre
from cases.importing import COLUMNS, Outcome, RowError, import_file
from cases.models import Case, ImportedCase, Person
from tests.cases.test_importing import as_csv, child, first
from tests.plans.at_once import at_once


@pytest.fixture
def bring(centre: Centre, head: User, friday: dt.datetime) -> Callable[..., Outcome]:
    def bring_in(file: SimpleUploadedFile, *, dry_run: bool = True) -> Outcome:
        return import_file(file, centre=centre, by=head, now=friday, dry_run=dry_run)

    return bring_in


def workbook(part: str, change: Callable[[bytes], bytes]) -> SimpleUploadedFile:
    """A workbook in which one part of the package is changed."""
    book, sound, out = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.worksheets[0].append(list(COLUMNS))
    book.save(sound)
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return SimpleUploadedFile("cases.xlsx", out.getvalue())


def without_sheets(content: bytes) -> bytes:
    begin, end = content.index(b"<sheets>"), content.index(b"</sheets>")
    return content[:begin] + b"<sheets>" + content[end:]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/worksheets/sheet1.xml", lambda content: content[: len(content) // 2]),
        ("xl/workbook.xml", lambda content: content[: len(content) // 2]),
        ("xl/workbook.xml", without_sheets),
        ("xl/styles.xml", lambda _content: b"no style"),
    ],
    ids=["half a sheet", "half a workbook", "no sheets", "no styles"],
)
def test_a_spoilt_workbook_is_refused(
    bring: Callable[..., Outcome], part: str, change: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(Invalid) as refused:
        bring(workbook(part, change))
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("row", "column"),
    [(2, "case_key"), (2, "last_name"), (3, "phone"), (2, "address"), (2, "source_detail")],
)
def test_a_text_that_is_too_long_is_an_error_of_its_row(
    bring: Callable[..., Outcome], row: int, column: str
) -> None:
    rows = [first(), child()]
    rows[row - 2][column] = "ү" * 301
    if column == "case_key":
        rows = rows[:1]
    [error] = bring(as_csv(*rows, first("sound", iin=""), delimiter=";")).errors[:1]
    assert (error.row, error.column) == (row, column)
    assert "301" in error.message


def test_a_sign_that_no_column_can_hold_is_an_error_of_its_row(
    bring: Callable[..., Outcome],
) -> None:
    outcome = bring(as_csv(first(territory="101\x00")))
    assert outcome.errors == [RowError(2, "territory", "Null characters are not allowed.")]


@pytest.mark.usefixtures("committed_db")
def test_a_file_sent_twice_at_once_comes_in_once(bring: Callable[..., Outcome]) -> None:
    unknown = {"iin": "", "iin_absent": "unknown", "confirmed": "yes"}
    outcomes: list[Outcome] = []

    def send() -> None:
        outcomes.append(bring(as_csv(first(**unknown)), dry_run=False))

    assert at_once(send, send) == [None, None]
    assert sorted((o.made, o.known) for o in outcomes) == [
        ([], ["2025-17"]),
        (["SEM-2026-00001"], []),
    ]
    assert (Case.objects.count(), ImportedCase.objects.count()) == (1, 1)
    assert Person.objects.count() == 1
    assert connection.in_atomic_block is False
