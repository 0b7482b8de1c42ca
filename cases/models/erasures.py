"""Acts by which a case was anonymised: what stays said of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField
from accounts.models import User
from agencies.models import Centre
from agencies.offices import offices
from cases.models.cases import Case


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def visible_to(self, user: User) -> "ErasureQuerySet":
        """Staff of the Centre that held the case see its act."""
        return self.filter(centre_id__in=offices(user).centres)


class Erasure(models.Model):
    """That a case was anonymised: when, by whom, by which act, after which period (R12).

    It names nobody of the family. `years` and `source` are the period of keeping and its legal
    source as they stood then; `counts` says how many rows and files were emptied or removed, by
    kind. Rows are only added (database privilege).
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="erasure")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("number of the act"), max_length=40)
    reason = EncryptedTextField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    years = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    counts = models.JSONField(default=dict)
    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("act of erasure")
        verbose_name_plural = _("acts of erasure")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "number"], name="cases_erasure_number_once_per_centre"
            )
        ]

    def __str__(self) -> str:
        return self.number
