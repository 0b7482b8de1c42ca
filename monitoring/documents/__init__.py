"""The conclusion as PDF and DOCX (R6, R22): made from what was signed, the same bytes each time.

The libraries are loaded when a document is asked for, not at start. PDF needs Pango, a library of
the operating system: where it is absent the reader is told so, and DOCX still works.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from monitoring.documents.pdf import NoPango, as_pdf
from monitoring.documents.word import as_docx
from monitoring.wording.document import Document

__all__ = ["FORMATS", "LANGUAGES", "Format", "NoPango"]


@dataclass(frozen=True)
class Format:
    """A kind of file: its media type, and what makes it."""

    media_type: str
    make: Callable[[Document], bytes]


#: By the ending of the file's name.
FORMATS: Final = {
    "pdf": Format("application/pdf", as_pdf),
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx
    ),
}
#: The languages of the Order, in which every conclusion exists.
LANGUAGES: Final = ("kk", "ru")
