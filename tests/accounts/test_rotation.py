"""New keys: all that is encrypted is written anew, nothing is lost, and the old keys can go."""

import base64
import secrets
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone
from pyrage.x25519 import Identity  # type: ignore[import-untyped]

from accounts import rotation
from accounts.encryption import EncryptedTextField, KeyedHashField, keyed_hash
from accounts.models import User
from cases import search, workflow
from cases.models import Case, Note, Person, StoredFile
from cases.workflow.people import PersonData, find_or_make
from tests import factories as make
from tests.kept_files import clear, on_disk

pytestmark = [pytest.mark.clause("7(3)"), pytest.mark.usefixtures("committed_db", "folder")]
PDF = b"%PDF-1.7\n%made up"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path / "files"


@pytest.fixture
def kept_case(caseworker: User, centre: Any) -> Case:
    """A case with an IIN, a note, which is only added to, and a file."""
    case = make.CaseFactory.create(centre=centre, responsible=caseworker, situation="Beaten.")
    Note.objects.create(case=case, text="She hides.", by=caseworker, at=timezone.now())
    workflow.add_file(
        case, by=caseworker, now=timezone.now(), file=ContentFile(PDF, name="report.pdf")
    )
    return case


@pytest.fixture
def new_keys(kept_case: Case, settings: Any) -> Any:
    """The installation has new keys in front of those it had."""
    fernet = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    settings.FIELD_ENCRYPTION_KEYS = [fernet, *settings.FIELD_ENCRYPTION_KEYS]
    settings.FILE_KEYS = [str(Identity.generate()), *settings.FILE_KEYS]
    settings.IIN_HASH_KEYS_BEFORE = [settings.IIN_HASH_KEY]
    settings.IIN_HASH_KEY = "new"
    return settings


