"""The records behind a figure: to the Centre by name, to others without, or not at all (R12).

The ids are those that were counted. A case that has gone to another Centre since is counted among
them and no longer opens; the page says how many those are.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.access import log_reading
from accounts.requests import SignedIn
from cases.models import Case, Person
from monitoring import worklist
from monitoring.figures.cells import FIGURES
from monitoring.figures.counting import Cells, Name
from monitoring.figures.measures import MEASURES
from monitoring.figures.partings import measure_of
from monitoring.figures.showing import Shown
from monitoring.models import CellRecords, Conclusion
from plans.models import Activity, Plan, PlanDeadline

ROWS: Final = 50


@dataclass(frozen=True)
class Row:
    """One record in words: what it is, where it opens ("" for nowhere), what else is known."""

    title: str
    url: str
    facts: Sequence[str]


@dataclass(frozen=True)
class Found:
    """A page of records. `hidden`: a group so small that it is not shown to this reader."""

    rows: Sequence[Row]
    count: int
    gone: int = 0
    hidden: bool = False
    told: bool = True
    next_after: int = 0


def cells_behind(name: str, key: str, cells: Cells) -> list[Name] | None:
    """The cells that a name in an address means: a measure's, or a figure's; None for neither."""
    measure = MEASURES.get(name)
    if measure and (measure.by or not key):
        return measure.evidence(cells, key)
    return [(name, key)] if name in FIGURES else None


def is_hidden(name: str, key: str, shown: Shown) -> bool:
    """Whether the figure itself is not shown to this reader."""
    measure = measure_of(name, key)
    return measure is not None and shown.hides(measure, key)


def find(
    request: SignedIn,
    conclusion: Conclusion,
    names: Iterable[Name],
    *,
    sees_persons: bool,
    hidden: bool,
) -> Found:
    """A page of the records of some cells, from a place in the address on.

    Those who watch from above see offices, days and states of plans, no number of a case: whoever
    lays two lists side by side must not learn which case stands in both. Only a term, which tells
    of an office's work, has it. Of persons and of cases they see how many.
    """
    wanted = list(names)
    if hidden:
        return Found([], 0, hidden=True)
    ids = _ids(conclusion, wanted)
    kind = FIGURES[wanted[0][0]].kind if wanted else "case"
    if kind in _UNTOLD and not sees_persons:
        return Found([], len(ids), told=False)
    if not sees_persons and kind != "term":
        ids = _in_no_order(ids, wanted)
    start = place(request.GET.get("after", ""))
    page = ids[start : start + ROWS]
    rows = (_OWN if sees_persons else _WATCHED)[kind](request, page)
    more = start + ROWS if len(ids) > start + ROWS else 0
    return Found(rows, len(ids), gone=len(page) - len(rows), next_after=more)


def _in_no_order(ids: Iterable[int], names: Iterable[Name]) -> list[int]:
    """An order of this list's own, so that the places of a record in two lists do not agree."""
    of_list = repr(sorted(names))
    return sorted(ids, key=lambda pk: hashlib.sha256(f"{of_list}{pk}".encode()).digest())


def _ids(conclusion: Conclusion, names: Iterable[Name]) -> list[int]:
    found: set[int] = set()
    for figure, key in names:
        behind = CellRecords.objects.filter(
            cell__conclusion=conclusion, cell__figure=figure, cell__key=key
        )
        for ids in behind.values_list("ids", flat=True):
            found.update(ids)
    return sorted(found)


