"""The whole plan goes to a body for which that is set: services, executors, dates, no persons."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import AccessRecord, User
from accounts.scopes import NOWHERE, within
from agencies.models import Agency, Service
from agencies.offices import scope_of
from cases import workflow
from cases.models import Case
from plans import slices
from plans.models import Activity, Dispatch, PlanItem
from plans.workflow import approval, dispatch, drafting, review
from plans.workflow.drafting import ItemInput
from tests.factories import AgencyFactory, CaseFactory, MembershipFactory, ServiceFactory
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]
pytestmark = [
    pytest.mark.usefixtures("reads_english"),
    pytest.mark.clause("7(3)", "9"),
]
OTHERS = "Joining a clinic"
#: What stands in the plan beside it, and is not for the school.
LEFT_OUT = ("Сынақова", "Secret.", "A course for the mother", "Help for victims")
WHOLE = "What others do in the plan"


@pytest.fixture
def clinic() -> Agency:
    row: Agency = AgencyFactory.create(clinic=True, name_kk="Емхана", name_ru="Поликлиника")
    return row


@pytest.fixture
def set_for(agency: Agency) -> None:
    """That the school gets the whole plan, and why."""
    Agency.objects.filter(pk=agency.pk).update(
        gets_whole_plan=True, whole_plan_source="Agreement No. 2 of made-up bodies"
    )
    agency.refresh_from_db()


def service(name: str, clinic: Agency, *, named: bool) -> Service:
    row: Service = ServiceFactory.create(
        name_kk=name, name_ru=name, sector=clinic.sector, named_to_others=named
    )
    return row


@pytest.fixture
def asked_among_others(
    case: Case,
    agency: Agency,
    clinic: Agency,
    caseworker: User,
    head: User,
    on: Clock,
) -> Activity:
    """The school is asked; a clinic as well, with all that is not for a school; another school."""
    told = service(OTHERS, clinic, named=True)
    secret = service("Help for victims", clinic, named=False)

    def of_clinic(due: str, **more: Any) -> ItemInput:
        words = {"agency": clinic, "due": due, "title": "", "description": "Secret."}
        return stories.item(case, **{**words, **more})

    plan = stories.approved(
        case,
        stories.item(case, agency=agency, due="2026-03-31", kind=PlanItem.Kind.OFFENCES),
        of_clinic("2026-04-06", service=told, title="Сынақова бармақ"),
        of_clinic("2026-04-07", service=told, kind=PlanItem.Kind.RELAPSE),
        of_clinic("2026-04-08", service=told, kind=PlanItem.Kind.OFFENCES),
        of_clinic("2026-04-09", service=secret),
        of_clinic("2026-04-10", title="A course for the mother"),
        of_clinic("2026-04-13", service=told, agency=AgencyFactory.create()),
        by=caseworker,
        head=head,
        now=on("2026-03-20", "10:00"),
    )
    return plan.activities.get(agency=agency)


def seal(case: Case, *, by: User, on: Clock, **more: Any) -> None:
    words: dict[str, Any] = {"ground": "violence", "reason": "A threat.", "agencies_see": True}
    readers = [case.responsible]
    workflow.seal(case, by=by, now=on("2026-03-26"), readers=readers, **{**words, **more})


def page_for(user: User, asked: Activity, sign_in: SignIn) -> str:
    return sign_in(user).get(reverse("activity", args=[asked.pk])).content.decode()


def lines_for(user: User, asked: Activity) -> list[dict[str, Any]]:
    api = APIClient()
    api.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = api.get(f"/api/v1/dispatches/{asked.dispatch_id}/whole_plan/")
    assert answer.status_code == 200
    lines: list[dict[str, Any]] = answer.json()
    return lines


def test_r16_a_body_gets_its_own_activities_alone_unless_it_is_set_otherwise(
    asked_among_others: Activity, agency_worker: User, sign_in: SignIn
) -> None:
    page = page_for(agency_worker, asked_among_others, sign_in)
    assert WHOLE not in page
    assert OTHERS not in page
    assert lines_for(agency_worker, asked_among_others) == []


@pytest.mark.usefixtures("set_for")
def test_r16_a_body_that_is_set_to_get_the_whole_plan_reads_services_executors_and_dates(
    asked_among_others: Activity, agency: Agency, clinic: Agency, agency_worker: User
) -> None:
    own = {"stage": 1, "name": "Help at school", "executor": "agency", "agency": agency.pk}
    others = {"stage": 1, "name": OTHERS, "executor": "agency", "agency": clinic.pk}
    # By whom is not told where a body of another sector could tell too much.
    unknown = {"stage": 1, "name": OTHERS, "executor": "", "agency": None}
    assert lines_for(agency_worker, asked_among_others) == [
        {**own, "due_on": "2026-03-31"},
        {**others, "due_on": "2026-04-06"},
        {**unknown, "due_on": "2026-04-13"},
    ]


@pytest.mark.usefixtures("set_for")
def test_r12_what_could_tell_of_the_familys_trouble_is_left_out(
    asked_among_others: Activity, agency_worker: User, sign_in: SignIn
) -> None:
    page = page_for(agency_worker, asked_among_others, sign_in)
    whole = page.partition('class="whole-plan"')[2].partition("</details>")[0]
    assert "Поликлиника" in whole or "Емхана" in whole
    assert "06.04.2026" in whole
    assert not [words for words in LEFT_OUT if words in whole]
    assert not [day for day in ("07", "08", "09", "10") if f"{day}.04.2026" in whole]


@pytest.mark.usefixtures("set_for")
def test_r12_a_reading_of_the_whole_plan_over_the_api_is_a_row(
    asked_among_others: Activity, agency_worker: User
) -> None:
    lines_for(agency_worker, asked_among_others)
    row = AccessRecord.objects.latest("pk")
    assert (row.user, row.subject) == (agency_worker, "dispatch")
    assert row.case_ids == [asked_among_others.case_id]


@pytest.mark.usefixtures("set_for")
def test_r12_no_other_row_of_the_plan_is_shown_to_the_body(
    asked_among_others: Activity, agency_worker: User
) -> None:
    with within(NOWHERE):  # The verbs of the story are over, and nothing is in hand.
        assert not Activity.objects.exists()
    with within(scope_of(agency_worker)):
        assert Activity.objects.get() == asked_among_others
        assert PlanItem.objects.get() == asked_among_others.item


def test_r16_what_is_set_later_holds_from_the_next_sending_on(
    asked_among_others: Activity, set_for: None, agency_worker: User, sign_in: SignIn
) -> None:
    assert WHOLE not in page_for(agency_worker, asked_among_others, sign_in)


@pytest.mark.usefixtures("set_for")
def test_r16_what_is_no_longer_set_is_shown_no_more(
    asked_among_others: Activity, agency: Agency, agency_worker: User, sign_in: SignIn
) -> None:
    Agency.objects.filter(pk=agency.pk).update(gets_whole_plan=False)
    assert WHOLE not in page_for(agency_worker, asked_among_others, sign_in)


@pytest.mark.usefixtures("set_for")
def test_r12_a_body_that_has_nothing_left_to_do_is_told_nothing_of_others(
    asked_among_others: Activity,
    agency_worker: User,
    caseworker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    now = on("2026-03-26")
    [report] = stories.report(asked_among_others, by=agency_worker, now=now)
    assert WHOLE in page_for(agency_worker, asked_among_others, sign_in)
    review.mark_executed(report.activity, by=caseworker, now=now)
    assert WHOLE not in page_for(agency_worker, asked_among_others, sign_in)


@pytest.mark.usefixtures("set_for")
def test_r12_a_body_that_declined_is_told_nothing_of_others(
    asked_among_others: Activity, agency_worker: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-26")
    dispatch.decline(asked_among_others, by=agency_worker, now=now, reason="Not ours.")
    assert WHOLE not in page_for(agency_worker, asked_among_others, sign_in)


@pytest.mark.usefixtures("set_for")
def test_r12_the_database_gives_nothing_of_what_was_not_sent(
    asked_among_others: Activity, agency_worker: User
) -> None:
    part = asked_among_others.dispatch
    assert part
    Dispatch.objects.filter(pk=part.pk).update(state="held", sent_at=None)
    with within(scope_of(agency_worker)):
        assert slices.whole_plan(part) == []


@pytest.mark.usefixtures("set_for")
def test_r12_of_a_sealed_case_nobody_is_told_what_others_do(
    asked_among_others: Activity, head: User, agency_worker: User, sign_in: SignIn, on: Clock
) -> None:
    seal(asked_among_others.case, by=head, on=on)
    page = page_for(agency_worker, asked_among_others, sign_in)
    assert "Help at school" in page
    assert OTHERS not in page


@pytest.mark.usefixtures("set_for")
def test_r12_nor_where_a_member_is_in_a_sealed_family_now(
    asked_among_others: Activity, head: User, agency_worker: User, sign_in: SignIn, on: Clock
) -> None:
    """Else the plan of the one could tell where the other is."""
    elsewhere = CaseFactory.create(centre=asked_among_others.centre, responsible=head)
    left = stories.members(asked_among_others.case)[0]
    elsewhere.family.memberships.create(person=left, relation="other")
    assert OTHERS in page_for(agency_worker, asked_among_others, sign_in)
    seal(elsewhere, by=head, on=on, agencies_see=False)
    with within(scope_of(agency_worker)):
        assert asked_among_others.dispatch
        assert slices.whole_plan(asked_among_others.dispatch) == []


@pytest.mark.usefixtures("set_for")
def test_r12_whoever_also_works_at_the_centre_is_kept_out_by_the_seal(
    asked_among_others: Activity, agency: Agency, head: User, colleague: User, on: Clock
) -> None:
    MembershipFactory.create(user=colleague, role="agency_worker", agency=agency)
    seal(asked_among_others.case, by=head, on=on)
    with within(NOWHERE):  # The verbs of the story are over, and nothing is in hand.
        assert not Activity.objects.exists()
    with within(scope_of(User.objects.get(pk=colleague.pk))):
        assert not Activity.objects.exists()


@pytest.mark.usefixtures("set_for")
def test_r12_a_body_that_takes_part_no_more_is_told_nothing(
    asked_among_others: Activity, agency: Agency, agency_worker: User
) -> None:
    assert asked_among_others.dispatch
    Agency.objects.filter(pk=agency.pk).update(is_active=False)
    with within(scope_of(agency_worker)):
        assert slices.whole_plan(asked_among_others.dispatch) == []


@pytest.mark.usefixtures("set_for")
def test_r16_a_body_reads_the_version_in_force(
    asked_among_others: Activity, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-26")
    newer = drafting.new_version(
        asked_among_others.plan, by=caseworker, now=now, reason="A mistake."
    )
    item = newer.items.get(due_on=dt.date(2026, 4, 6))
    entered = drafting.item_input(item)
    entered.due_on = dt.date(2026, 4, 14)
    drafting.change_item(item, entered, by=caseworker, now=now)
    before = [line["due_on"] for line in lines_for(agency_worker, asked_among_others)]
    stories.agree(newer, by=caseworker, now=now)
    drafting.submit(newer, by=caseworker, now=now)
    approval.approve(newer, by=head, now=now)
    after = [line["due_on"] for line in lines_for(agency_worker, asked_among_others)]
    assert before == ["2026-03-31", "2026-04-06", "2026-04-13"]
    assert after == ["2026-03-31", "2026-04-14", "2026-04-13"]


@pytest.mark.usefixtures("set_for")
def test_r12_the_database_gives_the_whole_plan_to_that_body_and_the_centre_alone(
    asked_among_others: Activity,
    agency_worker: User,
    caseworker: User,
    other_caseworker: User,
    regional_manager: User,
    other_agency_worker: User,
) -> None:
    assert asked_among_others.dispatch
    told = {}
    readers = [agency_worker, caseworker, other_caseworker, regional_manager, other_agency_worker]
    for reader in readers:
        with within(scope_of(reader)):
            told[reader] = bool(slices.whole_plan(asked_among_others.dispatch))
    assert [told[reader] for reader in readers] == [True, True, False, False, False]


@pytest.mark.usefixtures("set_for")
def test_r16_the_letter_holds_the_whole_plan_for_a_body_without_accounts(
    asked_among_others: Activity, head: User, sign_in: SignIn
) -> None:
    page = sign_in(head).get(
        reverse("dispatch-letter", args=[asked_among_others.dispatch_id]), {"paper": "ru"}
    )
    letter = page.content.decode()
    assert OTHERS in letter
    assert not [words for words in LEFT_OUT[1:] if words in letter]


@pytest.mark.usefixtures("set_for")
def test_r16_the_head_is_told_what_goes_along_before_and_after(
    case: Case, agency: Agency, caseworker: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    now = on("2026-03-20", "10:00")
    plan = stories.drafted(case, wanted, by=caseworker, now=now)
    drafting.submit(plan, by=caseworker, now=now)
    browser = sign_in(head)
    before = browser.get(reverse("plan-approve", args=[plan.pk])).content.decode()
    assert "with it what others do in the plan" in before
    approval.approve(plan, by=head, now=now)
    after = browser.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "with the whole plan" in after


def test_r16_that_a_body_gets_the_whole_plan_takes_a_source(
    agency: Agency, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    url = f"/admin/agencies/agency/{agency.pk}/change/"
    entered = {
        "name_kk": agency.name_kk,
        "name_ru": agency.name_ru,
        "sector": agency.sector_id,
        "bin": agency.bin,
        "territories": [row.pk for row in agency.territories.all()],
        "is_active": "on",
        "gets_whole_plan": "on",
    }
    refused = browser.post(url, entered)
    assert "Say why the body needs the whole plan." in refused.content.decode()
    browser.post(url, entered | {"whole_plan_source": "Agreement No. 2 of made-up bodies"})
    agency.refresh_from_db()
    assert agency.gets_whole_plan
    with pytest.raises(IntegrityError, match="whole_plan_has_a_source"):
        Agency.objects.filter(pk=agency.pk).update(whole_plan_source="")
