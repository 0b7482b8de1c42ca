"""Short ways to a signed conclusion."""

import datetime as dt

from accounts.models import User
from agencies.models import Centre
from monitoring.models import Conclusion, FigureCell, FollowUp, Monitoring
from monitoring.snapshot import seen_of
from monitoring.workflow import editing, signing
from regulations.quarters import Quarter
from tests.factories import ALMATY


def sign(conclusion: Conclusion, *, by: User, now: dt.datetime) -> Conclusion:
    """Answer what is open and sign, as somebody who has just looked at the figures."""
    for row in editing.unanswered(conclusion):
        outcome = FollowUp.Outcome.DONE
        editing.follow_up(row, conclusion, outcome=outcome, why="", by=by, now=now)
    signing.sign(conclusion, by=by, now=now, seen=seen_of(conclusion))
    return conclusion


def signed_with(
    centre: Centre, cells: dict[tuple[str, str], int], *, by: User, quarter: Quarter | None = None
) -> Conclusion:
    """A signed conclusion of made-up figures; no record stands behind them."""
    quarter = quarter or Quarter(2026, 1)
    moment = dt.datetime(quarter.next.year, 4, 6, tzinfo=ALMATY)
    monitoring = Monitoring.objects.create(
        centre=centre, year=quarter.year, number=quarter.number, opened_at=moment
    )
    conclusion = Conclusion.objects.create(
        monitoring=monitoring,
        number=f"{centre.code}-{quarter}",
        state=Conclusion.State.DRAFT,
        counted_at=moment,
    )
    FigureCell.objects.bulk_create(
        FigureCell(conclusion=conclusion, figure=figure, key=key, count=number)
        for (figure, key), number in cells.items()
    )
    Conclusion.objects.filter(pk=conclusion.pk).update(
        state=Conclusion.State.SIGNED, signed_by=by, signed_on=moment.date()
    )
    return conclusion
