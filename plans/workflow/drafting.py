"""Drafting a plan version: items, the family's answer, submission (clause 8, R8, R11, R15, R17)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst, WrongState
from accounts.models import User
from accounts.roles import CENTRE_ROLES
from accounts.transitions import log_creation
from accounts.transitions import transition as move
from agencies import deadlines as terms
from agencies.models import Agency, Service
from cases.models import Case, Person
from cases.states import CaseState
from plans import deadlines
from plans.comparison import differs, executed_otherwise
from plans.models import Agreement, ChildLeftOut, Plan, PlanItem
from plans.planning import (
    around,
    check_item,
    children_of,
    children_without_activity,
    items_against_running,
    items_of,
    members_of,
)
from plans.states import DRAFTING, IN_FORCE, UNDECIDED, ActivityState, PlanState
from plans.workflow.turns import take_turn

#: What an item says besides for whom it is.
COLUMNS = (
    "kind",
    "executor",
    "due_on",
    "agency",
    "service",
    "title",
    "description",
    "expected_result",
    "told_grounds",
    "stage",
    "depends_on",
    "late_reason",
    "order",
)


@dataclass
class ItemInput:
    """What an item of a plan says, as it was entered; `token` is that of the form."""

    kind: str
    executor: str
    due_on: date
    persons: Sequence[Person]
    agency: Agency | None = None
    service: Service | None = None
    title: str = ""
    description: str = ""
    expected_result: str = ""
    told_grounds: list[str] = field(default_factory=list)
    stage: int = 1
    depends_on: PlanItem | None = None
    late_reason: str = ""
    order: int = 0
    token: UUID | None = None

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS}


@transaction.atomic
def draft(case: Case, *, by: User, now: datetime, aim: str = "") -> Plan:
    """Begin the first version of a plan for a recognised case (R15, clause 8).

    Raises `Refused` where a version is being drafted or a plan is in force already.
    """
    _must_be_staff(case, by)
    take_turn(case.pk, at=case.centre_id)
    case.refresh_from_db(fields=["state"])
    if case.state not in (CaseState.RECOGNISED, CaseState.SUPPORTED):
        raise WrongState(_("A plan is drawn up once the difficult life situation is recognised."))
    earlier = case.plans.filter(version=1).count()
    if case.plans.in_force().exists():
        raise Refused(_("A plan is in force. Make a new version of it."))
    plan = Plan(
        case=case,
        centre_id=case.centre_id,
        number=f"{case.number}-{earlier + 1}",
        state=PlanState.DRAFT,
        aim=aim,
        drafted_by=by,
        created_at=now,
    )
    _save_draft(plan)
    log_creation(plan, "draft", by=by, now=now)
    return plan


@transaction.atomic
def new_version(plan: Plan, *, by: User, now: datetime, reason: str) -> Plan:
    """Begin the next version of a plan in force: a copy whose items keep their activities (R15).

    Raises `Refused` where another version is being drafted, `Invalid` without a reason.
    """
    _must_be_staff(plan.case, by)
    take_turn(plan.case_id, at=plan.centre_id)
    plan.lock()
    if not plan.is_in_force:
        raise WrongState
    if not reason.strip():
        raise Invalid(_("Say why the plan changes."), field="reason")
    newest = Plan.objects.filter(series=plan.series).order_by("-version").first() or plan
    copy = Plan(
        case=plan.case,
        centre_id=plan.centre_id,
        series=plan.series,
        version=newest.version + 1,
        number=plan.number,
        state=PlanState.DRAFT,
        aim=plan.aim,
        change_reason=reason,
        drafted_by=by,
        created_at=now,
    )
    _save_draft(copy)
    _copy_items(plan, copy)
    log_creation(copy, "new_version", by=by, now=now)
    return copy


def _save_draft(plan: Plan) -> None:
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("A version of this plan is being drafted already. Open it.")) from None


def _copy_items(source: Plan, target: Plan) -> None:
    """Copy the items that still run or are executed, and what they depend on."""
    copies: dict[int, PlanItem] = {}
    for item in items_of(source):
        if item.activity and item.activity.state == ActivityState.EXCLUDED:
            continue
        said = {name: getattr(item, name) for name in COLUMNS}
        copy = PlanItem.objects.create(plan=target, activity=item.activity, **said)
        copy.persons.set(item.persons.all())
        copies[item.pk] = copy
    for copy in copies.values():
        if copy.depends_on_id:
            copy.depends_on = copies.get(copy.depends_on_id)
            copy.save(update_fields=["depends_on"])
    for left in source.children_left_out.all():
        ChildLeftOut.objects.create(plan=target, person_id=left.person_id, reason=left.reason)


def lock_draft(plan: Plan, *, by: User) -> None:
    """Take the plan's row, so that an edit and a submission never cross; refuse if frozen."""
    _must_be_staff(plan.case, by)
    take_turn(plan.case_id, at=plan.centre_id)
    plan.lock()
    if plan.state not in DRAFTING:
        raise WrongState(_("This version is no longer a draft, so it cannot be edited."))


