"""Centres, agencies, and who works in them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from agencies.models.reference import Named, Sector, Territory


class Centre(Named):
    """A Family Support Centre (clause 3(3)), with the region that it belongs to.

    A closed Centre may have been `merged_into` another, which signs for its last quarter.
    """

    code = models.CharField(_("code in case numbers"), max_length=12, unique=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="centres")
    bin = models.CharField(_("BIN"), max_length=12, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("merged into"),
    )

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ["name_kk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None)
                | Q(founded_on=None)
                | Q(closed_on__gte=F("founded_on")),
                name="agencies_centre_closed_after_founded",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None)
                | (Q(closed_on__isnull=False) & ~Q(merged_into=F("id"))),
                name="agencies_centre_merged_is_closed",
            ),
        ]


class Agency(Named):
    """A body or organisation of one of the twelve sectors (R9); may serve several districts.

    `is_state_body` tells a state body from an organisation: both are sent to alike (reading).
    With `gets_whole_plan` it is sent, beside its own part, what the plan foresees of others,
    without the persons (R16); that a body needs it is not set by the Order: it takes a source.
    """

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="agencies")
    bin = models.CharField(_("BIN"), max_length=12, unique=True)
    territories = models.ManyToManyField(Territory, related_name="agencies")
    is_state_body = models.BooleanField(_("state body"), default=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    gets_whole_plan = models.BooleanField(_("gets the whole plan"), default=False)
    whole_plan_source = models.CharField(
        _("source: why the body needs the whole plan"), max_length=300, blank=True, db_default=""
    )
    is_active = models.BooleanField(_("takes part"), default=True)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name_kk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gets_whole_plan=False) | ~Q(whole_plan_source=""),
                name="agencies_agency_whole_plan_has_a_source",
            )
        ]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, today: date) -> "MembershipQuerySet":
        """Memberships in force on a day (Asia/Almaty), both ends included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)


class Membership(models.Model):
    """Who holds which role, where, from when to when. One person may hold several.

    `acting` marks the stated days on which somebody stands in for the head. Nothing is deleted:
    leaving an office closes the row.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    region = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    acting = models.BooleanField(_("acting"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="agencies_membership_role_fits_its_office",
                condition=Q(
                    role__in=["caseworker", "head"],
                    centre__isnull=False,
                    agency=None,
                    region=None,
                )
                | Q(
                    role__in=["agency_worker", "agency_supervisor"],
                    agency__isnull=False,
                    centre=None,
                    region=None,
                )
                | Q(role="regional_manager", region__isnull=False, centre=None, agency=None)
                | Q(
                    role__in=["authorised_body", "administrator"],
                    centre=None,
                    agency=None,
                    region=None,
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agencies_membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(acting=False) | Q(role="head", ends_on__isnull=False),
                name="agencies_membership_acting_head_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
