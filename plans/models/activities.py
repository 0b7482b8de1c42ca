"""What runs: activities and their dispatch to agencies."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OutboxMessage, User
from accounts.roles import Role
from accounts.transitions import Stateful
from agencies.models import Agency, Centre, Service
from agencies.offices import offices
from cases.models import Case
from plans.models.plans import Plan, PlanItem
from plans.states import ACTIVITY, DISPATCH, ActivityState, DispatchState

if TYPE_CHECKING:
    from plans.models.deadlines import PlanTransition


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def visible_to(self, user: User) -> "DispatchQuerySet":
        """Staff of the Centre that sends; an agency sees what was sent to it."""
        held = offices(user)
        return self.filter(
            Q(plan__centre_id__in=held.centres)
            | Q(agency_id__in=held.agencies, state=DispatchState.SENT)
        )


class Dispatch(Stateful):
    """The part of a plan version that goes to one agency (clause 9, R16).

    It has happened when `sent_at` is committed: the agency's queue entry is the activity itself.
    The e-mail is only a hint; its delivery is proved by the outbox row. `with_whole_plan` says that
    the agency was set to get the whole plan when this was sent.
    """

    machine = DISPATCH
    State = DispatchState

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="dispatches")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="dispatches")
    state = models.CharField(max_length=10, choices=DispatchState.choices)
    send_on = models.DateField(_("the system sends it on"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_paper = models.BooleanField(_("on paper"), default=False)
    with_whole_plan = models.BooleanField(_("with the whole plan"), default=False, db_default=False)
    received_on = models.DateField(_("received on paper on"), null=True, blank=True)
    mail = models.ForeignKey(
        OutboxMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "agency"], name="plans_dispatch_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
                name="plans_dispatch_sent_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_on", "id"],
                name="plans_dispatch_unsent",
                condition=Q(state__in=["pending", "held"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}-{self.agency_id}"

    def roles_of(self, user: User) -> frozenset[Role]:
        return offices(user).at_centre(self.plan.centre_id)

    def log_row(self) -> "PlanTransition":
        from plans.models.deadlines import PlanTransition

        return PlanTransition(plan_id=self.plan_id, dispatch=self)


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: User) -> "ActivityQuerySet":
        """A Centre sees its activities; an agency only what was sent to itself (R12)."""
        held = offices(user)
        return self.filter(
            Q(centre_id__in=held.centres)
            | Q(agency_id__in=held.agencies, dispatch__state=DispatchState.SENT)
        )

    def open(self) -> "ActivityQuerySet":
        return self.exclude(state__in=["executed", "partly", "impossible", "excluded"])


class Activity(Stateful):
    """An activity (іс-шара) as it runs, from sending to the status mark (clauses 9–11).

    What it asks stands in `item`, the line of the version in force. `due_on` is the date owed now:
    the plan's date, or a later one granted, given with a return, or counted from the end of what
    it depended on. It is nobody's personally: a queue of the agency, `taken_by` says who took it.
    """

    machine = ACTIVITY
    State = ActivityState

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="activities")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="activities")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="+")
    executor = models.CharField(max_length=10, choices=PlanItem.Executor.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    state = models.CharField(_("state"), max_length=20, choices=ActivityState.choices)
    due_on = models.DateField(_("due on"))
    started_on = models.DateField(_("runs since"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(_("rounds"), default=0)
    ended_on = models.DateField(null=True, blank=True)
    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["agency", "state", "due_on", "id"], name="plans_activity_inbox"),
            models.Index(fields=["plan", "id"], name="plans_activity_of_plan"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(executor="agency", agency__isnull=False)
                | Q(executor__in=["centre", "family"], agency=None),
                name="plans_activity_agency_where_an_agency_does_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def roles_of(self, user: User) -> frozenset[Role]:
        held = offices(user)
        return held.at_centre(self.centre_id) | held.at_agency(self.agency_id)

    def log_row(self) -> "PlanTransition":
        from plans.models.deadlines import PlanTransition

        return PlanTransition(plan_id=self.plan_id, activity=self)
