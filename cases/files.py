"""What a file is, told by its content and never by its name, and under which name it is kept."""

import re
import struct
import zipfile
from dataclasses import dataclass

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from agencies import settings

MIME_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: How files begin, by the specifications of their formats.
MAGIC = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
ZIP_MAGIC = b"PK\x03\x04"
#: The part that makes an OOXML package what it is (ISO/IEC 29500-2).
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
#: How an archive that is none, or of a kind that nobody writes, makes itself known.
SPOILT = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error)
MIB = 1024 * 1024
LONGEST_NAME = 200
#: What an archive may hold: so many bytes when it is unpacked, in so many parts. Not set by the
#: Order.
MOST_UNPACKED = 256 * MIB
MOST_PARTS = 2000


@dataclass(frozen=True)
class Kind:
    """A file type: its extension, as the setting names it, and its media type."""

    extension: str

    @property
    def mime_type(self) -> str:
        return MIME_TYPES[self.extension]


def check_file(file: "File[bytes]") -> Kind:
    """The kind of a file; raises `Invalid` where it is empty, too large or not allowed."""
    size = file.size or 0
    most = int(settings.value("max_file_size"))
    if not size:
        raise Invalid(_("The file is empty."), field="file")
    if size > most * MIB:
        too_large = _("The file is too large: at most %(most)s MiB.")
        raise Invalid(too_large % {"most": most}, field="file")
    allowed = settings.value("allowed_file_types")
    found = sniff(file)
    if found is None or found not in allowed:
        message = _("This type of file is not accepted. Accepted are: %(types)s.")
        raise Invalid(message % {"types": ", ".join(allowed)}, field="file")
    return Kind(found)


def sniff(file: "File[bytes]") -> str | None:
    """The extension that fits the content, None where it fits none; the file is rewound."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    for extension, magic in MAGIC.items():
        if head.startswith(magic):
            return extension
    return _sniff_package(file) if head.startswith(ZIP_MAGIC) else None


def _sniff_package(file: "File[bytes]") -> str | None:
    """Office documents are zip archives; one with macros passes for nothing."""
    try:
        with zipfile.ZipFile(file) as archive:
            if too_much(archive):
                return None
            names = set(archive.namelist())
    except SPOILT:
        return None
    finally:
        file.seek(0)
    if "[Content_Types].xml" not in names or any(n.endswith("vbaProject.bin") for n in names):
        return None
    return next((kind for kind, part in MAIN_PARTS.items() if part in names), None)


def too_much(archive: zipfile.ZipFile) -> bool:
    """Whether an archive would unpack into more than any document; asked before it is unpacked.

    What a part says of its size holds: no more than that is unpacked of it.
    """
    parts = archive.infolist()
    return len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED


def safe_name(name: str, kind: Kind) -> str:
    """The last part of the name, without control characters, with the extension that is true."""
    last = re.split(r"[/\\]", name)[-1]
    stem = "".join(c for c in last.rpartition(".")[0] or last if c.isprintable()).strip(" .")
    ending = f".{kind.extension}"
    return f"{(stem or 'file')[: LONGEST_NAME - len(ending)]}{ending}"