def _must_be_staff(case: Case, by: User) -> None:
    if not case.roles_of(by) & CENTRE_ROLES:
        raise NotAllowed


@transaction.atomic
def add_item(plan: Plan, entered: ItemInput, *, by: User, now: datetime) -> PlanItem:
    """Add an activity to a draft (R15, R17); raises `Invalid` naming the field at fault.

    The same form sent twice (`token`) gives the item that is there already.
    """
    lock_draft(plan, by=by)
    if entered.token and (there := plan.items.filter(token=entered.token).first()):
        return there
    check_item(plan, entered, around=around(plan, today=timezone.localdate(now)))
    last = plan.items.order_by("-order").values_list("order", flat=True).first()
    entered.order = (last or 0) + 1
    item = PlanItem.objects.create(plan=plan, token=entered.token, **entered.columns())
    item.persons.set(entered.persons)
    return item


@transaction.atomic
def change_item(item: PlanItem, entered: ItemInput, *, by: User, now: datetime) -> PlanItem:
    """Change an activity of a draft. One that is executed stays as it was executed.

    Raises `SomebodyWasFirst` where it was taken out in the meantime.
    """
    plan = item.plan
    lock_draft(plan, by=by)
    _must_be_there(item)
    _must_not_be_executed(item)
    check_item(plan, entered, around=around(plan, today=timezone.localdate(now)), item=item)
    entered.order = item.order
    for name, new in entered.columns().items():
        setattr(item, name, new)
    item.save()
    item.persons.set(entered.persons)
    return item


@transaction.atomic
def remove_item(item: PlanItem, *, by: User) -> None:
    """Take an activity out of a draft; what depended on it depends on nothing then."""
    lock_draft(item.plan, by=by)
    _must_not_be_executed(item)
    item.delete()


def _must_be_there(item: PlanItem) -> None:
    if not PlanItem.objects.filter(pk=item.pk).exists():
        raise SomebodyWasFirst(_("Somebody took this activity out of the plan in the meantime."))


def _must_not_be_executed(item: PlanItem) -> None:
    if item.activity and item.activity.state == ActivityState.EXECUTED:
        raise Refused(_("This activity is executed. It stays in the plan as it is."))


@transaction.atomic
def set_aim(plan: Plan, *, aim: str, by: User) -> None:
    """Say what the plan is to reach."""
    lock_draft(plan, by=by)
    plan.aim = aim
    plan.save(update_fields=["aim"])


@transaction.atomic
def leave_child_out(plan: Plan, person: Person, *, reason: str, by: User, now: datetime) -> None:
    """Say why a child has no activity of their own (R11, clause 7(2))."""
    lock_draft(plan, by=by)
    if not reason.strip():
        raise Invalid(_("Say why this child has no activity of their own."), field="reason")
    if person not in children_of(plan, today=timezone.localdate(now)):
        raise Invalid(_("This person is not a child of the family."), field="person")
    ChildLeftOut.objects.update_or_create(plan=plan, person=person, defaults={"reason": reason})


