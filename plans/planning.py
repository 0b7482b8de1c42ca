"""A good plan: dates that follow from terms, nobody forgotten, no circles (R11, R13, R17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from agencies.calendar import check_date_to_come, working_calendar
from agencies.models import Service
from cases.models import Person
from cases.models.cases import age
from cases.models.people import ADULT_AGE
from plans.models import Plan, PlanItem
from plans.states import ActivityState
from regulations.terms import TERMS
from regulations.working_days import Derivation, WorkingCalendar

if TYPE_CHECKING:
    from plans.workflow.drafting import ItemInput

#: Working days of clause 9, after which the last agency has its part.
DISPATCH_DAYS = TERMS["dispatch"].working_days or 0


@dataclass(frozen=True)
class Foreseen:
    """When an activity can start, and the date that its statutory term gives, if it has one."""

    start: date
    statutory: Derivation | None
    verified: bool

    @property
    def statutory_due(self) -> date | None:
        return self.statutory.due if self.statutory else None


def for_whom(path: str = "persons") -> Prefetch[str, QuerySet[Person], str]:
    """The persons of items in one query, the youngest first (R11)."""
    youngest = Person.objects.order_by(F("birth_date").desc(nulls_last=True), "pk")
    return Prefetch(path, youngest)


def items_of(plan: Plan) -> list[PlanItem]:
    """A version's items with all that pages and checks need, in a fixed number of queries."""
    return list(
        plan.items.select_related("agency", "service", "activity", "depends_on")
        .prefetch_related(for_whom())
        .order_by("stage", "order", "id")
    )


def items_against_running(plan: Plan) -> list[PlanItem]:
    """A version's items, each with the item under which its activity runs, to be compared."""
    return list(
        plan.items.select_related(
            "agency",
            "service",
            "depends_on__activity",
            "activity__dispatch",
            "activity__item__depends_on",
            "activity__item__service",
        )
        .prefetch_related(for_whom(), for_whom("activity__item__persons"))
        .order_by("stage", "order", "id")
    )


class Startable(Protocol):
    """What decides when an activity can start and which statutory term it has."""

    @property
    def executor(self) -> str: ...
    @property
    def service(self) -> Service | None: ...
    @property
    def depends_on(self) -> PlanItem | None: ...


def awaited(entered: Startable) -> PlanItem | None:
    """What an activity still waits for: nothing once that is executed (R13)."""
    before = entered.depends_on
    executed = before and before.activity and before.activity.state == ActivityState.EXECUTED
    return None if executed else before


def foresee(entered: Startable, *, today: date, calendar: WorkingCalendar) -> Foreseen:
    """The statutory term runs from the activity's own start (R17, clause 10).

    That is the last day for sending (clause 9), counted as if the plan were approved today, or
    the end of what the activity still waits for. What the Centre or the family does starts today.
    """
    before = awaited(entered)
    if before:
        start = before.due_on
    elif entered.executor == PlanItem.Executor.AGENCY:
        start = calendar.add(today, DISPATCH_DAYS)
    else:
        start = today
    service = entered.service
    if service is None or not service.term_days:
        return Foreseen(start, None, verified=True)
    return Foreseen(start, calendar.explain(start, service.term_days), service.term_verified)


@dataclass(frozen=True)
class Around:
    """What an item is checked against: the day, calendar, family, grounds, the other items."""

    today: date
    calendar: WorkingCalendar
    members: frozenset[int]
    grounds: frozenset[str]
    waits_for: Mapping[int, int | None]


def around(plan: Plan, *, today: date, items: Iterable[PlanItem] | None = None) -> Around:
    """What the items of a plan are checked against, read once for all of them."""
    known = plan.items.only("depends_on") if items is None else items
    return Around(
        today=today,
        calendar=working_calendar(),
        members=frozenset(members_of(plan).values_list("pk", flat=True)),
        grounds=frozenset(plan.case.case_grounds.values_list("ground", flat=True)),
        waits_for={item.pk: item.depends_on_id for item in known},
    )


def check_item(
    plan: Plan, entered: ItemInput, *, around: Around, item: PlanItem | None = None
) -> None:
    """Raise `Invalid`, naming the field, for the first rule that an item breaks."""
    _check_what(entered)
    _check_who(entered, around)
    _check_order(plan, entered, item, around)
    _check_date(entered, today=around.today, calendar=around.calendar)


