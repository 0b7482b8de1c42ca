"""What a conclusion says: sentences, shortcomings and recommendations, and what became of these."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from monitoring.models.quarters import Conclusion, Monitoring, of_centres
from monitoring.states import IN_FORCE


class Threshold(models.Model):
    """From which value on a figure is a shortcoming (not set by the Order); rows are only added.

    The newest row of a measure that was valid on the last day of the quarter counts. `limit` is a
    percentage, a number of records or of working days, as the measure is.
    """

    class Side(models.TextChoices):
        ABOVE = "above", _("a shortcoming when above")
        BELOW = "below", _("a shortcoming when below")

    measure = models.CharField(_("figure"), max_length=40)
    side = models.CharField(_("compared"), max_length=5, choices=Side.choices)
    limit = models.DecimalField(_("limit"), max_digits=8, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=300)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("threshold of a shortcoming")
        verbose_name_plural = _("thresholds of shortcomings")
        indexes = [models.Index(fields=["measure", "-id"], name="monitoring_threshold_newest")]

    def __str__(self) -> str:
        return f"{self.measure} {self.side} {self.limit}"


class Worded(models.Model):
    """A text of the conclusion in both languages: as drafted from the figures, and as edited."""

    order = models.PositiveSmallIntegerField(default=0)
    drafted_kk = models.TextField(blank=True)
    drafted_ru = models.TextField(blank=True)
    text_kk = models.TextField(_("in Kazakh"), blank=True)
    text_ru = models.TextField(_("in Russian"), blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    def said(self, language: str) -> str:
        """What the conclusion says: the edited text, else the drafted one."""
        drafted, edited = (
            (self.drafted_kk, self.text_kk) if language == "kk" else (self.drafted_ru, self.text_ru)
        )
        return edited or drafted

    @property
    def is_edited(self) -> bool:
        return bool(self.text_kk or self.text_ru)

    @property
    def words(self) -> str:
        """By which the words that somebody read are told from those that stand there now."""
        return hashlib.sha256("\n".join((self.said("kk"), self.said("ru"))).encode()).hexdigest()


class Sentence(Worded):
    """A sentence drafted from figures; `values` are the numbers in it, `cells` where they stand.

    `left_out` is the Centre's decision not to say it. `edited_values` are the numbers as they
    were when it was edited: where the figures have moved on, the page says so.
    """

    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="sentences")
    code = models.CharField(max_length=40)
    section = models.CharField(max_length=20)
    values = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    edited_values = models.JSONField(default=dict, blank=True)
    left_out = models.BooleanField(_("left out"), default=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["conclusion", "code"], name="monitoring_sentence_once")
        ]

    def __str__(self) -> str:
        return self.code


class Shortcoming(Worded):
    """A shortcoming that the conclusion names (clause 14 para 2), with its evidence.

    Found by a threshold, or named by the Centre (`threshold` empty). `measure` and `key` are the
    figure, `value` what it was, `cells` where the records behind it stand. One that was found and
    is not to be named is `dropped` with a reason, never deleted. `edited_value` is what the figure
    was when the words were edited.
    """

    conclusion = models.ForeignKey(
        Conclusion, on_delete=models.CASCADE, related_name="shortcomings"
    )
    threshold = models.ForeignKey(
        Threshold, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    measure = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    edited_value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    cells = models.JSONField(default=list)
    dropped = models.TextField(_("why it is not named"), blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conclusion", "measure", "key"], name="monitoring_shortcoming_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.key}"


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def besides(self, said: "FollowUpQuerySet") -> "RecommendationQuerySet":
        """Those of which nothing is said, in whatever version it was read."""
        roots = said.roots()
        return self.exclude(Q(pk__in=roots) | Q(origin__in=roots))

    def not_done(self, *, for_draft_of: Monitoring | None = None) -> "RecommendationQuerySet":
        """Those that no conclusion in force says are done, but for one that is being corrected."""
        done = FollowUp.objects.filter(
            outcome=FollowUp.Outcome.DONE, conclusion__state__in=IN_FORCE
        )
        return self.besides(done.exclude(conclusion__monitoring=for_draft_of))

    def open_before(self, monitoring: Monitoring) -> "RecommendationQuerySet":
        """What earlier quarters recommended and no signed conclusion says is carried out (R23).

        Those of a Centre that was merged into this one are among them.
        """
        at = "conclusion__monitoring"
        same_year = {f"{at}__year": monitoring.year, f"{at}__number__lt": monitoring.number}
        return (
            self.filter(conclusion__state__in=IN_FORCE)
            .not_done(for_draft_of=monitoring)
            .filter(Q(**{f"{at}__year__lt": monitoring.year}) | Q(**same_year))
            .filter(of_centres([monitoring.centre_id], at=f"{at}__centre"))
        )

    def repeatable_in(self, conclusion: Conclusion) -> "RecommendationQuerySet":
        """What a draft may recommend again: open, and the draft does not say that it is done."""
        said = FollowUp.objects.filter(conclusion=conclusion, outcome=FollowUp.Outcome.DONE)
        return self.open_before(conclusion.monitoring).besides(said)


class Recommendation(models.Model):
    """What is recommended to remove a shortcoming, to whom, by when (clause 14 para 2, R23).

    `is_drafted` while nobody changed what came with the shortcoming. `repeats` is the one of an
    earlier quarter that was not carried out. `origin` is the same one in the version in which it
    stood first, where a correction took it over: what became of it is known of all of them.
    """

    class Addressee(models.TextChoices):
        AGENCY = "agency", _("an agency")
        CENTRE = "centre", _("the Centre itself")
        AUTHORISED_BODY = "authorised_body", _("the authorised body")
        OTHER = "other", _("somebody else")

    conclusion = models.ForeignKey(
        Conclusion, on_delete=models.CASCADE, related_name="recommendations"
    )
    shortcoming = models.ForeignKey(
        Shortcoming, on_delete=models.CASCADE, null=True, blank=True, related_name="recommendations"
    )
    order = models.PositiveSmallIntegerField(default=0)
    text_kk = models.TextField(_("in Kazakh"), blank=True)
    text_ru = models.TextField(_("in Russian"), blank=True)
    addressee = models.CharField(_("to whom"), max_length=20, choices=Addressee.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    addressee_name = models.CharField(_("name of the addressee"), max_length=300, blank=True)
    due_on = models.DateField(_("by"))
    is_drafted = models.BooleanField(default=False)
    repeats = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeated_by"
    )
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    token = models.UUIDField(null=True, unique=True, editable=False)
    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(addressee="agency", agency__isnull=False)
                | (Q(agency=None) & ~Q(addressee="agency")),
                name="monitoring_recommendation_agency_where_to_one",
            ),
            models.CheckConstraint(
                condition=~Q(addressee="other") | ~Q(addressee_name=""),
                name="monitoring_recommendation_names_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(text_kk="", text_ru=""), name="monitoring_recommendation_says_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def is_to_the_same(self, addressee: str, agency_id: int | None) -> bool:
        """Whether it is recommended to this kind of addressee, and to this agency."""
        return (self.addressee, self.agency_id) == (addressee, agency_id)

    @property
    def root_id(self) -> int:
        """The first of the rows that say the same in version after version."""
        return self.origin_id or self.pk


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def roots(self) -> QuerySet[Any, Any]:
        """Of which recommendations something is said, whatever version it was read in."""
        return self.values_list(Coalesce("recommendation__origin_id", "recommendation_id"))


class FollowUp(models.Model):
    """What became of a recommendation, as the conclusion of a later quarter says: done or not."""

    class Outcome(models.TextChoices):
        DONE = "done", _("carried out")
        NOT_DONE = "not_done", _("not carried out")

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="follow_ups"
    )
    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="follow_ups")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    why = models.TextField(_("why, or how"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "conclusion"], name="monitoring_follow_up_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="done") | ~Q(why=""), name="monitoring_follow_up_says_why_not"
            ),
        ]

    def __str__(self) -> str:
        return self.outcome
