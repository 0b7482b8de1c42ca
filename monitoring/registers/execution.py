"""The registers of activities and of the reports on them (R7, R18, R19).

An agency finds its own here, with as little about the family as its inbox shows (clause 7(3)).
"""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Person
from monitoring.registers.base import AGENCY, EVERY_SIDE, Column, Reader, Register
from monitoring.registers.columns import (
    activity_page,
    of_agency,
    of_case,
    of_centre,
    unread,
)
from monitoring.registers.filters import ActivityRegisterFilter, ReportRegisterFilter
from plans import slices
from plans.models import Activity, Report, Review

NAMES_ONLY = Person.objects.only("last_name", "first_name", "patronymic").order_by("pk")
WORDS_OF_ITEM = ("description", "expected_result", "late_reason")


def activity_rows(reader: Reader) -> QuerySet[Any]:
    found = reader.within(Activity.objects.all(), agency="agency")
    related = found.select_related(
        "item__service", "agency__sector", "centre__region", "case", "dispatch", "taken_by"
    ).defer(*(f"item__{name}" for name in WORDS_OF_ITEM), *unread("case"))
    if not reader.sees_persons:
        return related
    return related.prefetch_related(Prefetch("item__persons", NAMES_ONLY))


def report_rows(reader: Reader) -> QuerySet[Any]:
    found = reader.within(
        Report.objects.all(), centre="activity__centre", agency="activity__agency"
    )
    related = found.select_related(
        *("activity__item__service", "activity__agency__sector", "activity__centre__region"),
        *("activity__case", "review"),
    )
    words = [f"activity__item__{name}" for name in WORDS_OF_ITEM]
    return related.defer("text", "outcome_note", "review__note", *words, *unread("activity__case"))


def persons(activity: Activity, reader: Reader) -> str:
    """For whom it is; an agency is told the names if its sector needs them (R12)."""
    as_agency = reader.side == "agency" and activity.agency
    fields = slices.fields_for(as_agency) if as_agency else slices.WHOM
    return slices.names(activity.item.persons.all(), fields)


def review(report: Report) -> Review | None:
    """The Centre's mark, where there is one."""
    return getattr(report, "review", None)


ASKED = (
    Column(label=_("№ of the activity"), value=lambda row, r: row.pk, width=10),
    Column(
        label=_("Activity"),
        value=lambda row, r: row.item.name,
        of_family=True,
        on_page=EVERY_SIDE,
        width=50,
    ),
    Column(
        label=_("Kind"),
        value=lambda row, r: row.item.get_kind_display(),
        of_family=True,
        width=28,
    ),
    Column(
        label=_("For whom"),
        value=lambda row, r: persons(row, r),
        personal=True,
        on_page=AGENCY,
        width=34,
    ),
)
STANDS = (
    Column(
        label=_("State"),
        value=lambda row, r: row.get_state_display(),
        code=lambda row: str(row.state),
        on_page=EVERY_SIDE,
        width=26,
    ),
    Column(label=_("Sent"), value=lambda row, r: row.dispatch and row.dispatch.sent_at, width=17),
    Column(label=_("Taken into work"), value=lambda row, r: row.accepted_at, width=17),
    Column(label=_("Date in the plan"), value=lambda row, r: row.item.due_on),
    Column(label=_("Due"), value=lambda row, r: row.due_on, on_page=EVERY_SIDE),
    Column(label=_("Rounds"), numeric=True, value=lambda row, r: row.rounds, width=10),
    Column(label=_("Ended on"), value=lambda row, r: row.ended_on, on_page=EVERY_SIDE),
    Column(
        label=_("Taken by"),
        value=lambda row, r: row.taken_by and row.taken_by.full_name,
        sides=AGENCY,
        width=30,
    ),
)

ACTIVITIES = Register(
    name="activities",
    label=_("Register of activities"),
    about=_("What was asked of whom, by when, and how it stands (clauses 9 to 11)."),
    sides=EVERY_SIDE,
    columns=(
        *ASKED,
        *of_case(lambda row: row.case),
        Column(label=_("Who does it"), value=lambda row, r: row.get_executor_display(), width=24),
        *of_agency(lambda row: row.agency),
        *STANDS,
        *of_centre(lambda row: row.centre),
    ),
    rows=activity_rows,
    filters=ActivityRegisterFilter,
    case_of=lambda row: row.case_id,
    page_of=activity_page,
)

GIVEN = (
    Column(label=_("№ of the activity"), value=lambda row, r: row.activity_id, width=10),
    Column(
        label=_("Activity"),
        value=lambda row, r: row.activity.item.name,
        of_family=True,
        on_page=EVERY_SIDE,
        width=50,
    ),
)
SAID = (
    Column(label=_("Round"), numeric=True, value=lambda row, r: row.round, width=10),
    Column(label=_("Result"), value=lambda row, r: row.get_result_display(), on_page=EVERY_SIDE),
    Column(label=_("Done on"), value=lambda row, r: row.done_on),
    Column(label=_("Received on"), value=lambda row, r: row.received_on, on_page=EVERY_SIDE),
    Column(label=_("Reply on paper"), value=lambda row, r: row.on_paper),
    Column(label=_("Withdrawn"), value=lambda row, r: row.withdrawn_at, width=17),
    Column(
        label=_("Outcome"),
        value=lambda row, r: row.get_outcome_display(),
        of_family=True,
        width=24,
    ),
    Column(
        label=pgettext_lazy("review", "Mark"),
        value=lambda row, r: (mark := review(row)) and mark.get_verdict_display(),
        on_page=EVERY_SIDE,
        width=24,
    ),
    Column(
        label=_("Marked on"),
        value=lambda row, r: (mark := review(row)) and mark.marked_on,
        on_page=EVERY_SIDE,
    ),
    Column(
        label=_("Requirement that was not met"),
        value=lambda row, r: (mark := review(row)) and mark.get_ground_display(),
        width=40,
    ),
    Column(label=_("New date"), value=lambda row, r: (mark := review(row)) and mark.new_due_on),
)

REPORTS = Register(
    name="reports",
    label=_("Register of reports"),
    about=_("Information on execution, round by round, and the Centre's mark (clause 11)."),
    sides=EVERY_SIDE,
    columns=(
        *GIVEN,
        *of_case(lambda row: row.activity.case),
        *of_agency(lambda row: row.activity.agency),
        *SAID,
        *of_centre(lambda row: row.activity.centre),
    ),
    rows=report_rows,
    filters=ReportRegisterFilter,
    case_of=lambda row: row.activity.case_id,
    page_of=lambda row, reader: activity_page(row.activity, reader),
)
