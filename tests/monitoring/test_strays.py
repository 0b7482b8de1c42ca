"""A file that no row names goes after a week, and no other (R12)."""

import datetime as dt
import logging
import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import models

from accounts import rotation, scopes
from accounts.models import User
from accounts.storage import kept
from cases.models import Case, StoredFile
from monitoring.forgetting.strays import FOLDERS, remove_strays
from monitoring.models import Export
from monitoring.tasks import keep_and_forget
from tests.factories import ALMATY

NOW = dt.datetime(2026, 6, 30, 10, 0, tzinfo=ALMATY)
pytestmark = [pytest.mark.clause("7(3)"), pytest.mark.django_db]


def stray(name: str, *, days: int) -> Path:
    """A file that nothing points at, written so many days ago."""
    path = Path(kept().path(kept().save(name, ContentFile(b"made up"))))
    return aged(path, days=days)


def aged(path: Path, *, days: int) -> Path:
    moment = (NOW - dt.timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_r12_a_file_without_a_row_goes_after_a_week(files_root: Path) -> None:
    old, young = stray("cases/2026/06/a.pdf", days=8), stray("cases/2026/06/b.pdf", days=6)
    register = stray("exports/77.csv", days=8)
    elsewhere = stray("notes-of-the-operator.txt", days=8)
    assert [remove_strays(now=NOW), remove_strays(now=NOW)] == [2, 0]
    there = [path.exists() for path in (old, young, register, elsewhere)]
    assert there == [False, True, False, True]


@pytest.mark.parametrize("scope", [scopes.ERASING, scopes.NOWHERE])
def test_r12_a_file_of_a_row_stays_whatever_the_scope_is_shown(
    closed: Case, files_root: Path, scope: scopes.Scope
) -> None:
    files = [aged(path, days=800) for path in files_root.rglob("*") if path.is_file()]
    assert files
    with scopes.within(scopes.NOWHERE):  # The verbs of the story are over: nothing is in hand.
        assert not StoredFile.objects.exists()
    with scopes.within(scope):
        assert remove_strays(now=NOW) == 0
    assert all(path.exists() for path in files)


def test_r12_a_register_that_was_taken_out_stays_as_long_as_its_row(
    files_root: Path, administrator: User
) -> None:
    path = stray("exports/1.csv", days=8)
    row = Export.objects.create(
        user=administrator,
        register="cases",
        side="centre",
        format="csv",
        language="kk",
        token=uuid4(),
        state="running",
        created_at=NOW,
        file="exports/1.csv",
    )
    assert remove_strays(now=NOW) == 0
    Export.objects.filter(pk=row.pk).update(file="")
    assert remove_strays(now=NOW) == 1
    assert not path.exists()


def test_r12_every_column_that_names_a_file_is_asked(closed: Case, files_root: Path) -> None:
    asked = {(model, column.name) for model, column in rotation.columns(models.FileField)}
    assert asked == {(StoredFile, "content"), (Export, "file")}
    folders = {path.relative_to(files_root).parts[0] for path in files_root.rglob("*.*")}
    assert folders <= set(FOLDERS)


def test_r12_what_an_erasure_could_not_remove_goes_with_the_night(
    files_root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left = stray("cases/2020/01/left.pdf", days=3000)
    with caplog.at_level(logging.WARNING, logger="monitoring.forgetting.strays"):
        keep_and_forget()
    assert not left.exists()
    assert "left.pdf" not in caplog.text
    assert "removed 1 files" in caplog.text
