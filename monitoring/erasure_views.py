"""Closed cases past their period: the list for the head, the decision, and the act as paper."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts import papers
from accounts.roles import Role
from agencies import settings
from agencies.offices import offices
from cases import keeping
from cases.models import Case, Erasure
from cases.permissions import can_erase
from cases.views.base import CaseVerbPage, CaseView, StaffPage
from monitoring.erasure_forms import EraseForm
from monitoring.forgetting.hindrances import PERIOD, hindrance
from monitoring.workflow.erasing import erase

#: Rows that are shown at once; what was decided makes room for the next.
MOST_SHOWN = 100


class ErasuresPage(StaffPage, TemplateView):
    """Which cases are due, by number and dates, and the acts by which others were anonymised."""

    template_name = "monitoring/erasures.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        signed_in = request.user.is_authenticated
        if signed_in and Role.HEAD not in offices(request.user).roles:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = settings.kept(PERIOD)
        acts = Erasure.objects.visible_to(self.user).select_related("case", "by")
        due = self._due(kept.number) if kept else Case.objects.none()
        return super().get_context_data(**kwargs) | {
            "kept": kept,
            "rows": due[:MOST_SHOWN],
            "count": due.count(),
            "act_count": acts.count(),
            "columns": _columns(_("Case"), _("Detected"), _("Closed"), ""),
            "acts": acts[:MOST_SHOWN],
            "act_columns": _columns(_("Act"), _("Day"), _("Case"), _("Who"), ""),
        }

    def _due(self, years: int) -> QuerySet[Any]:
        headed = [m.centre_id for m in offices(self.user).memberships if m.role == Role.HEAD]
        mine = Case.objects.visible_to(self.user).filter(centre__in=headed)
        due = keeping.due(mine, today=self.today, years=years)
        return due.order_by("ended_on", "pk")


def _columns(*labels: str) -> list[dict[str, str]]:
    return [{"label": label} for label in labels]


class ErasePage(CaseVerbPage):
    form_class = EraseForm
    heading = gettext_lazy("Anonymise the case")
    label = gettext_lazy("Anonymise: this cannot be taken back")
    done = gettext_lazy("The case is anonymised. Print the act.")
    danger = True

    def allowed(self) -> bool:
        return can_erase(self.user, self.case)

    def effects(self) -> list[str]:
        why_not = hindrance(self.case, today=self.today)
        if why_not:
            return [_("Nothing: %(reason)s") % {"reason": why_not}]
        return [
            _("Names, IIN, addresses, telephones, every text, files and mails are removed."),
            _("Dates, grounds, kinds, states and terms stay: no figure of any quarter changes."),
            _("Who is in another case that is still kept keeps the name there."),
            _("It cannot be taken back. Backups keep it until their own period is over."),
        ]

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        erase(self.case, by=self.user, now=timezone.now(), **values)

    def back_url(self) -> str:
        return reverse("erasures")


class ErasurePaper(CaseView, TemplateView):
    """The act: numbers and dates, nobody of the family."""

    template_name = "papers/erasure.html"
    of_erased = True

    def allowed(self) -> bool:
        return can_erase(self.user, self.case)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        acts = Erasure.objects.filter(case=self.case).select_related("by", "centre")
        act = acts.first()
        if act is None:
            raise Http404
        ended = keeping.with_end(Case.objects.filter(pk=self.case.pk)).get()
        return super().get_context_data(**kwargs) | {
            "case": ended,
            "act": act,
            **papers.chosen(self.request),
        }
