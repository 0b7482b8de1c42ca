"""A backup with real `pg_dump`: it tells nothing, and comes back whole or not at all."""

import itertools
import os
import tarfile
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from pyrage.x25519 import Identity  # type: ignore[import-untyped]

from accounts import backups
from accounts.models import User
from cases import workflow
from cases.models import Case, Note, Person, StoredFile
from config.local.provision import drop_database, provision
from tests import factories as make
from tests.kept_files import clear
from tests.plugin import ADMIN_URL, worker_database

pytestmark = [pytest.mark.clause("7(3)"), pytest.mark.usefixtures("committed_db")]
PDF = b"%PDF-1.7\n%made up"
NUMBERS = itertools.count(1)
FolderOf = Callable[[Path], None]


@pytest.fixture
def files_in(settings: Any) -> FolderOf:
    def use(folder: Path) -> None:
        default = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
        settings.STORAGES = {**settings.STORAGES, "default": default}

    return use


@pytest.fixture
def case(files_in: FolderOf, tmp_path: Path, caseworker: User, centre: Any) -> Case:
    """A family with a note and a file."""
    files_in(tmp_path / "files")
    case = make.CaseFactory.create(centre=centre, responsible=caseworker, situation="Beaten.")
    Note.objects.create(case=case, text="She hides.", by=caseworker, at=timezone.now())
    upload = ContentFile(PDF, name="report.pdf")
    workflow.add_file(case, by=caseworker, now=timezone.now(), file=upload)
    export = tmp_path / "files" / "exports" / "1.csv"
    export.parent.mkdir()
    export.write_text("needs no backup")
    return case


@pytest.fixture
def identity(settings: Any, tmp_path: Path) -> Path:
    """The file with the secret key, which the server that writes has not."""
    key = Identity.generate()
    settings.BACKUP_RECIPIENTS = [str(key.to_public())]
    file = tmp_path / "identity"
    file.write_text(f"# made for a test\n{key}\n")
    return file


@pytest.fixture
def backup(case: Case, identity: Path, tmp_path: Path) -> Path:
    path = tmp_path / "backup.age"
    call_command("backup", str(path), stdout=StringIO())
    return path


