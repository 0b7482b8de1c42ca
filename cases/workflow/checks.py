"""What every verb of a case asks first: state, role, days, and whether a form came twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import scopes
from accounts.errors import Invalid, NotAllowed, SomebodyWasFirst, WrongState
from accounts.models import User
from agencies.calendar import hold_calendar
from cases.erased import refuse_erased
from cases.models import Case, CaseTransition
from cases.states import OPEN
from regulations.working_days import FIRST_DAY


def require(allowed: bool) -> None:
    """Raise `NotAllowed` unless a permission was given."""
    if not allowed:
        raise NotAllowed


def lock_case(case: Case) -> None:
    """Hold the case, so that an erasure of it is waited for.

    Raises `SomebodyWasFirst` where another Centre took it over since it was read, `Anonymised`
    where nothing may be written into it any more.
    """
    _hold(case)


def lock_open(case: Case) -> None:
    """Hold the case, then the calendar.

    Raises `WrongState` where the case is not open any more, and what `lock_case` raises.
    """
    held = _hold(case)
    hold_calendar()
    if held.state not in OPEN:
        raise WrongState


def _hold(case: Case) -> Case:
    scopes.work_on(case.pk)
    read = ("number", "state", "centre", "erased_at")
    held = Case.objects.select_for_update(of=("self",)).only(*read).get(pk=case.pk)
    if held.centre_id != case.centre_id:
        raise SomebodyWasFirst
    refuse_erased(held)
    return held


def past_day(day: date, *, today: date, field: str) -> None:
    """Something that happened: not after today, not before the working calendar begins."""
    if day > today:
        raise Invalid(_("This day is in the future."), field=field)
    if day < FIRST_DAY:
        raise Invalid(_("This day is too long ago. Check the year."), field=field)


def since_detection(case: Case, day: date, *, today: date, field: str) -> None:
    """Something that followed detection."""
    past_day(day, today=today, field=field)
    if day < case.detected_on:
        raise Invalid(_("This day is before the day of detection."), field=field)


def text_given(text: str, *, field: str) -> str:
    """The text without surrounding spaces; raise `Invalid` where nothing is left."""
    if not text.strip():
        raise Invalid(_("Write at least a few words."), field=field)
    return text.strip()


def log_event(
    case: Case,
    verb: str,
    *,
    by: User | None,
    now: datetime,
    clause: str = "",
    reason: str = "",
    **details: Any,
) -> None:
    """A row of the case's log for a step that leaves its state as it is; ids, no personal data."""
    CaseTransition.objects.create(
        case=case,
        verb=verb,
        from_state=case.state,
        to_state=case.state,
        by=by,
        at=now,
        clause=clause,
        reason=reason,
        details=details,
    )


@contextmanager
def once() -> Iterator[None]:
    """Writing under a form's token: the second click on the same form is told so."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "_token_" not in str(error.__cause__):
            raise
        raise SomebodyWasFirst(
            _("This form was sent already. It was entered once, not twice.")
        ) from error
