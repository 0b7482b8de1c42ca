"""Why a closed case may not be anonymised yet: its period, a seal, a quarter, something open."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import scopes
from agencies import settings
from cases.keeping import with_end, years_before
from cases.models import Case, CaseDeadline, Transfer
from cases.states import OPEN
from cases.workflow import seal_of
from monitoring.models import Conclusion, FigureQuestion, Monitoring
from monitoring.states import IN_FORCE
from plans.models import Extension, Plan, PlanDeadline, Report
from plans.states import IN_FORCE as PLAN_IN_FORCE
from plans.states import UNDECIDED, RequestState
from regulations.quarters import Quarter

PERIOD = "keep_closed_cases"


def hindrance(case: Case, *, today: date) -> Promise | None:
    """The first reason why not; None where the case may be anonymised."""
    return next(hindrances(case, today=today), None)


def hindrances(case: Case, *, today: date) -> Iterator[Promise]:
    """Every reason why not, each told when it is asked for."""
    ended_on = with_end(Case.objects.filter(pk=case.pk)).get().ended_on
    kept = settings.kept(PERIOD)
    if kept is None:
        yield _("No period of keeping has been entered: nothing is erased.")
    if case.state in OPEN or ended_on is None:
        yield _("The case is not closed.")
        return
    if kept and ended_on > years_before(today, kept.number):
        yield _("The period of keeping is not over yet.")
    if seal_of(case):
        yield _("The case is under seal. Unseal it first.")
    if _is_in_an_unsigned_quarter(case, ended_on):
        yield _("A quarter in which the case ran is not signed yet, or is being corrected.")
    yield from (reason for is_so, reason in OPEN_MATTERS if is_so(case, ended_on))


def _quarters(case: Case, ended_on: date) -> set[Quarter]:
    quarter, found = Quarter.of(case.detected_on), set()
    while quarter <= Quarter.of(ended_on):
        found.add(quarter)
        quarter = quarter.next
    return found


@scopes.within(scopes.QUARTERS)
def _is_in_an_unsigned_quarter(case: Case, ended_on: date) -> bool:
    """At any Centre that held it: a record of the quarter without a conclusion that stands."""
    centres = _centres(case)
    ran = Monitoring.objects.filter(centre__in=centres).of_any(_quarters(case, ended_on))
    signed = Conclusion.objects.filter(state__in=IN_FORCE).values("monitoring")
    drafted = Conclusion.objects.filter(state=Conclusion.State.DRAFT).values("monitoring")
    return ran.exclude(pk__in=signed).exists() or ran.filter(pk__in=drafted).exists()


def _centres(case: Case) -> set[int]:
    moves = Transfer.objects.filter(case=case).values_list("from_centre", "to_centre")
    return {case.centre_id, *(centre for move in moves for centre in move)}


def _has_open_transfer(case: Case, ended_on: date) -> bool:
    return case.transfers.filter(state=Transfer.State.ASKED).exists()


def _has_open_plan(case: Case, ended_on: date) -> bool:
    return Plan.objects.filter(case=case, state__in=PLAN_IN_FORCE | UNDECIDED).exists()


def _owes_something(case: Case, ended_on: date) -> bool:
    of_case = CaseDeadline.objects.filter(CaseDeadline.OPEN, case=case)
    of_plan = PlanDeadline.objects.filter(PlanDeadline.OPEN, plan__case=case)
    return of_case.exists() or of_plan.exists()


def _is_disputed(case: Case, ended_on: date) -> bool:
    """A request nobody answered, or a report nobody marked."""
    asked = Extension.objects.filter(activity__case=case, state=RequestState.ASKED)
    unmarked = Report.objects.filter(activity__case=case, review=None, withdrawn_at=None)
    return asked.exists() or unmarked.filter(activity__ended_on=None).exists()


def _is_asked_about(case: Case, ended_on: date) -> bool:
    """Somebody above asked about a figure of one of its quarters and waits for the answer."""
    ran = Monitoring.objects.filter(centre=case.centre_id).of_any(_quarters(case, ended_on))
    return FigureQuestion.objects.filter(Q(answered_at=None), monitoring__in=ran).exists()


OPEN_MATTERS: tuple[tuple[Callable[[Case, date], bool], Promise], ...] = (
    (_has_open_transfer, _("A transfer of this case is asked.")),
    (_has_open_plan, _("A plan of this case is open.")),
    (_owes_something, _("A term of this case is still owed.")),
    (_is_disputed, _("A request or a report of this case waits for its answer.")),
    (_is_asked_about, _("A question about a figure of a quarter of this case is unanswered.")),
)
