"""Rows of the worklist and of the breaches as the pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agencies.calendar import working_calendar
from agencies.models import Deadline
from agencies.offices import Offices
from cases.deadlines import TRANSFER
from cases.models import Case, CaseDeadline
from monitoring import worklist
from monitoring.filters import BreachFilter
from monitoring.models import Breach, BreachQuerySet
from monitoring.my_day import Place, Wanted
from monitoring.terms import kind_of
from plans import slices
from plans.models import PlanDeadline
from regulations.working_days import WorkingCalendar

BREACHES: Final = 50


@dataclass(frozen=True)
class Item:
    """A row of the worklist. `family` is the family's name, for an agency those it is to help."""

    deadline: Deadline
    what: str
    detail: str
    family: str
    number: str
    who: str
    url: str
    verb: str
    case_id: int | None
    record_id: int
    place: Place


def items(
    deadlines: Iterable[Deadline], *, wanted: Wanted, held: Offices, today: date
) -> list[Item]:
    calendar = working_calendar()
    return [_item(_counted(row, calendar, today), wanted, held) for row in deadlines]


def _counted(row: Deadline, calendar: WorkingCalendar, today: date) -> Deadline:
    row.working_days_left = calendar.distance(today, row.due_on)  # type: ignore[attr-defined]
    return row


def _item(row: Deadline, wanted: Wanted, held: Offices) -> Item:
    watched = wanted.scope == "agencies"
    work = worklist.work(row.term, row.role)
    acts = worklist.may_act(row, held)
    case = case_of(row)
    return Item(
        deadline=row,
        what=worklist.term_name(row.term) if watched else str(work.what),
        detail=_detail(row),
        family=_family(row, case, wanted),
        number=worklist.reference(row, for_agency=wanted.side == "agency"),
        who=_who(row, wanted),
        url=worklist.page_to_act(row) if acts else worklist.page_to_look(row),
        verb=str(work.verb) if acts else pgettext("verb", "Open"),
        case_id=case.pk if case else None,
        record_id=worklist.record_id(row, "activity"),
        place=Place(row.due_on, kind_of(row), row.pk),
    )


def case_of(row: Deadline) -> Case | None:
    """The case in which a term is owed; a quarter's conclusion is owed in none."""
    if isinstance(row, CaseDeadline):
        return row.case
    return row.plan.case if isinstance(row, PlanDeadline) else None


def _detail(row: Deadline) -> str:
    """Which activity, where one is meant."""
    return row.activity.item.name if isinstance(row, PlanDeadline) and row.activity else ""


def _family(row: Deadline, case: Case | None, wanted: Wanted) -> str:
    """A Centre's own families by name; an agency reads only for whom it is to act (R12)."""
    if wanted.side == "agency":
        activity = row.activity if isinstance(row, PlanDeadline) else None
        if activity is None or activity.agency is None:
            return ""
        return slices.names(activity.item.persons.all(), slices.fields_for(activity.agency))
    own = case is not None and row.centre_id == case.centre_id
    return worklist.short_name(case.first_person_name) if case and own else ""


def _who(row: Deadline, wanted: Wanted) -> str:
    if wanted.scope == "agencies":
        return str(row.agency)
    if wanted.scope == "all":
        return row.responsible.full_name if row.responsible else str(row.get_role_display())
    return ""


def columns(wanted: Wanted) -> list[dict[str, Any]]:
    labels = [
        _("Due"),
        _("What is owed"),
        _("For whom") if wanted.side == "agency" else _("Family"),
    ]
    if wanted.scope != "mine":
        labels.append(_("Agency") if wanted.scope == "agencies" else _("Who"))
    return [{"label": labels[0], "sorted": "ascending"}, *({"label": x} for x in labels[1:]), {}]


