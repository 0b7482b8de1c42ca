"""The draft of a conclusion: figures counted, sentences and shortcomings written from them.

Counting again loses nothing that a person wrote: edited texts stay, and a shortcoming that somebody
worked on stays as the Centre's own where its figure no longer crosses the threshold.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotAllowed, WrongState
from accounts.models import User
from accounts.transitions import log_creation
from agencies.calendar import working_calendar
from monitoring.figures.counting import Cells, count
from monitoring.figures.measures import MEASURES
from monitoring.figures.names import names_of
from monitoring.models import (
    CellRecords,
    Conclusion,
    FigureCell,
    Monitoring,
    Recommendation,
    Sentence,
    Shortcoming,
    Threshold,
)
from monitoring.permissions import can_work_on
from monitoring.wording import sentences
from monitoring.wording.findings import FINDINGS, Finding, Found
from monitoring.wording.telling import Names, Said
from monitoring.wording.terms import OWED
from monitoring.workflow.thresholds import in_force
from regulations.quarters import Quarter


@transaction.atomic
def draft(
    monitoring: Monitoring,
    *,
    now: datetime,
    by: User | None = None,
    version: int = 1,
    change_reason: str = "",
) -> Conclusion:
    """A new draft with its figures; the first one is the system's."""
    number = f"{monitoring.centre.code}-{monitoring.quarter}"
    conclusion = Conclusion.objects.create(
        monitoring=monitoring,
        version=version,
        number=number if version == 1 else f"{number}/{version}",
        state=Conclusion.State.DRAFT,
        change_reason=change_reason,
        counted_at=now,
    )
    log_creation(conclusion, "draft_conclusion", by=by, now=now)
    recount(conclusion, now=now)
    return conclusion


@transaction.atomic
def count_again(conclusion: Conclusion, *, by: User, now: datetime) -> None:
    """Count the figures of a draft again, as the records stand now (clause 13).

    Raises `NotAllowed`, `WrongState` for what is signed.
    """
    hold_draft(conclusion, by=by)
    recount(conclusion, now=now)


def hold_draft(conclusion: Conclusion, *, by: User) -> None:
    """Hold a draft for this transaction, so that nobody signs it meanwhile.

    Raises `NotAllowed`, `WrongState` for what is signed.
    """
    if not can_work_on(by, conclusion.monitoring):
        raise NotAllowed
    conclusion.lock()
    if not conclusion.is_draft:
        raise WrongState


def recount(conclusion: Conclusion, *, now: datetime) -> Cells:
    """Count, and write again what follows from the figures; the draft is held by the caller."""
    monitoring = conclusion.monitoring
    cells = count(monitoring.centre_id, monitoring.quarter)
    names = names_of(cells)
    _keep_cells(conclusion, cells)
    _keep_sentences(conclusion, sentences(cells, monitoring.quarter, names))
    _keep_shortcomings(conclusion, cells, names, today=timezone.localdate(now))
    _keep_days_to_come(conclusion, today=timezone.localdate(now))
    keep_repeats(conclusion)
    conclusion.counted_at = now
    conclusion.save(update_fields=["counted_at"])
    return cells


def cells_of(conclusion: Conclusion, *, with_records: bool = False) -> Cells:
    """The cells of a conclusion as they were counted last, or signed."""
    rows = FigureCell.objects.filter(conclusion=conclusion).values_list("figure", "key", "count")
    counts = {(figure, key): number for figure, key, number in rows}
    records: dict[tuple[str, str], tuple[int, ...]] = {}
    if with_records:
        behind = CellRecords.objects.filter(cell__conclusion=conclusion)
        found = behind.values_list("cell__figure", "cell__key", "ids")
        records = {(figure, key): tuple(ids) for figure, key, ids in found}
    return Cells(counts, records)


def _keep_cells(conclusion: Conclusion, cells: Cells) -> None:
    CellRecords.objects.filter(cell__conclusion=conclusion).delete()
    FigureCell.objects.filter(conclusion=conclusion).delete()
    rows = FigureCell.objects.bulk_create(
        FigureCell(conclusion=conclusion, figure=figure, key=key, count=number)
        for (figure, key), number in cells.counts.items()
    )
    CellRecords.objects.bulk_create(
        CellRecords(cell=row, ids=list(cells.records[row.figure, row.key])) for row in rows
    )


def _keep_sentences(conclusion: Conclusion, said: Iterable[Said]) -> None:
    """Draft each sentence anew; what the Centre wrote or left out stays."""
    drafted = [
        Sentence(
            conclusion=conclusion,
            code=one.code,
            section=one.section,
            order=order,
            drafted_kk=one.kk,
            drafted_ru=one.ru,
            values=one.values,
            cells=[list(name) for name in one.cells],
        )
        for order, one in enumerate(said, 1)
    ]
    Sentence.objects.bulk_create(
        drafted,
        update_conflicts=True,
        unique_fields=["conclusion", "code"],
        update_fields=["section", "order", "drafted_kk", "drafted_ru", "values", "cells"],
    )


def thresholds(day: date) -> list[Threshold]:
    """Of each measure the newest threshold that is valid on the day and switched on."""
    return [row for row in in_force(day).values() if row.limit is not None]


