"""What an agency is shown (clauses 7(3), 11; R12): its own part, and nothing beside it.

Everything that stands beside it in the same case bears a mark; every answer to people of the
agency, page or API, read or posted to, is searched for the marks.
"""

from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agencies.models import Agency
from cases.models import Assessment, Case, CaseGround, CaseTransition, Note, StoredFile, Visit
from cases.models.records import VisitParticipant
from plans.models import Activity, Dispatch, Plan, PlanItem, Report
from tests.consistency.site import texts
from tests.factories import GroundFactory, WellbeingLevelFactory

#: What stands beside the agency's part, each with a mark of its own.
MARKS: Final = {
    "other member": "Басқажанова",
    "ground": "белгі-негіз",
    "note": "белгі-жазба",
    "needs": "белгі-қажеттілік",
    "visit": "белгі-сапар",
    "who took part": "белгі-қатысушы",
    "file": "белгі-хат",
    "reason": "белгі-себеп",
    "aim": "белгі-мақсат",
    "who told": "белгі-хабаршы",
    "address": "белгі-мекенжай",
    "activity of another": "белгі-шара",
    "report of another": "белгі-есеп",
}
pytestmark = [pytest.mark.django_db, pytest.mark.clause("7(3)")]


@pytest.fixture
def planted(
    world: dict[str, dict[str, Any]], other_agency: Agency, caseworker: User
) -> dict[str, dict[str, Any]]:
    """The school's activity is for the child alone; the clinic has one in the same plan."""
    case, now = Case.objects.get(pk=world["case"]["pk"]), timezone.now()
    own = Activity.objects.get(pk=world["activity"]["pk"])
    child = case.family.memberships.get(relation="child").person
    own.item.persons.set([child])
    case.family.members.exclude(pk=child.pk).update(last_name=MARKS["other member"])
    Case.objects.filter(pk=case.pk).update(
        first_person_name=f"{MARKS['other member']} А.",
        source_detail=MARKS["who told"],
        address=MARKS["address"],
    )
    ground = GroundFactory.create(code="M1", name_kk=MARKS["ground"], name_ru=MARKS["ground"])
    CaseGround.objects.create(case=case, ground=ground, added_on=now.date(), added_by=caseworker)
    Note.objects.create(case=case, text=MARKS["note"], by=caseworker, at=now)
    Assessment.objects.create(
        case=case,
        occasion=Assessment.Occasion.INTAKE,
        assessed_on=now.date(),
        level=WellbeingLevelFactory.create(),
        needs=MARKS["needs"],
        assessed_by=caseworker,
    )
    visit = Visit.objects.create(
        case=case,
        visited_on=now.date(),
        findings=MARKS["visit"],
        arrival_missing="not_recorded",
        entered_by=caseworker,
        entered_at=now,
    )
    VisitParticipant.objects.create(visit=visit, name=MARKS["who took part"])
    StoredFile.objects.filter(case=case).update(name=f"{MARKS['file']}.pdf")
    CaseTransition.objects.create(
        case=case, verb="note", to_state=case.state, by=caseworker, at=now, reason=MARKS["reason"]
    )
    Plan.objects.filter(pk=own.plan_id).update(aim=MARKS["aim"])
    activity = of_another(own, other_agency)
    Report.objects.create(
        activity=activity,
        round=1,
        result="done",
        done_on=now.date(),
        text=MARKS["report of another"],
        by=caseworker,
        received_on=now.date(),
        entered_at=now,
    )
    return world


def of_another(own: Activity, agency: Agency) -> Activity:
    """An activity beside one in the same plan, sent to another agency."""
    item = PlanItem.objects.get(pk=own.item_id)
    item.pk, item.agency, item.activity = None, agency, None
    item.title = item.description = MARKS["activity of another"]
    item.save()
    assert own.dispatch
    dispatch = Dispatch.objects.get(pk=own.dispatch.pk)
    dispatch.pk, dispatch.agency, dispatch.mail = None, agency, None
    dispatch.save()
    activity = Activity.objects.get(pk=own.pk)
    activity.pk, activity.agency, activity.item, activity.dispatch = None, agency, item, dispatch
    activity.save()
    item.activity = activity
    item.save(update_fields=["activity"])
    return activity


def seen(client: Client, user: User, world: dict[str, dict[str, Any]]) -> set[str]:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answers = list(texts(client, world))
    return {name for name, mark in MARKS.items() if any(mark in text for text in answers)}


@pytest.mark.parametrize("reader", ["agency_worker", "agency_supervisor"])
def test_r12_an_agency_is_shown_nothing_that_stands_beside_its_part(
    client: Client,
    planted: dict[str, dict[str, Any]],
    reader: str,
    request: pytest.FixtureRequest,
) -> None:
    assert seen(client, request.getfixturevalue(reader), planted) == set()


def test_r12_the_centre_is_shown_all_of_it(
    client: Client, planted: dict[str, dict[str, Any]], head: User
) -> None:
    """That the search can fail: each mark stands on some page of the Centre."""
    assert seen(client, head, planted) == set(MARKS)
