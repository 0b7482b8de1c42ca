"""What a draft should make its writer think of, as it arises (R8, R11, R13, R15, R17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from cases.models import Person
from plans.comparison import differs, executed_otherwise
from plans.models import Plan, PlanItem
from plans.planning import (
    Around,
    around,
    check_item,
    children_without_activity,
    foresee,
)
from plans.states import ActivityState
from plans.workflow.drafting import item_input

#: Reading: which sectors answer to a direction of the Digital Family Card method of 2023. It only
#: reminds; the Order does not tie directions to sectors.
SECTORS_OF_DIRECTION: Final = {
    "ECON": {"employment", "social_protection"},
    "SOC": {
        "social_protection",
        "public_development_family_policy",
        "youth_policy",
        "internal_affairs",
        "domestic_policy",
    },
    "HOUS": {"housing_relations"},
    "HEAL": {"health"},
    "EDU": {"education"},
}
#: Levels that mean need: "signs of need" and worse.
LEVELS_OF_NEED: Final = ("C", "D", "E")


@dataclass(frozen=True)
class Reminder:
    """One thing to think of. Those that `stops` must be settled before submission."""

    text: str
    stops: bool = False
    item: PlanItem | None = None
    child: Person | None = None


def of_draft(plan: Plan, items: list[PlanItem], *, today: date) -> list[Reminder]:
    """What stops submission first, then what only reminds; of `items_against_running`."""
    known = around(plan, today=today, items=items)
    found = [
        *_of_children(plan, today=today),
        *_of_agreement(plan),
        *(w for item in items for w in _of_item(plan, item, known)),
        *_of_executed(plan),
        *_of_needs(plan, items),
        *_of_free_text(items),
    ]
    return sorted(found, key=lambda reminder: not reminder.stops)


def _of_children(plan: Plan, *, today: date) -> Iterator[Reminder]:
    for child in children_without_activity(plan, today=today):
        text = _("%(name)s has no activity of their own.") % {"name": child.first_name}
        yield Reminder(text, stops=True, child=child)


def _of_agreement(plan: Plan) -> Iterator[Reminder]:
    if not plan.agreements.exists():
        yield Reminder(_("What the family says to the plan is not recorded yet."), stops=True)


def _of_item(plan: Plan, item: PlanItem, known: Around) -> Iterator[Reminder]:
    if item.activity and item.activity.state in (ActivityState.PARTLY, ActivityState.IMPOSSIBLE):
        text = _(
            "“%(name)s” ended as partly done or impossible. Completion is not possible with it: "
            "change it or take it out."
        )
        yield Reminder(text % {"name": item.name}, item=item)
    if item.activity and not differs(item.activity.item, item):
        return
    try:
        check_item(plan, item_input(item), around=known, item=item)
    except Invalid as error:
        yield Reminder(f"{item.name}: {error}", stops=True, item=item)
    else:
        yield from _of_date(item, known)


def _of_date(item: PlanItem, known: Around) -> Iterator[Reminder]:
    follows = foresee(item, today=known.today, calendar=known.calendar)
    if not follows.statutory_due or item.due_on <= follows.statutory_due:
        return
    words = {"name": item.name, "day": date_format(follows.statutory_due, "SHORT_DATE_FORMAT")}
    if follows.verified:
        text = _("“%(name)s” lies past its statutory term, which ends on %(day)s.") % words
    else:
        text = _("“%(name)s” lies past %(day)s, the end of a term that is not verified.") % words
    yield Reminder(text, item=item)


def _of_executed(plan: Plan) -> Iterator[Reminder]:
    for activity in executed_otherwise(plan):
        text = _("“%(name)s” was executed in the meantime. It stays as it was executed.")
        yield Reminder(text % {"name": activity.item.name})


def _of_needs(plan: Plan, items: list[PlanItem]) -> Iterator[Reminder]:
    assessment = plan.case.assessments.order_by("-assessed_on", "-pk").first()
    if assessment is None:
        return
    served = {item.service.sector_id for item in items if item.service}
    served |= {item.agency.sector_id for item in items if item.agency}
    weak = assessment.directions.filter(level__in=LEVELS_OF_NEED).select_related("direction")
    for row in weak.order_by("direction__order"):
        sectors = SECTORS_OF_DIRECTION.get(row.direction_id)
        if sectors and not sectors & served:
            words = {"direction": row.direction.name, "level": row.level_id}
            yield Reminder(
                _("Assessed as %(level)s, and no activity answers it: %(direction)s.") % words
            )


def _of_free_text(items: list[PlanItem]) -> Iterator[Reminder]:
    free = sum(item.is_free_text for item in items)
    if free:
        yield Reminder(
            _("In free words, not from the catalogue: %(free)s of %(all)s activities.")
            % {"free": free, "all": len(items)}
        )
