"""Reference data of a case: grounds, wellbeing levels and directions, risk indicators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.reference import Named


class Ground(Named):
    """A ground of the difficult life situation, Social Code art. 133 (R3)."""

    code = models.CharField(max_length=10, primary_key=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="forms"
    )
    source = models.CharField(_("legal source"), max_length=200)
    verified_kk = models.BooleanField(_("Kazakh wording verified"), default=False)

    class Meta:
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")
        ordering = ["code"]


class WellbeingLevel(Named):
    """A level of social wellbeing of the Digital Family Card, A (good) to E (emergency) (R4)."""

    code = models.CharField(max_length=1, primary_key=True)
    score_min = models.IntegerField(null=True, blank=True)
    score_max = models.IntegerField(null=True, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("wellbeing level")
        verbose_name_plural = _("wellbeing levels")
        ordering = ["code"]


class WellbeingDirection(Named):
    """A direction in which wellbeing is assessed; the edition says which method it belongs to."""

    code = models.CharField(max_length=10, primary_key=True)
    edition = models.PositiveSmallIntegerField()
    in_use = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("wellbeing direction")
        verbose_name_plural = _("wellbeing directions")
        ordering = ["edition", "order"]


class RiskIndicator(Named):
    """A risk that clause 4(7) names: offending, victimisation, social ill-being (R4)."""

    code = models.CharField(max_length=20, primary_key=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("risk indicator")
        verbose_name_plural = _("risk indicators")
        ordering = ["order"]
