"""The conclusion as PDF and DOCX (R6, R22): made from what was signed, the same bytes each time.

The libraries are loaded when a document is asked for, not at start. PDF needs Pango, a library of
the operating system: where it is absent the reader is told so, and DOCX still works.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from monitoring.wording.document import Advice, Document

#: How a printed document looks, with the fonts that it names beside it.
STYLE: Final = Path(settings.BASE_DIR) / "static" / "css" / "document.css"
#: The earliest day that a ZIP archive, which a DOCX is, can name.
ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class NoPango(Refused):
    """The operating system lacks the library with which PDFs are drawn."""

    status = 503
    default = _("PDF cannot be made on this server: the library Pango is not installed.")


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is called, its media type, and what makes it."""

    suffix: str
    media_type: str
    make: Callable[[Document], bytes]


def as_pdf(doc: Document) -> bytes:
    """A4, tagged, with the fonts embedded. Raises `NoPango`."""
    try:
        from weasyprint import CSS, HTML
    except OSError as error:
        raise NoPango from error
    html = render_to_string("quarters/document.html", {"doc": doc})
    written: bytes = HTML(string=html).write_pdf(
        stylesheets=[CSS(filename=STYLE)],
        pdf_identifier=doc.number.encode(),
        pdf_variant="pdf/ua-1",
    )
    return written


def as_docx(doc: Document) -> bytes:
    """A Word document with the same text; headings and lists are Word's own."""
    from docx import Document as NewFile
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    file = NewFile()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    _name(file, doc)
    file.add_paragraph(doc.to).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text in (
        doc.title,
        f"{doc.centre}, {doc.region}",
        doc.quarter,
        f"№ {doc.number} · {doc.day}",
    ):
        paragraph = file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).bold = text == doc.title
    for text in (doc.basis, *doc.notes):
        file.add_paragraph(text)
    _body(file, doc)
    file.add_paragraph()
    file.add_paragraph(f"{doc.words['head']}  ____________________  {doc.signer}")
    return _packed(file)


def _name(file: Any, doc: Document) -> None:
    moment = _signed(doc)
    core = file.core_properties
    core.title, core.author, core.language = doc.title, doc.centre, doc.language
    core.created = core.modified = moment
    core.comments = ""
    style = file.styles["Normal"]
    style.font.name = "Times New Roman"


def _body(file: Any, doc: Document) -> None:
    for heading, sentences in doc.sections:
        file.add_heading(heading, level=2)
        for sentence in sentences:
            file.add_paragraph(sentence)
    file.add_heading(doc.heading, level=2)
    if doc.none:
        file.add_paragraph(doc.none)
    for text, advice in doc.shortcomings:
        file.add_paragraph(text, style="List Number")
        for one in advice:
            file.add_paragraph(f"{doc.words['advice']}: {_advice(one)}")
    if doc.further:
        file.add_heading(doc.words["further"], level=3)
        for one in doc.further:
            file.add_paragraph(_advice(one), style="List Bullet")
    if doc.earlier:
        file.add_heading(doc.words["earlier"], level=2)
        for one in doc.earlier:
            why = f": {one.why}" if one.why else ""
            line = f"{one.text} ({one.number}, {one.to}) – {one.outcome}{why}"
            file.add_paragraph(line, style="List Bullet")


def _advice(one: Advice) -> str:
    return f"{one.text} ({one.to}, {one.by})"


def _signed(doc: Document) -> datetime:
    """The day of signing, so that making the file again gives the same file."""
    day = date.fromisoformat(doc.signed_on) if doc.signed_on else date(1980, 1, 1)
    return datetime.combine(day, time(), tzinfo=UTC)


def _packed(file: Any) -> bytes:
    """The archive with its members in a fixed order and at a fixed time."""
    written, fixed = io.BytesIO(), io.BytesIO()
    file.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


FORMATS: Final = {
    "pdf": Format("pdf", "application/pdf", as_pdf),
    "docx": Format(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx
    ),
}
