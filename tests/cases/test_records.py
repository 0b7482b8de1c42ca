"""Visits, notes, files, danger, notices, hand-over: written once, by the Centre's staff."""

import datetime as dt
import hashlib
import io
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import override_settings

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst, WrongState
from accounts.models import User
from agencies import settings as house_settings
from agencies.models import Agency, Centre
from cases import workflow
from cases.files import MAGIC, sniff
from cases.left_out import LeftOut, left_out
from cases.models import Case, Note, StoredFile, Visit
from cases.workflow import VisitData
from tests import factories as make
from tests.kept_files import clear

PDF = b"%PDF-1.7\n%made up"


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path) -> Any:
    storages = {
        "default": {
            "BACKEND": "accounts.storage.EncryptedStorage",
            "OPTIONS": {"location": tmp_path},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages):
        yield tmp_path


def visit(**more: Any) -> VisitData:
    data: dict[str, Any] = {
        "visited_on": dt.date(2026, 3, 20),
        "arrived_at": dt.time(9, 0),
        "findings": "The flat is cold.",
    }
    return VisitData(**(data | more))


@pytest.mark.clause("3(3)")
def test_r1_a_visit_says_who_came_from_which_body(
    case: Case, caseworker: User, agency: Agency, friday: dt.datetime
) -> None:
    given = visit(left_at=dt.time(9, 40), participants=[("Үлгі Маман", agency), ("Көмекші", None)])
    row = workflow.record_visit(case, by=caseworker, now=friday, visit=given)
    row = Visit.objects.get(pk=row.pk)
    assert (row.entered_by, row.entered_at) == (caseworker, friday)
    came = row.participants.order_by("id").values_list("name", "agency")
    assert list(came) == [("Үлгі Маман", agency.pk), ("Көмекші", None)]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"visited_on": dt.date(2026, 3, 21)}, "visited_on"),
        ({"arrived_at": None}, "arrived_at"),
        ({"arrived_at": None, "arrival_missing": "forgot"}, "arrived_at"),
        ({"findings": " "}, "findings"),
        ({"left_at": dt.time(8, 59)}, "left_at"),
        ({"participants": [(" ", None)]}, "participants"),
    ],
)
def test_what_a_visit_leaves_out_needs_its_reason(
    more: dict[str, Any], field: str, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        workflow.record_visit(case, by=caseworker, now=friday, visit=visit(**more))
    assert refused.value.field == field
    assert not Visit.objects.exists()


def test_what_is_left_out_is_counted(
    centre: Centre, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    stranger = make.PersonFactory.create(centre=centre, without_iin=True)
    make.FamilyMemberFactory.create(family=case.family, person=stranger)
    make.CaseFactory.create(centre=centre, detected_on=dt.date(2025, 3, 19))
    nobody_home = visit(
        arrived_at=None,
        arrival_missing="not_recorded",
        findings="",
        findings_missing="nobody_home",
    )
    for given in (visit(), nobody_home):
        workflow.record_visit(case, by=caseworker, now=friday, visit=given)
    counted = left_out(centre, since=dt.date(2026, 3, 1), until=dt.date(2026, 3, 31))
    assert counted == LeftOut(
        persons=3,
        persons_without_iin=1,
        visits=2,
        visits_without_arrival=1,
        visits_without_findings=1,
    )


def test_a_note_is_written_once(case: Case, caseworker: User, friday: dt.datetime) -> None:
    token = uuid.uuid4()
    workflow.add_note(case, by=caseworker, now=friday, text=" Call the school. ", token=token)
    with pytest.raises(SomebodyWasFirst):
        workflow.add_note(case, by=caseworker, now=friday, text="Call the school.", token=token)
    with pytest.raises(Invalid):
        workflow.add_note(case, by=caseworker, now=friday, text="  ")
    assert Note.objects.get().text == "Call the school."


@pytest.mark.clause("7(3)")
def test_r12_only_the_centre_writes(
    case: Case, other_head: User, agency_worker: User, friday: dt.datetime
) -> None:
    for outsider in (other_head, agency_worker):
        with pytest.raises(NotAllowed):
            workflow.add_note(case, by=outsider, now=friday, text="Let me in.")
        with pytest.raises(NotAllowed):
            workflow.record_visit(case, by=outsider, now=friday, visit=visit())


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "made up")
    return out.getvalue()


TYPES = "[Content_Types].xml"


def spoilt(*, at: int, byte: int) -> bytes:
    """A workbook with another byte in the first entry of its archive's directory."""
    whole = bytearray(package("ж", TYPES, "xl/workbook.xml"))
    whole[whole.index(b"PK\x01\x02") + at] = byte
    return bytes(whole)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (MAGIC["jpg"] + b"\xe0made up", "jpg"),
        (MAGIC["png"] + b"made up", "png"),
        (package(TYPES, "word/document.xml"), "docx"),
        (package(TYPES, "xl/workbook.xml"), "xlsx"),
        (package(TYPES, "word/document.xml", "word/vbaProject.bin"), None),
        (package("word/document.xml"), None),
        (package("readme.txt"), None),
        (b"PK\x03\x04 no archive at all", None),
        (spoilt(at=6, byte=99), None),  # a version of the format that nobody writes
        (spoilt(at=46, byte=0xFF), None),  # a name that is no text
        (b"MZ\x90 a program", None),
        (b"<svg onload='x'/>", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    file = SimpleUploadedFile("photo.jpg", content)
    assert sniff(file) == kind
    assert file.read() == content


def test_an_archive_that_unpacks_into_too_much_passes_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = package(TYPES, "word/document.xml")
    assert sniff(SimpleUploadedFile("a.docx", content)) == "docx"
    monkeypatch.setattr("cases.files.MOST_PARTS", 1)
    assert sniff(SimpleUploadedFile("a.docx", content)) is None
    monkeypatch.undo()
    monkeypatch.setattr("cases.files.MOST_UNPACKED", 1)
    assert sniff(SimpleUploadedFile("a.docx", content)) is None


def test_a_file_is_kept_under_a_random_name(
    case: Case, caseworker: User, friday: dt.datetime, files_root: Path
) -> None:
    file = SimpleUploadedFile("C:\\x\\акт осмотра.exe", PDF)
    row = workflow.add_file(case, by=caseworker, now=friday, file=file)
    row = StoredFile.objects.get(pk=row.pk)
    assert (row.name, row.kind, row.size) == ("акт осмотра.pdf", "application/pdf", len(PDF))
    assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert "акт" not in str(row.content.name)
    assert clear(row.content) == PDF


@pytest.mark.parametrize("content", [b"", b"MZ\x90 a program", package("readme.txt")])
def test_a_file_of_a_wrong_type_is_refused(
    content: bytes, case: Case, caseworker: User, friday: dt.datetime, files_root: Path
) -> None:
    with pytest.raises(Invalid) as refused:
        workflow.add_file(
            case, by=caseworker, now=friday, file=SimpleUploadedFile("a.pdf", content)
        )
    assert refused.value.field == "file"
    assert not list(files_root.rglob("*.*"))


def test_size_and_types_are_settings(
    case: Case, caseworker: User, administrator: User, friday: dt.datetime
) -> None:
    change: Callable[..., Any] = house_settings.change
    change("max_file_size", "1", source="made up", by=administrator, now=friday)
    large = SimpleUploadedFile("a.pdf", PDF + b"x" * 1024 * 1024)
    with pytest.raises(Invalid, match="1 MiB"):
        workflow.add_file(case, by=caseworker, now=friday, file=large)
    change("allowed_file_types", "png", source="made up", by=administrator, now=friday)
    with pytest.raises(Invalid, match="png"):
        workflow.add_file(case, by=caseworker, now=friday, file=SimpleUploadedFile("a", PDF))


def test_a_second_click_leaves_one_file(
    case: Case, caseworker: User, friday: dt.datetime, files_root: Path
) -> None:
    token = uuid.uuid4()
    for again in (False, True):
        file = SimpleUploadedFile("a.pdf", PDF)
        if again:
            with pytest.raises(SomebodyWasFirst):
                workflow.add_file(case, by=caseworker, now=friday, file=file, token=token)
        else:
            workflow.add_file(case, by=caseworker, now=friday, file=file, token=token)
    assert len([p for p in files_root.rglob("*") if p.is_file()]) == 1


def test_a_file_of_which_no_row_is_kept_is_removed(
    case: Case, caseworker: User, friday: dt.datetime, files_root: Path
) -> None:
    """The database refuses the row: the moment is missing."""
    file, nothing = SimpleUploadedFile("a.pdf", PDF), cast(dt.datetime, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        workflow.add_file(case, by=caseworker, now=nothing, file=file)
    assert [p for p in files_root.rglob("*") if p.is_file()] == []


@pytest.mark.clause("7(2)")
def test_r11_danger_found_later_hastens_and_starts_the_notice(
    case: Case, caseworker: User, friday: dt.datetime
) -> None:
    make.CaseDeadlineFactory.create(case=case)
    workflow.report_danger(case, by=caseworker, now=friday, reason="He is back.")
    states = {d.term: d.is_open for d in case.deadlines.all()}
    assert states == {
        "primary_assessment": False,
        "urgent_assessment": True,
        "guardianship_notice": True,
    }
    with pytest.raises(Refused):
        workflow.report_danger(case, by=caseworker, now=friday, reason="He is back.")


@pytest.mark.clause("7(2)")
def test_r11_the_notice_is_met_once(case: Case, caseworker: User, friday: dt.datetime) -> None:
    told: dict[str, Any] = {
        "by": caseworker,
        "now": friday,
        "to_whom": "Guardianship, by telephone",
    }
    with pytest.raises(Refused):
        workflow.notify_guardianship(case, sent_on=friday.date(), **told)
    workflow.report_danger(case, by=caseworker, now=friday, reason="He is back.")
    with pytest.raises(Invalid):
        workflow.notify_guardianship(case, sent_on=dt.date(2026, 3, 21), **told)
    workflow.notify_guardianship(case, sent_on=friday.date(), **told)
    assert case.deadlines.get(term="guardianship_notice").met_on == friday.date()


@pytest.mark.clause("6")
def test_r10_open_terms_follow_the_new_caseworker(
    case: Case, caseworker: User, colleague: User, head: User, friday: dt.datetime
) -> None:
    term = make.CaseDeadlineFactory.create(case=case)
    met = make.CaseDeadlineFactory.create(case=case, met_on=friday.date(), days_late=0)
    workflow.hand_over(case, by=caseworker, now=friday, to=colleague, reason="Leave.")
    term.refresh_from_db()
    met.refresh_from_db()
    assert (term.responsible, met.responsible) == (colleague, caseworker)
    with pytest.raises(NotAllowed):
        workflow.hand_over(case, by=caseworker, now=friday, to=caseworker)
    workflow.hand_over(case, by=head, now=friday, to=caseworker)
    assert Case.objects.get().responsible == caseworker


@pytest.mark.parametrize("name", ["other_caseworker", "former_caseworker", "agency_worker"])
def test_a_case_goes_to_those_who_work_here(
    name: str, case: Case, head: User, friday: dt.datetime, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Invalid) as refused:
        workflow.hand_over(case, by=head, now=friday, to=request.getfixturevalue(name))
    assert refused.value.field == "to"


def test_of_two_who_hand_over_at_once_one_is_told(
    case: Case, head: User, colleague: User, friday: dt.datetime
) -> None:
    stale = Case.objects.get(pk=case.pk)
    workflow.hand_over(case, by=head, now=friday, to=colleague)
    with pytest.raises(SomebodyWasFirst):
        workflow.hand_over(stale, by=head, now=friday, to=head)


@pytest.mark.parametrize("state", ["not_recognised", "completed", "terminated"])
def test_a_closed_case_takes_notes_but_no_visits(
    state: str, centre: Centre, head: User, colleague: User, friday: dt.datetime
) -> None:
    case = make.CaseFactory.create(centre=centre, **{state: True})
    with pytest.raises(WrongState):
        workflow.record_visit(case, by=head, now=friday, visit=visit())
    with pytest.raises(WrongState):
        workflow.hand_over(case, by=head, now=friday, to=colleague)
    with pytest.raises(WrongState):
        workflow.report_danger(case, by=head, now=friday, reason="He is back.")
    workflow.add_note(case, by=head, now=friday, text="A letter came.")
