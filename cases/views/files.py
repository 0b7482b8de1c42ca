"""Files of a case: taken in after a look at their content, given out through a check (R12)."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.access import log_reading
from accounts.storage import attachment
from cases import forms, workflow
from cases.views.base import CaseView
from cases.views.verbs import WorkPage


class AddFilePage(WorkPage):
    form_class = forms.FileForm
    heading = gettext_lazy("Add a file")
    label = gettext_lazy("Keep the file")
    done = gettext_lazy("The file is kept with the case.")
    back = "case-files"

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.add_file(self.case, by=self.user, now=timezone.now(), **values)


class FileDownload(CaseView):
    """The file as an attachment, under the type that its content has."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        file = self.case.files.filter(pk=kwargs["file"]).first()
        if file is None:
            raise Http404
        log_reading(request, "file", records=[file.pk], cases=[self.case.pk])
        return attachment(
            str(file.content.name),
            sha256=file.sha256,
            size=file.size,
            filename=file.name,
            content_type=file.kind,
        )
