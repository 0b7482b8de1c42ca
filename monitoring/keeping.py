"""What an administrator has to keep in order: facts without proof, days without an act, lost mail.

Only what is not in order is listed.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import OutboxMessage
from agencies.models import CalendarDay, Service
from cases.models import Ground, WellbeingLevel


@dataclass(frozen=True)
class Chore:
    """Something to look after, how many of it, and where; `url` may be empty."""

    what: str
    count: int
    url: str = ""


def chores(*, today: date) -> list[Chore]:
    found = [*_reference_data(), *_calendar(today.year + 1), *_messages()]
    return [chore for chore in found if chore.count]


def _reference_data() -> list[Chore]:
    terms = Service.objects.filter(term_days__isnull=False, term_verified=False)
    return [
        Chore(
            _("statutory terms of services without a verified source"),
            terms.count(),
            reverse("reference"),
        ),
        Chore(
            _("grounds without verified Kazakh wording"),
            Ground.objects.filter(verified_kk=False).count(),
            reverse("reference"),
        ),
        Chore(
            _("wellbeing levels without a verified name"),
            WellbeingLevel.objects.filter(verified=False).count(),
            reverse("reference"),
        ),
    ]


def _calendar(year: int) -> list[Chore]:
    """Next year's days: not proposed at all, or only reckoned (Qurban Ait)."""
    rows = CalendarDay.objects.filter(day__year=year).order_by("day", "-id").distinct("day")
    days = list(rows)
    if not days:
        return [
            Chore(_("working calendar of %(year)s: not there yet") % {"year": year}, 1, _days())
        ]
    estimated = sum(day.estimated for day in days)
    text = _("days of %(year)s that are only reckoned and await their act") % {"year": year}
    return [Chore(text, estimated, _days())]


def _days() -> str:
    return reverse("calendar")


def _messages() -> list[Chore]:
    given_up = OutboxMessage.objects.filter(given_up_at__isnull=False, delivered_at=None)
    return [Chore(_("messages that could not be delivered"), given_up.count())]
