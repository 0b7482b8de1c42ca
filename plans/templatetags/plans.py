"""What the pages of plans ask beyond the components."""

from collections.abc import Mapping

from django import template

from cases.models import Ground
from plans import slices
from plans.comparison import Change
from plans.models import PlanItem

register = template.Library()


@register.simple_tag(takes_context=True)
def mark_of(context: template.Context, item: PlanItem) -> Change | None:
    """What a new version changes in an item; None where nothing does or nothing is compared."""
    marks: Mapping[int, Change] = context.get("marks") or {}
    return marks.get(item.pk)


@register.filter
def told_grounds(item: PlanItem) -> list[Ground]:
    """The grounds that the agency of an item is told of."""
    return slices.told_grounds(item)
