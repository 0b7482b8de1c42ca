"""A case from detection to exit with all that can be written in one, its quarter signed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import OutboxMessage, User
from agencies import settings as house_settings
from agencies.models import Agency
from cases import workflow
from cases.models import Case, CaseDeadlineMove, ImportedCase, Look, Transfer
from cases.workflow import VisitData
from monitoring.models import Conclusion
from monitoring.workflow import opening
from plans.files import report_with_files
from plans.models import Activity, ChildLeftOut, Plan
from plans.workflow import completion, dispatch, execution, review
from plans.workflow.cases import find_exit
from plans.workflow.execution import ReportInput
from regulations.quarters import Quarter
from tests import factories as make
from tests.cases.conftest import whole_assessment
from tests.monitoring.quarters import sign
from tests.plans import stories

Clock = Callable[..., dt.datetime]
PDF = b"%PDF-1.7\n%made up"
#: Long after every period.
LATER = "2032-02-02"


def letter(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def closed_case(
    case: Case, *, agency: Agency, by: User, head: User, worker: User, on: Clock
) -> Case:
    """Everything that the verbs write, on days of March 2026; the family leaves on the 30th."""
    now = on("2026-03-02", "10:00")
    workflow.record_visit(
        case,
        by=by,
        now=now,
        visit=VisitData(
            visited_on=now.date(),
            arrived_at=dt.time(9),
            findings="Cold.",
            participants=[("Guest", agency)],
        ),
    )
    workflow.add_note(case, by=by, now=now, text="A note.")
    workflow.add_file(case, by=by, now=now, file=letter("letter.pdf"))
    workflow.assess(case, by=by, now=now, assessed_on=now.date(), needs="Wood.", **_whole())
    plan = _executed(case, agency=agency, by=by, head=head, worker=worker, on=on)
    completion.complete(plan, by=head, now=on("2026-03-20", "17:00"))
    case.refresh_from_db()
    last = on("2026-03-30", "10:00")
    find_exit(case, by=head, now=last, on=last.date(), reason="On their own feet.")
    _written_besides(case, plan, by=by)
    OutboxMessage.objects.update(delivered_at=last)
    case.refresh_from_db()
    return case


def _whole() -> dict[str, Any]:
    return {"occasion": "quarter", **whole_assessment()}


def _executed(case: Case, *, agency: Agency, by: User, head: User, worker: User, on: Clock) -> Plan:
    """Sent, put off, reported with a file, returned, reported again, executed."""
    wanted = stories.item(case, agency=agency, due="2026-03-13", expected_result="A seat.")
    plan = stories.approved(case, wanted, by=by, head=head, now=on("2026-03-02", "12:00"))
    activity = plan.activities.get()
    dispatch.accept(activity, by=worker, now=on("2026-03-03"))
    later = execution.ask_later_date(
        activity, due_on=dt.date(2026, 3, 17), reason="Ill.", by=worker, now=on("2026-03-05")
    )
    execution.grant(later, by=by, now=on("2026-03-06"))
    told = ReportInput(result="done", done_on=dt.date(2026, 3, 10), text="Done.")
    files = [letter("proof.pdf")]
    report_with_files([_now(activity)], told, uploads=files, by=worker, now=on("2026-03-10"))
    review.return_for_rework(
        _now(activity),
        by=by,
        now=on("2026-03-11"),
        ground="other",
        note="Not all.",
        new_due_on=dt.date(2026, 3, 19),
    )
    stories.report(_now(activity), by=worker, now=on("2026-03-18"))
    review.mark_executed(_now(activity), by=by, now=on("2026-03-19"))
    plan.refresh_from_db()
    return plan


def _now(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


def _written_besides(case: Case, plan: Plan, *, by: User) -> None:
    """Rows of which this story has none by itself."""
    child = case.family.memberships.get(relation="child").person
    ChildLeftOut.objects.create(plan=plan, person=child, reason="Lives elsewhere.")
    met, at = dt.date(2026, 3, 5), timezone.now()
    term = make.CaseDeadlineFactory.create(case=case, met_on=met, days_late=0)
    moved = {"old_due_on": met, "new_due_on": met, "reason": "Ill.", "by": by}
    CaseDeadlineMove.objects.create(deadline=term, at=at, **moved)
    ImportedCase.objects.create(centre=case.centre, key="journal 12", case=case)
    look = {"centre": case.centre, "user": by, "reason": "A check."}
    Look.objects.create(case=case, opened_at=at, until=at, **look)
    elsewhere = make.CentreFactory.create(code="KOK", elsewhere=True)
    Transfer.objects.create(
        case=case,
        from_centre=case.centre,
        to_centre=elsewhere,
        state=Transfer.State.WITHDRAWN,
        reason="Wanted to move.",
        asked_by=by,
        asked_on=dt.date(2026, 3, 4),
    )


def signed_quarter(case: Case, *, head: User, on: Clock) -> Conclusion:
    """The first quarter of 2026 of its Centre, opened and signed."""
    monitoring = opening.open_quarter(case.centre, Quarter(2026, 1), now=on("2026-04-02"))
    draft = Conclusion.objects.get(monitoring=monitoring)
    return sign(draft, by=head, now=on("2026-04-06", "11:00"))


def keep_cases(administrator: User, *, on: Clock, years: int = 5) -> dt.datetime:
    """Somebody has entered a period; the clock stands long after it."""
    now = on(LATER, "10:00")
    entered = {"source": "a made-up act", "by": administrator, "now": now}
    house_settings.change("keep_closed_cases", str(years), **entered)  # type: ignore[arg-type]
    return now
