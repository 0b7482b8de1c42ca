"""Existing cases from a file (R1): errors by row and column, and nothing twice."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed
from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases import importing
from cases.importing import COLUMNS, Outcome, import_file
from cases.models import Case, CaseDeadline, ImportedCase, Person
from tests import factories as make

Cells = dict[str, str]


def first(key: str = "2025-17", **more: str) -> Cells:
    cells = {
        "case_key": key,
        "last_name": "Үлгінова",
        "first_name": "Гүлнәр",
        "iin": make.made_up_iin(601),
        "source": "application",
        "detected_on": "20.03.2026",
        "territory": "101000000",
        "address": "Үлгі көшесі, 1",
        "grounds": "G02, G10",
    }
    return cells | more


def child(key: str = "2025-17", **more: str) -> Cells:
    cells = {
        "case_key": key,
        "relation": "child",
        "last_name": "Үлгінов",
        "first_name": "Ерлан",
        "iin_absent": "unknown",
        "birth_date": "2019-06-01",
    }
    return cells | more


def as_csv(*rows: Cells, delimiter: str = ",") -> SimpleUploadedFile:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("cases.csv", out.getvalue().encode("utf-8-sig"))


def as_workbook(*rows: Cells) -> SimpleUploadedFile:
    """The empty form, filled in; days as the table program keeps them."""
    book = openpyxl.load_workbook(io.BytesIO(importing.empty_form()))
    for number, cells in enumerate(rows, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            value: Any = cells.get(name)
            if name == "birth_date" and value:
                value = dt.datetime.fromisoformat(value)
            book.worksheets[0].cell(number, column).value = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("cases.xlsx", out.getvalue())


@pytest.fixture
def bring(centre: Centre, head: User, friday: dt.datetime) -> Callable[..., Outcome]:
    def bring_in(file: SimpleUploadedFile, *, dry_run: bool = False) -> Outcome:
        return import_file(file, centre=centre, by=head, now=friday, dry_run=dry_run)

    return bring_in


@pytest.mark.clause("1")
@pytest.mark.parametrize("make_file", [as_csv, as_workbook])
def test_r1_a_family_comes_in_with_its_case(
    make_file: Callable[..., SimpleUploadedFile], bring: Callable[..., Outcome], head: User
) -> None:
    outcome = bring(make_file(first(), child()))
    assert outcome == Outcome(made=["SEM-2026-00001"])
    case = Case.objects.get()
    assert (case.state, case.with_children, case.responsible) == ("detected", True, head)
    assert case.deadlines.get().term == "primary_assessment"
    assert {g.ground_id for g in case.case_grounds.all()} == {"G02", "G10"}
    born = Person.objects.get(first_name="Ерлан").birth_date
    assert born == dt.date(2019, 6, 1)


@pytest.mark.clause("3(5)")
def test_r3_a_case_recognised_before_owes_no_assessment(
    bring: Callable[..., Outcome], head: User
) -> None:
    bring(as_csv(first(detected_on="01.12.2025", recognised_on="03.12.2025", wellbeing="D")))
    case = Case.objects.get()
    assert (case.state, case.wellbeing_id) == ("recognised", "D")
    assert (case.recognised_on, case.recognised_by) == (dt.date(2025, 12, 3), head)
    assert not CaseDeadline.objects.exists()
    assert [t.verb for t in case.transitions.all()] == [
        "register",
        "start_assessment",
        "recognise",
    ]


def test_the_same_file_again_brings_only_what_is_new(bring: Callable[..., Outcome]) -> None:
    bring(as_csv(first(), child()))
    other = first("2025-18", iin=make.made_up_iin(602))
    outcome = bring(as_csv(first(), child(), other))
    assert outcome == Outcome(made=["SEM-2026-00002"], known=["2025-17"])
    assert (Case.objects.count(), Person.objects.count()) == (2, 3)


def test_a_dry_run_enters_nothing(bring: Callable[..., Outcome]) -> None:
    outcome = bring(as_csv(first(), child()), dry_run=True)
    assert outcome == Outcome(made=["2025-17"])
    assert not Case.objects.exists()
    assert not Person.objects.exists()
    assert not ImportedCase.objects.exists()
    assert AccessRecord.objects.get().reason == "registration", "the question was asked"


WRONG = [
    ([first("")], [(2, "case_key")]),
    ([first(detected_on="")], [(2, "detected_on")]),
    ([first(detected_on="31.02.2026")], [(2, "detected_on")]),
    ([first(detected_on="21.03.2026")], [(2, "detected_on")]),
    ([first(source="rumour")], [(2, "source")]),
    ([first(territory="100000000")], [(2, "territory")]),
    ([first(grounds="G02, G99")], [(2, "grounds")]),
    ([first(iin="991231590002")], [(2, "iin")]),
    ([first(sex="x")], [(2, "sex")]),
    ([first(birth_date="17.05.1990")], [(2, "birth_date")]),
    ([first(recognised_on="20.03.2026")], [(2, "wellbeing")]),
    ([first(recognised_on="19.03.2026", wellbeing="D")], [(2, "recognised_on")]),
    ([first(recognised_on="20.03.2026", wellbeing="D", grounds="")], [(2, "grounds")]),
    ([first(), child(last_name="")], [(3, "last_name")]),
    ([first(), child(birth_date="soon")], [(3, "birth_date")]),
    ([first(), child(relation="")], [(3, "relation")]),
]


@pytest.mark.parametrize(("rows", "places"), WRONG)
@pytest.mark.parametrize("dry_run", [True, False])
def test_each_error_names_its_row_and_column(
    rows: list[Cells], places: list[tuple[int, str]], dry_run: bool, bring: Callable[..., Outcome]
) -> None:
    outcome = bring(as_csv(*rows), dry_run=dry_run)
    assert [(error.row, error.column) for error in outcome.errors] == places
    assert outcome.made == []
    assert not Person.objects.exists()


def test_one_bad_case_keeps_out_itself_only(bring: Callable[..., Outcome]) -> None:
    bad = first("bad", iin="991231590002")
    outcome = bring(as_csv(bad, first(), child()))
    assert outcome.made == ["SEM-2026-00001"]
    assert [(e.row, e.column) for e in outcome.errors] == [(2, "iin")]


def test_what_is_unusual_is_confirmed_in_the_file(bring: Callable[..., Outcome]) -> None:
    row = first(birth_date="17.05.1990", confirmed="иә")
    assert bring(as_csv(row)).errors == []


def test_an_open_case_elsewhere_is_said(
    bring: Callable[..., Outcome], other_centre: Centre
) -> None:
    there = make.CaseFactory.create(centre=other_centre, supported=True)
    iin = there.family.members.get().iin
    outcome = bring(as_csv(first(iin=iin)))
    assert [(e.row, e.column) for e in outcome.errors] == [(2, "iin")]
    assert other_centre.name in outcome.errors[0].message


BROKEN = [
    SimpleUploadedFile("a.csv", b"\xff\xfe\x00 no text"),
    SimpleUploadedFile("a.csv", b"case_key,last_name\n1,x"),
    SimpleUploadedFile("a.csv", b""),
    SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no archive"),
]


@pytest.mark.parametrize("file", BROKEN)
def test_a_file_that_is_no_table_is_refused(
    file: SimpleUploadedFile, bring: Callable[..., Outcome]
) -> None:
    with pytest.raises(Invalid) as refused:
        bring(file)
    assert refused.value.field == "file"


def test_a_file_that_is_too_long_is_refused(
    bring: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_ROWS", 1)
    with pytest.raises(Invalid, match="Split it"):
        bring(as_csv(first(), child()))


def test_a_semicolon_parts_columns_too(bring: Callable[..., Outcome]) -> None:
    assert bring(as_csv(first(), delimiter=";")).made == ["SEM-2026-00001"]


def test_only_the_head_imports(centre: Centre, caseworker: User, friday: dt.datetime) -> None:
    with pytest.raises(NotAllowed):
        import_file(as_csv(first()), centre=centre, by=caseworker, now=friday, dry_run=True)


def test_the_page_checks_and_then_imports(
    head: User, friday: dt.datetime, sign_in: Callable[[User], Client]
) -> None:
    url = reverse("case-import")
    checked = sign_in(head).post(url, {"file": as_csv(first("bad", iin="1"), first())})
    text = checked.content.decode()
    assert "1 case would be entered" in text
    assert "exactly 12 digits" in text
    assert not Case.objects.exists()
    done = sign_in(head).post(url, {"file": as_csv(first()), "import": "1"})
    assert "1 case entered" in done.content.decode()
    assert Case.objects.count() == 1
    broken = sign_in(head).post(url, {"file": SimpleUploadedFile("a.csv", b"")})
    assert broken.status_code == 400
    assert "lacks these columns" in broken.content.decode()


def test_the_command_checks_and_then_imports(
    head: User,
    centre: Centre,
    friday: dt.datetime,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(as_csv(first()).read())
    given = {"centre": centre.code, "by": head.email}
    call_command("import_cases", path, dry_run=True, **given)
    assert not Case.objects.exists()
    call_command("import_cases", path, **given)
    assert "1 entered, 0 known already" in capsys.readouterr().out
    path.write_bytes(as_csv(first("bad", iin="1")).read())
    with pytest.raises(CommandError, match="1 cases were left out"):
        call_command("import_cases", path, **given)
    assert "row 2, iin" in capsys.readouterr().err


def test_the_documented_columns_are_those_of_the_form() -> None:
    text = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    assert [name for name in COLUMNS if f"| `{name}` |" not in text] == []
