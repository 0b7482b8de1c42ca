"""The page of the import: the empty form, a dry run, the import (the head's)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic.base import View

from accounts.errors import Refused
from accounts.roles import Role
from agencies.models import Centre
from agencies.offices import offices
from cases import importing
from cases.files import MIME_TYPES
from cases.forms import ImportForm
from cases.views.base import StaffPage, centres_of

FORM_NAME = "qoldau-import.xlsx"


class HeadPage(StaffPage):
    """A page for heads, about the Centre that they head; 403 for other staff."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and Role.HEAD not in offices(request.user).roles:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def centre(self) -> Centre:
        held = offices(self.user)
        return next(c for c in centres_of(self.user) if Role.HEAD in held.at_centre(c.pk))


class ImportPage(HeadPage, View):
    """Upload, look at what each row would do, then import the same file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(ImportForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=400)
        dry_run = "import" not in request.POST
        try:
            outcome = importing.import_file(
                form.cleaned_data["file"],
                centre=self.centre,
                by=self.user,
                now=timezone.now(),
                dry_run=dry_run,
            )
        except Refused as error:
            form.add_error("file", str(error))
            return self.show(form, status=error.status)
        return self.show(ImportForm(), outcome=outcome, dry_run=dry_run)

    def show(
        self,
        form: ImportForm,
        *,
        outcome: importing.Outcome | None = None,
        dry_run: bool = True,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "outcome": outcome,
            "dry_run": dry_run,
            "centre": self.centre,
            "columns": importing.COLUMNS,
        }
        return render(self.request, "cases/import.html", context, status=status)


class EmptyForm(HeadPage, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(importing.empty_form(), content_type=MIME_TYPES["xlsx"])
        response["Content-Disposition"] = f'attachment; filename="{FORM_NAME}"'
        return response
