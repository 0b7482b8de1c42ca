"""Existing cases from a file (R1): a documented form, a dry run, an import that can be repeated.

A row is a person; rows with the same `case_key` are one family, the first of them the person the
case is named after, whose row also says what the case is about. What the columns mean for users
is written in `docs/import.md`. Every case goes through the verbs, in a transaction of its own; a
dry run does the same and takes it back.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import ProhibitNullCharactersValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from accounts.errors import Invalid, Refused
from accounts.models import User
from agencies.models import Centre, Territory
from cases import files
from cases.models import (
    Assessment,
    Case,
    FamilyMember,
    Ground,
    ImportedCase,
    Person,
    WellbeingLevel,
)
from cases.permissions import can_import
from cases.workflow import NewCase, PersonData, recognise, start_assessment
from cases.workflow.assessment import show_newest_level
from cases.workflow.checks import require, since_detection
from cases.workflow.registration import (
    ask_elsewhere,
    check_new_case,
    doubt_elsewhere,
    enter,
)

PERSON_COLUMNS = (
    "relation",
    "last_name",
    "first_name",
    "patronymic",
    "iin",
    "iin_absent",
    "birth_date",
    "sex",
    "phone",
)
CASE_COLUMNS = (
    "source",
    "source_detail",
    "detected_on",
    "danger",
    "situation",
    "territory",
    "address",
    "grounds",
    "wellbeing",
    "recognised_on",
)
COLUMNS = ("case_key", *PERSON_COLUMNS, *CASE_COLUMNS, "confirmed")
DATES = frozenset({"birth_date", "detected_on", "recognised_on"})
#: Texts of which the tables hold so much and no more.
TEXTS: dict[str, Any] = {
    "case_key": ImportedCase._meta.get_field("key"),
    **{name: Person._meta.get_field(name) for name in ("last_name", "first_name", "patronymic")},
    "phone": Person._meta.get_field("phone"),
    "source_detail": Case._meta.get_field("source_detail"),
    "address": Case._meta.get_field("address"),
}
#: Larger files are split, so that a page answers in time.
MOST_ROWS = 2000
YES = frozenset({"yes", "1", "true", "иә", "да"})
#: Codes that a column accepts, for the second sheet of the empty form.
CODES: dict[str, Sequence[tuple[str, Any]]] = {
    "relation": FamilyMember.Relation.choices,
    "iin_absent": Person.IinAbsent.choices,
    "sex": Person.Sex.choices,
    "source": Case.Source.choices,
}


@dataclass(frozen=True)
class RowError:
    """What is wrong in a row (numbered as the table program shows it), by column."""

    row: int
    column: str
    message: str


@dataclass
class Outcome:
    """What an import did, or a dry run would do."""

    made: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The rows of one case: their numbers in the file and their cells."""

    key: str
    numbers: list[int]
    rows: list[dict[str, str]]


class _TakenBack(Exception):
    """Ends the transaction of a dry run."""


class _ComeIn(Exception):
    """The case came in by another import in the meantime."""


def import_file(
    file: "File[bytes]", *, centre: Centre, by: User, now: datetime, dry_run: bool
) -> Outcome:
    """Bring in the cases of a file that the Centre does not have yet.

    What is wrong in a case keeps out that case only. Raises `NotAllowed`, and `Invalid` where
    the file as a whole cannot be read.
    """
    require(can_import(by, centre))
    outcome = Outcome()
    keys = ImportedCase.objects.filter(centre=centre).values_list("key", flat=True)
    known = set(keys)
    for group in groups(read(file), outcome):
        if group.key in known:
            outcome.known.append(group.key)
            continue
        try:
            made = _import_case(group, centre=centre, by=by, now=now, dry_run=dry_run)
        except _ComeIn:
            outcome.known.append(group.key)
        except Refused as error:
            outcome.errors.append(_row_error(group, error))
        else:
            outcome.made.append(made)
    outcome.errors.sort(key=lambda error: error.row)
    return outcome


