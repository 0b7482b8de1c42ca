"""What is written down in a case: assessments, visits, notes, files.

`token` is that of the form that was sent, so that a second click writes nothing twice.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField
from agencies.models import Agency
from cases.models.cases import Case
from cases.models.reference import RiskIndicator, WellbeingDirection, WellbeingLevel


class Assessment(models.Model):
    """Wellbeing and risks of a family on a day (R4). Never changed; a newer one follows."""

    class Occasion(models.TextChoices):
        INTAKE = "intake", _("at intake")
        QUARTER = "quarter", _("in the quarter")
        CLOSURE = "closure", _("at closure")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices)
    assessed_on = models.DateField(_("assessed on"))
    level = models.ForeignKey(
        WellbeingLevel, on_delete=models.PROTECT, related_name="+", verbose_name=_("level")
    )
    needs = EncryptedTextField(_("needs found"), blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["assessed_on", "id"]

    def __str__(self) -> str:
        return f"{self.assessed_on} {self.level_id}"


class AssessmentDirection(models.Model):
    """The level in one direction of wellbeing."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="directions")
    direction = models.ForeignKey(WellbeingDirection, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(WellbeingLevel, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "direction"], name="cases_direction_once_per_assessment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.direction_id} {self.level_id}"


class AssessmentRisk(models.Model):
    """How high one risk is (clause 4(7))."""

    class Height(models.IntegerChoices):
        NONE = 0, _("none seen")
        LOW = 1, _("low")
        MEDIUM = 2, _("medium")
        HIGH = 3, _("high")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="risks")
    indicator = models.ForeignKey(RiskIndicator, on_delete=models.PROTECT, related_name="+")
    height = models.PositiveSmallIntegerField(choices=Height.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"], name="cases_risk_once_per_assessment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.height}"


class Visit(models.Model):
    """A visit to the family, by the mobile group or the Centre.

    The time of arrival and the result are asked for; where they are missing the reason stands in
    their place, and the share left out is counted.
    """

    class Missing(models.TextChoices):
        NOT_RECORDED = "not_recorded", _("not recorded at the time")
        NOBODY_HOME = "nobody_home", _("nobody at home")
        NOT_LET_IN = "not_let_in", _("not let in")
        INTERRUPTED = "interrupted", _("the visit was broken off")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("day of the visit"))
    by_mobile_group = models.BooleanField(_("mobile group"), default=True)
    arrived_at = models.TimeField(_("arrival"), null=True, blank=True)
    left_at = models.TimeField(_("departure"), null=True, blank=True)
    arrival_missing = models.CharField(
        _("why the time of arrival is missing"), max_length=20, choices=Missing.choices, blank=True
    )
    findings = EncryptedTextField(_("findings"), blank=True)
    findings_missing = models.CharField(
        _("why there are no findings"), max_length=20, choices=Missing.choices, blank=True
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["-visited_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=False) | ~Q(arrival_missing=""),
                name="cases_visit_arrival_or_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(findings="") | ~Q(findings_missing=""),
                name="cases_visit_findings_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None)
                | Q(arrived_at=None)
                | Q(left_at__gte=models.F("arrived_at")),
                name="cases_visit_leaves_after_arrival",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visited_on}"


class VisitParticipant(models.Model):
    """Who came, and from which body."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(_("name"), max_length=200)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """A note of the Centre's staff on a case; nobody else reads it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = EncryptedTextField(_("note"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y}"


class StoredFile(models.Model):
    """A file of a case, kept outside the web root and given out only through a check.

    `kind` is the type found by content, not by name. The digest shows that it is unchanged.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    name = EncryptedTextField(_("name"), max_length=200)
    kind = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to="cases/%Y/%m/")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
