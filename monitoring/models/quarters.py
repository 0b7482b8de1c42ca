"""The quarter of a Centre: its monitoring record, the conclusion and the figures it rests on."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TransitionRecord, User
from accounts.roles import Role
from accounts.transitions import Stateful
from agencies.models import Centre, Deadline, DeadlineMove
from agencies.offices import offices
from monitoring.states import CONCLUSION, EVER_SIGNED, IN_FORCE, ConclusionState
from regulations.quarters import Quarter


def of_centres(centres: Iterable[int], *, at: str = "centre") -> Q:
    """Of these Centres, and of those merged into them, into one of which another was merged."""
    paths = (at, f"{at}__merged_into", f"{at}__merged_into__merged_into")
    return reduce(or_, (Q(**{f"{path}__in": list(centres)}) for path in paths))


class MonitoringQuerySet(models.QuerySet["Monitoring"]):
    def visible_to(self, user: User) -> "MonitoringQuerySet":
        """A Centre's own and that of one merged into it; a region's; all for the ministry."""
        held = offices(user)
        if Role.AUTHORISED_BODY in held.roles:
            return self
        return self.filter(of_centres(held.centres) | Q(centre__region__in=held.regions))

    def of(self, quarter: Quarter) -> "MonitoringQuerySet":
        return self.filter(year=quarter.year, number=quarter.number)

    def of_any(self, quarters: Iterable[Quarter]) -> "MonitoringQuerySet":
        """Of these quarters; of none where there are none."""
        each = (Q(year=quarter.year, number=quarter.number) for quarter in quarters)
        return self.filter(reduce(or_, each, Q(pk__in=[])))

    def before(self, quarter: Quarter) -> "MonitoringQuerySet":
        return self.filter(
            Q(year__lt=quarter.year) | Q(year=quarter.year, number__lt=quarter.number)
        )


class Monitoring(models.Model):
    """The monitoring of one quarter at one Centre (clause 13, R21)."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="monitorings")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("quarter"))
    opened_at = models.DateTimeField()
    objects = MonitoringQuerySet.as_manager()

    class Meta:
        verbose_name = _("quarterly monitoring")
        verbose_name_plural = _("quarterly monitorings")
        indexes = [models.Index(fields=["year", "number"], name="monitoring_by_quarter")]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "year", "number"], name="monitoring_once_per_quarter"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4), name="monitoring_quarter_is_1_to_4"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.quarter}"

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.number)

    def roles_of(self, user: User) -> frozenset[Role]:
        """Those at the Centre or the one that took its place; of its region; of the ministry."""
        held, next_one = offices(user), self.centre.merged_into
        return (
            held.at_centre(self.centre_id)
            | held.at_centre(self.centre.merged_into_id)
            | held.at_centre(next_one.merged_into_id if next_one else None)
            | held.in_region(self.centre.region_id)
            | (held.roles & {Role.AUTHORISED_BODY})
        )


class ConclusionQuerySet(models.QuerySet["Conclusion"]):
    def visible_to(self, user: User) -> "ConclusionQuerySet":
        """A Centre sees what it drafts and drops as well; region and ministry what was signed.

        The ministry reads the text once it was sent to it (clause 14); until then it sees the
        figures alone, as the region does where it gets no copy (`permissions.can_read_text`).
        """
        held = offices(user)
        reached = Monitoring.objects.visible_to(user)
        watched = Q(monitoring__in=reached, state__in=EVER_SIGNED)
        return self.filter(of_centres(held.centres, at="monitoring__centre") | watched)

    def in_force(self) -> "ConclusionQuerySet":
        return self.filter(state__in=IN_FORCE)

    def ever_signed(self) -> "ConclusionQuerySet":
        return self.filter(state__in=EVER_SIGNED)

    def for_a_list(self) -> "ConclusionQuerySet":
        """Without what was frozen, which names every record behind every figure."""
        return self.defer("snapshot")

    def of(self, quarter: Quarter) -> "ConclusionQuerySet":
        return self.filter(monitoring__year=quarter.year, monitoring__number=quarter.number)