def groups(rows: Iterable[tuple[int, dict[str, str]]], outcome: Outcome) -> list[Group]:
    """Rows by case, in the order of the file; a row without a key is an error."""
    found: dict[str, Group] = {}
    for number, cells in rows:
        key = cells["case_key"]
        if not key:
            outcome.errors.append(RowError(number, "case_key", _("Enter a key of the case.")))
            continue
        group = found.setdefault(key, Group(key, [], []))
        group.numbers.append(number)
        group.rows.append(cells)
    return list(found.values())


def _row_error(group: Group, error: Refused) -> RowError:
    """Back from the verb's field ("persons-1-iin") to the row and column of the file."""
    name = error.field or ""
    row = 0
    if name.startswith("persons-"):
        _prefix, number, name = name.split("-")
        row = int(number)
    column = {"on": "recognised_on"}.get(name, name)
    return RowError(group.numbers[row], column, str(error))


def _import_case(group: Group, *, centre: Centre, by: User, now: datetime, dry_run: bool) -> str:
    """Enter one case by the verbs; the number it got, or its key after a dry run."""
    first = group.rows[0]
    _check_texts(group)
    new = _new_case(group)
    recognised_on = _date(first, "recognised_on")
    confirmed = first["confirmed"].lower() in YES
    check_new_case(new, today=timezone.localdate(now), confirmed=confirmed)
    elsewhere = ask_elsewhere(new, centre=centre, by=by, route="case-import")
    if not confirmed:
        doubt_elsewhere(elsewhere, new)
    try:
        with transaction.atomic():
            _take_turn(centre, key=group.key)
            case = enter(
                centre,
                by=by,
                now=now,
                new=new,
                elsewhere=elsewhere,
                confirmed=confirmed,
                with_terms=recognised_on is None,
            )
            if recognised_on:
                _as_recognised(case, first, on=recognised_on, by=by, now=now)
            ImportedCase.objects.create(centre=centre, key=group.key, case=case)
            if dry_run:
                raise _TakenBack
    except _TakenBack:
        return group.key
    return case.number


