"""Transfers: those a Centre asks for and those asked of it (R13).

The Centre that is asked sees the name of the family and the reason, not the case, until it
accepts; accepting and refusing move the plan too and stand in the app above.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.access import log_reading
from accounts.errors import Refused
from agencies.offices import offices
from cases import deadlines, workflow
from cases.models import CaseDeadline, Transfer
from cases.permissions import can_decide_transfer, can_withdraw_transfer
from cases.views.base import StaffPage


class TransferListPage(StaffPage, TemplateView):
    template_name = "cases/transfers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(
            Transfer.objects.visible_to(self.user)
            .filter(state=Transfer.State.ASKED)
            .select_related("case", "from_centre", "to_centre")
            .order_by("-id")
        )
        ids = [row.case_id for row in rows]
        log_reading(self.request, "transfer_list", records=[r.pk for r in rows], cases=ids)
        return super().get_context_data(**kwargs) | {"rows": rows}


class TransferPage(StaffPage):
    """One transfer: who asks, why, what happens; the buttons of the side that may act."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.fetch(kwargs["pk"]))

    def fetch(self, pk: int) -> Transfer:
        rows = Transfer.objects.visible_to(self.user)
        transfer = rows.select_related("case", "from_centre", "to_centre", "asked_by")
        found = transfer.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def show(self, transfer: Transfer, *, error: str = "", status: int = 200) -> HttpResponse:
        log_reading(self.request, "transfer", records=[transfer.pk], cases=[transfer.case_id])
        terms = CaseDeadline.objects.filter(
            case_id=transfer.case_id, term=deadlines.TRANSFER, met_on=None, ended_on=None
        )
        asked = transfer.state == Transfer.State.ASKED
        context = {
            "transfer": transfer,
            "terms": deadlines.with_days_left(terms, today=self.today),
            "today": self.today,
            "error": error,
            "is_asked": asked,
            "can_withdraw": asked and can_withdraw_transfer(self.user, transfer),
            "decides": asked and can_decide_transfer(self.user, transfer),
            "sees_case": transfer.case.centre_id in offices(self.user).centres,
            "accept_url": address_if_known("transfer-accept", transfer.pk),
            "refuse_url": address_if_known("transfer-refuse", transfer.pk),
        }
        return render(self.request, "cases/transfer.html", context, status=status)


class TransferOfCase(StaffPage):
    """From a case to its open transfer, for links that know the case only."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = Transfer.objects.visible_to(self.user).filter(state=Transfer.State.ASKED)
        transfer = asked.filter(case_id=kwargs["pk"]).first()
        if transfer is None:
            raise Http404
        return redirect("transfer", transfer.pk)


class WithdrawTransferPage(TransferPage):
    """Take a transfer back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        transfer = self.fetch(kwargs["pk"])
        try:
            workflow.withdraw_transfer(transfer, by=self.user, now=timezone.now())
        except Refused as error:
            return self.show(transfer, error=str(error), status=error.status)
        messages.success(request, _("The transfer is taken back."))
        return redirect("case", transfer.case_id)


def address_if_known(name: str, pk: int) -> str:
    """The address of a page of the app above, "" where it is not there."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
