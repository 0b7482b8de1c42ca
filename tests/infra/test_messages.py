"""Catalogues are compiled without gettext, and only where that is due."""

import gettext
import os
from pathlib import Path

import pytest

from config.messages import LOCALE, compile_catalogues

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Approve"
msgstr "Бекіту"

#, fuzzy
msgid "Send"
msgstr "Мүмкін"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "kk" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    return source


def test_a_catalogue_is_compiled_without_its_fuzzy_entries(source: Path) -> None:
    (compiled,) = compile_catalogues(source.parents[2])
    with compiled.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Approve") == "Бекіту"
    assert catalogue.gettext("Send") == "Send"


def test_a_catalogue_is_compiled_again_only_when_its_source_is_newer(source: Path) -> None:
    compiled = compile_catalogues(source.parents[2])
    assert compile_catalogues(source.parents[2]) == []
    later = compiled[0].stat().st_mtime + 1
    os.utime(source, (later, later))
    assert compile_catalogues(source.parents[2]) == compiled


def test_a_broken_catalogue_is_refused_and_nothing_is_left(source: Path) -> None:
    source.write_text('msgid "Approve"\nno catalogue\n')
    with pytest.raises(OSError, match=r"django\.po"):
        compile_catalogues(source.parents[2])
    assert list(source.parent.iterdir()) == [source]


def test_the_projects_catalogues_are_compiled() -> None:
    for source in LOCALE.rglob("*.po"):
        assert source.with_suffix(".mo").stat().st_mtime >= source.stat().st_mtime
