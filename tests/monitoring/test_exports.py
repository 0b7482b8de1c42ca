"""Registers taken out as files, on Friday 20 March 2026: what stands in them."""

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.errors import WrongState
from accounts.models import User
from accounts.transitions import transition
from agencies.models import Agency, Centre
from cases.models import Case
from monitoring import exporting
from monitoring.models import Export
from monitoring.registers import REGISTERS, readers
from monitoring.states import EXPORT, UNFINISHED, ExportState
from tests.factories import CaseFactory
from tests.kept_files import clear, clear_io, on_disk
from tests.monitoring.exports import OF_FAMILIES, ask, sheet, table, written
from tests.plans import rows as make

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]

BOM = b"\xef\xbb\xbf"
TOKEN = UUID("00000000-0000-4000-8000-000000000192")

pytestmark = pytest.mark.usefixtures("files_root")


@pytest.mark.clause("4(4)")
def test_r7_csv_opens_in_excel_with_its_kazakh_letters(told: Case, caseworker: User) -> None:
    export = written(caseworker, language="kk")
    content = clear(export.file)
    assert content.startswith(BOM)
    heading, row, end = content.decode("utf-8-sig").split("\r\n")
    assert (heading.count(";"), end) == (row.count(";"), "")
    assert told.first_person_name in row
    assert "Үлгі көшесі" in row
    assert ";2026-03-02;" in row
    assert ";иә;" in row


@pytest.mark.clause("4(4)")
def test_r7_xlsx_holds_real_days_numbers_and_a_heading_that_stays(
    told: Case, caseworker: User
) -> None:
    export = written(caseworker, format="xlsx")
    page = sheet(export)
    assert (page.title, page.freeze_panes) == ("Register of cases", "A2")
    heading, row = list(page.rows)
    cells = {name.value: cell for name, cell in zip(heading, row, strict=True)}
    assert cells["Family"].value == told.first_person_name
    assert cells["Detected"].is_date
    assert str(cells["Detected"].value) == "2026-03-02 00:00:00"
    assert cells["Closed on"].value is None
    assert page.column_dimensions["A"].width == 34
    activities = list(sheet(written(caseworker, "activities", "xlsx")).values)
    found = dict(zip(*activities, strict=True))
    assert str(found["Sent"]) == "2026-03-02 10:00:00"
    assert (found["Rounds"], str(found["Due"])) == (1, "2026-03-20 00:00:00")


@pytest.mark.clause("4(4)")
@pytest.mark.parametrize("name", OF_FAMILIES)
def test_r7_both_files_hold_the_columns_and_rows_of_the_register(
    told: Case, head: User, name: str
) -> None:
    [reader] = readers(head).values()
    with translation.override("en"):
        labels = [str(column.label) for column in REGISTERS[name].columns_for(reader)]
    [row] = table(written(head, name))
    assert list(row) == labels
    assert len(set(labels)) == len(labels)
    in_xlsx = list(sheet(written(head, name, "xlsx")).values)
    assert [list(in_xlsx[0]), len(in_xlsx)] == [labels, 2]


FORMULAS = ['=HYPERLINK("http://x","y")', "+7 700", "-1", "@SUM(A1)", "\t=1", "#N/A", "＝1"]


@pytest.mark.clause("7(3)")
def test_r7_what_somebody_typed_is_never_a_formula(
    told: Case, caseworker: User, subtests: pytest.Subtests
) -> None:
    for words in FORMULAS:
        with subtests.test(words):
            is_no_formula(words, caseworker)


def is_no_formula(words: str, caseworker: User) -> None:
    Case.objects.update(address=words, first_person_name=f"Ә\a{words}")
    [row] = table(written(caseworker))
    assert row["Address"] == (words if words == "#N/A" else f"'{words}")
    [heading, cells] = list(sheet(written(caseworker, format="xlsx")).rows)
    found = dict(zip([cell.value for cell in heading], cells, strict=True))
    assert (found["Address"].value, found["Address"].data_type) == (words, "s")
    assert found["Address"].quotePrefix
    assert found["Family"].value == f"Ә{words}"


@pytest.mark.clause("4(4)")
def test_r7_a_file_holds_what_was_filtered_and_nothing_else(
    told: Case, centre: Centre, caseworker: User, other_centre: Centre
) -> None:
    ended = CaseFactory.create(centre=centre, responsible=caseworker, terminated=True)
    CaseFactory.create(centre=other_centre, terminated=True)
    rows = table(written(caseworker, query={"state": "terminated"}))
    assert [row["Case number"] for row in rows] == [ended.number]


