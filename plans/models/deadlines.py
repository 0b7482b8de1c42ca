"""The terms that a plan starts, and the log of what happened to it."""

from django.db import models
from django.db.models import Q

from accounts.models import TransitionRecord
from agencies.models import Deadline, DeadlineMove
from plans.models.activities import Activity, Dispatch
from plans.models.plans import Plan
from plans.models.reports import Extension, Report


class PlanDeadline(Deadline):
    """A term of clauses 8–12 and what it is owed for: a dispatch, an activity, a report."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="deadlines")
    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    extension = models.ForeignKey(
        Extension, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )

    class Meta(Deadline.Meta):
        indexes = [
            *Deadline.Meta.indexes,
            # What fell due at a Centre in a quarter, whether it was met or not.
            models.Index(fields=["centre", "due_on"], name="plans_plandeadline_fell_due"),
        ]
        constraints = [
            *Deadline.Meta.constraints,
            models.UniqueConstraint(
                fields=["term", "plan"],
                condition=Q(met_on=None, ended_on=None, activity=None, dispatch=None, report=None),
                name="plans_deadline_one_open_per_plan",
            ),
            models.UniqueConstraint(
                fields=["term", "activity"],
                condition=Q(met_on=None, ended_on=None, activity__isnull=False),
                name="plans_deadline_one_open_per_activity",
            ),
            models.UniqueConstraint(
                fields=["term", "dispatch"],
                condition=Q(met_on=None, ended_on=None, dispatch__isnull=False, activity=None),
                name="plans_deadline_one_open_per_dispatch",
            ),
        ]


class PlanDeadlineMove(DeadlineMove):
    deadline = models.ForeignKey(PlanDeadline, on_delete=models.PROTECT, related_name="moves")

    class Meta(DeadlineMove.Meta):
        indexes = [models.Index(fields=["old_due_on"], name="plans_plandeadlinemove_old")]


class PlanTransition(TransitionRecord):
    """What happened to a plan and to what belongs to it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="transitions")
    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.PROTECT, null=True, related_name="transitions"
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, related_name="transitions"
    )
    extension = models.ForeignKey(
        Extension, on_delete=models.PROTECT, null=True, related_name="transitions"
    )

    class Meta:
        ordering = ["id"]
