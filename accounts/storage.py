"""Files outside the web root, encrypted at rest, that are what they were when they were kept (R12).

Every file is encrypted in the age format under the first key of FILE_KEYS; every key decrypts, so
that keys can be rotated (`rotate_keys`). Nothing in clear touches the disk.

A file is bound to its row by the digest that the row holds, not by its being encrypted: whoever
knows the public half of a key can encrypt. So a file from before, that `rotate_keys` has not yet
reached, is read as it is, and a file that was changed or put in another's place, in clear or
encrypted, is refused before its first byte leaves (`attachment`).
"""

import hashlib
import io
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from accounts import age
from accounts.errors import Refused

log = logging.getLogger(__name__)

PART: Final = 64 * 1024


class Altered(Refused):
    """The file is not the one that was kept: nothing of it is given out."""

    default = _(
        "This file is not what it was when it was kept: it was changed or exchanged outside "
        "Qoldau, or its key is missing. It is not given out. Tell the administrator."
    )


@dataclass(frozen=True)
class Measure:
    """What a file is in clear: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


class EncryptedStorage(FileSystemStorage):
    """A folder of encrypted files. Written with `save` or `open(…, "wb")`, read with `open`."""

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode == "wb":
            target = open(self.path(name), "wb")  # noqa: SIM115
            encrypting: Any = age.Encrypting(target, age.recipients())
            return File(encrypting, name)
        if mode != "rb":
            raise ValueError(f"an encrypted file is read or written as a whole, not {mode!r}")
        file = open(self.path(name), "rb")  # noqa: SIM115
        if not age.is_encrypted(file):
            return File(file, name)
        clear = age.Decrypting(file, age.identities())
        return File(io.BufferedReader(clear, PART), name)

    def _save(self, name: str, content: Any) -> str:
        with tempfile.TemporaryFile() as encrypted:
            content.seek(0)
            age.encrypt(content.file, encrypted, age.recipients())
            encrypted.seek(0)
            saved: str = super()._save(name, File(encrypted))  # type: ignore[misc]
            return saved

    def measure(self, name: str) -> Measure:
        """Read it once from beginning to end; raises one of `age.BROKEN`."""
        digest, size = hashlib.sha256(), 0
        with self.open(name) as file:
            while part := file.read(PART):
                digest.update(part)
                size += len(part)
        return Measure(size, digest.hexdigest())


def kept() -> EncryptedStorage:
    """The storage of all files."""
    # `default_storage` stands for the class that the settings name.
    storage: Any = default_storage
    return storage


def check(name: str, sha256: str) -> None:
    """That the file is still the one of its row; raises `Altered`, and says so in the log."""
    try:
        same = kept().measure(name).sha256 == sha256
    except age.BROKEN as error:
        log.error("the file %s cannot be read: %s", Path(name).name, type(error).__name__)
        raise Altered from error
    if not same:
        log.error("the file %s is not the one that was kept", Path(name).name)
        raise Altered


def attachment(
    name: str, *, sha256: str, size: int, filename: str, content_type: str
) -> FileResponse:
    """A file as it leaves: saved, never opened in the site; the caller has asked who may.

    It is read through once before, so that a file that was changed sends nothing at all; neither
    memory nor time to the first byte of a large one holds it twice. Raises `Altered`.
    """
    check(name, sha256)
    content = kept().open(name)
    response = FileResponse(
        content, as_attachment=True, filename=filename, content_type=content_type
    )
    response["Content-Length"] = size
    response["X-Content-Type-Options"] = "nosniff"
    return response
