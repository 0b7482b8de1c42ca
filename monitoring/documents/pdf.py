"""The conclusion as PDF: drawn by WeasyPrint from a template, on A4, tagged (PDF/UA)."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from monitoring.wording.document import Document

#: How a printed document looks, with the fonts that it names beside it.
STYLE: Final = Path(settings.BASE_DIR) / "static" / "css" / "document.css"


class NoPango(Refused):
    """The operating system lacks the library with which PDFs are drawn."""

    status = 503
    default = _("PDF cannot be made on this server: the library Pango is not installed.")


def as_pdf(doc: Document) -> bytes:
    """A4, tagged, with the fonts embedded; no clock is asked. Raises `NoPango`."""
    html = render_to_string("quarters/document.html", {"doc": doc})
    return drawn(html, identifier=f"{doc.number} {doc.language}")


def drawn(html: str, *, identifier: str) -> bytes:
    """A whole document as PDF, the same bytes each time. Raises `NoPango`."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise NoPango from error
    fonts = FontConfiguration()  # without it those of the style sheet are passed over
    written: bytes = HTML(string=html).write_pdf(
        font_config=fonts,
        stylesheets=[CSS(filename=STYLE, font_config=fonts)],
        pdf_identifier=identifier.encode(),
        pdf_variant="pdf/ua-1",
    )
    return written
