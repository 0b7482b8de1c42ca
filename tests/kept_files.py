"""What stands in files that are encrypted at rest, in clear, and as it stands on the disk."""

import io
from pathlib import Path
from typing import Any

from accounts.storage import kept


def clear(file: Any) -> bytes:
    """The content of a file field, read as the site reads it."""
    with kept().open(file.name) as opened:
        return bytes(opened.read())


def clear_io(file: Any) -> io.BytesIO:
    return io.BytesIO(clear(file))


def on_disk(file: Any) -> bytes:
    return Path(file.path).read_bytes()
