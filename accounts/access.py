"""The access log (R12): every reading of personal data is a row, one per response."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import AccessRecord, User


def log_reading(
    request: HttpRequest,
    subject: str,
    *,
    records: Iterable[int],
    cases: Iterable[int] = (),
    reason: str = "",
) -> None:
    """Record that the signed-in user was shown these records; ids only, never values."""
    user, match = request.user, request.resolver_match
    if not isinstance(user, User):
        raise TypeError("personal data is shown to signed-in users only")
    AccessRecord.objects.create(
        user=user,
        at=timezone.now(),
        route=match.view_name if match else "",
        subject=subject,
        record_ids=sorted(set(records)),
        case_ids=sorted(set(cases)),
        address=request.META.get("REMOTE_ADDR") or None,
        reason=reason,
    )
