"""Users, and the shapes of the logs of who did and who saw what."""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from accounts.encryption import EncryptedTextField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What they may do follows from `agencies.Membership`."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("keeps reference data"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Grows with every change of the second step, which ends the sessions of before.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="accounts_user_email_is_lower_case",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_session_auth_hash(self) -> str:
        """What a session must know to go on: it ends with the password and with the round."""
        return self._of_round(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under former secret keys."""
        return map(self._of_round, super().get_session_auth_fallback_hash())

    def _of_round(self, known: str) -> str:
        if not self.session_round:
            return known
        return salted_hmac("accounts.session_round", f"{known}{self.session_round}").hexdigest()


class TransitionRecord(models.Model):
    """One step of one record: who, when, from, to, clause, reason. Each app has its own table.

    `by` is empty where the system acted. Rows are only ever added (database privilege).
    """

    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    clause = models.CharField(max_length=20, blank=True)
    reason = EncryptedTextField(blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class AccessRecord(models.Model):
    """Somebody was shown personal data: one row per response, naming records by id (R12).

    `subject` says what kind of record was shown and `record_ids` which; `case_ids` lets a head
    ask who looked at a family. Rows are only ever added (database privilege).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    route = models.CharField(max_length=80)
    subject = models.CharField(max_length=40)
    record_ids = models.JSONField(default=list)
    case_ids = models.JSONField(default=list)
    address = models.GenericIPAddressField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-at"], name="accounts_access_by_user"),
            GinIndex(
                fields=["case_ids"], opclasses=["jsonb_path_ops"], name="accounts_access_by_case"
            ),
        ]


class AccessSeal(models.Model):
    """A batch of the access log under a hash that holds the one of the batch before (R12).

    `head` is the SHA-256 of the head before and of the batch's rows (`accounts.sealing`); the heads
    are kept outside the database as well. Rows are only ever added (database privilege).
    """

    first_record = models.BigIntegerField()
    last_record = models.BigIntegerField(unique=True)
    records = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True, unique=True)
    head = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.head


class AccessPruning(models.Model):
    """That batches of the access log were removed when their period was over: a statement, sealed.

    Their seals stay. `head` is the SHA-256 of the head before and of the statement
    (`accounts.pruning`); it is kept outside the database as well. The owner alone adds rows.
    """

    first_seal = models.BigIntegerField()
    last_seal = models.BigIntegerField(unique=True)
    records = models.PositiveBigIntegerField()
    removed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    years = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    previous = models.CharField(max_length=64, blank=True, unique=True)
    head = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.head


class OutboxMessage(models.Model):
    """Something that must leave, written in the same transaction as the verb that wants it.

    Workers deliver it at least once under its `key` (docs/adr); `proof` says what the other side
    answered. `payload` never holds personal data: ids and template names only.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    proof = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="accounts_outbox_due",
                condition=models.Q(delivered_at=None, given_up_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.key


class SentMail(models.Model):
    """Mail kept in the database instead of being sent: what the demo shows on a page."""

    message_id = models.CharField(max_length=200, db_index=True)
    to = models.CharField(max_length=400)
    subject = models.CharField(max_length=400)
    body = models.TextField()
    sent_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject


class Notice(models.Model):
    """Something that a person should learn of; the daily digest carries it.

    `key` names the cause, so that the same cause never gives a second notice to one person.
    """

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    created_on = models.DateField()
    digest = models.ForeignKey(
        OutboxMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "key"], name="accounts_notice_once_per_cause"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient"],
                name="accounts_notice_undigested",
                condition=models.Q(digest=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ApiToken(models.Model):
    """A key by which an agency's own system acts as a user of that agency.

    Only the SHA-256 of the key is kept: whoever reads the table cannot use it. A token never
    grants more than its user's offices of today; ending it is a date, nothing is deleted.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("system"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=models.Q(ended_at=None),
                name="accounts_apitoken_one_open_per_system",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OwnDevice(TimestampMixin, ThrottlingMixin, Device):
    """What takes codes as the library wants it: each wrong one makes the next wait twice as long.

    But never so long that its owner does not come in.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    throttling_failure_count: Any

    class Meta:
        abstract = True

    def get_throttle_factor(self) -> int:
        """Seconds after the first wrong code."""
        return 1

    def throttle_increment(self, commit: bool = True) -> None:
        most = settings.SECOND_STEP_DOUBLINGS
        self.throttling_failure_count = min(self.throttling_failure_count, most)
        super().throttle_increment(commit=commit)


def new_key() -> str:
    """A key of 160 random bits, as apps take it in: base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


class CodeApp(OwnDevice):
    """An app on somebody's telephone that shows six digits, others every 30 seconds (RFC 6238).

    The library's own device keeps the key in clear; this one encrypts it. `last_step` is the step
    of the last code that was taken: none is taken twice.
    """

    key = EncryptedTextField(default=new_key)
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        verbose_name = _("code app")
        verbose_name_plural = _("code apps")

    def verify_token(self, token: str) -> bool:
        """Whether this is the code of now, or of the step before or after; each counts once."""
        if not self.verify_is_allowed()[0]:
            return False
        steps = TOTP(base64.b32decode(self.key))
        steps.time = timezone.now().timestamp()
        given = int(token) if token.isascii() and token.isdecimal() else -1
        if not steps.verify(given, tolerance=1, min_t=self.last_step + 1):
            self.throttle_increment()
            return False
        self.last_step = steps.t()
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp()
        return True


class RecoverySheet(OwnDevice):
    """Codes on paper, each of which stands in once for a lost telephone; kept as digests alone."""

    digests = models.JSONField(default=list)

    class Meta:
        verbose_name = _("recovery sheet")
        verbose_name_plural = _("recovery sheets")
        constraints = [
            models.UniqueConstraint(fields=["user"], name="accounts_recoverysheet_one_each")
        ]

    @staticmethod
    def digest(code: str) -> str:
        """SHA-256 of a code; 120 random bits need no salt."""
        return hashlib.sha256(code.encode()).hexdigest()

    def verify_token(self, token: str) -> bool:
        """Whether this code stands on the sheet; it is struck out."""
        if not self.verify_is_allowed()[0]:
            return False
        digest = self.digest(token)
        if digest not in self.digests:
            self.throttle_increment()
            return False
        self.digests.remove(digest)
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp()
        return True


class FactorRecord(models.Model):
    """What happened to somebody's second step, or who ended all sessions.

    Rows are only ever added (database privilege).
    """

    class Verb(models.TextChoices):
        ADDED = "added", _("set up")
        REMOVED = "removed", _("removed")
        CODES = "codes", _("recovery codes made")
        RESET = "reset", _("reset by somebody else")
        SIGNED_OUT = "signed_out", _("signed out everywhere by somebody else")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_records")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.user_id}"
