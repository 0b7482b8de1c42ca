"""A case and its plan together: exit, termination, transfer (R13, R25)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, Refused, WrongState
from accounts.models import User
from agencies.models import Agency, Centre
from cases.models import Case, CaseDeadline, FamilyMember, Transfer
from cases.workflow import ask_transfer
from plans.models import Activity, Plan
from plans.workflow import cases, completion, drafting, review
from tests.factories import CaseFactory, PersonFactory, WellbeingLevelFactory
from tests.plans import rows, stories
from tests.plans.stories import refused
from tests.titles import activity_titled

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.usefixtures("reads_english")
WHY = "The father has work, the son goes to school every day."


@pytest.fixture
def assessed(case: Case) -> Case:
    """A case whose own next step is done: the family was assessed."""
    case.wellbeing = WellbeingLevelFactory.create()
    case.save(update_fields=["wellbeing"])
    return case


@pytest.fixture
def running(
    case: Case,
    agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    friday: dt.datetime,
) -> Plan:
    """In force: one activity of the school, one of the Centre."""
    return stories.approved(
        case,
        stories.item(case, agency=agency, due="2026-03-31", title="Tutor"),
        stories.item(case, agency=None, due="2026-04-15", title="Visit"),
        by=caseworker,
        head=head,
        now=friday,
    )


@pytest.mark.clause("3(6)")
def test_r25_exit_is_found_only_when_no_plan_is_open(
    case: Case, running: Plan, caseworker: User, head: User, friday: dt.datetime
) -> None:
    case.refresh_from_db()
    found: dict[str, Any] = {"now": friday, "on": friday.date(), "reason": WHY}
    with refused(Refused):
        cases.find_exit(case, by=head, **found)
    completion.terminate(running, by=head, now=friday, reason="Not needed.")
    with refused(Invalid, field="reason"):
        cases.find_exit(case, by=head, **{**found, "reason": " "})
    with refused(NotAllowed):
        cases.find_exit(case, by=caseworker, **found)
    cases.find_exit(case, by=head, **found)
    case.refresh_from_db()
    assert (case.state, case.closure) == (Case.State.COMPLETED, Case.Closure.EXIT)
    assert (case.exit_on, case.exit_reason) == (friday.date(), WHY)


@pytest.mark.clause("3(6)", "12")
def test_r25_completion_of_the_plan_is_not_exit(
    case: Case, agency: Agency, agency_worker: User, caseworker: User, head: User, on: Clock
) -> None:
    now = on("2026-03-20", "10:00")
    wanted = stories.item(case, agency=agency, due="2026-03-31")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    activity = plan.activities.get()
    stories.report(activity, by=agency_worker, now=now)
    review.mark_executed(activity, by=caseworker, now=now)
    plan.refresh_from_db()
    completion.complete(plan, by=head, now=now)
    case.refresh_from_db()
    assert (case.state, case.exit_on) == (Case.State.SUPPORTED, None)
    cases.find_exit(case, by=head, now=now, on=now.date(), reason=WHY)
    with refused(WrongState):
        drafting.draft(case, by=caseworker, now=now)


@pytest.mark.clause("8")
def test_closing_a_case_ends_its_plan_and_the_draft_of_a_new_version(
    case: Case, running: Plan, caseworker: User, head: User, friday: dt.datetime
) -> None:
    case.refresh_from_db()
    copy = drafting.new_version(running, by=caseworker, now=friday, reason="More help.")
    ends: dict[str, Any] = {"now": friday, "reason": "Moved abroad."}
    with refused(Invalid, field="closure"):
        cases.terminate_case(case, by=head, closure="exit", **ends)
    with refused(NotAllowed):
        cases.terminate_case(case, by=caseworker, closure="moved_away", **ends)
    cases.terminate_case(case, by=head, closure="moved_away", **ends)
    case.refresh_from_db()
    assert case.state == Case.State.TERMINATED
    assert set(Plan.objects.values_list("state", flat=True)) == {Plan.State.TERMINATED}
    assert set(running.activities.values_list("state", flat=True)) == {Activity.State.EXCLUDED}
    assert stories.terms_of(running) == stories.terms_of(copy) == {}


@pytest.fixture
def transfer(
    case: Case, running: Plan, other_centre: Centre, caseworker: User, friday: dt.datetime
) -> Transfer:
    case.refresh_from_db()
    return ask_transfer(
        case, by=caseworker, now=friday, to_centre=other_centre, reason="The family moves."
    )


@pytest.mark.clause("7(4)")
def test_r13_the_plan_goes_with_the_case_and_runs_on(
    transfer: Transfer,
    running: Plan,
    agency_worker: User,
    caseworker: User,
    other_caseworker: User,
    other_head: User,
    other_centre: Centre,
    on: Clock,
) -> None:
    before = stories.terms_of(running)
    now = on("2026-03-26", "10:00")
    cases.accept_transfer(transfer, by=other_head, now=now, responsible=other_caseworker)
    running.refresh_from_db()
    assert running.centre == other_centre
    assert set(running.activities.values_list("centre", flat=True)) == {other_centre.pk}
    assert stories.terms_of(running) == before
    terms = running.deadlines.filter(met_on=None, ended_on=None)
    assert set(terms.values_list("centre", flat=True)) == {other_centre.pk}
    own = terms.get(activity__agency=None)
    assert own.responsible == other_caseworker
    decision = CaseDeadline.objects.get(term="transfer_decision")
    assert decision.met_on == now.date()

    tutor = activity_titled(Activity.objects, "Tutor")
    assert not Activity.objects.visible_to(caseworker).exists()
    stories.report(tutor, by=agency_worker, now=now)
    with refused(NotAllowed):
        review.mark_executed(tutor, by=caseworker, now=now)
    review.mark_executed(tutor, by=other_caseworker, now=now)


@pytest.mark.clause("7(4)")
def test_r13_a_person_whom_the_new_centre_knows_stands_in_the_plan_as_that_person(
    transfer: Transfer,
    running: Plan,
    other_caseworker: User,
    other_head: User,
    other_centre: Centre,
    friday: dt.datetime,
) -> None:
    mother = stories.members(running.case)[0]
    known = PersonFactory.create(centre=other_centre, iin=mother.iin)
    cases.accept_transfer(transfer, by=other_head, now=friday, responsible=other_caseworker)
    assert FamilyMember.objects.filter(person=known).exists()
    for item in running.items.all():
        people = set(item.persons.all())
        assert known in people
        assert mother not in people
        assert len(people) == 2


@pytest.mark.clause("7(4)")
def test_r13_only_the_head_who_is_asked_decides_and_once(
    transfer: Transfer,
    running: Plan,
    caseworker: User,
    head: User,
    other_caseworker: User,
    other_head: User,
    friday: dt.datetime,
) -> None:
    for somebody in (head, other_caseworker):
        with refused(NotAllowed):
            cases.accept_transfer(transfer, by=somebody, now=friday, responsible=other_caseworker)
    with refused(Invalid, field="responsible"):
        cases.accept_transfer(transfer, by=other_head, now=friday, responsible=caseworker)
    with refused(Invalid, field="reason"):
        cases.refuse_transfer(transfer, by=other_head, now=friday, reason="")
    cases.refuse_transfer(transfer, by=other_head, now=friday, reason="They stay in Semey.")
    with refused(WrongState):
        cases.accept_transfer(transfer, by=other_head, now=friday, responsible=other_caseworker)
    running.refresh_from_db()
    assert running.centre == transfer.from_centre
    assert CaseDeadline.objects.get(term="transfer_decision").met_on == friday.date()


@pytest.mark.clause("7(4)")
def test_r13_the_pages_of_a_transfer(
    transfer: Transfer,
    running: Plan,
    head: User,
    other_caseworker: User,
    other_head: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    accept = reverse("transfer-accept", args=[transfer.pk])
    refuse = reverse("transfer-refuse", args=[transfer.pk])
    for somebody in (head, other_caseworker):
        assert sign_in(somebody).get(accept).status_code == 403
        assert sign_in(somebody).get(refuse).status_code == 403
    browser = sign_in(other_head)
    assert browser.get(refuse).status_code == 200
    assert browser.post(refuse, {"reason": ""}).status_code == 400
    page = browser.get(accept)
    assert list(page.context["form"].fields["responsible"].queryset) == [
        other_caseworker,
        other_head,
    ]
    assert browser.post(accept, {"responsible": head.pk}).status_code == 400
    done = browser.post(accept, {"responsible": other_caseworker.pk}, follow=True)
    assert done.redirect_chain == [(reverse("case", args=[running.case_id]), 302)]
    assert "Tutor" in done.content.decode()
    assert browser.post(refuse, {"reason": "Too late."}).status_code == 409


@pytest.mark.clause("3(6)")
def test_r25_the_page_of_exit(
    case: Case, running: Plan, caseworker: User, head: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    address = reverse("case-exit", args=[case.pk])
    assert sign_in(caseworker).get(address).status_code == 403
    browser = sign_in(head)
    assert str(running) in browser.get(address).content.decode()
    typed = {"on": "2026-03-20", "reason": WHY}
    refusal = browser.post(address, typed)
    assert refusal.status_code == 409
    assert WHY in refusal.content.decode()
    completion.terminate(running, by=head, now=friday, reason="Not needed.")
    assert browser.post(address, {**typed, "on": "2026-03-21"}).status_code == 400
    assert browser.post(address, typed).status_code == 302
    case.refresh_from_db()
    assert case.exit_on == dt.date(2026, 3, 20)


def test_the_page_that_closes_a_case(
    case: Case, running: Plan, caseworker: User, head: User, sign_in: SignIn
) -> None:
    address = reverse("case-terminate", args=[case.pk])
    assert sign_in(caseworker).get(address).status_code == 403
    browser = sign_in(head)
    assert "2 open activities are taken out" in browser.get(address).content.decode()
    assert browser.post(address, {"closure": "exit", "reason": "No."}).status_code == 400
    assert browser.post(address, {"closure": "death", "reason": "She died."}).status_code == 302
    running.refresh_from_db()
    assert running.state == Plan.State.TERMINATED


@pytest.mark.clause("8")
def test_r15_the_plan_stands_on_the_page_of_its_case(
    case: Case, assessed: Case, caseworker: User, head: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    browser, page = sign_in(caseworker), reverse("case", args=[case.pk])
    assert "There is no plan yet." in browser.get(page).content.decode()
    begun = browser.post(reverse("plan-draft", args=[case.pk]))
    plan = Plan.objects.get()
    assert begun.headers["Location"] == reverse("plan-edit", args=[plan.pk])
    assert browser.post(reverse("plan-draft", args=[case.pk])).status_code == 409
    drafting.add_item(
        plan, stories.item(case, agency=None, due="2026-03-31"), by=caseworker, now=friday
    )
    shown = browser.get(page).content.decode()
    assert "Help at school" in shown
    assert "Finish the draft" in shown


@pytest.mark.clause("12")
def test_r20_the_completion_page_shows_who_marked_what_and_what_comes_next(
    case: Case,
    assessed: Case,
    agency: Agency,
    agency_worker: User,
    caseworker: User,
    head: User,
    on: Clock,
    sign_in: SignIn,
) -> None:
    now = on("2026-03-20", "10:00")
    wanted = stories.item(case, agency=agency, due="2026-03-31", title="Tutor")
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    address = reverse("plan-complete", args=[plan.pk])
    browser = sign_in(head)
    assert browser.get(address).status_code == 403
    assert browser.post(address).status_code == 409
    activity = plan.activities.get()
    stories.report(activity, by=agency_worker, now=now)
    review.mark_executed(activity, by=caseworker, now=now)
    page = browser.get(address).content.decode()
    for words in ("Tutor", agency.name_kk[:3], caseworker.full_name, "20 March 2026"):
        assert words in page
    refusal = sign_in(caseworker).post(address)
    assert refusal.status_code == 403
    done = sign_in(head).post(address, follow=True)
    assert done.redirect_chain == [(reverse("case", args=[case.pk]), 302)]
    assert "Find whether the family has left the situation" in done.content.decode()
    assert sign_in(head).post(address).status_code == 409


def test_the_case_with_a_plan_takes_few_queries(
    case: Case, running: Plan, caseworker: User, sign_in: SignIn
) -> None:
    browser = sign_in(caseworker)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(reverse("case", args=[case.pk])).status_code == 200
    assert len(queries) <= 15


def test_r25_a_case_that_ended_offers_no_plan(
    centre: Centre, caseworker: User, head: User, sign_in: SignIn
) -> None:
    case = CaseFactory.create(centre=centre, responsible=caseworker, completed=True)
    rows.plan_in("completed", case=case, by=head)
    page = sign_in(caseworker).get(reverse("case", args=[case.pk])).content.decode()
    assert "Draw up a plan" not in page
    assert sign_in(caseworker).post(reverse("plan-draft", args=[case.pk])).status_code == 403
