"""Rounds of execution: report, review, request for a later date. Never changed once written."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField
from accounts.models import User
from accounts.roles import Role
from accounts.transitions import Stateful
from agencies.models import Method
from agencies.offices import offices
from cases.models import Person, StoredFile
from plans.models.activities import Activity
from plans.states import EXTENSION, RequestState

if TYPE_CHECKING:
    from plans.models.deadlines import PlanTransition


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> "ReportQuerySet":
        """A Centre sees every round; an agency those given since it was sent its part (R12).

        What another agency reported, before a new version passed the activity on, is not its.
        """
        held = offices(user)
        return self.filter(
            Q(activity__centre_id__in=held.centres)
            | Q(
                activity__agency_id__in=held.agencies,
                activity__dispatch__state="sent",
                entered_at__gte=F("activity__dispatch__sent_at"),
            )
        )


class Report(models.Model):
    """Information on the execution of one activity (clause 11 para 1; R18): one round.

    `received_on` is the day on which the Centre received it; the review term runs from it. For a
    reply on paper the Centre enters it (`on_paper`) with the true day. Reports given together in
    one act share a `submission`. `methods` are those of the professional standards that were used,
    where the Centre or agency names them (clause 4(5), R26).
    """

    class Result(models.TextChoices):
        DONE = "done", _("done")
        PARTLY = "partly", _("partly done")
        IMPOSSIBLE = "impossible", _("impossible")

    class Outcome(models.TextChoices):
        LOWERED = "lowered", _("the risks are lower")
        SAME = "same", _("the risks are the same")
        RAISED = "raised", _("the risks are higher")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField(_("round"))
    submission = models.UUIDField(default=uuid.uuid4, editable=False)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices)
    done_on = models.DateField(_("date"))
    text = EncryptedTextField(_("what was done"))
    outcome = models.CharField(
        _("outcome on social and behavioural risks"),
        max_length=10,
        choices=Outcome.choices,
        blank=True,
    )
    outcome_note = EncryptedTextField(_("about the outcome"), blank=True)
    persons = models.ManyToManyField(Person, related_name="+", verbose_name=_("for whom"))
    methods = models.ManyToManyField(
        Method, blank=True, related_name="+", verbose_name=_("methods of social work used")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(_("received on"))
    on_paper = models.BooleanField(_("reply on paper"), default=False)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("execution report")
        verbose_name_plural = _("execution reports")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "round"], name="plans_report_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}.{self.round}"


class ReportFile(models.Model):
    """A file that belongs to a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="reports")

    def __str__(self) -> str:
        return f"{self.report_id}"


class Review(models.Model):
    """What the Centre marked on a report (clause 11 paras 2 and 3; R19).

    A return names its ground: a requirement of the law on public services, or "other (not clause
    11)", and a new date.
    """

    class Verdict(models.TextChoices):
        EXECUTED = "executed", _("executed")
        PARTLY = "partly", _("ended as partly done")
        IMPOSSIBLE = "impossible", _("ended as impossible")
        RETURNED = "returned", _("returned for rework")

    class Ground(models.TextChoices):
        TERM = "term", _("the term of the public service was not kept")
        RESULT = "result", _("the result of the service was not given")
        VOLUME = "volume", _("the service was not given in full")
        STANDARD = "standard", _("a requirement of the service's rules was not met")
        REFUSAL = "refusal", _("refused without a ground in the service's rules")
        PROOF = "proof", _("the result is not documented")
        OTHER = "other", _("other (not clause 11)")

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="review")
    verdict = models.CharField(_("mark"), max_length=10, choices=Verdict.choices)
    ground = models.CharField(
        _("requirement that was not met"), max_length=10, choices=Ground.choices, blank=True
    )
    note = EncryptedTextField(_("explanation"), blank=True)
    new_due_on = models.DateField(_("new date"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_on = models.DateField()
    at = models.DateTimeField()
    alone = models.BooleanField(_("no other person in the Centre"), default=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="returned") | (~Q(ground="") & Q(new_due_on__isnull=False)),
                name="plans_review_return_names_ground_and_date",
            ),
            models.CheckConstraint(
                condition=~Q(ground="other") | ~Q(note=""), name="plans_review_other_is_explained"
            ),
        ]

    def __str__(self) -> str:
        return self.verdict


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, user: User) -> "ExtensionQuerySet":
        """A Centre sees every request; an agency those made since it was sent its part (R12)."""
        held = offices(user)
        own = self.filter(
            activity__agency_id__in=held.agencies,
            activity__dispatch__state="sent",
            transitions__verb="ask_later_date",
            transitions__at__gte=F("activity__dispatch__sent_at"),
        )
        return self.filter(Q(activity__centre_id__in=held.centres) | Q(pk__in=own.values("pk")))


class Extension(Stateful):
    """An agency asks for a later date; the Centre decides (R18)."""

    machine = EXTENSION
    State = RequestState

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=10, choices=RequestState.choices)
    asked_due_on = models.DateField(_("date asked for"))
    reason = EncryptedTextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_on = models.DateField()
    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(state="asked"), name="plans_extension_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}"

    def roles_of(self, user: User) -> frozenset[Role]:
        held = offices(user)
        return held.at_centre(self.activity.centre_id) | held.at_agency(self.activity.agency_id)

    def log_row(self) -> "PlanTransition":
        from plans.models.deadlines import PlanTransition

        return PlanTransition(
            plan_id=self.activity.plan_id, activity_id=self.activity_id, extension=self
        )
