"""Telling people that there is something to look at."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import Notice


def tell(users: Iterable[int], kind: str, *, key: str, payload: dict[str, Any], on: date) -> None:
    """A notice to each of these people, once for one cause (`key`); names nobody."""
    Notice.objects.bulk_create(
        (
            Notice(recipient_id=user, kind=kind, key=key, payload=payload, created_on=on)
            for user in sorted(set(users))
        ),
        ignore_conflicts=True,
    )
