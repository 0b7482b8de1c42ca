"""Who looked at a family: the log for the head, and the answer printed for the family (R12)."""

from typing import Any

from django.utils import timezone, translation

from accounts import papers
from cases.permissions import can_see_readers
from cases.readers import readers_of, readings_of
from cases.views.base import CasePage


class _OfTheHead(CasePage):
    def allowed(self) -> bool:
        return can_see_readers(self.user, self.case)


class ReadersPage(_OfTheHead):
    """Every row of the log, the newest first."""

    template_name = "cases/readers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # writes this look down first
        before = self.request.GET.get("before", "")
        readings, more = readings_of(
            self.case, before=int(before[:18]) if before.isdecimal() and before.isascii() else None
        )
        return context | {
            "readings": readings,
            "next_url": f"?before={more}" if more else "",
            "first_url": self.request.path if before else "",
        }


class ReadersPaper(_OfTheHead):
    """The answer for the family: each person once for each kind of record."""

    template_name = "papers/readers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | papers.chosen(self.request)
        with translation.override(context["paper_language"]):
            readers = readers_of(self.case)
        return context | {
            "readers": readers,
            "centre": self.case.centre,
            "today": timezone.localdate(),
        }