def _keep_shortcomings(conclusion: Conclusion, cells: Cells, names: Names, *, today: date) -> None:
    """Write what crosses a threshold; let go of what no longer does and nobody worked on."""
    known = {(r.measure, r.key): r for r in Shortcoming.objects.filter(conclusion=conclusion)}
    found: set[tuple[str, str]] = set()
    for threshold in thresholds(conclusion.monitoring.quarter.last_day):
        for key in keys_of(threshold.measure, cells):
            value = MEASURES[threshold.measure].value(cells, key)
            if value.number is not None and _crosses(threshold, value.number):
                found.add((threshold.measure, key))
                one = Found(value, key, threshold.limit or Decimal(0), names, _absent(cells, names))
                row = known.get((threshold.measure, key))
                finding = FINDINGS[threshold.measure](one)
                kept = _keep_shortcoming(conclusion, threshold, one, row, cells)
                if row is None:
                    _recommend(kept, finding, today=today)
    for name, row in known.items():
        if name not in found:
            _let_go(row, cells)


def keys_of(measure: str, cells: Cells) -> list[str]:
    """For which keys a measure is looked at."""
    by = MEASURES[measure].by
    if by == "term":
        return [owed.key for owed in OWED]
    if by == "agency":
        return list(cells.of("reports_due_agency"))
    return [""]


def _crosses(threshold: Threshold, number: Decimal) -> bool:
    assert threshold.limit is not None
    if threshold.side == Threshold.Side.ABOVE:
        return number > threshold.limit
    return number < threshold.limit


def _absent(cells: Cells, names: Names) -> tuple[tuple[str, str], ...]:
    drawn_in = cells.of("activities_sector")
    return tuple(name for key, name in names["sector"].items() if key not in drawn_in)


def _keep_shortcoming(
    conclusion: Conclusion,
    threshold: Threshold,
    found: Found,
    row: Shortcoming | None,
    cells: Cells,
) -> Shortcoming:
    finding = FINDINGS[threshold.measure](found)
    row = row or Shortcoming(conclusion=conclusion, measure=threshold.measure, key=found.key)
    row.threshold, row.value = threshold, found.value.number
    row.drafted_kk, row.drafted_ru = finding.kk, finding.ru
    evidence = MEASURES[threshold.measure].evidence(cells, found.key)
    row.cells = [list(name) for name in evidence]
    row.order = row.order or Shortcoming.objects.filter(conclusion=conclusion).count() + 1
    row.save()
    return row


def _recommend(row: Shortcoming, finding: Finding, *, today: date) -> None:
    conclusion = row.conclusion
    Recommendation.objects.create(
        conclusion=conclusion,
        shortcoming=row,
        order=row.order,
        text_kk=finding.advice_kk,
        text_ru=finding.advice_ru,
        addressee=finding.to,
        agency_id=int(row.key) if finding.to == Recommendation.Addressee.AGENCY else None,
        due_on=proposed_day(conclusion.monitoring.quarter, today=today),
        is_drafted=True,
    )


def _keep_days_to_come(conclusion: Conclusion, *, today: date) -> None:
    """Whose day has passed while the conclusion waited is proposed for a later one.

    As long as nobody changed it; what a corrected version recommended keeps its day.
    """
    passed = Recommendation.objects.filter(
        conclusion=conclusion, is_drafted=True, origin=None, due_on__lte=today
    )
    passed.update(due_on=proposed_day(conclusion.monitoring.quarter, today=today))


def keep_repeats(conclusion: Conclusion) -> None:
    """Say which earlier recommendation each of a draft repeats, as far as it is not done (R23).

    A drafted one repeats the newest against the same shortcoming to the same body whose date has
    passed; what somebody chose stays, in the version that is in force now.
    """
    earlier = Recommendation.objects.repeatable_in(conclusion).select_related("shortcoming")
    open_ones = list(earlier.order_by("-due_on", "-pk"))
    rows = Recommendation.objects.filter(conclusion=conclusion)
    for row in rows.select_related("shortcoming", "repeats"):
        found = _repeated(row, open_ones, by=conclusion.monitoring.quarter.last_day)
        if row.repeats_id != (found.pk if found else None):
            row.repeats = found
            row.save(update_fields=["repeats"])


def _repeated(
    row: Recommendation, earlier: Iterable[Recommendation], *, by: date
) -> Recommendation | None:
    if row.is_drafted:
        same = (one for one in earlier if one.due_on <= by and _is_of_the_same(one, row))
    else:
        same = (one for one in earlier if row.repeats and one.root_id == row.repeats.root_id)
    return next(same, None)


def _is_of_the_same(one: Recommendation, other: Recommendation) -> bool:
    """Whether both are against the same shortcoming and to the same body."""
    first, second = one.shortcoming, other.shortcoming
    if first is None or second is None:
        return False
    against = (first.measure, first.key) == (second.measure, second.key)
    return against and one.is_to_the_same(other.addressee, other.agency_id)


def proposed_day(quarter: Quarter, *, today: date) -> date:
    """By when a recommendation is proposed to be done: the last working day of the next quarter.

    Where that quarter is over, because the conclusion is late or corrected, of the current one.
    """
    within = max(quarter.next, Quarter.of(today))
    return working_calendar().before(within.last_day + timedelta(days=1), 1)


def _let_go(row: Shortcoming, cells: Cells) -> None:
    """Its figure crosses no threshold, or no longer; what stays points at the figure as it is."""
    worked_on = Recommendation.objects.filter(shortcoming=row, is_drafted=False).exists()
    if row.threshold_id and not (row.is_edited or row.dropped or worked_on):
        row.delete()
        return
    row.threshold = None
    row.value = MEASURES[row.measure].value(cells, row.key).number
    row.cells = [list(name) for name in MEASURES[row.measure].evidence(cells, row.key)]
    row.save(update_fields=["threshold", "value", "cells"])