def place(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def day(value: Any) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else "–"


def _cases(request: SignedIn, ids: list[int]) -> list[Row]:
    rows = Case.objects.visible_to(request.user).filter(pk__in=ids).order_by("pk")
    found = [
        Row(
            f"{worklist.short_name(case.first_person_name)} {case.number}",
            reverse("case", args=[case.pk]),
            (str(case.get_state_display()), day(case.detected_on)),
        )
        for case in rows
    ]
    _log(request, "case", [case.pk for case in rows], [case.pk for case in rows])
    return found


def _persons(request: SignedIn, ids: list[int]) -> list[Row]:
    rows = Person.objects.visible_to(request.user).filter(pk__in=ids).order_by("pk")
    families = Case.objects.visible_to(request.user).filter(family__members__in=ids)
    newest = dict(families.order_by("pk").values_list("family__members", "pk"))
    found = [
        Row(
            person.short_name,
            reverse("case", args=[newest[person.pk]]) if person.pk in newest else "",
            (str(person.get_iin_absent_display()),) if person.iin_absent else (),
        )
        for person in rows
    ]
    shown = [person.pk for person in rows]
    _log(request, "person", shown, [newest[pk] for pk in shown if pk in newest])
    return found


def _plans(request: SignedIn, ids: list[int]) -> list[Row]:
    rows = Plan.objects.visible_to(request.user).filter(pk__in=ids).select_related("case")
    found = [
        Row(
            f"{plan.number}/{plan.version} {worklist.short_name(plan.case.first_person_name)}",
            reverse("plan", args=[plan.pk]),
            (str(plan.get_state_display()),),
        )
        for plan in rows.order_by("pk")
    ]
    _log(request, "plan", [plan.pk for plan in rows], [plan.case_id for plan in rows])
    return found


def _activities(request: SignedIn, ids: list[int]) -> list[Row]:
    rows = Activity.objects.visible_to(request.user).filter(pk__in=ids)
    rows = rows.select_related("item__service", "agency", "case").order_by("pk")
    found = [
        Row(
            activity.item.name,
            reverse("activity", args=[activity.pk]),
            (
                activity.case.number,
                str(activity.agency or activity.get_executor_display()),
                str(activity.get_state_display()),
            ),
        )
        for activity in rows
    ]
    _log(request, "activity", [a.pk for a in rows], [a.case_id for a in rows])
    return found


def _terms(request: SignedIn, ids: list[int]) -> list[Row]:
    rows = PlanDeadline.objects.filter(pk__in=ids).select_related("plan__case", "agency", "centre")
    own = rows.filter(plan__in=Plan.objects.visible_to(request.user)).order_by("pk")
    return [_term(row, worklist.page_to_look(row)) for row in own]


def _term(row: PlanDeadline, url: str) -> Row:
    met = _("met on %(day)s") % {"day": day(row.met_on)} if row.met_on else _("not met")
    return Row(
        worklist.term_name(row.term),
        url,
        (
            row.plan.case.number,
            str(row.agency or row.centre),
            _("due on %(day)s") % {"day": day(row.due_on)},
            met,
        ),
    )


def _log(request: SignedIn, subject: str, records: list[int], cases: list[int]) -> None:
    if records:
        log_reading(request, subject, records=records, cases=cases)


def _watched_plans(_request: SignedIn, ids: list[int]) -> list[Row]:
    rows = Plan.objects.in_bulk(ids)
    return [Row(capfirst(rows[pk].get_state_display()), "", ()) for pk in ids if pk in rows]


def _watched_activities(_request: SignedIn, ids: list[int]) -> list[Row]:
    rows = Activity.objects.select_related("agency").in_bulk(ids)
    return [_watched_activity(rows[pk]) for pk in ids if pk in rows]


def _watched_activity(row: Activity) -> Row:
    return Row(str(row.agency or row.get_executor_display()), "", (day(row.due_on),))


def _watched_terms(_request: SignedIn, ids: list[int]) -> list[Row]:
    rows = PlanDeadline.objects.filter(pk__in=ids).select_related("plan__case", "agency", "centre")
    return [_term(row, "") for row in rows.order_by("pk")]


_Lister = Callable[[SignedIn, list[int]], list[Row]]
_OWN: Final[Mapping[str, _Lister]] = {
    "case": _cases,
    "person": _persons,
    "plan": _plans,
    "activity": _activities,
    "term": _terms,
}
#: Of these whoever watches from above learns how many there are.
_UNTOLD: Final = frozenset({"person", "case"})
_WATCHED: Final[Mapping[str, _Lister]] = {
    "plan": _watched_plans,
    "activity": _watched_activities,
    "term": _watched_terms,
}