class Conclusion(Stateful):
    """A version of the conclusion on the interagency work of a quarter (clause 14, R22, R23).

    While it is a draft its figures are counted again and its sentences written again; signing
    freezes all of it (a trigger of the database holds it): `snapshot` is the canonical JSON of what
    was signed, `digest` its SHA-256. A correction is the next version, with a reason; one that was
    begun by mistake is dropped, and keeps its number.
    """

    machine = CONCLUSION
    State = ConclusionState
    monitoring = models.ForeignKey(Monitoring, on_delete=models.PROTECT, related_name="conclusions")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    number = models.CharField(_("number"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=ConclusionState.choices)
    change_reason = models.TextField(_("why it is corrected"), blank=True)
    counted_at = models.DateTimeField()
    snapshot = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receipt_number = models.CharField(_("incoming number"), max_length=60, blank=True)
    objects = ConclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("conclusion")
        verbose_name_plural = _("conclusions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["monitoring", "version"], name="monitoring_conclusion_version_once"
            ),
            models.UniqueConstraint(
                fields=["monitoring"],
                condition=Q(state="draft"),
                name="monitoring_conclusion_one_draft",
            ),
            models.UniqueConstraint(
                fields=["monitoring"],
                condition=Q(state__in=["signed", "sent", "received"]),
                name="monitoring_conclusion_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], signed_on=None)
                | (
                    ~Q(state__in=["draft", "dropped"])
                    & Q(signed_on__isnull=False, signed_by__isnull=False)
                ),
                name="monitoring_conclusion_is_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(change_reason=""),
                name="monitoring_conclusion_correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | Q(version__gt=1),
                name="monitoring_conclusion_only_a_correction_is_dropped",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def roles_of(self, user: User) -> frozenset[Role]:
        return self.monitoring.roles_of(user)

    def log_row(self) -> "MonitoringTransition":
        return MonitoringTransition(monitoring_id=self.monitoring_id, conclusion=self)

    @property
    def is_draft(self) -> bool:
        return self.state == ConclusionState.DRAFT

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE


class FigureCell(models.Model):
    """How many records of a figure stand under a key (`monitoring.figures`), and which.

    Cells of several Centres add up; shares and percentiles are taken from the sums. `records` are
    ids of the kind that the figure counts; an activity returned twice counts twice.
    """

    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="cells")
    figure = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conclusion", "figure", "key"],
                name="monitoring_cell_once",
                include=["count"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.key}: {self.count}"


class CellRecords(models.Model):
    """The records behind a cell, apart from it: sums over the country do not read them."""

    cell = models.OneToOneField(
        FigureCell, on_delete=models.CASCADE, primary_key=True, related_name="behind"
    )
    ids = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{self.cell_id}"


class QuarterDeadline(Deadline):
    """The term for the conclusion of a quarter: a setting, the Order names none."""

    monitoring = models.ForeignKey(Monitoring, on_delete=models.PROTECT, related_name="deadlines")

    class Meta(Deadline.Meta):
        constraints = [
            *Deadline.Meta.constraints,
            models.UniqueConstraint(
                fields=["term", "monitoring"],
                condition=Q(met_on=None, ended_on=None),
                name="monitoring_deadline_one_open",
            ),
        ]


class QuarterDeadlineMove(DeadlineMove):
    deadline = models.ForeignKey(QuarterDeadline, on_delete=models.PROTECT, related_name="moves")


class MonitoringTransition(TransitionRecord):
    """What happened to a monitoring and its conclusions."""

    monitoring = models.ForeignKey(Monitoring, on_delete=models.PROTECT, related_name="transitions")
    conclusion = models.ForeignKey(
        Conclusion, on_delete=models.PROTECT, null=True, related_name="transitions"
    )

    class Meta:
        ordering = ["id"]


class FigureQuestion(models.Model):
    """A question of the region or the ministry to a Centre about a figure, and the answer.

    It stays with the quarter. `measure` is an id of `monitoring.figures.measures`, `key` says
    which part of it where it has parts.
    """

    monitoring = models.ForeignKey(Monitoring, on_delete=models.PROTECT, related_name="questions")
    measure = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__gte=F("asked_at"))),
                name="monitoring_question_answer_is_dated",
            )
        ]

    def __str__(self) -> str:
        return self.measure