@transaction.atomic
def record_agreement(
    plan: Plan,
    *,
    answer: str,
    person: Person,
    answered_on: date,
    note: str,
    by: User,
    now: datetime,
) -> Agreement:
    """Record what the family says to this version (R8), until the version is past.

    The newest answer counts; the same answer sent twice is one. Raises `Invalid` for a day to
    come, a person outside the family, or a refusal without the family's words.
    """
    _must_be_staff(plan.case, by)
    take_turn(plan.case_id, at=plan.centre_id)
    plan.lock()
    if plan.state not in UNDECIDED | IN_FORCE:
        raise WrongState
    _check_answer(plan, answer, person, answered_on, note, today=timezone.localdate(now))
    said = {"answer": answer, "person": person, "answered_on": answered_on, "note": note}
    newest = plan.agreements.order_by("-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    return Agreement.objects.create(plan=plan, entered_by=by, **said)


def _check_answer(
    plan: Plan, answer: str, person: Person, answered_on: date, note: str, *, today: date
) -> None:
    if answer not in Agreement.Answer.values:
        raise Invalid(_("Choose what the family says."), field="answer")
    if not members_of(plan).filter(pk=person.pk).exists():
        raise Invalid(_("This person is not a member of the family."), field="person")
    if answered_on > today:
        raise Invalid(_("This day has not come yet."), field="answered_on")
    if answered_on < plan.case.detected_on:
        raise Invalid(_("This day is before the day of detection."), field="answered_on")
    if answer != Agreement.Answer.AGREED and not note.strip():
        raise Invalid(_("Write down what the family says."), field="note")


@transaction.atomic
def submit(plan: Plan, *, by: User, now: datetime) -> None:
    """Give a draft to the head (R15). Starts the term for approval (a setting).

    What was executed while the version was drafted stands in it as it was executed. Raises
    `Invalid` while an item breaks a rule, a child is left out without a reason (R11), or the
    family's answer is missing (R8).
    """
    lock_draft(plan, by=by)
    today = timezone.localdate(now)
    _keep_executed(plan)
    _check_items(plan, today=today)
    _check_children(plan, today=today)
    if not plan.agreements.exists():
        raise Invalid(_("Record what the family says to the plan."), field="agreement")
    move(plan, "submit", by=by, now=now)
    deadlines.start_approval(plan, on=today)


def _keep_executed(plan: Plan) -> None:
    for activity in executed_otherwise(plan):
        done = activity.item
        item = plan.items.filter(activity=activity).first()
        item = item or PlanItem(plan=plan, activity=activity)
        for name in COLUMNS:
            setattr(item, name, getattr(done, name))
        before = done.depends_on
        item.depends_on = plan.items.filter(activity=before.activity).first() if before else None
        item.save()
        item.persons.set(done.persons.all())


def _check_items(plan: Plan, *, today: date) -> None:
    """Every new or changed item must be possible still; what runs on unchanged is left alone."""
    items = items_against_running(plan)
    known = around(plan, today=today, items=items)
    for item in items:
        if item.activity and not differs(item.activity.item, item):
            continue
        try:
            check_item(plan, item_input(item), around=known, item=item)
        except Invalid as error:
            raise Invalid(f"{item.name}: {error}", field=f"item-{item.pk}") from error


def item_input(item: PlanItem) -> ItemInput:
    """An item as if it had just been entered."""
    values = {name: getattr(item, name) for name in COLUMNS}
    return ItemInput(persons=list(item.persons.all()), **values)


def _check_children(plan: Plan, *, today: date) -> None:
    missing = children_without_activity(plan, today=today)
    if missing:
        names: Iterable[str] = (person.first_name for person in missing)
        raise Invalid(
            _("No activity of their own and no reason given: %(names)s.")
            % {"names": ", ".join(names)},
            field="children",
        )


@transaction.atomic
def take_back(plan: Plan, *, by: User, now: datetime) -> None:
    """Take a submitted plan back to edit it."""
    take_turn(plan.case_id, at=plan.centre_id)
    move(plan, "take_back", by=by, now=now)
    terms.end(deadlines.of_plan(plan, "approval"), on=timezone.localdate(now))


@transaction.atomic
def return_plan(plan: Plan, *, by: User, now: datetime, reason: str) -> None:
    """The head returns a submitted plan with a reason; it can be edited again."""
    if not reason.strip():
        raise Invalid(_("Say what is to be changed."), field="reason")
    take_turn(plan.case_id, at=plan.centre_id)
    move(plan, "return_plan", by=by, now=now, reason=reason)
    terms.meet(deadlines.of_plan(plan, "approval"), on=timezone.localdate(now))