def take_old_keys_away(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    settings.FILE_KEYS = settings.FILE_KEYS[:1]
    settings.IIN_HASH_KEYS_BEFORE = []


def rotate(*options: str) -> str:
    output = StringIO()
    call_command("rotate_keys", *options, stdout=output, stderr=output)
    return output.getvalue()


def test_r12_after_a_rotation_the_old_keys_can_be_taken_away(
    new_keys: Any, kept_case: Case, caseworker: User
) -> None:
    person = Person.objects.get()
    said = rotate()
    assert "1 hashes, 1 files." in said
    assert "0 are left under other keys" in said
    take_old_keys_away(new_keys)
    case = Case.objects.get()
    assert (case.situation, case.notes.get().text) == ("Beaten.", "She hides.")
    assert clear(StoredFile.objects.get().content) == PDF
    assert search.by_iin(person.iin, by=caseworker).get() == person
    assert Person.objects.get().iin == person.iin


def test_r12_every_encrypted_column_is_found_by_walking_the_models() -> None:
    found = {f"{model.__name__}.{column.name}" for model, column in _encrypted()}
    assert {"Person.iin", "Note.text", "Report.text", "Visit.findings"} <= found
    assert [column.name for _model, column in rotation.columns(KeyedHashField)] == ["iin_hash"]


def _encrypted() -> list[Any]:
    return rotation.columns(EncryptedTextField)


def test_no_trigger_freezes_an_encrypted_column() -> None:
    """What is frozen must still take new ciphertext: such a trigger would have to compare less.

    Those of erasures are for the application alone; keys are rotated by the owner.
    """
    tables = [model._meta.db_table for model, _column in _encrypted()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY (%s) "
            "AND tgfoid NOT IN ('qoldau_only_erasing'::regproc, 'qoldau_only_emptying'::regproc)",
            [tables],
        )
        assert cursor.fetchall() == []


def test_r12_while_keys_are_rotated_an_iin_is_found_under_either(
    new_keys: Any, centre: Any, caseworker: User
) -> None:
    before = Person.objects.get()
    after = make.PersonFactory.create(centre=centre)
    for person in (before, after):
        assert search.by_iin(person.iin, by=caseworker).get() == person
        assert workflow.people.with_iin(person.iin, centre=centre) == person
    assert bytes(before.iin_hash or b"") != keyed_hash(before.iin)
    assert bytes(after.iin_hash or b"") == keyed_hash(after.iin)


def test_r12_while_keys_are_rotated_nobody_is_entered_twice(new_keys: Any, centre: Any) -> None:
    before = Person.objects.get()
    data = PersonData(last_name=before.last_name, first_name=before.first_name, iin=before.iin)
    assert find_or_make(data, centre=centre, confirmed=True) == before
    assert Person.objects.count() == 1


def test_whoever_was_entered_under_both_keys_is_named(new_keys: Any, centre: Any) -> None:
    """By a process that was not started again with the keys before."""
    before = Person.objects.get()
    make.PersonFactory.create(centre=centre, iin=before.iin)
    output = StringIO()
    with pytest.raises(CommandError, match="1 are not under the first key"):
        call_command("rotate_keys", stdout=StringIO(), stderr=output)
    assert f"cases.Person.iin_hash {before.pk}" in output.getvalue()


def test_a_second_rotation_does_nothing(new_keys: Any) -> None:
    rotate()
    file = on_disk(StoredFile.objects.get().content)
    assert rotate().startswith("Written anew: 0 values, 0 hashes, 0 files.")
    assert on_disk(StoredFile.objects.get().content) == file


def test_looking_changes_nothing_and_fails_while_old_keys_are_needed(new_keys: Any) -> None:
    places = rotation.look(rotation.Outcome(), database="owner").left
    kinds = {place.partition(" ")[0] for place in places}
    assert {"cases.Note.text", "cases.Person.iin_hash", "cases.StoredFile.content"} <= kinds
    with pytest.raises(CommandError, match=f"{len(places)} are not under the first key"):
        rotate("--check")
    rotate()
    assert "Written anew: 0 values" in rotate("--check")


def test_r12_what_somebody_saves_meanwhile_stays(
    new_keys: Any, kept_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap = rotation._swap

    def edit_first(column: Any, pk: int, **values: Any) -> int:
        if column[1].name == "situation":
            Case.objects.filter(pk=pk).update(situation="It got worse.")
        return swap(column, pk, **values)

    monkeypatch.setattr(rotation, "_swap", edit_first)
    assert "0 are left" in rotate()
    assert Case.objects.get().situation == "It got worse."


def test_a_rotation_that_was_cut_short_goes_on(
    new_keys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap, calls = rotation._swap, 0
    before = len(rotation.look(rotation.Outcome(), database="owner").left)

    def die_at_second(*args: Any, **values: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return swap(*args, **values)

    monkeypatch.setattr(rotation, "_swap", die_at_second)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    monkeypatch.setattr(rotation, "_swap", swap)
    with pytest.raises(CommandError, match=f"{before - 1} are not under the first key"):
        rotate("--check")
    assert "0 are left" in rotate()


def test_r12_what_no_key_reads_is_named_and_left(new_keys: Any, kept_case: Case) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE cases_note SET text = 'gAAAAA of another key'")
    Path(StoredFile.objects.get().content.path).write_bytes(b"%PDF-1.7 of somebody else")
    output = StringIO()
    with pytest.raises(CommandError, match="2 are not under the first key"):
        call_command("rotate_keys", stdout=StringIO(), stderr=output)
    note, file = Note.objects.values_list("pk").get()[0], StoredFile.objects.get()
    assert output.getvalue().splitlines() == [
        f"not under the first key: cases.Note.text {note}",
        f"not under the first key: cases.StoredFile.content {file.pk}",
    ]
    assert on_disk(file.content) == b"%PDF-1.7 of somebody else"


def test_r12_a_file_from_before_is_encrypted(kept_case: Case, folder: Path) -> None:
    file = StoredFile.objects.get()
    Path(file.content.path).write_bytes(PDF)
    assert "0 values, 0 hashes, 1 files." in rotate()
    assert PDF not in on_disk(file.content)
    assert clear(file.content) == PDF
    assert [path.suffix for path in folder.rglob("*.*")] == [".pdf"]


def test_a_file_that_is_gone_needs_no_key(kept_case: Case) -> None:
    file = StoredFile.objects.get()
    Path(file.content.path).unlink()
    assert f"the file is not there: cases.StoredFile.content {file.pk}" in rotate()
