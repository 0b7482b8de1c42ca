"""New keys for what is kept: every encrypted column, every keyed hash, every file (R12).

What is to be written anew is found by walking the models, not by a list. Each value is one
statement, which changes the row only where the old ciphertext still stands: what somebody saves
meanwhile stays, and nobody waits for more than one row. Killed, it goes on where it was; done, it
does nothing more. Only ciphertext changes, of rows that are only added to as well; for those the
owner of the database is needed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connections, models, transaction

from accounts import age
from accounts.encryption import (
    EMPTIED,
    EncryptedTextField,
    KeyedHashField,
    cipher,
    keyed_hash,
    keyed_hashes,
)
from accounts.storage import EncryptedStorage, kept

#: Rows that are read at a time.
PART: Final = 500
#: The ending of a file that is being written anew.
NEW: Final = ".new"

Column = tuple[type[models.Model], "models.Field[Any, Any]"]


@dataclass
class Outcome:
    """What was written anew, and what is not under the first key; each of those with its place."""

    values: int = 0
    hashes: int = 0
    files: int = 0
    left: list[str] = field(default_factory=list)
    #: Rows whose file is not there; no key is needed for those.
    missing: list[str] = field(default_factory=list)


def columns(kind: "type[models.Field[Any, Any]]") -> list[Column]:
    """Every column of this kind, in the order of the models."""
    return [
        (model, column)
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.local_concrete_fields
        if isinstance(column, kind)
    ]


def rotate(*, database: str) -> Outcome:
    """Write all anew that is not under the first key, then look through all once more."""
    outcome = Outcome()
    for column in columns(EncryptedTextField):
        for pk, value in _old(column, database):
            outcome.values += _anew(column, pk, value, database=database)
    for column in columns(KeyedHashField):
        for pk, clear, hashed in _pairs(column, database):
            outcome.hashes += _rehash(column, pk, clear, hashed, database=database)
    for row in _rows_with_files(database):
        outcome.files += _file_anew(row, database=database)
    return look(outcome, database=database)


def look(outcome: Outcome, *, database: str) -> Outcome:
    """Say what is not under the first key; changes nothing."""
    for column in columns(EncryptedTextField):
        outcome.left += [_place(column, pk) for pk, _value in _old(column, database)]
    for column in columns(KeyedHashField):
        for pk, clear, hashed in _pairs(column, database):
            if hashed != keyed_hash(clear):
                outcome.left.append(_place(column, pk))
    for row in _rows_with_files(database):
        _look_at_file(row, outcome)
    return outcome


def _place(column: Column, pk: int) -> str:
    model, its = column
    return f"{model._meta.label}.{its.name} {pk}"


def _rows(model: type[models.Model], names: list[str], database: str) -> Iterator[tuple[Any, ...]]:
    """The primary key and some columns as the database has them, a part at a time."""
    connection = connections[database]
    table, key, *wanted = _quoted(model, *names, database=database)
    query = f"SELECT {', '.join([key, *wanted])} FROM {table}"
    query += f" WHERE {key} > %s ORDER BY {key} LIMIT {PART}"
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, [after])
            part = cursor.fetchall()
        yield from part
        if len(part) < PART:
            return
        after = part[-1][0]


def _quoted(model: type[models.Model], *names: str, database: str) -> list[str]:
    """How SQL names the table, its primary key and some columns."""
    fields: list[Any] = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    quote = connections[database].ops.quote_name
    return [quote(model._meta.db_table), *(quote(field.column) for field in fields)]


def _old(column: Column, database: str) -> Iterator[tuple[int, str]]:
    """Values that the first key does not decrypt."""
    first = Fernet(settings.FIELD_ENCRYPTION_KEYS[0])
    model, its = column
    for pk, value in _rows(model, [its.name], database):
        if value and value != EMPTIED and not _decrypts(first, value):
            yield pk, value


def _decrypts(key: Fernet, value: str) -> bool:
    try:
        key.decrypt(value.encode())
    except InvalidToken:
        return False
    return True


def _anew(column: Column, pk: int, value: str, *, database: str) -> int:
    """One value under the first key; one that no key decrypts stays, and is left."""
    try:
        new = cipher().rotate(value.encode()).decode()
    except InvalidToken:
        return 0
    return _swap(column, pk, old=value, new=new, database=database)


def _swap(column: Column, pk: int, *, old: Any, new: Any, database: str) -> int:
    """Compare and swap: what somebody saved meanwhile stays."""
    model, its = column
    table, key, name = _quoted(model, its.name, database=database)
    statement = f"UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s"
    with connections[database].cursor() as cursor:
        cursor.execute(statement, [new, pk, old])
        return int(cursor.rowcount)


def _pairs(column: Column, database: str) -> Iterator[tuple[int, str, bytes]]:
    """Of each row with a hash its text in clear, where a key decrypts it, and the hash."""
    model, its = column
    assert isinstance(its, KeyedHashField)
    for pk, value, hashed in _rows(model, [its.of, its.name], database):
        if hashed is not None:
            yield pk, _clear(value), bytes(hashed)


def _clear(value: str) -> str:
    try:
        return cipher().decrypt(value.encode()).decode()
    except InvalidToken:
        return ""


def _rehash(column: Column, pk: int, clear: str, hashed: bytes, *, database: str) -> int:
    """A hash under the present key, where it is one of a key before; any other is left.

    So is that of somebody who was entered twice, because a process knew one of the keys only.
    """
    present, *before = keyed_hashes(clear)
    if hashed == present or hashed not in before:
        return 0
    try:
        return _swap(column, pk, old=hashed, new=present, database=database)
    except IntegrityError:
        return 0


@dataclass(frozen=True)
class _RowWithFile:
    model: type[models.Model]
    pk: int
    column: str
    name: str
    sha256: str

    @property
    def place(self) -> str:
        return f"{self.model._meta.label}.{self.column} {self.pk}"


def _rows_with_files(database: str) -> Iterator[_RowWithFile]:
    for model, column in columns(models.FileField):
        for pk, name, sha256 in _rows(model, [column.name, "sha256"], database):
            if name:
                yield _RowWithFile(model, pk, column.name, name, sha256)


def _is_under_first(storage: EncryptedStorage, name: str) -> bool:
    with open(storage.path(name), "rb") as file:
        return age.is_encrypted(file) and age.is_for(file, age.identities()[0])


def _file_anew(row: _RowWithFile, *, database: str) -> int:
    """One file under the first key, put in the old one's place at once.

    The row is held meanwhile, so that a file that ends is not brought back. One whose content is
    not that of its row, or that no key decrypts, stays as it is, and is left.
    """
    storage = kept()
    with transaction.atomic(using=database):
        held: Any = row.model._base_manager.using(database).select_for_update()
        now = {row.column: row.name, "pk": row.pk}
        if not held.filter(**now).exists() or not storage.exists(row.name):
            return 0
        if _is_under_first(storage, row.name):
            return 0
        return _encrypt_anew(storage, row)


def _encrypt_anew(storage: EncryptedStorage, row: _RowWithFile) -> int:
    path = Path(storage.path(row.name))
    new = path.with_name(path.name + NEW)
    try:
        with storage.open(row.name) as clear, new.open("wb") as target:
            age.encrypt(clear, target, age.recipients())
            target.flush()
            os.fsync(target.fileno())
        if storage.measure(new.relative_to(storage.location).as_posix()).sha256 != row.sha256:
            return 0
        new.replace(path)
    except age.BROKEN:
        return 0
    finally:
        new.unlink(missing_ok=True)
    return 1


def _look_at_file(row: _RowWithFile, outcome: Outcome) -> None:
    """A file that is gone meanwhile, because its time was over, is no fault."""
    try:
        if not _is_under_first(kept(), row.name):
            outcome.left.append(row.place)
    except FileNotFoundError:
        outcome.missing.append(row.place)
