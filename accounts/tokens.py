"""Keys for agencies' own systems: issued once, kept as a digest, ended by a date."""

import hashlib
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.models import ApiToken, User

#: Shows what the key is when it turns up where it should not.
PREFIX = "qoldau_"


def digest(key: str) -> str:
    """SHA-256 of a key; a key of 256 random bits needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def issue(user: User, *, name: str, by: User, now: datetime) -> str:
    """Issue a key for a system that acts as this user; the key is shown this once.

    Who may is the caller's question. Raises `Invalid` for: name (the system has a key already).
    """
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(user=user, name=name, digest=digest(key), issued_by=by, issued_at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Invalid(
            _("This system has a key for this person already. End it, or give another name."),
            field="name",
        ) from None
    return key


@transaction.atomic
def end(token: ApiToken, *, now: datetime) -> None:
    """End a key; from this commit on it opens nothing."""
    ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=now)


def holder(key: str, *, now: datetime) -> User | None:
    """The active user for whom a key stands, or None; the day of use is noted once a day."""
    rows = ApiToken.objects.select_related("user").filter(digest=digest(key), ended_at=None)
    token = rows.filter(user__is_active=True).first()
    if token is None:
        return None
    today = now.date()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token.user
