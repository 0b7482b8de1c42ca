"""A Centre with a record for every verb of the API, each put into the state that the verb asks for.

The same records stand three times: those of the story's Centre, those of a Centre and a clinic that
nobody of the cast works at, and those that are under a seal which names nobody of the cast.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from accounts.transitions import log_creation
from agencies.models import Agency, Centre
from cases.deadlines import GUARDIANSHIP
from cases.models import Case, Seal, SealReader, Transfer
from plans.models import Activity, Agreement, Extension, Plan, PlanItem
from tests.factories import (
    AssessmentFactory,
    CaseDeadlineFactory,
    CaseFactory,
    WellbeingLevelFactory,
)
from tests.plans import rows, stories

#: Surnames and words that stand in foreign and in sealed records, and nowhere else.
FOREIGN, SEALED = "Бөтенбаева", "Мөрленова"
#: What stands beside an agency's part in the records of the story's Centre.
BESIDE: Final = "белгі-жоспар"


@dataclass(frozen=True)
class Office:
    """Who works on a set of records, and for whom."""

    centre: Centre
    asked_from: Centre
    agency: Agency
    other_agency: Agency
    caseworker: User
    worker: User


def records(office: Office, *, mark: str = "") -> dict[str, int]:
    """The ids of one set, by kind and state; `mark` is the surname and the aim of all of them."""
    cases = {state: case_in(state, office, mark) for state in ("detected", "recognised")}
    level = WellbeingLevelFactory.create()
    cases["assessing"] = case_in("assessing", office, mark, wellbeing=level)
    cases["assessed"] = case_in("supported", office, mark, wellbeing=level)
    AssessmentFactory.create(case=cases["assessing"], needs=mark)
    cases["danger"] = case_in("detected", office, mark, danger=True)
    CaseDeadlineFactory.create(case=cases["danger"], term=GUARDIANSHIP)
    members = stories.members(cases["detected"])
    return {
        **{f"case {name}": case.pk for name, case in cases.items()},
        "person": members[0].pk,
        "child": members[1].pk,
        **drafts_of(office, mark),
        **running(office, mark),
    }


def transfers(office: Office, *, mark: str = "") -> dict[str, int]:
    """A case that the Centre wants to give away, and one that another wants to give to it."""
    here, there, by = office.centre, office.asked_from, office.caseworker
    going = case_in("recognised", office, mark)
    coming = case_in("recognised", office, mark, centre=there)
    return {
        "transfer": transfer_of(going, here, there, by),
        "transfer incoming": transfer_of(coming, there, here, by),
    }


def case_in(state: str, office: Office, mark: str, **more: Any) -> Case:
    values = {"centre": office.centre, "responsible": office.caseworker, **more}
    if state != "detected":
        values[state] = True
    case: Case = CaseFactory.create(with_child=True, **values)
    if mark:
        case.family.members.update(last_name=mark)
        Case.objects.filter(pk=case.pk).update(first_person_name=f"{mark} А.")
    return case


def transfer_of(case: Case, from_centre: Centre, to_centre: Centre, by: User) -> int:
    row = Transfer.objects.create(
        case=case,
        from_centre=from_centre,
        to_centre=to_centre,
        state=Transfer.State.ASKED,
        reason=case.first_person_name,
        asked_by=by,
        asked_on=rows.MONDAY,
    )
    return int(row.pk)


def drafts_of(office: Office, mark: str) -> dict[str, int]:
    """A draft that can be submitted, and a submitted version that can be decided."""
    by = office.caseworker
    found: dict[str, int] = {}
    for state in ("draft", "submitted"):
        case = case_in("recognised", office, mark)
        plan = rows.plan_in(state, case=case, by=by, aim=mark or BESIDE)
        item = rows.item_of(plan, agency=office.agency, stage=1, title=mark or BESIDE)
        members = stories.members(case)
        Agreement.objects.create(
            plan=plan, answer="agreed", person=members[0], answered_on=rows.MONDAY, entered_by=by
        )
        found |= {f"plan {state}": plan.pk, f"item {state}": item.pk}
        found |= {f"person {state}": members[0].pk, f"child {state}": members[1].pk}
    return found


def running(office: Office, mark: str) -> dict[str, int]:
    """A plan that runs, with an activity in each state; beside it one that is executed."""
    plan, done, approved = (
        rows.plan_in(
            state,
            case=case_in("supported", office, mark),
            by=office.caseworker,
            aim=mark or BESIDE,
        )
        for state in ("running", "executed", "approved")
    )
    activities = {name: activity_in(name, plan, office, mark) for name in RESULTS}
    pending = rows.dispatch_in("pending", plan=approved, agency=office.other_agency)
    paper = rows.dispatch_in("sent", plan=done, agency=office.other_agency)
    type(paper).objects.filter(pk=paper.pk).update(on_paper=True)
    later = rows.extension_in("asked", activity=activities["accepted"], by=office.worker)
    Extension.objects.filter(pk=later.pk).update(reason=mark or "More time.")
    log_creation(later, "ask_later_date", by=office.worker, now=timezone.now())
    return {
        **{f"activity {name}": row.pk for name, row in activities.items()},
        "plan running": plan.pk,
        "plan executed": done.pk,
        "item running": PlanItem.objects.filter(plan=plan).order_by("pk")[0].pk,
        "dispatch pending": pending.pk,
        "dispatch paper": paper.pk,
        "extension": later.pk,
    }


#: The activities of a running plan, by their state and what was reported.
RESULTS: Final = {
    "sent": "",
    "accepted": "",
    "declined": "",
    "reported": "done",
    "reported partly": "partly",
}


def activity_in(name: str, plan: Plan, office: Office, mark: str) -> Activity:
    state, by, result = name.split()[0], office.worker, RESULTS[name]
    row = rows.activity_in(state, plan=plan, agency=office.agency, by=by, result=result)
    PlanItem.objects.filter(pk=row.item_id).update(title=mark or "Help at school")
    return row


def under_seal(centre: Centre, *, since: int, names: User) -> None:
    """Seal the cases of a Centre that came after one; agencies see nothing of them either."""
    for case in Case.objects.filter(centre=centre, pk__gt=since):
        seal = Seal.objects.create(
            case=case, ground="violence", agencies_see=False, sealed_at=timezone.now()
        )
        SealReader.objects.create(seal=seal, user=names)


def of_kind(found: dict[str, int], kind: str) -> list[int]:
    """The ids of a set that are of one kind."""
    return [pk for name, pk in found.items() if name.split()[0] == kind]
