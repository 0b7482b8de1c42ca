"""Cases under seal: closed to all but named persons (R12)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.cases import Case


class SealQuerySet(models.QuerySet["Seal"]):
    def open(self) -> "SealQuerySet":
        return self.filter(lifted_at=None)


class Seal(models.Model):
    """A case, and every other case of its family, is shown to its readers alone.

    The database keeps it from all others (`qoldau_sealed`), in whatever way they ask. With
    `agencies_see` the agencies go on with what was sent to them. Why it was sealed and unsealed
    stands in the log of the case.
    """

    class Ground(models.TextChoices):
        VIOLENCE = "violence", _("violence")
        RELATIVE = "relative", _("a relative of the staff")
        OTHER = "other", _("another ground")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seals")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices)
    agencies_see = models.BooleanField(default=True)
    sealed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at=None), name="cases_seal_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class SealReader(models.Model):
    """Whoever is named may see the case: until it is taken back, or until a moment."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "user"],
                condition=Q(removed_at=None, until=None),
                name="cases_sealreader_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seal_id}: {self.user_id}"
