"""Files at rest: nothing in clear on the disk, nothing given out that is not what was kept."""

import io
import logging
import tempfile
import tracemalloc
from pathlib import Path
from typing import IO, Any

import pyrage  # type: ignore[import-untyped]
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from pyrage.x25519 import Identity  # type: ignore[import-untyped]

from accounts import age
from accounts.storage import Altered, attachment, check, kept
from accounts.uploads import UnnamedUploadHandler

MARKER = b"Made-up of Qoldau, beaten at home"
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path


def save(content: bytes, name: str = "a.pdf") -> tuple[str, str]:
    """The name under which it is kept, and its digest."""
    name = kept().save(name, ContentFile(content))
    return name, kept().measure(name).sha256


def read(name: str) -> bytes:
    with kept().open(name) as file:
        return bytes(file.read())


@pytest.mark.parametrize("content", [b"", MARKER, MARKER * 10_000])
def test_r12_a_file_is_read_as_it_was_and_stands_encrypted(content: bytes, folder: Path) -> None:
    name, _sha256 = save(content)
    assert read(name) == content
    [path] = folder.iterdir()
    assert MARKER not in path.read_bytes()
    assert path.read_bytes().startswith(age.MAGIC)


def test_r12_a_file_is_written_piece_by_piece_and_stands_encrypted(folder: Path) -> None:
    with kept().open("b.csv", "wb") as file:
        for _piece in range(100):
            file.write(MARKER)
            assert not any(MARKER in path.read_bytes() for path in folder.iterdir())
    assert read("b.csv") == MARKER * 100


def test_a_large_file_is_never_in_memory_as_a_whole() -> None:
    tracemalloc.start()
    with kept().open("large", "wb") as file:
        for _piece in range(320):
            file.write(bytes(64 * 1024))
    measure = kept().measure("large")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert measure.size == 20 * 1024 * 1024
    assert most < 3 * 1024 * 1024


def altered(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-70_000])


def exchanged_in_clear(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 of somebody else")


def exchanged_encrypted(path: Path) -> None:
    path.write_bytes(pyrage.encrypt(b"%PDF-1.7 of somebody else", age.recipients()))


def without_key(path: Path) -> None:
    path.write_bytes(pyrage.encrypt(MARKER * 10_000, [Identity.generate().to_public()]))


@pytest.mark.parametrize(
    "harm", [altered, truncated, exchanged_in_clear, exchanged_encrypted, without_key]
)
def test_r12_a_file_that_is_not_what_was_kept_is_not_given_out(
    harm: Any, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name, sha256 = save(MARKER * 10_000)
    check(name, sha256)
    harm(folder / name)
    words: Any = {"sha256": sha256, "size": 1, "filename": "a.pdf", "content_type": "a/b"}
    with caplog.at_level(logging.ERROR), pytest.raises(Altered):
        attachment(name, **words)
    assert name in caplog.text


def test_r12_a_file_from_before_is_read_until_it_is_encrypted(folder: Path) -> None:
    _name, sha256 = save(MARKER)
    (folder / "before.pdf").write_bytes(MARKER)
    check("before.pdf", sha256)
    assert read("before.pdf") == MARKER


def test_a_file_of_an_old_key_is_read_while_that_key_stands(settings: Any) -> None:
    name, _sha256 = save(MARKER)
    new, old = Identity.generate(), settings.FILE_KEYS
    settings.FILE_KEYS = [str(new), *old]
    assert read(name) == MARKER
    later, _sha256 = save(MARKER, "later.pdf")
    settings.FILE_KEYS = [str(new)]
    assert read(later) == MARKER
    with kept().open(name) as file, pytest.raises(age.BROKEN):
        file.read()


def test_whoever_stops_reading_leaves_nothing_behind() -> None:
    name, _sha256 = save(MARKER * 100_000)
    file = kept().open(name)
    assert file.read(10) == MARKER[:10]
    file.close()
    assert file.closed


class FullDisk(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, _data: object) -> int:
        raise OSError("no space left")


@pytest.mark.parametrize("pieces", [1, 1000])
def test_a_full_disk_is_told_to_whoever_writes(pieces: int) -> None:
    target: IO[bytes] = FullDisk()  # type: ignore[assignment]
    file = age.Encrypting(target, age.recipients())
    with pytest.raises((OSError, pyrage.EncryptError), match=r"no space left|Broken pipe"):
        write(file, pieces=pieces)
    assert file.closed


def write(file: age.Encrypting, *, pieces: int) -> None:
    with file:
        for _piece in range(pieces):
            file.write(bytes(10_000))


def test_it_tells_whose_key_a_file_needs() -> None:
    one, other = Identity.generate(), Identity.generate()
    for content in (b"", MARKER, MARKER * 10_000):
        file = io.BytesIO(pyrage.encrypt(content, [one.to_public()]))
        assert (age.is_for(file, one), age.is_for(file, other)) == (True, False)
    assert not age.is_for(io.BytesIO(b"no such format"), one)


def test_r12_a_large_upload_waits_in_a_file_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    handler = UnnamedUploadHandler()
    handler.new_file("file", "a.pdf", "application/pdf", len(MARKER))
    handler.receive_data_chunk(MARKER, 0)
    assert list(scratch.iterdir()) == []
    upload: UploadedFile = handler.file_complete(len(MARKER))
    assert (upload.name, upload.size, upload.read()) == ("a.pdf", len(MARKER), MARKER)
    upload.close()
