"""Two versions of a plan side by side: what stays, changes, comes and goes (R15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from plans.models import Activity, Plan, PlanItem
from plans.planning import items_of
from plans.slices import told_grounds
from plans.states import IN_FORCE, ActivityState

#: What an agency is told of an activity; a change in any of these is a new dispatch to it.
FIELDS = (
    "kind",
    "executor",
    "agency_id",
    "service_id",
    "title",
    "description",
    "expected_result",
    "told_grounds",
    "due_on",
)


def differs(old: PlanItem, new: PlanItem) -> bool:
    """Whether a new version changes what is asked of whoever carries an activity out."""
    return bool(changed_fields(old, new))


def changed_fields(old: PlanItem, new: PlanItem) -> tuple[str, ...]:
    """The names of what differs between two items of the same activity."""
    names = [name for name in FIELDS if getattr(old, name) != getattr(new, name)]
    if _persons(old) != _persons(new):
        names.append("persons")
    if _waits_for(old) != _waits_for(new):
        names.append("depends_on")
    return tuple(names)


def _persons(item: PlanItem) -> set[int]:
    return {person.pk for person in item.persons.all()}


def _waits_for(item: PlanItem) -> Any:
    """The running activity that an item waits for, which is the same in both versions."""
    before = item.depends_on
    return (before.activity_id or f"item {before.pk}") if before else None


@dataclass(frozen=True)
class Difference:
    """A field in two versions."""

    label: str
    old: str
    new: str


def _label(name: str) -> str:
    return str(PlanItem._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]


def _shown(item: PlanItem, name: str) -> str:
    if name == "persons":
        return ", ".join(person.short_name for person in item.persons.all())
    if name == "due_on":
        return date_format(item.due_on, "SHORT_DATE_FORMAT")
    if name == "told_grounds":
        return "; ".join(ground.name for ground in told_grounds(item))
    if name in ("kind", "executor"):
        return str(getattr(item, f"get_{name}_display")())
    return str(getattr(item, name.removesuffix("_id")) or "")


@dataclass(frozen=True)
class Change:
    """One activity in two versions; `old` or `new` is empty where it comes or goes."""

    old: PlanItem | None
    new: PlanItem | None
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "changed" if self.fields else "same"

    @property
    def differences(self) -> list[Difference]:
        """The fields that changed, as people read them."""
        if self.old is None or self.new is None:
            return []
        return [
            Difference(_label(n), _shown(self.old, n), _shown(self.new, n)) for n in self.fields
        ]


def compare(old: Plan, new: Plan) -> list[Change]:
    """Pair the items of two versions of one plan by their running activity."""
    before = {item.activity_id: item for item in items_of(old) if item.activity_id}
    changes = []
    for item in items_of(new):
        earlier = before.pop(item.activity_id, None) if item.activity_id else None
        fields = changed_fields(earlier, item) if earlier else ()
        changes.append(Change(earlier, item, fields))
    return changes + [Change(item, None) for item in before.values()]


def in_force(plan: Plan) -> Plan | None:
    """The version in force of the plan that this is a version of."""
    return Plan.objects.filter(series=plan.series, state__in=IN_FORCE).first()


def executed_otherwise(plan: Plan) -> list[Activity]:
    """What was executed under the version in force, and `plan` leaves out or says differently.

    What is executed stays in the plan as it was executed (R15, R20).
    """
    base = in_force(plan)
    if base is None or base.pk == plan.pk:
        return []
    items = {item.activity_id: item for item in items_of(plan)}
    done = base.activities.filter(state=ActivityState.EXECUTED).select_related("item__depends_on")
    return [a for a in done.order_by("pk") if not _same(a.item, items.get(a.pk))]


def _same(done: PlanItem, item: PlanItem | None) -> bool:
    return item is not None and set(changed_fields(done, item)) <= {"depends_on"}


def previous_version(plan: Plan) -> Plan | None:
    """The version before this one that was ever in force."""
    earlier = Plan.objects.filter(series=plan.series, version__lt=plan.version)
    return earlier.exclude(approved_on=None).order_by("-version").first()


def marks(changes: Iterable[Change]) -> dict[int, Change]:
    """For each item of the new version what changed in it; nothing for what stays the same."""
    return {c.new.pk: c for c in changes if c.new and c.kind != "same"}
