"""Looking at a case from above its Centre: for a stated reason, for some hours (R12)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notices, scopes
from accounts.errors import Invalid, NotAllowed, Refused
from accounts.models import User
from accounts.roles import Role
from agencies import settings
from agencies.models import Membership
from cases.erased import refuse_erased
from cases.models import Case, Look
from cases.permissions import can_look_beyond, watches
from cases.workflow.checks import log_event, text_given
from cases.workflow.sealing import seal_of


@transaction.atomic
def look_beyond(number: str, *, by: User, now: datetime, reason: str) -> Look:
    """Show a case to whoever watches its Centre, for some hours (setting), for a stated reason.

    The heads of the Centre are told, and it stands in the log of the case. A seal is not opened in
    this way: of a sealed case nothing is told, not even that it is there. While a look lasts, the
    second click gives the same one. Raises `NotAllowed`, `Refused` where nobody could be told,
    `Anonymised` where the case was emptied in the same moment, or
    `Invalid` for: number, reason.
    """
    if not watches(by):
        raise NotAllowed
    reason = text_given(reason, field="reason")
    with scopes.within(scopes.BREAK_GLASS):
        found = Case.objects.filter(number=number.strip()).select_related("centre").first()
        if found is None or not can_look_beyond(by, found) or seal_of(found) or found.erased_at:
            raise Invalid(_("No case that you watch has this number."), field="number")
        # Two clicks of one person meet at the case.
        case = Case.objects.select_for_update(of=("self",)).get(pk=found.pk)
        refuse_erased(case)
        lasting = Look.objects.of(by, now=now).filter(case=case, centre=case.centre_id).first()
        if lasting:
            return lasting
        until = now + timedelta(hours=int(settings.value("look_beyond_hours")))
        heads = _heads(case, now=now)
        look = Look.objects.create(
            case=case, centre_id=case.centre_id, user=by, reason=reason, opened_at=now, until=until
        )
        log_event(case, "look_beyond", by=by, now=now, reason=reason, until=until.isoformat())
        _tell(heads, look, now=now)
    return look


def _heads(case: Case, *, now: datetime) -> list[int]:
    """Who heads the Centre today; without anybody to tell there is no look."""
    rows = Membership.objects.current(timezone.localdate(now))
    heads = rows.filter(centre=case.centre_id, role=Role.HEAD, user__is_active=True)
    found = list(heads.values_list("user_id", flat=True))
    if not found:
        raise Refused(_("The Centre has no head today who could be told. Have one named first."))
    return found


def _tell(heads: list[int], look: Look, *, now: datetime) -> None:
    notices.tell(
        heads,
        "case_looked_at",
        key=f"look-{look.pk}",
        payload={"case": look.case_id},
        on=timezone.localdate(now),
    )
