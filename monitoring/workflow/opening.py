"""A quarter ends and is opened for every Centre (R21, clause 13)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.batches import each
from accounts.models import Notice
from accounts.roles import Role
from agencies import deadlines
from agencies.calendar import working_calendar
from agencies.models import Centre, Membership
from monitoring.models import Monitoring, MonitoringTransition, QuarterDeadline
from monitoring.workflow import drafting
from regulations.quarters import Quarter

TERM = "quarter_conclusion"
#: Told after each Centre: the quarter, how many have it opened by now, how many there are.
Progress = Callable[[Quarter, int, int], None]


def open_quarters(*, now: datetime, progress: Progress = lambda *_: None) -> int:
    """Open what has ended for every Centre that has no record of it yet; returns how many.

    From the first working day after the quarter on. Each Centre is a transaction of its own:
    a run that dies in the middle is gone on with by the next one, and two at once open each once.
    """
    today = timezone.localdate(now)
    return sum(_open_all(quarter, now=now, progress=progress) for quarter in due(today))


def due(today: date) -> Iterator[Quarter]:
    """The quarters to open: the last one that ended, and any before it that was missed."""
    last = Quarter.of(today).previous
    if today < first_working_day_after(last):
        last = last.previous
    newest = Monitoring.objects.order_by("-year", "-number").first()
    quarter = min(newest.quarter, last) if newest else last
    while quarter <= last:
        yield quarter
        quarter = quarter.next


def first_working_day_after(quarter: Quarter) -> date:
    return working_calendar().next_working(quarter.last_day + timedelta(days=1))


def centres_of(quarter: Quarter) -> QuerySet[Centre]:
    """The Centres that worked on some day of the quarter."""
    return Centre.objects.filter(
        Q(founded_on=None) | Q(founded_on__lte=quarter.last_day),
        Q(closed_on=None) | Q(closed_on__gte=quarter.first_day),
    )


def _open_all(quarter: Quarter, *, now: datetime, progress: Progress) -> int:
    there = Monitoring.objects.of(quarter).values("centre")
    every = centres_of(quarter)
    ids = list(every.exclude(pk__in=there).order_by("pk").values_list("pk", flat=True))
    total = every.count()
    done = count(total - len(ids) + 1)

    def open_one(pk: int) -> bool:
        opened = _open(Centre.objects.get(pk=pk), quarter, now=now)
        progress(quarter, next(done), total)
        return opened

    return each(ids, open_one)


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
    record is opened. Of a Centre that was merged, the head of its successor owes it.
    """
    monitoring = Monitoring.objects.create(
        centre=centre, year=quarter.year, number=quarter.number, opened_at=now
    )
    MonitoringTransition.objects.create(
        monitoring=monitoring, verb="open", to_state="open", at=now, clause="13"
    )
    owing = centre.merged_into or centre
    deadlines.start(
        QuarterDeadline,
        TERM,
        on=quarter.last_day,
        monitoring=monitoring,
        centre=owing,
        role=Role.HEAD,
    )
    drafting.draft(monitoring, now=now)
    tell_heads(monitoring, "quarter_opened", now=now)
    return monitoring


def tell_heads(monitoring: Monitoring, kind: str, *, now: datetime, key: str = "") -> None:
    """A notice to every head of the Centre, or of the one it was merged into."""
    centre = monitoring.centre.merged_into or monitoring.centre
    heads = Membership.objects.current(timezone.localdate(now)).filter(
        centre=centre, role=Role.HEAD
    )
    tell(heads.values_list("user", flat=True), monitoring, kind, now=now, key=key)


def tell(
    users: QuerySet[Membership, int], monitoring: Monitoring, kind: str, *, now: datetime, key: str
) -> None:
    """A notice about a quarter, once to each person for one cause."""
    Notice.objects.bulk_create(
        (
            Notice(
                recipient_id=user,
                kind=kind,
                key=f"quarter-{monitoring.pk}{key}",
                payload={"monitoring": monitoring.pk},
                created_on=timezone.localdate(now),
            )
            for user in sorted(set(users))
        ),
        ignore_conflicts=True,
    )
