"""The two queues: what an agency was asked, and what the Centre has to decide; read onwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, Model, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.calendar import working_calendar
from agencies.models import Deadline
from agencies.offices import offices
from cases.models import Person
from plans import slices
from plans.models import Activity, PlanDeadline
from plans.states import ENDED, IN_WORK, ActivityState

M = TypeVar("M", bound=Model)
ROWS = 30
A = ActivityState
TO_DO, DONE = "to_do", "done"
#: The filters of the inbox: key, label, states.
FILTERS = (
    (TO_DO, _("To do"), IN_WORK),
    ("to_accept", _("To accept"), frozenset({A.SENT})),
    ("to_report", _("To report"), frozenset({A.ACCEPTED})),
    ("returned", _("Returned"), frozenset({A.RETURNED})),
    ("waiting", _("Waiting"), frozenset({A.WAITING})),
    ("reported", _("Reported"), frozenset({A.REPORTED})),
    (DONE, _("Done"), ENDED | {A.DECLINED}),
)
#: What the Centre decides on the word of an agency or of its own people.
DECISIONS = ("review", "extension_decision", "decline_decision")


def decision_page(row: PlanDeadline) -> str:
    """The page on which the Centre decides what it owes on an activity."""
    if row.extension_id:
        return reverse("extension", args=[row.extension_id])
    name = "activity" if row.term == "decline_decision" else "activity-review"
    return reverse(name, args=[row.activity_id])


#: For whom an activity is, the youngest first (R11).
CHILDREN_FIRST = Prefetch("item__persons", Person.objects.order_by("-birth_date", "pk"))


@dataclass(frozen=True)
class Rows:
    """A stretch of a list and the place where it goes on ("" at its end)."""

    rows: list[Activity]
    after: str


def states_of(chosen: str) -> frozenset[str]:
    """The states behind a filter; an unknown one is the first."""
    known = {key: states for key, _label, states in FILTERS}
    return known.get(chosen, known[TO_DO])


def inbox(user: User, *, chosen: str, agency_id: int | None = None, after: str = "") -> Rows:
    """What was sent to the user's agencies (R12); `agency_id` names one of them.

    The earliest date stands first; of what is done, the latest.
    """
    found = mine(user, agency_id=agency_id).filter(state__in=states_of(chosen))
    shown = found.select_related("item__service", "taken_by", "agency__sector")
    shown = shown.prefetch_related(CHILDREN_FIRST)
    latest_first = chosen == DONE
    rows = list(_onwards(shown, after, latest_first=latest_first)[: ROWS + 1])
    slices.tell(rows[:ROWS], to=user, only=slices.IN_A_LINE)
    return Rows(rows[:ROWS], _place(rows))


def mine(user: User, *, agency_id: int | None = None) -> QuerySet[Activity]:
    """What was sent to the agencies in which a user works today."""
    agencies = offices(user).agencies
    chosen = agencies & {agency_id} if agency_id else agencies
    return Activity.objects.visible_to(user).filter(agency_id__in=chosen)


def counts(user: User, *, agency_id: int | None = None) -> dict[str, int]:
    """How many activities stand behind each filter but the last, which only grows."""
    rows = mine(user, agency_id=agency_id).exclude(state__in=ENDED | {A.DECLINED})
    by_state = dict(rows.order_by().values_list("state").annotate(Count("id")))
    return {
        key: sum(by_state.get(state, 0) for state in states) for key, _label, states in FILTERS[:-1]
    }


def _onwards(rows: QuerySet[M], after: str, *, latest_first: bool = False) -> QuerySet[M]:
    """Rows by due date from a place in the list on; an unreadable place is the beginning."""
    way, sign = ("lt", "-") if latest_first else ("gt", "")
    rows = rows.order_by(f"{sign}due_on", f"{sign}id")
    day, _dot, pk = after.partition(".")
    try:
        seen, number = date.fromisoformat(day), int(pk)
    except ValueError:
        return rows
    return rows.filter(Q(**{f"due_on__{way}": seen}) | Q(**{"due_on": seen, f"id__{way}": number}))


def _place(rows: Sequence[Activity | PlanDeadline]) -> str:
    """Where the list goes on after a stretch, of which one row more was read."""
    if len(rows) <= ROWS:
        return ""
    return f"{rows[ROWS - 1].due_on.isoformat()}.{rows[ROWS - 1].pk}"


def owed(rows: Iterable[Activity], *terms: str) -> dict[int, PlanDeadline]:
    """For each activity its open term of these kinds, as a page shows it."""
    found = PlanDeadline.objects.filter(Deadline.OPEN, activity__in=list(rows), term__in=terms)
    return {row.activity_id: row for row in found.order_by("pk") if row.activity_id}


def count_days(terms: Iterable[Deadline], *, today: date) -> None:
    """Tell each term how many working days are left, as the components read it."""
    calendar = working_calendar()
    for term in terms:
        term.working_days_left = calendar.distance(today, term.due_on)  # type: ignore[attr-defined]


def decisions(user: User, *, only_mine: bool) -> QuerySet[PlanDeadline]:
    """What the Centre owes an answer to (R18, R19), the earliest date first."""
    rows = PlanDeadline.objects.filter(
        Deadline.OPEN, centre_id__in=offices(user).centres, agency=None, term__in=DECISIONS
    )
    return (rows.filter(responsible=user) if only_mine else rows).order_by("due_on", "id")


def decisions_after(rows: QuerySet[PlanDeadline], after: str) -> tuple[list[PlanDeadline], str]:
    """A stretch of the queue of decisions, and where it goes on."""
    shown = rows.select_related("activity__item__service", "activity__agency", "plan__case")
    shown = shown.select_related("report", "extension")
    found = list(_onwards(shown, after)[: ROWS + 1])
    return found[:ROWS], _place(found)
