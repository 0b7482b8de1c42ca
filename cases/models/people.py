"""Persons and the families that they form."""

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField, KeyedHashField
from accounts.models import User
from agencies.models import Centre
from agencies.offices import offices
from cases.names import fold

#: A child is a person under eighteen.
ADULT_AGE = 18


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> "PersonQuerySet":
        """Staff of a Centre see the persons of their Centre (clause 7(3)); nobody else any."""
        return self.filter(centre_id__in=offices(user).centres)


class Person(models.Model):
    """A person known to one Centre. The IIN is encrypted; its keyed hash finds it exactly.

    Across the country a person is only ever found by the exact IIN (`cases.search`). Since
    `erased_on` nothing is left of the person but whether there was an IIN, which figures count.
    """

    class Sex(models.TextChoices):
        MALE = "m", _("male")
        FEMALE = "f", _("female")

    class IinAbsent(models.TextChoices):
        NOT_ISSUED = "not_issued", _("not issued yet (newborn)")
        DOCUMENTS_LOST = "documents_lost", _("documents lost, being restored")
        FOREIGNER = "foreigner", _("foreigner or stateless person")
        REFUSED = "refused", _("the person does not give it")
        UNKNOWN = "unknown", _("not known at detection")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="persons")
    iin = EncryptedTextField(_("IIN"), blank=True)
    iin_hash = KeyedHashField(of="iin", null=True, blank=True)
    iin_absent = models.CharField(
        _("why there is no IIN"), max_length=20, choices=IinAbsent.choices, blank=True
    )
    last_name = models.CharField(_("last name"), max_length=100)
    first_name = models.CharField(_("first name"), max_length=100)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    folded_name = models.CharField(max_length=310, editable=False)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    phone = EncryptedTextField(_("phone"), max_length=40, blank=True)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    created_on = models.DateField(default=timezone.localdate, editable=False)
    erased_on = models.DateField(null=True, blank=True, editable=False)
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "iin_hash"], name="cases_person_iin_once_per_centre"
            ),
            models.CheckConstraint(
                condition=Q(iin_hash__isnull=False, iin_absent="")
                | (Q(iin_hash=None) & ~Q(iin_absent=""))
                | Q(iin_hash=None, erased_on__isnull=False),
                name="cases_person_iin_or_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["iin_hash"], name="cases_person_iin"),
            GistIndex(
                F("centre"),
                OpClass(F("folded_name"), name="gist_trgm_ops"),
                name="cases_person_name",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded_name = fold(self.full_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def short_name(self) -> str:
        """ "Ахметова А. С." """
        initials = (f"{n[0]}." for n in (self.first_name, self.patronymic) if n)
        return " ".join((self.last_name, *initials))


class Family(models.Model):
    """Persons who are helped together; a person alone is a family of one."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="families")
    members = models.ManyToManyField(Person, through="FamilyMember", related_name="families")

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")

    def __str__(self) -> str:
        return f"{self.pk}"


class FamilyMember(models.Model):
    """A person in a family, by relation to the person who stands first in the case."""

    class Relation(models.TextChoices):
        SELF = "self", _("the person first named")
        SPOUSE = "spouse", _("spouse or partner")
        CHILD = "child", _("child")
        WARD = "ward", _("ward")
        PARENT = "parent", _("parent")
        GRANDPARENT = "grandparent", _("grandparent")
        SIBLING = "sibling", _("brother or sister")
        OTHER = "other", _("other relative or household member")

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("family member")
        verbose_name_plural = _("family members")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person"],
                condition=Q(left_on=None),
                name="cases_family_member_once",
            ),
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(relation="self", left_on=None),
                name="cases_family_one_first_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation}"
