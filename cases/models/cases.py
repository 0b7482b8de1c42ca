"""A case: one family, one difficult life situation, from detection to exit."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField
from accounts.models import TransitionRecord, User
from accounts.roles import Role
from accounts.transitions import Stateful
from agencies.models import Centre, Deadline, DeadlineMove, Territory
from agencies.offices import offices
from cases.models.people import Family
from cases.models.reference import Ground, WellbeingLevel
from cases.states import CASE, TRANSFER, CaseState, TransferState


class CaseQuerySet(models.QuerySet["Case"]):
    def kept(self) -> "CaseQuerySet":
        """Those that were not anonymised: what lists and searches know of."""
        return self.filter(erased_at=None)

    def visible_to(self, user: User) -> "CaseQuerySet":
        """Staff of a Centre see the cases of their Centre (clause 7(3)); nobody else sees any."""
        return self.filter(centre_id__in=offices(user).centres)


class Case(Stateful):
    """A family's way from detection to exit (R1, R3, R25).

    `danger` says that life or health is in danger. `wellbeing` is the level of the newest
    assessment. `with_children` and `first_person_name` follow the family; they are kept here so
    that lists need no join. Since `erased_at` nothing of the family stands in it (`Erasure`);
    what figures count stays. `token` is that of the form, so that a second click makes no second
    case. All dates are days in Asia/Almaty.
    """

    class Source(models.TextChoices):
        APPLICATION = "application", _("own application")
        AGENCY = "agency", _("signal of an agency")
        MOBILE_GROUP = "mobile_group", _("mobile group")
        FAMILY_CARD = "family_card", _("Digital Family Card")
        GATEWAY = "gateway", _("message through the gateway")
        HOTLINE = "hotline", _("hotline 111")

    class Closure(models.TextChoices):
        EXIT = "exit", _("left the difficult life situation")
        MOVED_AWAY = "moved_away", _("moved away, no Centre to transfer to")
        REFUSED = "refused", _("the family refuses support")
        DEATH = "death", _("death")
        NOT_FOUND = "not_found", _("the family cannot be found")
        MISTAKE = "mistake", _("registered by mistake")

    machine = CASE
    State = CaseState

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(_("number"), max_length=30, unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(_("state"), max_length=20, choices=CaseState.choices)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    source_detail = EncryptedTextField(_("who told of it"), max_length=300, blank=True)
    detected_on = models.DateField(_("day of detection"))
    danger = models.BooleanField(_("life or health in danger"), default=False)
    situation = EncryptedTextField(_("what happened"), blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    address = EncryptedTextField(_("address"), max_length=300, blank=True)
    grounds = models.ManyToManyField(Ground, through="CaseGround", related_name="+")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases"
    )
    wellbeing = models.ForeignKey(
        WellbeingLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    with_children = models.BooleanField(default=False)
    first_person_name = models.CharField(max_length=310)
    recognised_on = models.DateField(null=True, blank=True)
    recognised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField(null=True, blank=True)
    closure = models.CharField(max_length=20, choices=Closure.choices, blank=True)
    exit_on = models.DateField(_("left the situation on"), null=True, blank=True)
    exit_reason = EncryptedTextField(_("finding of exit"), blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="relapses"
    )
    token = models.UUIDField(null=True, unique=True, editable=False)
    erased_at = models.DateTimeField(_("anonymised"), null=True, blank=True, editable=False)
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["centre", "-id"], name="cases_case_newest"),
            models.Index(fields=["centre", "state", "-id"], name="cases_case_by_state"),
            models.Index(
                fields=["centre", "-with_children", "-id"], name="cases_case_children_first"
            ),
            models.Index(fields=["responsible", "-id"], name="cases_case_by_responsible"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(exit_on=None) | ~Q(exit_reason=""),
                name="cases_case_exit_is_reasoned",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closure="")
                | (Q(closed_on__isnull=False) & ~Q(closure="")),
                name="cases_case_closed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def roles_of(self, user: User) -> frozenset[Role]:
        return offices(user).at_centre(self.centre_id)

    def log_row(self) -> "CaseTransition":
        return CaseTransition(case=self)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_relapse(self) -> bool:
        """A new case of a family that had one before (R4)."""
        return self.previous_id is not None


class CaseTransition(TransitionRecord):
    """What happened to a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions")
    transfer = models.ForeignKey(
        "Transfer", on_delete=models.PROTECT, null=True, related_name="transitions"
    )

    class Meta:
        ordering = ["id"]


class CaseCounter(models.Model):
    """The last case number that a Centre gave out in a year; its row lock keeps numbers apart."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "year"], name="cases_counter_once_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.year}: {self.last}"


class ImportedCase(models.Model):
    """Which case came from which key of a Centre's import file, so that none comes twice."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "key"], name="cases_imported_once")
        ]

    def __str__(self) -> str:
        return self.key


class CaseGround(models.Model):
    """A ground on which a case rests (R3)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_grounds")
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "ground"], name="cases_ground_once_per_case")
        ]

    def __str__(self) -> str:
        return self.ground_id


class CaseDeadline(Deadline):
    """A term that a case starts before there is a plan: assessment, notice, transfer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")


class CaseDeadlineMove(DeadlineMove):
    deadline = models.ForeignKey(CaseDeadline, on_delete=models.PROTECT, related_name="moves")


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: User) -> "TransferQuerySet":
        """Both Centres see the transfer: the one that asks and the one that is asked."""
        mine = offices(user).centres
        return self.filter(Q(from_centre_id__in=mine) | Q(to_centre_id__in=mine))


class Transfer(Stateful):
    """A case on its way to another Centre; the plan goes with it (R13)."""

    machine = TRANSFER
    State = TransferState

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    from_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    to_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=TransferState.choices)
    reason = EncryptedTextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_on = models.DateField()
    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="asked"), name="cases_transfer_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"

    def roles_of(self, user: User) -> frozenset[Role]:
        """Those of both Centres; which of them may do what, `cases.conditions` says."""
        held = offices(user)
        return held.at_centre(self.to_centre_id) | held.at_centre(self.from_centre_id)

    def log_row(self) -> CaseTransition:
        return CaseTransition(case_id=self.case_id, transfer=self)


def age(birth_date: date | None, today: date) -> int | None:
    """Full years on a day; None where the birth date is not known."""
    if birth_date is None:
        return None
    had_birthday = (today.month, today.day) >= (birth_date.month, birth_date.day)
    return today.year - birth_date.year - (0 if had_birthday else 1)


def deadline_fields(case: Case, /, **more: Any) -> dict[str, Any]:
    """What every term of a case carries."""
    fields = {
        "centre_id": case.centre_id,
        "role": Role.CASEWORKER,
        "responsible_id": case.responsible_id,
        "with_children": case.with_children,
    }
    return {**fields, **more}
