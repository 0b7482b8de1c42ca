"""Large uploads on their way into the encrypted storage (R12)."""

import tempfile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class UnnamedUploadHandler(FileUploadHandler):
    """Keeps what is too large for memory in a file without a name.

    Nobody can open it by a path, and the kernel frees it when the request ends, however it ends;
    Django's own handler writes a file that a killed process leaves behind.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        # `UploadedFile` closes it with the request.
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        return UploadedFile(
            file=self.file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
