"""A case under seal: closing it, naming who sees it, opening it (R12)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from accounts.errors import Refused
from accounts.roles import Role
from agencies import settings
from agencies.offices import offices
from cases import forms, seal_forms, workflow
from cases.permissions import can_seal
from cases.views.base import CaseVerbPage, StaffPage


class _SealPage(CaseVerbPage):
    def allowed(self) -> bool:
        return can_seal(self.user, self.case)


class _NamingPage(_SealPage):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "case": self.case,
            "today": self.today,
            "user": self.user,
        }


class SealPage(_NamingPage):
    form_class = seal_forms.SealForm
    heading = gettext_lazy("Seal the case")
    label = gettext_lazy("Seal the case")
    done = gettext_lazy("The case is sealed.")

    def get_initial(self) -> dict[str, Any]:
        return {"readers": [self.case.responsible_id]}

    def effects(self) -> list[str]:
        return [
            _("Nobody but those named sees the case: not in lists, searches, counters or files."),
            _("Every other case of the family is sealed with it."),
            _("The numbers of the quarter go on counting it."),
            _(
                "An agency that does not see the case cannot report, and its dates go on: enter its"
                " reply on paper, or give the activity to the Centre by a new version of the plan."
            ),
        ]

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.seal(self.case, by=self.user, now=timezone.now(), **values)


class NameReadersPage(_NamingPage):
    form_class = seal_forms.ReadersForm
    heading = gettext_lazy("Who may see the sealed case")
    label = gettext_lazy("Save")
    done = gettext_lazy("It is saved who may see the case.")

    def get_initial(self) -> dict[str, Any]:
        row = workflow.seal_of(self.case)
        named = row.readers.filter(removed_at=None, until=None) if row else []
        return {"readers": [reader.user_id for reader in named]}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.name_readers(self.case, by=self.user, now=timezone.now(), **values)


class UnsealPage(_SealPage):
    form_class = forms.ReasonForm
    heading = gettext_lazy("Unseal the case")
    label = gettext_lazy("Unseal the case")
    done = gettext_lazy("The case is unsealed.")

    def effects(self) -> list[str]:
        return [_("The staff of the Centre and the agencies of its plan see the case again.")]

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.unseal(self.case, by=self.user, now=timezone.now(), **values)


class BreakGlassPage(StaffPage, FormView):
    """A head opens a case that somebody else sealed, by its number and for a reason."""

    template_name = "cases/break_glass.html"
    form_class = seal_forms.BreakGlassForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        signed_in = request.user.is_authenticated
        if signed_in and Role.HEAD not in offices(request.user).roles:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hours = int(settings.value("opened_seal_hours"))
        seen = ngettext(
            "You see the case for %(n)s hour.", "You see the case for %(n)s hours.", hours
        )
        told = _("Those who may see it are told, and your reason stands in its log.")
        return super().get_context_data(**kwargs) | {"effects": [seen % {"n": hours}, told]}

    def form_valid(self, form: seal_forms.BreakGlassForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("number", "reason")}
        try:
            case = workflow.break_glass(by=self.user, now=timezone.now(), **values)
        except Refused as error:
            form.show(error)
            return self.render_to_response(self.get_context_data(form=form), status=error.status)
        return redirect("case", case.pk)

    def form_invalid(self, form: seal_forms.BreakGlassForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)
