"""The days that differ from Monday to Friday."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """One statement about one day (R24): rows are only added, the newest row of a day counts.

    `source` is "proposed" where the package `holidays` said so and "act" where a person entered
    the act (number and date) that makes the day working or free. `estimated` marks a proposed
    day whose date is only reckoned (Qurban Ait of coming years).
    """

    class Source(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACT = "act", _("by act")

    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"))
    name_kk = models.CharField(_("name in Kazakh"), max_length=200, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    estimated = models.BooleanField(_("estimated"), default=False)
    act = models.CharField(_("act, number and date"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        indexes = [models.Index(fields=["day", "-id"], name="agencies_calendar_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source="proposed")
                | (~models.Q(act="") & ~models.Q(reason="") & models.Q(author__isnull=False)),
                name="agencies_calendar_correction_names_act_author_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {'+' if self.is_working else '-'}"