def test_r7_rows_are_read_in_parts_and_the_progress_is_shown(
    centre: Centre, caseworker: User, working_days: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 2)
    numbers = [CaseFactory.create(centre=centre, responsible=caseworker).number for _ in range(5)]
    shown: list[dict[str, int]] = []
    monkeypatch.setattr(exporting, "_show_progress", lambda export, **counts: shown.append(counts))
    export = written(caseworker)
    assert [row["Case number"] for row in table(export)] == numbers[::-1]
    assert shown[0] == {"rows_done": 0, "rows_total": 5}
    assert [counts["rows_done"] for counts in shown[1:]] == [2, 4, 5]


@pytest.mark.parametrize("count", [1, 3])
def test_r7_writing_takes_the_same_queries_for_one_row_and_for_three(
    told: Case, head: User, centre: Centre, agency: Agency, caseworker: User, count: int
) -> None:
    for _ in range(count - 1):
        case = CaseFactory.create(centre=centre, responsible=caseworker, with_child=True)
        plan = make.plan_in("approved", case=case, by=head)
        activity = make.activity_in("reported", plan=plan, agency=agency, by=head)
        make.report_of(activity, result="done", by=caseworker)
    taken = {}
    for name in ("cases", "plans", "dispatches", "activities", "reports"):
        export = ask(head, name)
        with CaptureQueriesContext(connection) as captured:
            assert exporting.write(export.pk)
        export.refresh_from_db()
        assert export.rows_done == count
        taken[name] = len(captured)
    assert taken == {
        "cases": 21,
        "plans": 20,
        "dispatches": 22,
        "activities": 22,
        "reports": 21,
    }


def test_r7_a_large_table_goes_on_in_the_next_sheet(
    told: Case, centre: Centre, caseworker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.spreadsheets.ROWS_A_SHEET", 1)
    CaseFactory.create(centre=centre, responsible=caseworker)
    book = openpyxl.load_workbook(clear_io(written(caseworker, format="xlsx").file))
    assert book.sheetnames == ["Register of cases", "Register of cases 2"]
    assert [page.max_row for page in book] == [2, 2]


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_r12_nothing_of_an_export_touches_the_disk_in_clear(
    format: str,
    told: Case,
    caseworker: User,
    files_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While it is written and afterwards, in the storage and in the folder for temporary files."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    show = exporting._show_progress
    found: list[bytes] = []

    def look(export: Export, **counts: int) -> None:
        found.extend(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        show(export, **counts)

    monkeypatch.setattr(exporting, "_show_progress", look)
    export = written(caseworker, format=format)
    name = told.first_person_name.encode()
    assert found
    assert not any(name in content or content.startswith(b"PK") for content in found)
    assert (list(scratch.iterdir()), name in on_disk(export.file)) == ([], False)
    assert export.size == len(clear(export.file))


def test_r7_a_fault_is_tried_again_and_then_given_up(
    told: Case, caseworker: User, files_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise ValueError("Сынақова's row is spoilt")

    export = ask(caseworker)
    monkeypatch.setattr(exporting, "_log_names", broken)
    ended = [exporting.write(export.pk) for _ in range(exporting.MOST_TRIES + 1)]
    assert ended == [False, False, True, False]
    export.refresh_from_db()
    assert (export.state, export.problem, export.tries) == ("failed", "fault", 3)
    assert [path for path in files_root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("state", ExportState.values)
@pytest.mark.parametrize("verb", sorted(EXPORT.verbs))
def test_every_verb_in_every_state_goes_by_the_table(
    caseworker: User, on: Clock, verb: str, state: str
) -> None:
    now = on("2026-03-20")
    ended = {"finished_at": now, "expires_at": now, "file": "exports/1.csv"}
    export = Export.objects.create(
        user=caseworker,
        register="cases",
        side="centre",
        format="csv",
        language="kk",
        token=TOKEN,
        state=state,
        created_at=now,
        problem="fault" if state == "failed" else "",
        **(ended if state == "done" else {}),
    )
    changes: dict[str, dict[str, Any]] = {"finish": ended, "fail": {"problem": "fault"}}
    possible = {"begin": UNFINISHED, "finish": {"running"}, "fail": UNFINISHED, "expire": {"done"}}
    if state in possible[verb]:
        transition(export, verb, by=None, now=now, **changes.get(verb, {}))
        assert export.transitions.get().from_state == state
        return
    with pytest.raises(WrongState):
        transition(export, verb, by=None, now=now, **changes.get(verb, {}))