@pytest.fixture
def empty_database(
    backup: Path, files_in: FolderOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """From here on the site has another, empty database and an empty folder of files."""
    name = f"{worker_database()}_restored_{next(NUMBERS)}"
    provision(os.environ[ADMIN_URL], database=name)
    connections.close_all()
    for alias in connections:
        monkeypatch.setitem(connections.settings[alias], "NAME", name)
    files_in(tmp_path / "restored")
    yield
    connections.close_all()
    drop_database(os.environ[ADMIN_URL], database=name)


def restore(path: Path, identity: Path, *options: str) -> str:
    output = StringIO()
    words = [str(path), "--identity", str(identity), *options]
    call_command("restore", *words, stdout=output)
    return output.getvalue()


def test_r12_a_backup_tells_nothing(backup: Path, case: Case) -> None:
    content = backup.read_bytes()
    person = Person.objects.first()
    assert person
    for word in (person.last_name, person.iin, case.number, "cases_person", "report.pdf", ".pdf"):
        assert word.encode() not in content
    assert content.startswith(b"age-encryption.org/v1\n")
    assert (backup.stat().st_mode & 0o777, sorted(backup.parent.glob("*.unfinished"))) == (
        0o600,
        [],
    )


def test_r12_inside_a_backup_what_was_encrypted_is_still_encrypted(
    backup: Path, identity: Path
) -> None:
    """Whoever reads backups needs the keys of columns and files as well."""
    key = Identity.from_str(identity.read_text().splitlines()[1])
    inside = pyrage.decrypt(backup.read_bytes(), [key])
    assert PDF not in inside
    with tarfile.open(fileobj=BytesIO(inside)) as archive:
        names = [name.partition("/")[0] for name in archive.getnames()]
        assert names == ["files", "database", "end.json"]
        [file] = [name for name in archive.getnames() if name.startswith("files/")]
    assert file == f"files/{StoredFile.objects.get().content.name}"


def test_r12_a_backup_comes_back_row_for_row(
    backup: Path, case: Case, identity: Path, empty_database: None
) -> None:
    other = identity.with_name("other")
    other.write_text(str(Identity.generate()))
    with pytest.raises(CommandError, match="another key"):
        restore(backup, other)
    said = restore(backup, identity)
    assert "is restored" in said
    again = Case.objects.get()
    assert (again.pk, again.number, again.situation) == (case.pk, case.number, "Beaten.")
    assert [note.text for note in again.notes.all()] == ["She hides."]
    assert [person.iin for person in again.family.members.all()] != []
    assert clear(StoredFile.objects.get().content) == PDF


POLICIES = "SELECT tablename, policyname, cmd, permissive FROM pg_policies ORDER BY 1, 2"
RIGHTS = """
SELECT c.oid::regclass::text, verb, has_table_privilege('qoldau_app', c.oid, verb)
FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) verb
WHERE relkind IN ('r', 'v') AND relnamespace::regnamespace::text NOT IN
      ('pg_catalog', 'information_schema')
ORDER BY 1, 2
"""
DEFAULTS = "SELECT defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1"
TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"


def guards() -> list[list[Any]]:
    """What stands between the application and the rows."""
    found = []
    with connections["default"].cursor() as cursor:
        for query in (POLICIES, RIGHTS, DEFAULTS, TRIGGERS):
            cursor.execute(query)
            found.append(cursor.fetchall())
    return found


@pytest.fixture
def guards_before(committed_db: None) -> list[list[Any]]:
    return guards()


def test_r12_what_comes_back_is_guarded_as_it_was(
    guards_before: list[list[Any]], backup: Path, identity: Path, empty_database: None
) -> None:
    restore(backup, identity)
    assert all(guards_before)
    assert guards() == guards_before


def test_what_is_not_restored_leaves_the_database_as_it_was(
    backup: Path, identity: Path, empty_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = guards()
    with monkeypatch.context() as patch:
        patch.setattr(backups, "_program", lambda _name: "/bin/false")
        with pytest.raises(CommandError, match=r"false ended with 1|ended before it had all"):
            restore(backup, identity)
    assert guards() == before
    assert "is restored" in restore(backup, identity)


def test_a_backup_goes_into_an_empty_database_alone(backup: Path, identity: Path) -> None:
    before = Case.objects.count()
    with pytest.raises(CommandError, match="not empty"):
        restore(backup, identity)
    assert Case.objects.count() == before


def truncated(content: bytes) -> bytes:
    return content[:-70_000]


def without_its_last_byte(content: bytes) -> bytes:
    return content[:-1]


def altered(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def longer(content: bytes) -> bytes:
    return content + b"\0"


@pytest.mark.parametrize("harm", [truncated, without_its_last_byte, altered, longer])
def test_r12_a_backup_that_is_not_whole_changes_nothing(
    harm: Callable[[bytes], bytes], backup: Path, identity: Path, empty_database: None
) -> None:
    backup.write_bytes(harm(backup.read_bytes()))
    for options in ([], ["--check"]):
        with pytest.raises(CommandError, match="no whole backup"):
            restore(backup, identity, *options)
    assert backups.count_rows("owner") == {}
    assert not (backup.parent / "restored").exists()


def test_a_backup_is_checked_without_a_database(backup: Path, identity: Path) -> None:
    said = restore(backup, identity, "--check")
    assert said.startswith("backup.age is whole: ")
    assert said.endswith(" 1 files.\n")


def test_what_fails_on_the_way_leaves_no_backup(
    case: Case, identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_program", lambda _name: "/bin/false")
    with pytest.raises(CommandError, match="false ended with 1"):
        call_command("backup", str(tmp_path / "new.age"))
    assert sorted(tmp_path.glob("new*")) == []


def test_a_backup_replaces_none_and_needs_somebody_who_reads_it(
    backup: Path, settings: Any
) -> None:
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", str(backup))
    settings.BACKUP_RECIPIENTS = []
    with pytest.raises(CommandError, match="names nobody"):
        call_command("backup", str(backup.with_name("other.age")))


def test_in_a_folder_a_backup_is_named_after_its_moment(
    case: Case, identity: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    call_command("backup", str(folder), stdout=StringIO())
    [path] = folder.iterdir()
    assert (path.name.startswith("qoldau-2"), path.suffix) == (True, ".age")


def test_what_is_no_key_is_refused_without_being_told(backup: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("AGE-SECRET-KEY-1NOT")
    with pytest.raises(CommandError) as refused:
        restore(backup, wrong)
    assert "1NOT" not in str(refused.value)