def _check_what(entered: ItemInput) -> None:
    if entered.service is None:
        if not entered.title.strip():
            raise Invalid(_("Choose from the catalogue, or name the activity."), field="title")
        if not entered.description.strip():
            raise Invalid(
                _("An activity that is not in the catalogue needs a description."),
                field="description",
            )
    if entered.kind not in PlanItem.Kind.values:
        raise Invalid(_("Choose one of the four kinds of clause 8."), field="kind")


def _check_who(entered: ItemInput, around: Around) -> None:
    by_agency = entered.executor == PlanItem.Executor.AGENCY
    if by_agency and entered.agency is None:
        raise Invalid(_("Choose the agency that does it."), field="agency")
    if entered.agency is not None and not entered.agency.is_active:
        raise Invalid(_("This agency takes part no more. Choose another."), field="agency")
    if not by_agency and entered.told_grounds:
        raise Invalid(_("Only an agency is told of grounds."), field="told_grounds")
    if not set(entered.told_grounds) <= around.grounds:
        raise Invalid(_("The case does not rest on this ground."), field="told_grounds")
    if not by_agency and entered.agency is not None:
        raise Invalid(_("Only an activity of an agency names an agency."), field="agency")
    if not entered.persons:
        raise Invalid(_("Say for whom it is."), field="persons")
    if not {person.pk for person in entered.persons} <= around.members:
        raise Invalid(_("This person is not a member of the family."), field="persons")


def members_of(plan: Plan) -> QuerySet[Person]:
    """Who belongs to the family today."""
    return Person.objects.filter(
        memberships__family_id=plan.case.family_id, memberships__left_on=None
    )


def _check_order(plan: Plan, entered: ItemInput, item: PlanItem | None, around: Around) -> None:
    before = entered.depends_on
    if before is None:
        return
    if before.plan_id != plan.pk:
        raise Invalid(_("Choose an activity of this plan."), field="depends_on")
    if item and makes_circle(item, before, waits_for=around.waits_for):
        raise Invalid(
            _("The activities would wait for each other in a circle."), field="depends_on"
        )
    if before.stage > entered.stage:
        raise Invalid(_("It belongs to a later stage than this activity."), field="depends_on")


def makes_circle(item: PlanItem, before: PlanItem, *, waits_for: Mapping[int, int | None]) -> bool:
    """Whether `item` is among what `before` waits for, directly or not."""
    step: int | None = before.pk
    while step is not None:
        if step == item.pk:
            return True
        step = waits_for.get(step)
    return False


def _check_date(entered: ItemInput, *, today: date, calendar: WorkingCalendar) -> None:
    due = entered.due_on
    if due <= today:
        raise Invalid(_("The date must lie after today."), field="due_on")
    check_date_to_come(due, calendar=calendar, field="due_on")
    foreseen = foresee(entered, today=today, calendar=calendar)
    if due <= foreseen.start:
        raise Invalid(
            _("Too early: it can start only on %(day)s.") % {"day": f"{foreseen.start:%d.%m.%Y}"},
            field="due_on",
        )
    too_late = foreseen.statutory_due and due > foreseen.statutory_due
    if too_late and foreseen.verified and not entered.late_reason.strip():
        raise Invalid(
            _("The statutory term ends on %(day)s. A later date needs a reason.")
            % {"day": f"{foreseen.statutory_due:%d.%m.%Y}"},
            field="late_reason",
        )


def children_of(plan: Plan, *, today: date) -> list[Person]:
    """The family's members under eighteen, youngest first."""
    members = members_of(plan).exclude(birth_date=None).order_by("-birth_date", "pk")
    return [p for p in members if (age(p.birth_date, today) or 0) < ADULT_AGE]


def children_without_activity(plan: Plan, *, today: date) -> list[Person]:
    """Children for whom the plan holds nothing, and for whom no reason is given (R11)."""
    named = set(plan.items.values_list("persons", flat=True))
    named |= set(plan.children_left_out.values_list("person_id", flat=True))
    return [child for child in children_of(plan, today=today) if child.pk not in named]
