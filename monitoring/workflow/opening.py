"""A quarter ends and is opened for every Centre (R21, clause 13)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts import notices
from accounts.batches import each
from accounts.roles import Role
from agencies import deadlines
from agencies.calendar import working_calendar
from agencies.models import Centre, Membership
from monitoring.models import Monitoring, MonitoringTransition, QuarterDeadline
from monitoring.workflow import drafting, since
from regulations.quarters import Quarter

TERM = "quarter_conclusion"
#: So many quarters before the newest one are looked through for a Centre whose opening failed.
LOOK_BACK = 4


def open_quarters(*, now: datetime) -> int:
    """Open what has ended for every Centre that has no record of it yet; returns how many.

    From the first working day after the quarter on. Each Centre is a transaction of its own:
    a run that dies in the middle is gone on with by the next one, two at once open each once, and
    a Centre that fails holds up neither the others nor a later quarter.
    """
    found = [(pk, quarter) for quarter, centres in due(timezone.localdate(now)) for pk in centres]

    def work(place: int) -> bool:
        pk, quarter = found[place]
        return _open(Centre.objects.get(pk=pk), quarter, now=now)

    return each(range(len(found)), work)


def newest_due(today: date) -> Quarter:
    """The last quarter that ended, once the first working day after it has come."""
    last = Quarter.of(today).previous
    return last if today >= first_working_day_after(last) else last.previous


def due(today: date) -> Iterator[tuple[Quarter, list[int]]]:
    """The quarters to open, the oldest first, each with the Centres that have no record of it.

    The newest that is due, any before it that nobody opened, and those of the last year that
    failed for a Centre: one that had a record before.
    """
    last = newest_due(today)
    newest = Monitoring.objects.order_by("-year", "-number").first()
    known = min(newest.quarter, last) if newest else last
    quarter = known
    for _step in range(LOOK_BACK if newest else 0):
        quarter = quarter.previous
    while quarter <= last:
        yield quarter, _missing(quarter, newest=known)
        quarter = quarter.next


def _missing(quarter: Quarter, *, newest: Quarter) -> list[int]:
    there = Monitoring.objects.of(quarter).values("centre")
    missing = centres_of(quarter).exclude(pk__in=there).order_by("pk")
    if quarter < newest:
        missing = missing.filter(pk__in=Monitoring.objects.before(quarter).values("centre"))
    return list(missing.values_list("pk", flat=True))


def first_working_day_after(quarter: Quarter) -> date:
    return working_calendar().next_working(quarter.last_day + timedelta(days=1))


def centres_of(quarter: Quarter) -> QuerySet[Centre]:
    """The Centres that worked on some day of the quarter."""
    return Centre.objects.filter(
        Q(founded_on=None) | Q(founded_on__lte=quarter.last_day),
        Q(closed_on=None) | Q(closed_on__gte=quarter.first_day),
    )


@dataclass(frozen=True)
class Progress:
    """How far the opening of a quarter has come: for how many of its Centres there is a record."""

    quarter: Quarter
    opened: int
    centres: int

    @property
    def is_complete(self) -> bool:
        return self.opened == self.centres


def progress(quarter: Quarter, *, regions: Iterable[str] | None = None) -> Progress:
    """Counted from the rows, over the country or over some regions."""
    centres = centres_of(quarter)
    if regions is not None:
        centres = centres.filter(region__in=regions)
    there = Q(pk__in=Monitoring.objects.of(quarter).values("centre"))
    found = centres.aggregate(opened=Count("pk", filter=there), centres=Count("pk"))
    return Progress(quarter, **found)


def _open(centre: Centre, quarter: Quarter, *, now: datetime) -> bool:
    try:
        open_quarter(centre, quarter, now=now)
    except IntegrityError:
        if Monitoring.objects.of(quarter).filter(centre=centre).exists():
            return False  # another run was first
        raise
    return True


@transaction.atomic
def open_quarter(centre: Centre, quarter: Quarter, *, now: datetime) -> Monitoring:
    """Open the monitoring of a quarter: the term runs, figures are counted, a text is drafted.

    The term for the conclusion is a setting; it runs from the quarter's end, however late the
    record is opened. Of a Centre that was merged, the head of its successor owes it. Where
    something was entered since with a day in the quarter before, which is signed, the head is told.
    """
    monitoring = Monitoring.objects.create(
        centre=centre, year=quarter.year, number=quarter.number, opened_at=now
    )
    MonitoringTransition.objects.create(
        monitoring=monitoring, verb="open", to_state="open", at=now, clause="13"
    )
    deadlines.start(
        QuarterDeadline,
        TERM,
        on=quarter.last_day,
        monitoring=monitoring,
        centre=successor(centre),
        role=Role.HEAD,
    )
    drafting.draft(monitoring, now=now)
    tell_heads(monitoring, "quarter_opened", now=now)
    before = since.signed_before(monitoring)
    if before and since.was_entered_late(before):
        tell_heads(before.monitoring, "quarter_moved", now=now, key="-moved")
    return monitoring


def successor(centre: Centre) -> Centre:
    """The Centre that answers for a closed one: it was merged into it, or into one that was."""
    seen = {centre.pk}
    while centre.merged_into and centre.merged_into_id not in seen:
        centre = centre.merged_into
        seen.add(centre.pk)
    return centre


def hand_on(*, now: datetime) -> int:
    """Where a Centre was merged after its quarter was opened, its successor owes the conclusion.

    Its heads are told; returns how many terms went over.
    """
    owed = QuarterDeadline.objects.filter(QuarterDeadline.OPEN, centre__merged_into__isnull=False)
    return each(list(owed.order_by("pk").values_list("pk", flat=True)), partial(_hand_on, now=now))


@transaction.atomic
def _hand_on(pk: int, *, now: datetime) -> bool:
    owed = QuarterDeadline.objects.filter(QuarterDeadline.OPEN, pk=pk).select_for_update()
    row = owed.first()
    heir = successor(row.centre) if row else None
    if row is None or heir is None or heir.pk == row.centre_id:
        return False
    row.centre = heir
    row.save(update_fields=["centre"])
    tell_heads(row.monitoring, "quarter_opened", now=now)
    return True


def tell_heads(monitoring: Monitoring, kind: str, *, now: datetime, key: str = "") -> None:
    """A notice to every head of the Centre, or of the one it was merged into."""
    heads = Membership.objects.current(timezone.localdate(now)).filter(
        centre=successor(monitoring.centre), role=Role.HEAD
    )
    tell(heads.values_list("user", flat=True), monitoring, kind, now=now, key=key)


def tell(
    users: QuerySet[Membership, int], monitoring: Monitoring, kind: str, *, now: datetime, key: str
) -> None:
    """A notice about a quarter, once to each person for one cause."""
    notices.tell(
        users,
        kind,
        key=f"quarter-{monitoring.pk}{key}",
        payload={"monitoring": monitoring.pk},
        on=timezone.localdate(now),
    )