def standings(side: str) -> list[dict[str, Any]]:
    """Columns of the overview."""
    numbers = (
        _("late now: Centre"),
        _("late now: agencies"),
        _("breaches of the quarter: Centre"),
        _("breaches of the quarter: agencies"),
    )
    first = _("Region") if side == "country" else _("Centre")
    return [{"label": first}, *({"label": label, "numeric": True} for label in numbers)]


@dataclass(frozen=True)
class Passed:
    """The term as it was broken, for the components that show a term."""

    due_on: date
    met_on: date | None
    ended_on: date | None
    clause: str
    working_days_left: int
    derivation: Mapping[str, Any] | None


@dataclass(frozen=True)
class BreachItem:
    """A row of the breaches page: numbers and offices, nobody's name."""

    breach: Breach
    term: Passed
    name: str
    who: str
    number: str
    url: str
    stands: str

    @classmethod
    def of(cls, breach: Breach, *, held: Offices, calendar: WorkingCalendar, today: date) -> Self:
        row = breach.deadline
        left = calendar.distance(today, breach.due_on)
        derivation = None if breach.moved_to else row.derivation
        mine = breach.agency_id in held.agencies
        return cls(
            breach=breach,
            term=Passed(breach.due_on, row.met_on, row.ended_on, breach.clause, left, derivation),
            name=worklist.term_name(breach.term),
            who=str(breach.agency or breach.centre),
            number=worklist.reference(row, for_agency=mine),
            url=_page_of_breach(row, held, mine=mine),
            stands=_stands(breach),
        )


def _page_of_breach(row: Deadline, held: Offices, *, mine: bool) -> str:
    """Where the reader may look; a case asked for, or given away, is not to be opened (R12)."""
    case = case_of(row)
    if mine or (case.centre_id if case else row.centre_id) in held.centres:
        return worklist.page_to_look(row)
    undecided = row.term == TRANSFER and row.met_on is None and row.ended_on is None
    return worklist.page_to_act(row) if undecided and row.centre_id in held.centres else ""


def _stands(breach: Breach) -> str:
    """What became of it, where the badge does not say it."""
    late = breach.deadline.days_late
    if breach.was_met_in_time:
        return _("met in time, entered later")
    if breach.moved_to:
        return _("another date was set")
    if late:
        return ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late}
    return ""


def breach_columns() -> list[dict[str, Any]]:
    labels = (_("Term"), pgettext("breach", "Owed by"), _("Case"), _("Stands"), _("Taken up"))
    return [{"label": _("Due"), "sorted": "descending"}, *({"label": label} for label in labels)]


def chosen_filters(chosen: BreachFilter) -> list[str]:
    """What is filtered by, in words."""
    cleaned = chosen.form.cleaned_data if chosen.form.is_valid() else {}
    return [str(chosen.form.fields[name].label) for name, value in cleaned.items() if value]


def breach_page(request: HttpRequest, found: BreachQuerySet) -> tuple[list[Breach], str, str]:
    """The newest first, from a place on; the addresses of the next page and of the first."""
    place = _breach_place(request.GET.get("after", ""))
    if place:
        day, pk = place
        older = Q(due_on__lt=day) | Q(pk__lt=pk)
        found = found.filter(Q(due_on__lte=day) & older)
    related = found.select_related(
        "plan_deadline__plan__case",
        "case_deadline__case",
        "quarter_deadline__monitoring",
        "centre",
        "agency",
    ).prefetch_related("escalations")
    rows = list(related.order_by("-due_on", "-pk")[: BREACHES + 1])
    next_url = _with_after(request, rows[BREACHES - 1]) if len(rows) > BREACHES else ""
    return rows[:BREACHES], next_url, _with_after(request, None) if place else ""


def _breach_place(text: str) -> tuple[date, int] | None:
    day, _dot, number = text.partition(".")
    place = Place.parse(f"{day}.plan.{number}")
    return (place.due_on, place.pk) if place else None


def _with_after(request: HttpRequest, last: Breach | None) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if last:
        query["after"] = f"{last.due_on.isoformat()}.{last.pk}"
    return f"?{query.urlencode()}"
