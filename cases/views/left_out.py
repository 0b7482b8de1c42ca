"""What was left empty in a quarter, for the Centre's own staff (R1, R4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from agencies.models import Centre
from cases.left_out import left_out
from cases.views.base import StaffPage, centres_of
from regulations.quarters import Quarter


@dataclass(frozen=True)
class Share:
    """How many of how many lack something, and what is counted, in words."""

    what: str
    among: str
    missing: int
    all: int

    @property
    def percent(self) -> int | None:
        """Of a hundred; None where there is nothing to count."""
        return round(100 * self.missing / self.all) if self.all else None


class LeftOutPage(StaffPage, TemplateView):
    """Shares left empty at the user's Centres; `?quarter=2026-Q3` asks for another quarter."""

    template_name = "cases/left_out.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quarter = _asked(self.request.GET.get("quarter", ""), today=self.today)
        return super().get_context_data(**kwargs) | {
            "quarter": quarter,
            "centres": [(c.name, shares(c, quarter)) for c in centres_of(self.user)],
            "columns": [
                {"label": _("Left empty")},
                {"label": _("Among")},
                {"label": _("Missing"), "numeric": True},
                {"label": _("Share"), "numeric": True},
            ],
            "later": quarter.next if quarter.next.first_day <= self.today else None,
        }


def _asked(text: str, *, today: date) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError:
        return Quarter.of(today)


def shares(centre: Centre, quarter: Quarter) -> list[Share]:
    """The three fields that today's practice leaves empty."""
    counted = left_out(centre, since=quarter.first_day, until=quarter.last_day)
    persons = _("persons of the cases detected in the quarter")
    visits = _("visits of the quarter")
    return [
        Share(_("IIN"), persons, counted.persons_without_iin, counted.persons),
        Share(_("time of arrival"), visits, counted.visits_without_arrival, counted.visits),
        Share(_("findings"), visits, counted.visits_without_findings, counted.visits),
    ]
