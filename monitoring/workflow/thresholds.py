"""From which value on a figure is a shortcoming: dated rows that are only added (R23).

The Order sets no such value; whoever enters one names its source.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed
from accounts.models import User
from monitoring.figures.measures import MEASURES
from monitoring.models import Threshold
from monitoring.permissions import can_set_thresholds
from monitoring.reference import VALID_FROM
from monitoring.wording.findings import FINDINGS
from regulations.working_days import LAST_DAY

#: Instead of a side: from the day on the figure is never a shortcoming.
OFF: Final = "off"
#: PostgreSQL knows an advisory lock by a number only; this one means "a threshold is entered".
LOCK: Final = 192_023
#: What the column holds.
GREATEST: Final = Decimal("999999.99")
LONGEST: Final = 300
_HUNDREDTH: Final = Decimal("0.01")


def in_force(day: date) -> dict[str, Threshold]:
    """Of each measure the newest row that is valid on the day, be it switched off."""
    rows = Threshold.objects.filter(valid_from__lte=day, measure__in=FINDINGS)
    newest = rows.order_by("measure", "-valid_from", "-id").distinct("measure")
    return {row.measure: row for row in newest}


def greatest(measure: str) -> Decimal:
    """The greatest limit that makes sense for a measure: 100 per cent, the number of sectors."""
    asked = MEASURES[measure]
    if asked.unit == "percent":
        return Decimal(100)
    return Decimal(asked.absent_of) if asked.absent_of else GREATEST


@transaction.atomic
def enter(
    measure: str,
    *,
    side: str,
    limit: Decimal | None,
    valid_from: date,
    source: str,
    by: User,
    now: datetime,
) -> Threshold:
    """Enter a threshold that counts from a day on, or switch it off from then on (R23).

    It counts for quarters that end on the day or later and are not signed; what is signed stays.
    `side` is one of `Threshold.Side` or `OFF`, which needs no limit. The same form sent twice adds
    one row. Raises `NotAllowed`, or `Invalid` for: measure, side, limit, valid_from, source.
    """
    if not can_set_thresholds(by):
        raise NotAllowed
    if measure not in FINDINGS:
        raise Invalid(_("No shortcoming is found by this figure."), field="measure")
    said = {
        **_compared(measure, side, limit),
        "valid_from": _checked_day(valid_from),
        "source": _checked_source(source),
    }
    _one_at_a_time()
    same_day = Threshold.objects.filter(measure=measure, valid_from=valid_from)
    newest = same_day.order_by("-id").first()
    if newest and all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    return Threshold.objects.create(measure=measure, entered_by=by, entered_at=now, **said)


def _compared(measure: str, side: str, limit: Decimal | None) -> dict[str, Any]:
    if side == OFF:
        return {"side": Threshold.Side.ABOVE, "limit": None}
    if side not in Threshold.Side.values:
        raise Invalid(_("Say when the figure is a shortcoming."), field="side")
    return {"side": side, "limit": _checked_limit(measure, limit)}


def _checked_limit(measure: str, limit: Decimal | None) -> Decimal:
    if limit is None or not limit.is_finite():
        raise Invalid(_("Give the limit, or switch the threshold off."), field="limit")
    most = greatest(measure)
    if not 0 <= limit <= most:
        message = _("The limit lies between 0 and %(most)s.") % {"most": most}
        raise Invalid(message, field="limit")
    rounded = limit.quantize(_HUNDREDTH)
    if rounded != limit:
        raise Invalid(_("Give no more than two places after the comma."), field="limit")
    return rounded


def _checked_day(day: date) -> date:
    if day < VALID_FROM:
        raise Invalid(
            _("The Order is of 14 June 2024: no quarter before it has a conclusion."),
            field="valid_from",
        )
    if day > LAST_DAY:
        raise Invalid(_("This day is too far away. Check the year."), field="valid_from")
    return day


def _checked_source(source: str) -> str:
    if not source.strip():
        raise Invalid(_("Say where the value comes from."), field="source")
    if len(source.strip()) > LONGEST:
        raise Invalid(_("Say it in at most 300 characters."), field="source")
    return source.strip()


def _one_at_a_time() -> None:
    """Held until the transaction ends, so that a second click sees the row of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
