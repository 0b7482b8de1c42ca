"""What a due date is: a row, counted once, that can explain itself (R10, R24).

The tables are concrete in the apps that owe terms (`cases.CaseDeadline`, `plans.PlanDeadline`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from agencies.models.calendar import CalendarDay
from agencies.models.offices import Agency, Centre


class Deadline(models.Model):
    """A term that somebody owes. Late is computed when it is read, never stored while open.

    `centre` is the Centre whose case it is; it owes the term unless `agency` is set. `role` is
    who in the office is to act. `working_days` is empty where the plan or a return gave the date:
    such a term does not move with the calendar. Dates are days in Asia/Almaty; a term ends with
    the end of `due_on`. `days_late` (working days) is set when it is met, 0 when in time.
    """

    term = models.CharField(max_length=40)
    clause = models.CharField(max_length=20, blank=True)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    with_children = models.BooleanField(default=False)
    started_on = models.DateField()
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(_("due on"))
    met_on = models.DateField(null=True, blank=True)
    days_late = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    derivation = models.JSONField(default=dict)

    #: Open terms, for partial indexes and querysets.
    OPEN = Q(met_on=None, ended_on=None)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="%(app_label)s_%(class)s_due",
                condition=Q(met_on=None, ended_on=None),
            ),
            models.Index(
                fields=["centre", "due_on", "id"],
                name="%(app_label)s_%(class)s_ctr",
                condition=Q(met_on=None, ended_on=None, agency=None),
            ),
            models.Index(
                fields=["agency", "due_on", "id"],
                name="%(app_label)s_%(class)s_agy",
                condition=Q(met_on=None, ended_on=None, agency__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(met_on=None) | Q(ended_on=None),
                name="%(app_label)s_%(class)s_met_or_ended",
            ),
            models.CheckConstraint(
                condition=Q(met_on=None, days_late=None)
                | Q(met_on__isnull=False, days_late__isnull=False),
                name="%(app_label)s_%(class)s_met_says_how_late",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.ended_on is None


class DeadlineMove(models.Model):
    """A due date that moved: from, to, why. Concrete beside each deadline table."""

    old_due_on = models.DateField()
    new_due_on = models.DateField()
    correction = models.ForeignKey(
        CalendarDay, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["id"]
