"""Assessment, and on its strength recognition or refusal (R3, R4; clauses 3(5), 4(7))."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused
from accounts.models import User
from accounts.transitions import check, transition
from cases import deadlines
from cases.models import (
    Assessment,
    AssessmentDirection,
    AssessmentRisk,
    Case,
    Ground,
    RiskIndicator,
    WellbeingDirection,
    WellbeingLevel,
)
from cases.permissions import can_work_on
from cases.workflow.checks import (
    lock_open,
    log_event,
    once,
    require,
    since_detection,
    text_given,
)
from cases.workflow.leaving import withdraw_open_transfer
from cases.workflow.registration import add_grounds


@transaction.atomic
def start_assessment(case: Case, *, by: User, now: datetime) -> None:
    """Take a detected case into assessment (clause 4(7)).

    Raises `WrongState`, `NotAllowed`, `SomebodyWasFirst`.
    """
    transition(case, "start_assessment", by=by, now=now)


@transaction.atomic
def assess(
    case: Case,
    *,
    by: User,
    now: datetime,
    occasion: str,
    level: WellbeingLevel,
    directions: Mapping[str, WellbeingLevel],
    risks: Mapping[str, int],
    needs: str = "",
    assessed_on: date | None = None,
    token: UUID | None = None,
) -> Assessment:
    """Record wellbeing and risks of the family on a day (R4, clause 4(7)).

    `directions` gives a level for every direction in use, `risks` a height for every indicator,
    both by code. A case just detected goes into assessment by this. The level of the newest
    assessment is the one the case shows; the term of the assessment is the head's from then on,
    who decides (3(5)). Raises `Invalid` with the field ("direction_<code>",
    "risk_<code>"), `WrongState`, `NotAllowed`, `SomebodyWasFirst`.
    """
    require(can_work_on(by, case))
    lock_open(case)
    today = timezone.localdate(now)
    day = assessed_on or today
    since_detection(case, day, today=today, field="assessed_on")
    if occasion not in Assessment.Occasion.values:
        raise Invalid(_("Choose the occasion."), field="occasion")
    _check_complete(directions, risks)
    if case.state == Case.State.DETECTED:
        transition(case, "start_assessment", by=by, now=now)
    with once():
        row = Assessment.objects.create(
            case=case,
            occasion=occasion,
            assessed_on=day,
            level=level,
            needs=needs.strip(),
            assessed_by=by,
            token=token,
        )
    keep_details(row, directions=directions, risks=risks)
    show_newest_level(case)
    deadlines.leave_to_head(case)
    log_event(case, "assess", by=by, now=now, clause="4(7)", assessment=row.pk)
    return row


def _check_complete(directions: Mapping[str, WellbeingLevel], risks: Mapping[str, int]) -> None:
    for code in WellbeingDirection.objects.filter(in_use=True).values_list("code", flat=True):
        if code not in directions:
            raise Invalid(_("Choose the level of this direction."), field=f"direction_{code}")
    for code in RiskIndicator.objects.values_list("code", flat=True):
        if risks.get(code) not in AssessmentRisk.Height.values:
            raise Invalid(_("Say how high this risk is."), field=f"risk_{code}")


def keep_details(
    row: Assessment, *, directions: Mapping[str, WellbeingLevel], risks: Mapping[str, int]
) -> None:
    """The levels by direction and the risks of an assessment."""
    AssessmentDirection.objects.bulk_create(
        AssessmentDirection(assessment=row, direction_id=code, level=level)
        for code, level in directions.items()
    )
    AssessmentRisk.objects.bulk_create(
        AssessmentRisk(assessment=row, indicator_id=code, height=height)
        for code, height in risks.items()
    )


def show_newest_level(case: Case) -> None:
    """The case shows the level of its newest assessment, by day, then by entry."""
    newest = case.assessments.order_by("-assessed_on", "-id").first()
    case.wellbeing = newest.level if newest else None
    case.save(update_fields=["wellbeing"])


@transaction.atomic
def recognise(
    case: Case,
    *,
    by: User,
    now: datetime,
    grounds: Iterable[Ground] = (),
    on: date | None = None,
) -> None:
    """The head recognises the difficult life situation on grounds of the Social Code (R3, 3(5)).

    `grounds` are added to those the case rests on already; one at least there must be, and an
    assessment. `on` is the day of the decision (today), on which the assessment's term is met.
    Raises `Refused` without an assessment, `Invalid`, `WrongState`, `NotAllowed`,
    `SomebodyWasFirst`.
    """
    check(case, "recognise", by=by)
    today = timezone.localdate(now)
    day = on or today
    since_detection(case, day, today=today, field="on")
    if not case.assessments.exists():
        raise Refused(_("The family has not been assessed yet. Enter the assessment first."))
    add_grounds(case, grounds, by=by, on=day)
    if not case.case_grounds.exists():
        raise Invalid(_("Choose at least one ground of the Social Code."), field="grounds")
    transition(case, "recognise", by=by, now=now, recognised_on=day, recognised_by=by)
    deadlines.meet(case, *deadlines.ASSESSMENT, on=day)


@transaction.atomic
def refuse(case: Case, *, by: User, now: datetime, reason: str) -> None:
    """The head does not recognise a difficult life situation, and says why (R3, 3(5)).

    Meets the assessment's term; nothing else is owed in the case any more. Raises `Invalid`,
    `WrongState`, `NotAllowed`, `SomebodyWasFirst`.
    """
    check(case, "refuse", by=by)
    reason = text_given(reason, field="reason")
    transition(case, "refuse", by=by, now=now, reason=reason)
    day = timezone.localdate(now)
    deadlines.meet(case, *deadlines.ASSESSMENT, on=day)
    withdraw_open_transfer(case, by=by, now=now)
    deadlines.end(case, on=day)
