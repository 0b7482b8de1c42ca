"""A plan version and what it says."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField
from accounts.models import User
from accounts.roles import Role
from accounts.transitions import Stateful
from agencies.models import Agency, Centre, Service
from agencies.offices import offices
from cases.models import Case, Person
from plans.states import IN_FORCE, PLAN, UNDECIDED, PlanState

if TYPE_CHECKING:
    from plans.models.deadlines import PlanTransition


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> "PlanQuerySet":
        """Staff of a Centre see its plans; an agency sees its activities, never the plan."""
        return self.filter(centre_id__in=offices(user).centres)

    def in_force(self) -> "PlanQuerySet":
        return self.filter(state__in=IN_FORCE)


class Plan(Stateful):
    """One version of an individual work plan (ЖЖЖ, clause 8; R15).

    The versions of one plan share a `series`; at most one of them is in force and at most one is
    being drafted. What an approved version says (`items`) is frozen; a change is a new version.
    """

    machine = PLAN
    State = PlanState

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    number = models.CharField(_("number"), max_length=40)
    state = models.CharField(_("state"), max_length=20, choices=PlanState.choices)
    aim = EncryptedTextField(_("aim of the plan"), blank=True)
    change_reason = EncryptedTextField(_("why a new version"), blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    executed_on = models.DateField(_("executed in full on"), null=True, blank=True)
    completed_on = models.DateField(_("completion date"), null=True, blank=True)
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("individual work plan")
        verbose_name_plural = _("individual work plans")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["centre", "state", "-id"], name="plans_plan_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="plans_plan_version_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["approved", "sent", "running", "executed"]),
                name="plans_plan_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="plans_plan_one_in_draft",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "returned", "terminated"])
                | Q(approved_on__isnull=False, approved_by__isnull=False),
                name="plans_plan_in_force_was_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(completed_on__isnull=False),
                name="plans_plan_completed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.version}"

    def roles_of(self, user: User) -> frozenset[Role]:
        return offices(user).at_centre(self.centre_id)

    def log_row(self) -> "PlanTransition":
        from plans.models.deadlines import PlanTransition

        return PlanTransition(plan=self)

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def is_undecided(self) -> bool:
        """Still on its way to approval."""
        return self.state in UNDECIDED


class PlanItem(models.Model):
    """What one plan version says about one activity; frozen once the version is approved.

    `activity` is the running activity that the item gave rise to, the same through all versions
    that keep it. `depends_on` is an item of the same version. `due_on` is the date that clause 11
    calls the term shown in the plan. `late_reason` is owed where that date lies past the statutory
    term of the service (R17). `told_grounds` are codes of grounds of the case without which the
    agency cannot do what is asked; of any other ground it is told nothing (R12). `token` is that
    of the form, so that a second click adds nothing.
    """

    class Kind(models.TextChoices):
        ADAPTATION = "adaptation", _("social adaptation")
        REINTEGRATION = "reintegration", _("social reintegration")
        RELAPSE = "relapse", _("lowering the risk of relapse")
        OFFENCES = "offences", _("lowering the risk of offences")

    class Executor(models.TextChoices):
        AGENCY = "agency", _("state body or organisation")
        CENTRE = "centre", _("the Centre")
        FAMILY = "family", _("the family")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    activity = models.ForeignKey(
        "Activity", on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    order = models.PositiveSmallIntegerField(default=0)
    stage = models.PositiveSmallIntegerField(_("stage"), default=1)
    kind = models.CharField(_("kind of measure"), max_length=20, choices=Kind.choices)
    executor = models.CharField(_("who does it"), max_length=10, choices=Executor.choices)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agency"),
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("measure or service"),
    )
    title = EncryptedTextField(_("activity"), max_length=400, blank=True)
    description = EncryptedTextField(_("what exactly is asked"), blank=True)
    expected_result = EncryptedTextField(_("expected result"), blank=True)
    persons = models.ManyToManyField(Person, related_name="plan_items", verbose_name=_("for whom"))
    depends_on = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="dependents",
        verbose_name=_("only after"),
    )
    told_grounds = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("grounds that the agency is told"),
        default=list,
        blank=True,
    )
    due_on = models.DateField(_("due on"))
    late_reason = EncryptedTextField(_("why later than the statutory term"), blank=True)
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("activity of a plan")
        verbose_name_plural = _("activities of a plan")
        ordering = ["stage", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(executor="agency", agency__isnull=False)
                | Q(executor__in=["centre", "family"], agency=None),
                name="plans_item_agency_where_an_agency_does_it",
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=False) | (~Q(title="") & ~Q(description="")),
                name="plans_item_free_text_is_described",
            ),
            models.CheckConstraint(
                condition=Q(depends_on=None) | ~Q(depends_on=F("id")),
                name="plans_item_does_not_wait_for_itself",
            ),
            models.UniqueConstraint(fields=["plan", "activity"], name="plans_item_activity_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The service's official name, or the free text."""
        return self.title or (self.service.name if self.service else "")

    @property
    def is_free_text(self) -> bool:
        """Not from the catalogue: counted as "other"."""
        return self.service_id is None


class ChildLeftOut(models.Model):
    """Why a child of the family has no activity of their own in a plan version (R11)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="children_left_out")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(_("reason"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], name="plans_child_left_out_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}"


class Agreement(models.Model):
    """What the family says to a plan version (R8, clauses 4(6) and 7(2)); the newest counts."""

    class Answer(models.TextChoices):
        AGREED = "agreed", _("agrees")
        PARTLY = "partly", _("agrees in part")
        REFUSED = "refused", _("does not agree")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="agreements")
    answer = models.CharField(_("the family"), max_length=10, choices=Answer.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("who answered")
    )
    answered_on = models.DateField(_("answered on"))
    note = EncryptedTextField(_("in the family's words"), blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="agreed") | ~Q(note=""), name="plans_agreement_refusal_is_noted"
            )
        ]

    def __str__(self) -> str:
        return self.answer
