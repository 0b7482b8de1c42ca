"""Files that no row names any more (R12, clause 7(3)).

A verb that failed after its file was written, a process that died in between, or an erasure whose
files could not be removed leave one. Nobody can reach it, yet it holds what somebody entered.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import connection

from accounts.storage import kept
from monitoring.exporting import FOLDER

log = logging.getLogger(__name__)

#: Where files of rows lie. What else there is in the storage is not ours to remove.
FOLDERS: Final = ("cases", FOLDER)
#: How old a file must be; by then its row is there, or comes no more. Not set by the Order: so
#: long whoever brings back a database without its files has time to see it.
AGE: Final = timedelta(days=7)


def remove_strays(*, now: datetime) -> int:
    """Remove the files that are old enough and that no row names; returns how many."""
    removed = 0
    for names in _old(before=now - AGE):
        for name in _unnamed(names):
            kept().delete(name)
            removed += 1
    if removed:
        log.warning("removed %s files that no row names", removed)
    return removed


def _old(*, before: datetime) -> Iterator[list[str]]:
    """The names of the old files, directory by directory."""
    root = Path(kept().location)
    for folder in FOLDERS:
        for directory in (root / folder).glob("**/"):
            found = [path for path in directory.glob("*") if path.is_file()]
            old = [path for path in found if path.stat().st_mtime < before.timestamp()]
            if old:
                yield [path.relative_to(root).as_posix() for path in old]


def _unnamed(names: list[str]) -> list[str]:
    """Asked of the database's owner: no scope can make a row invisible, and its file a stray."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM qoldau_unnamed_files(%s)", [names])
        return [name for (name,) in cursor.fetchall()]