def _take_turn(centre: Centre, *, key: str) -> None:
    """The same file sent twice at once brings in one case after the other, and none twice."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if ImportedCase.objects.filter(centre=centre, key=key).exists():
        raise _ComeIn


def _check_texts(group: Group) -> None:
    """Raise `Invalid` for the first text that no column can hold."""
    for number, cells in enumerate(group.rows):
        for column in ("case_key", *PERSON_COLUMNS, *(CASE_COLUMNS if number == 0 else ())):
            checks: list[Any] = [ProhibitNullCharactersValidator()]
            checks += TEXTS[column].validators if column in TEXTS else []
            prefix = f"persons-{number}-" if column in PERSON_COLUMNS else ""
            try:
                for check in checks:
                    check(cells[column])
            except ValidationError as error:
                raise Invalid(error.messages[0], field=f"{prefix}{column}") from error


def _as_recognised(case: Case, cells: dict[str, str], *, on: date, by: User, now: datetime) -> None:
    """A case recognised before Qoldau: with the level known then, without directions and risks."""
    level = WellbeingLevel.objects.filter(code=cells["wellbeing"]).first()
    if level is None:
        raise Invalid(_("Enter the level, A to E, of a recognised case."), field="wellbeing")
    since_detection(case, on, today=timezone.localdate(now), field="recognised_on")
    start_assessment(case, by=by, now=now)
    Assessment.objects.create(
        case=case,
        occasion=Assessment.Occasion.INTAKE,
        assessed_on=on,
        level=level,
        assessed_by=by,
    )
    show_newest_level(case)
    recognise(case, by=by, now=now, on=on)


def _new_case(group: Group) -> NewCase:
    cells = group.rows[0]
    detected_on = _date(cells, "detected_on")
    if detected_on is None:
        raise Invalid(_("Enter the day of detection."), field="detected_on")
    return NewCase(
        persons=[_person(row, number=number) for number, row in enumerate(group.rows)],
        source=cells["source"],
        source_detail=cells["source_detail"],
        detected_on=detected_on,
        danger=cells["danger"].lower() in YES,
        situation=cells["situation"],
        territory=_territory(cells["territory"]),
        address=cells["address"],
        grounds=_grounds(cells["grounds"]),
    )


def _person(cells: dict[str, str], *, number: int) -> PersonData:
    values: dict[str, Any] = {name: cells[name] for name in PERSON_COLUMNS}
    values["birth_date"] = _date(cells, "birth_date", prefix=f"persons-{number}-")
    if number == 0:
        values["relation"] = FamilyMember.Relation.SELF
    return PersonData(**values)


def _territory(code: str) -> Territory:
    found = Territory.objects.filter(code=code, level__gt=Territory.Level.REGION).first()
    if found is None:
        raise Invalid(_("This is no KATO code of a district or city."), field="territory")
    return found


def _grounds(text: str) -> list[Ground]:
    codes = [code.strip() for code in text.replace(";", ",").split(",") if code.strip()]
    found = list(Ground.objects.filter(code__in=codes))
    if len(found) != len(set(codes)):
        raise Invalid(_("One of these grounds is not known."), field="grounds")
    return found


def _date(cells: dict[str, str], column: str, *, prefix: str = "") -> date | None:
    """A day as 2026-03-20 or 20.03.2026; None where the cell is empty."""
    text = cells[column]
    if not text:
        return None
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise Invalid(_("Write the day as 20.03.2026."), field=f"{prefix}{column}")


def read(file: "File[bytes]") -> list[tuple[int, dict[str, str]]]:
    """The rows of an XLSX or CSV file, numbered from 2, with every column; `Invalid` otherwise."""
    table = _read_workbook(file) if files.sniff(file) == "xlsx" else _read_csv(file)
    header = [cell.strip().lower() for cell in next(iter(table), [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        message = _("The first row lacks these columns: %(columns)s.")
        raise Invalid(message % {"columns": ", ".join(missing)}, field="file")
    rows = [
        (number, dict(zip(header, [*cells, *[""] * len(header)], strict=False)))
        for number, cells in enumerate(table[1:], start=2)
        if any(cells)
    ]
    if len(rows) > MOST_ROWS:
        message = _("The file has more than %(most)s rows. Split it.")
        raise Invalid(message % {"most": MOST_ROWS}, field="file")
    return rows


def _read_workbook(file: "File[bytes]") -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except Exception as error:  # what is spoilt in a file fails in any way there
        raise Invalid(_("The file cannot be read as a table."), field="file") from error


def _text(cell: object) -> str:
    """A cell as text: a day without its hours, a number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _read_csv(file: "File[bytes]") -> list[list[str]]:
    try:
        text = file.read().decode("utf-8-sig")
        delimiter = ";" if text.partition("\n")[0].count(";") else ","
        return [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        message = _("The file is neither XLSX nor CSV in UTF-8.")
        raise Invalid(message, field="file") from error


def empty_form() -> bytes:
    """The form to fill in: a sheet with the columns, and one with the codes they take."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "cases"
    sheet.append(list(COLUMNS))
    sheet.freeze_panes = "A2"
    for column in range(1, len(COLUMNS) + 1):
        # IINs and KATO codes are text: a number would lose its leading zeros.
        sheet.column_dimensions[get_column_letter(column)].width = 18
    for row in sheet.iter_rows(min_row=2, max_row=200, max_col=len(COLUMNS)):
        for cell in row:
            cell.number_format = "@"
    _add_codes(book.create_sheet("codes"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_codes(sheet: Any) -> None:
    for column, codes in CODES.items():
        for code, name in codes:
            sheet.append([column, code, str(name)])
    for ground in Ground.objects.all():
        sheet.append(["grounds", ground.code, ground.name])
    for level in WellbeingLevel.objects.all():
        sheet.append(["wellbeing", level.code, level.name])
