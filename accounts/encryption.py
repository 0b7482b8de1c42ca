"""Columns that are encrypted at rest, and the keyed hash by which an IIN is found (R12).

Fernet (AES-128-CBC with HMAC-SHA256) from `cryptography`. The first key of
FIELD_ENCRYPTION_KEYS encrypts, every key decrypts, so that keys can be rotated. A hash is written
under IIN_HASH_KEY and looked for under IIN_HASH_KEYS_BEFORE as well. `accounts.rotation` writes
both anew.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any, Final

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.lookups import Exact, IsNull


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


#: What an erasure leaves of an encrypted text; in clear, so that the database sees it says nothing.
EMPTIED: Final = "—"


def cipher() -> MultiFernet:
    return _cipher(tuple(settings.FIELD_ENCRYPTION_KEYS))


def encrypted(text: str) -> str:
    """As the database holds it."""
    return cipher().encrypt(text.encode()).decode()


def decrypted(value: str) -> str:
    """What the database holds, in clear."""
    return value if value == EMPTIED else cipher().decrypt(value.encode()).decode()


def keyed_hash(text: str) -> bytes:
    """HMAC-SHA256 under IIN_HASH_KEY: equal inputs are found, the input is not."""
    return _hash(settings.IIN_HASH_KEY, text)


def keyed_hashes(text: str) -> list[bytes]:
    """Every hash that may stand for a text while keys are rotated, the present one first."""
    keys = [settings.IIN_HASH_KEY, *settings.IIN_HASH_KEYS_BEFORE]
    return [_hash(key, text) for key in keys]


def _hash(key: str, text: str) -> bytes:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()


class KeyedHashField(models.BinaryField):
    """The keyed hash of an encrypted column of the same row, `of`; to the database only bytes."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """A migration knows the bytes only; `of` changes nothing in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def clone(self) -> "KeyedHashField":
        _name, _path, args, kwargs = super().deconstruct()
        return KeyedHashField(*args, of=self.of, **kwargs)


class EncryptedTextField(models.TextField):
    """Text that the database holds only as ciphertext; it cannot be searched or sorted.

    `max_length` is of the text in clear: the program checks it, the database cannot.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def get_prep_value(self, value: Any) -> Any:
        return encrypted(str(value)) if value else value

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> str | None:
        return decrypted(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        return {"isnull": IsNull, "exact": OnlyEmpty}.get(lookup_name)


class OnlyEmpty(Exact):
    """Ciphertext can be compared with the empty text only; anything else is a mistake."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("an encrypted column is not searched; use the keyed hash")
        return self.rhs
