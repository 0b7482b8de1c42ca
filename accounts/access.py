"""The access log (R12): every reading of personal data is a row, one per response."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import AccessRecord


def log_reading(
    request: HttpRequest,
    subject: str,
    *,
    records: Iterable[int],
    cases: Iterable[int] = (),
    reason: str = "",
) -> None:
    """Record that the signed-in user was shown these records; ids only, never values."""
    match = request.resolver_match
    AccessRecord.objects.create(
        user_id=request.user.pk,
        at=timezone.now(),
        route=match.view_name if match else "",
        subject=subject,
        record_ids=sorted(set(records)),
        case_ids=sorted(set(cases)),
        address=request.META.get("REMOTE_ADDR") or None,
        reason=reason,
    )
