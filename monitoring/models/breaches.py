"""What was concluded from terms that passed: breaches, and whom they were taken to."""

from datetime import date
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from agencies.models import Agency, Centre, Deadline
from agencies.offices import offices
from cases.models import CaseDeadline
from monitoring.models.quarters import QuarterDeadline
from plans.models import PlanDeadline

#: The tables of terms that can be broken, by the column that points to each.
SOURCES: tuple[str, ...] = ("plan_deadline", "case_deadline", "quarter_deadline")


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, user: User) -> "BreachQuerySet":
        """A Centre's own, an agency's own, a region's for its manager, all for the ministry."""
        held = offices(user)
        if Role.AUTHORISED_BODY in held.roles:
            return self
        return self.filter(
            Q(centre__in=held.centres)
            | Q(agency__in=held.agencies)
            | Q(centre__in=Centre.objects.filter(region__in=held.regions))
        )

    def open(self) -> "BreachQuerySet":
        """Those whose term is still owed, by the date that was broken."""
        return self.filter(reduce(or_, map(_owed_still, SOURCES)))

    def closed(self) -> "BreachQuerySet":
        """Those whose term was met since, fell away, or was given another date."""
        return self.filter(reduce(or_, map(_over, SOURCES)))


def _owed_still(deadline: str) -> Q:
    fields = {"met_on": None, "ended_on": None, "due_on": F("due_on")}
    return Q(**{f"{deadline}__{name}": value for name, value in fields.items()}) & Q(
        **{f"{deadline}__isnull": False}
    )


def _over(deadline: str) -> Q:
    closed = Q(**{f"{deadline}__met_on__isnull": False})
    closed |= Q(**{f"{deadline}__ended_on__isnull": False})
    moved = {f"{deadline}__due_on__lt": F("due_on")}, {f"{deadline}__due_on__gt": F("due_on")}
    return closed | Q(**moved[0]) | Q(**moved[1])


def _of_this_alone(source: str) -> Q:
    return Q(**{f"{name}__isnull": name != source for name in SOURCES})


class Breach(models.Model):
    """A term passed unmet: what was owed, by whom, since when (R10, R18, R24).

    Once for each due date of a term: a term that was given a later date and passes again is
    broken again. Rows are only added; what became of the term is read from the deadline itself.
    `agency` is empty where the Centre owed it. Dates are days in Asia/Almaty.
    """

    plan_deadline = models.ForeignKey(
        PlanDeadline, on_delete=models.PROTECT, null=True, related_name="breaches"
    )
    case_deadline = models.ForeignKey(
        CaseDeadline, on_delete=models.PROTECT, null=True, related_name="breaches"
    )
    quarter_deadline = models.ForeignKey(
        QuarterDeadline, on_delete=models.PROTECT, null=True, related_name="breaches"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    term = models.CharField(max_length=40)
    clause = models.CharField(max_length=20, blank=True)
    due_on = models.DateField(_("due on"))
    recorded_on = models.DateField(db_index=True)
    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach of a term")
        verbose_name_plural = _("breaches of terms")
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, map(_of_this_alone, SOURCES)),
                name="monitoring_breach_of_one_term",
            ),
            models.CheckConstraint(
                condition=Q(recorded_on__gt=F("due_on")),
                name="monitoring_breach_after_the_last_day",
            ),
            models.UniqueConstraint(
                fields=["plan_deadline", "due_on"], name="monitoring_breach_once_per_plan_date"
            ),
            models.UniqueConstraint(
                fields=["case_deadline", "due_on"], name="monitoring_breach_once_per_case_date"
            ),
            models.UniqueConstraint(
                fields=["quarter_deadline", "due_on"],
                name="monitoring_breach_once_per_quarter_date",
            ),
        ]
        indexes = [
            models.Index(fields=["-due_on", "-id"], name="monitoring_breach_newest"),
            models.Index(fields=["centre", "-due_on", "-id"], name="monitoring_breach_centre"),
            models.Index(fields=["agency", "-due_on", "-id"], name="monitoring_breach_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.due_on}"

    @property
    def deadline(self) -> Deadline:
        """The term that passed, as it stands now."""
        owed = self.plan_deadline or self.case_deadline or self.quarter_deadline
        assert owed is not None
        return owed

    @property
    def moved_to(self) -> date | None:
        """The later or earlier date that the term has been given since."""
        return None if self.deadline.due_on == self.due_on else self.deadline.due_on

    @property
    def was_met_in_time(self) -> bool:
        """The reply had come in time after all and was only entered afterwards (on paper)."""
        met_on = self.deadline.met_on
        return met_on is not None and met_on <= self.due_on


class Escalation(models.Model):
    """A breach was taken to somebody above, on a day. Rows are only added."""

    class Level(models.TextChoices):
        HEAD = "head", _("head of Centre")
        REGION = "region", _("regional manager")

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="escalations")
    level = models.CharField(max_length=10, choices=Level.choices)
    escalated_on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "level"], name="monitoring_escalation_once_per_level"
            )
        ]

    def __str__(self) -> str:
        return self.level
