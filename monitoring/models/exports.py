"""Exports of registers: what was asked for, how far it is, and the file."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TransitionRecord, User
from accounts.roles import Role
from accounts.transitions import Stateful
from monitoring.states import EXPORT, UNFINISHED, ExportState


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> "ExportQuerySet":
        """Whoever asked for it, nobody else (clause 7(3))."""
        return self.filter(user=user)

    def unfinished(self) -> "ExportQuerySet":
        return self.filter(state__in=UNFINISHED)


class Export(Stateful):
    """A register on its way to a file, for whoever asked for it (R7, R12).

    `side` and `query` say what was asked: the filters of the address, no personal data. `reach`
    are the offices in whose name it was written; who has left one gets the file no more. `token`
    is that of the form, so that a second click asks once. `rows_done` moves while it is written.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"

    class Problem(models.TextChoices):
        FAULT = "fault", _("Something went wrong on our side, several times.")
        TOO_LONG = "too_long", _("It took too long. Narrow the filters and try again.")
        RIGHTS = "rights", _("Your office has changed since you asked: ask again.")

    machine = EXPORT
    State = ExportState

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=20)
    side = models.CharField(max_length=10)
    query = models.JSONField(default=dict, blank=True)
    format = models.CharField(max_length=4, choices=Format.choices)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    token = models.UUIDField(editable=False)
    state = models.CharField(max_length=10, choices=ExportState.choices)
    problem = models.CharField(max_length=10, choices=Problem.choices, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    reach = models.JSONField(default=dict, blank=True)
    file = models.FileField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of a register")
        verbose_name_plural = _("exports of registers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token", "format"], name="monitoring_export_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(finished_at__isnull=False, expires_at__isnull=False) & ~Q(file="")),
                name="monitoring_export_done_has_a_file_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(problem="") | ~Q(state="failed") & Q(problem=""),
                name="monitoring_export_failed_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="monitoring_export_unfinished",
                condition=Q(state__in=["waiting", "running"]),
            ),
            models.Index(
                fields=["expires_at"],
                name="monitoring_export_ending",
                condition=Q(state="done"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def roles_of(self, user: User) -> frozenset[Role]:
        """Nobody moves an export by hand."""
        return frozenset()

    def log_row(self) -> "ExportTransition":
        return ExportTransition(export=self)

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def file_name(self) -> str:
        """How the file is called where it is saved: what it is and of which day, nobody's name."""
        return f"qoldau-{self.register}-{self.created_at:%Y-%m-%d}.{self.format}"

    def has_ended(self, now: datetime) -> bool:
        """Whether the link is over, also before anybody has removed the file."""
        if self.state == ExportState.EXPIRED:
            return True
        return self.expires_at is not None and self.expires_at <= now


class ExportTransition(TransitionRecord):
    """What happened to an export: who asked, when it was written, when its link ended."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="transitions")

    class Meta:
        ordering = ["id"]
