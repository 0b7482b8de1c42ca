"""Reference data: loaded from `agencies/data/`, corrected by administrators without a release.

What could not be verified against an official text carries `verified=False` and is shown so.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A row with an official name in Kazakh and in Russian."""

    name_kk = models.CharField(_("name in Kazakh"), max_length=400)
    name_ru = models.CharField(_("name in Russian"), max_length=400)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; official names exist in Kazakh and Russian only."""
        return self.name_kk if get_language() == "kk" else self.name_ru


class Territory(Named):
    """A region, district or city of the classifier of administrative-territorial objects."""

    class Level(models.IntegerChoices):
        REGION = 1, _("region")
        DISTRICT = 2, _("district")
        CITY_DISTRICT = 3, _("city district")

    code = models.CharField(_("KATO code"), max_length=9, primary_key=True)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["code"]


class PersonField(models.TextChoices):
    """What can be told of a person to an agency that is asked to act for them (R12)."""

    NAME = "name", _("name")
    BIRTH_YEAR = "birth_year", _("year of birth")
    BIRTH_DATE = "birth_date", _("date of birth")
    SEX = "sex", _("sex")
    IIN = "iin", _("IIN")
    PHONE = "phone", _("phone")
    ADDRESS = "address", _("address")


class Sector(Named):
    """One of the twelve sectors of clause 5 (R1), and what its agencies are shown of a person.

    Clauses 7(3) and 11 ask for confidentiality; which sector needs which field is not set by the
    Order. A field that `person_fields` does not name is not shown.
    """

    code = models.CharField(max_length=40, primary_key=True)
    order = models.PositiveSmallIntegerField(unique=True)
    district_body_kk = models.CharField(max_length=200, blank=True)
    district_body_ru = models.CharField(max_length=200, blank=True)
    regional_body_kk = models.CharField(max_length=200, blank=True)
    regional_body_ru = models.CharField(max_length=200, blank=True)
    bodies_verified = models.BooleanField(_("usual bodies verified"), default=False)
    person_fields = ArrayField(
        models.CharField(max_length=12, choices=PersonField.choices),
        verbose_name=_("shown of a person"),
        default=list,
        blank=True,
    )
    person_fields_source = models.CharField(
        _("source: why the sector needs these fields"), max_length=300, blank=True
    )

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["order"]


class Service(Named):
    """A measure or public service of the catalogue (R5), with its statutory term if it has one.

    `term_days` is in working days (R17). An unverified term warns and never forbids.
    `named_to_others` says that its name tells nothing of a family's trouble: alone such a service
    is named to another body that gets the whole plan (R12, R16). Which they are is not set by the
    Order; what is not marked is not named.
    """

    code = models.CharField(max_length=12, primary_key=True)
    name_verified = models.BooleanField(_("Kazakh name verified"), default=False)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="services")
    term_days = models.PositiveSmallIntegerField(
        _("statutory term, working days"), null=True, blank=True
    )
    term_source = models.CharField(_("source and edition of the term"), max_length=300, blank=True)
    term_note = models.TextField(_("note on the term"), blank=True)
    named_to_others = models.BooleanField(
        _("named to bodies that get the whole plan"), default=False, db_default=False
    )
    term_verified = models.BooleanField(_("term verified"), default=False)
    how_kk = models.TextField(_("how to obtain it, in Kazakh"), blank=True)
    how_ru = models.TextField(_("how to obtain it, in Russian"), blank=True)
    standard = models.CharField(_("standard"), max_length=300, blank=True)
    checklist_kk = models.TextField(_("checklist in Kazakh, a line each"), blank=True)
    checklist_ru = models.TextField(_("checklist in Russian, a line each"), blank=True)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("measure or service")
        verbose_name_plural = _("measures and services")
        ordering = ["code"]

    @property
    def checklist(self) -> list[str]:
        text = self.checklist_kk if get_language() == "kk" else self.checklist_ru
        return [line.strip() for line in text.splitlines() if line.strip()]

    @property
    def how(self) -> str:
        return self.how_kk if get_language() == "kk" else self.how_ru


class Method(Named):
    """A method (technology) of social work that a professional standard names (R26, clause 4(5)).

    Delivered empty: no list of the professional standards' technologies is at hand, and none is
    made up. Administrators enter them, each with the standard that names it.
    """

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    source = models.CharField(_("professional standard, with number and date"), max_length=300)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("method of social work")
        verbose_name_plural = _("methods of social work")
        ordering = ["code"]


class Setting(models.Model):
    """A value that differs from the default of `regulations.settings`; rows are only added.

    The newest row of a key counts; the older ones are its history.
    """

    key = models.CharField(max_length=60)
    value = models.TextField()
    source = models.CharField(_("source"), max_length=300)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("setting")
        verbose_name_plural = _("settings")
        indexes = [models.Index(fields=["key", "-id"], name="agencies_setting_newest")]

    def __str__(self) -> str:
        return self.key
