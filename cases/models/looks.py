"""Whoever watches looks at one case beyond what the office shows: for a reason, for some hours."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField
from accounts.models import User
from agencies.models import Centre
from cases.models.cases import Case


class LookQuerySet(models.QuerySet["Look"]):
    def of(self, user: User, *, now: object) -> "LookQuerySet":
        """Those of a person that have not ended."""
        return self.filter(user=user, until__gt=now)


class Look(models.Model):
    """A region or the authorised body looks at a case of a Centre (R12); rows are only added.

    The heads of the Centre are told, and the reason stands in the log of the case. It is a look at
    what this Centre has: when the case moves on, it ends.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="looks")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(_("reason"))
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = _("look beyond the office")
        verbose_name_plural = _("looks beyond the office")
        indexes = [models.Index(fields=["user", "-until"], name="cases_look_of_user")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"
