"""What leaves the database's columns is encrypted in the age format (R12, docs/adr/0016).

`pyrage` reads and writes whole streams by itself; here a stream can also be a file that somebody
else reads from or writes to piece by piece. A thread works at the other end of a pipe, so that
neither memory nor a disk ever holds what is in clear.
"""

import io
import os
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Thread
from typing import IO, Any, Final

import pyrage  # type: ignore[import-untyped]
from django.conf import settings
from pyrage.x25519 import Identity, Recipient  # type: ignore[import-untyped]

#: How every file of this format begins (age-encryption.org/v1).
MAGIC: Final = b"age-encryption.org/v1\n"
#: What is raised for a wrong key or a broken head, for what is broken further on, for a full disk.
BROKEN: Final = (pyrage.DecryptError, pyrage.EncryptError, OSError)


@lru_cache(maxsize=8)
def _identities(keys: tuple[str, ...]) -> tuple[Identity, ...]:
    return tuple(Identity.from_str(key) for key in keys)


def identities() -> tuple[Identity, ...]:
    """Every key of FILE_KEYS; each of them decrypts."""
    return _identities(tuple(settings.FILE_KEYS))


def recipients() -> list[Recipient]:
    """To whom files are encrypted: the first key of FILE_KEYS."""
    return [identities()[0].to_public()]


def recipient(public: str) -> Recipient:
    """Raises ValueError for what is no public key."""
    try:
        return Recipient.from_str(public.strip())
    except pyrage.RecipientError as error:
        raise ValueError(f"{public} is no public key of age") from error


def keys_in(text: str) -> list[Identity]:
    """The secret keys of a file such as `age-keygen` writes; raises ValueError where it has none.

    Its message names no part of the file.
    """
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise ValueError("There is no secret key of age in what was given.")
    return found


def is_encrypted(file: IO[bytes]) -> bool:
    """Whether it is in the age format at all; the file is rewound."""
    head = file.read(len(MAGIC))
    file.seek(0)
    return head == MAGIC


def encrypt(clear: IO[bytes], target: IO[bytes], to: Sequence[Recipient]) -> None:
    """Encrypt one file into another, a part at a time."""
    pyrage.encrypt_io(clear, target, list(to))


def decrypt(source: IO[bytes], target: IO[bytes], keys: Sequence[Identity]) -> None:
    """Decrypt one file into another, a part at a time; raises one of BROKEN."""
    pyrage.decrypt_io(source, target, list(keys))


class _Enough(Exception):
    """The first part was decrypted."""


class _FirstPart(io.RawIOBase):
    came = False

    def writable(self) -> bool:
        return True

    def write(self, _data: Any) -> int:
        self.came = True
        raise _Enough


def is_for(file: IO[bytes], identity: Identity) -> bool:
    """Whether this key decrypts the head and the first part of a file; the file is rewound."""
    sink = _FirstPart()
    try:
        pyrage.decrypt_io(file, sink, [identity])
    except (_Enough, *BROKEN):
        return sink.came
    finally:
        file.seek(0)
    return True


class _Work:
    """One call in a thread, and what it raised."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.error: BaseException | None = None
        self._call = call
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._call()
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for it
            self.error = error

    def wait(self) -> None:
        self._thread.join()


class Encrypting(io.RawIOBase):
    """A file to write to: what is written stands encrypted in `target`, which it closes.

    Raises on closing what went wrong in writing.
    """

    def __init__(self, target: IO[bytes], to: Sequence[Recipient]) -> None:
        end, beginning = os.pipe()
        self._target = target
        self._pipe = open(beginning, "wb", buffering=io.DEFAULT_BUFFER_SIZE)  # noqa: SIM115

        def work() -> None:
            with open(end, "rb") as clear:
                encrypt(clear, target, to)

        self._work = _Work(work)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._pipe.write(data)

    def close(self) -> None:
        if self.closed:
            return
        try:
            self._close_pipe()
        finally:
            self._work.wait()
            self._target.close()
            super().close()
        if self._work.error:
            raise self._work.error

    def _close_pipe(self) -> None:
        try:
            self._pipe.close()
        except BrokenPipeError:
            self._work.wait()
            raise (self._work.error or RuntimeError("the encryption ended early")) from None


class Decrypting(io.RawIOBase):
    """A file to read from: what stands encrypted in `source`, which it closes.

    Raises one of BROKEN where the rest cannot be read, never ends early.
    """

    def __init__(self, source: IO[bytes], keys: Sequence[Identity]) -> None:
        end, beginning = os.pipe()
        self._source = source
        self._pipe = open(end, "rb", buffering=0)  # noqa: SIM115

        def work() -> None:
            with open(beginning, "wb", buffering=io.DEFAULT_BUFFER_SIZE) as clear:
                decrypt(source, clear, keys)

        self._work = _Work(work)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._pipe.readinto(buffer) or 0
        if not count and len(buffer):
            self._work.wait()
            if self._work.error:
                raise self._work.error
        return count

    def close(self) -> None:
        """Whoever closes before the end wants no more: that the pipe broke is no fault then."""
        if self.closed:
            return
        self._pipe.close()
        self._work.wait()
        self._source.close()
        super().close()


def new_key() -> str:
    """A new key as two lines: its public half, and the secret one; it is kept nowhere."""
    key = Identity.generate()
    return f"# public: {key.to_public()}\n{key}\n"


if __name__ == "__main__":
    # Needs no settings: production has none that are complete before there are keys.
    sys.stdout.write(new_key())
