"""The conclusion as PDF and DOCX: the whole text, official paper, the same bytes (R21, R22)."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path
from types import ModuleType

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

from accounts.figures import NBSP
from monitoring.documents import FORMATS, LANGUAGES, NoPango
from monitoring.wording.annex import Language
from monitoring.wording.document import Document, document
from tests.monitoring import papers
from tests.monitoring.plain_text import said

ROOT = Path(__file__).parents[2]
#: For a process of its own.
MAKE = """
import json, django
django.setup()
from tests.monitoring.test_documents import digests
print(json.dumps(digests()))
"""
#: In the order that a tagged document has them.
STRUCTURE = (b"/H1", b"/H2", b"/Table", b"/TH", b"/TD", b"/L", b"/LI")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture
def doc(language: Language) -> Document:
    return document(papers.conclusion(), language)


def parts(text: str) -> str:
    """A text without what only lays it out."""
    return re.sub(r"[\s|·_=]+|^\d+\.", " ", text.replace(NBSP, " ")).strip()


def inside(content: bytes) -> bytes:
    """A PDF with what is compressed in it laid open."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(_opened(part) for part in found)


def _opened(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part


def digests() -> dict[str, str]:
    """Of every file that is made of a conclusion."""
    files = {
        f"{language} {kind}": FORMATS[kind].make(document(papers.conclusion(), language))
        for language in LANGUAGES
        for kind in FORMATS
    }
    return {name: hashlib.sha256(file).hexdigest() for name, file in files.items()}


def test_r21_another_process_at_another_time_makes_the_same_bytes() -> None:
    elsewhere = {
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": "1000000000",
        "TZ": "America/New_York",
    }
    made = subprocess.run(
        [sys.executable, "-c", MAKE],
        env={**os.environ, **elsewhere},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert json.loads(made.stdout) == digests()


def test_r22_a_pdf_is_tagged_and_says_its_language_and_title(
    doc: Document, language: Language
) -> None:
    content = inside(FORMATS["pdf"].make(doc))
    assert f"/Lang ({language})".encode() in content
    assert doc.title.encode("utf-16-be").hex().encode() in content.lower()
    for part in (b"/MarkInfo", b"/DisplayDocTitle true", b"pdfuaid", *STRUCTURE):
        assert part in content
    assert b"(D:20260406" in content


def test_r22_a_pdf_has_our_own_fonts_in_it_and_no_others(doc: Document) -> None:
    content = inside(FORMATS["pdf"].make(doc))
    names = {name.partition(b"+")[2] for name in re.findall(rb"/BaseFont /([^\s/]+)", content)}
    assert names == {b"IBM-Plex-Sans", b"IBM-Plex-Sans-Semi-Bold"}
    assert content.count(b"/FontFile2 ") + content.count(b"/FontFile3 ") >= len(names)


def test_r22_without_pango_a_pdf_is_refused_and_a_docx_is_made(
    doc: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", _Absent("weasyprint"))
    with pytest.raises(NoPango):
        FORMATS["pdf"].make(doc)
    assert FORMATS["docx"].make(doc)


class _Absent(ModuleType):
    """A library that does not load, as WeasyPrint without Pango."""

    def __getattr__(self, name: str) -> object:
        raise OSError("cannot load library")


def test_r22_a_docx_says_all_that_the_document_says(doc: Document) -> None:
    file = open_docx(io.BytesIO(FORMATS["docx"].make(doc)))
    texts = [
        block.text
        if isinstance(block, Paragraph)
        else " ".join(cell.text for row in block.rows for cell in row.cells)
        for block in file.iter_inner_content()
    ]
    whole = parts(" ".join(texts))
    missing = [line for line in map(parts, said(doc)) if line and line not in whole]
    assert missing == []


def test_r22_a_docx_is_official_paper_with_lists_and_headings_of_word(
    doc: Document, language: Language
) -> None:
    file = open_docx(io.BytesIO(FORMATS["docx"].make(doc)))
    [section] = file.sections
    assert [
        round(Length(side).mm) for side in (section.page_width or 0, section.page_height or 0)
    ] == [210, 297]
    styles = [p.style.name for p in file.paragraphs if p.style]
    assert styles.count("Title") == 1
    assert styles.count("List Number") == len(doc.shortcomings)
    assert styles.count("List Bullet") == len(doc.further) + len(doc.earlier)
    assert styles.count("Heading 1") == len(doc.sections) + 3
    assert styles.count("Caption") == len(doc.annex.tables)
    locale = {"kk": "kk-KZ", "ru": "ru-RU"}[language]
    set_in = file.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert [one.get(qn("w:val")) for one in set_in] == [locale]
    assert file.core_properties.language == locale
    assert section.header.paragraphs[0].text == f"№ {doc.number}"
    assert section.first_page_header.paragraphs[0].text == ""
    for table in file.tables[1:]:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
