"""What a person was told of in the last days, in words: the notices behind the digests (R10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import Notice, User
from accounts.requests import SignedIn
from agencies.calendar import working_calendar
from agencies.models import Deadline
from agencies.offices import Offices, offices
from cases.models import Case
from monitoring import news, worklist
from monitoring.models import Monitoring
from monitoring.terms import TABLES, of_notice, pointed_to

#: How far back the page looks: beyond two weeks the list of breaches tells more.
DAYS_BACK: Final = 14
#: Notices that are written out; nobody reads more, and My day shows what is still owed.
MOST_SHOWN: Final = 100

#: What a notice of each kind says (`monitoring.sweep`).
KINDS: Final[dict[str, Promise]] = {
    "reminder": _("The term ends soon"),
    "last_day": _("The last day of the term"),
    "breach": _("The term passed"),
    "escalated_to_head": _("Brought to the head: the term passed"),
    "escalated_to_region": _("Brought to the region: the term passed"),
}


@dataclass(frozen=True)
class Told:
    """One notice: what it said, of which matter, and where one goes about it.

    Where it is about a term: the term, the date of which was said, and how it stands.
    """

    on: date
    what: str
    reference: str
    url: str
    term: str = ""
    said: date | None = None
    deadline: Deadline | None = None


def told(user: User, *, today: date) -> list[Told]:
    """The person's notices of the last days, the newest first; names nobody.

    What is no longer the business of any office of theirs is left out, as in the digest.
    """
    recent = Notice.objects.filter(
        recipient=user,
        created_on__gt=today - timedelta(days=DAYS_BACK),
        kind__in=[*KINDS, *news.KINDS, *news.OF_CASES],
    )
    rows = list(recent.order_by("-created_on", "-pk")[:MOST_SHOWN])
    payloads = [row.payload for row in rows]
    deadlines = _deadlines(payloads, today=today)
    quarters, cases = news.monitorings(user, payloads), news.cases(user, payloads)
    held = offices(user, today=today)

    def line(row: Notice) -> Told | None:
        if row.kind in news.KINDS:
            return _of_quarter(row, quarters)
        if row.kind in news.OF_CASES:
            return _of_case(row, cases)
        return _told(row, deadlines, held)

    found = map(line, rows)
    return [line for line in found if line and line.url]


def _of_case(row: Notice, cases: dict[int, Case]) -> Told | None:
    case = cases.get(row.payload["case"])
    if case is None:
        return None
    return Told(
        on=row.created_on,
        what=str(news.OF_CASES[row.kind]),
        reference=case.number,
        url=news.address_of_case(row.kind, case),
    )


def _of_quarter(row: Notice, quarters: dict[int, Monitoring]) -> Told | None:
    monitoring = quarters.get(row.payload["monitoring"])
    if monitoring is None:
        return None
    return Told(
        on=row.created_on,
        what=str(news.KINDS[row.kind]),
        reference=news.reference(monitoring),
        url=news.address(monitoring),
    )


def _deadlines(
    payloads: Sequence[dict[str, Any]], *, today: date
) -> dict[tuple[str, int], Deadline]:
    """The terms of which notices speak, by kind and id, each with its working days left."""
    calendar = working_calendar()
    found: dict[tuple[str, int], Deadline] = {}
    for kind, ids in pointed_to(payloads).items():
        for row in TABLES[kind].rows().filter(pk__in=ids):
            row.working_days_left = calendar.distance(today, row.due_on)
            found[kind, row.pk] = row
    return found


def _told(row: Notice, deadlines: dict[tuple[str, int], Deadline], held: Offices) -> Told | None:
    term = of_notice(row.payload)
    assert term is not None
    deadline = deadlines.get(term)
    if deadline is None:
        return None
    for_agency = deadline.agency_id in held.agencies
    return Told(
        on=row.created_on,
        what=str(KINDS[row.kind]),
        term=worklist.term_name(deadline.term),
        reference=worklist.reference(deadline, for_agency=for_agency),
        url=worklist.page_for(deadline, held),
        said=date.fromisoformat(row.payload["due_on"]),
        deadline=deadline,
    )


@login_required
@require_safe
def notices(request: SignedIn) -> HttpResponse:
    """What I was told of in the last days, and how each stands now."""
    today = timezone.localdate()
    labels = (
        pgettext("notice", "Told on"),
        pgettext("notice", "What"),
        pgettext("notice", "Term"),
        pgettext("notice", "Matter"),
        pgettext("notice", "Stands now"),
    )
    context = {
        "rows": told(request.user, today=today),
        "columns": [{"label": label} for label in labels],
        "today": today,
        "days": DAYS_BACK,
    }
    return render(request, "monitoring/notices.html", context)
