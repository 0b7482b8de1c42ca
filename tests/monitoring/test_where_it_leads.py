"""What My day, the notices and the next step offer opens, for whoever it is offered to (R10)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from agencies.models import Agency
from cases.models import Case
from monitoring.sweep import sweep
from plans.models import Activity, Plan
from plans.workflow import completion, dispatch, drafting, execution, review
from tests.factories import AssessmentFactory, CaseDeadlineFactory, CaseFactory
from tests.monitoring.pages import rows, words
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]


@pytest.fixture
def case(case: Case) -> Case:
    """A family that was assessed: the next step of its case is that of its plan."""
    AssessmentFactory.create(case=case)
    Case.objects.filter(pk=case.pk).update(wellbeing="D")
    return case


@pytest.fixture
def later_date(activity: Activity, agency_worker: User, on: Clock) -> None:
    execution.ask_later_date(
        activity, due_on=dt.date(2026, 4, 8), reason="Ill.", by=agency_worker, now=on("2026-03-19")
    )


@pytest.fixture
def declined(activity: Activity, agency_worker: User, on: Clock) -> None:
    dispatch.decline(activity, by=agency_worker, now=on("2026-03-19"), reason="Not ours.")


@pytest.fixture
def reported(activity: Activity, agency_worker: User, on: Clock) -> None:
    stories.report(activity, by=agency_worker, now=on("2026-03-19"))


@pytest.fixture
def submitted(case: Case, agency: Agency, caseworker: User, working_days: None, on: Clock) -> Plan:
    wanted = stories.item(case, agency=agency, due="2026-04-10")
    plan = stories.drafted(case, wanted, by=caseworker, now=on("2026-03-19"))
    drafting.submit(plan, by=caseworker, now=on("2026-03-19"))
    return plan


@pytest.mark.clause("11")
@pytest.mark.parametrize("what", ["later_date", "declined", "reported"])
def test_r18_what_the_centre_decides_opens_from_everywhere(
    what: str, activity: Activity, caseworker: User, sign_in: SignIn, request: Any
) -> None:
    request.getfixturevalue(what)
    browser = sign_in(caseworker)
    [row] = browser.get("/").context["rows"]
    case, plan = (
        browser.get(f"/cases/{activity.case_id}/"),
        browser.get(f"/plans/{activity.plan_id}/"),
    )
    offered = {row.url, case.context["step"].url, plan.context["step"].url}
    assert len(offered) == 1
    assert browser.get(offered.pop()).status_code == 200


@pytest.mark.clause("8")
def test_r15_the_heads_decision_is_a_button_for_the_head_alone(
    submitted: Plan, caseworker: User, head: User, sign_in: SignIn
) -> None:
    decision = reverse("plan-approve", args=[submitted.pk])
    pages = [reverse("case", args=[submitted.case_id]), reverse("plan", args=[submitted.pk])]
    for user, offered in ((head, decision), (caseworker, "")):
        browser = sign_in(user)
        assert [browser.get(page).context["step"].url for page in pages] == [offered] * 2
    [row] = sign_in(caseworker).get("/?scope=all").context["rows"]
    assert (row.url, row.verb) == (reverse("plan", args=[submitted.pk]), "Open")
    [row] = sign_in(head).get("/").context["rows"]
    assert row.url == decision


@pytest.mark.clause("12")
def test_r20_a_notice_of_a_term_that_was_met_leads_to_the_plan(
    reported: None,
    activity: Activity,
    plan: Plan,
    caseworker: User,
    head: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    activity.refresh_from_db()
    review.mark_executed(activity, by=caseworker, now=on("2026-03-19"), seen=activity.rounds)
    sweep(now=on("2026-03-20"))
    plan.refresh_from_db()
    browser = sign_in(head)
    assert f'href="/plans/{plan.pk}/complete/"' in browser.get("/notices/").content.decode()
    assert sign_in(caseworker).get(f"/plans/{plan.pk}/").context["step"].url == ""
    completion.complete(plan, by=head, now=on("2026-03-20"))
    page = sign_in(head).get("/notices/").content.decode()
    assert f'href="/plans/{plan.pk}/"' in page
    assert f'href="/plans/{plan.pk}/complete/"' not in page


@pytest.mark.clause("3(5)")
def test_r3_an_assessed_family_waits_for_the_head(
    case: Case, caseworker: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-19")
    family = CaseFactory.create(centre=case.centre, responsible=caseworker, assessing=True)
    Case.objects.filter(pk=family.pk).update(wellbeing="D")
    CaseDeadlineFactory.create(
        case=family, role=Role.HEAD, responsible=None, due_on=dt.date(2026, 3, 26)
    )
    decision = reverse("case-recognise", args=[family.pk])
    [row] = sign_in(head).get("/").context["rows"]
    assert (row.what, row.url) == ("Decide whether this is a difficult life situation", decision)
    assert rows(sign_in(caseworker).get("/")) == []
    [row] = sign_in(caseworker).get("/?scope=all").context["rows"]
    assert row.url == reverse("case", args=[family.pk])
    for user, offered in ((head, decision), (caseworker, "")):
        page = sign_in(user).get(reverse("case", args=[family.pk]))
        assert page.context["step"].url == offered


@pytest.mark.clause("11")
def test_r18_the_timeline_of_an_activity_tells_of_later_dates_in_words(
    later_date: None, activity: Activity, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    execution.refuse_later_date(
        activity.extensions.get(), by=caseworker, now=on("2026-03-19"), reason="It is urgent."
    )
    page = sign_in(caseworker).get(reverse("activity", args=[activity.pk]))
    told = [entry["what"] for entry in page.context["entries"]]
    assert [str(what) for what in told[:2]] == ["Refuse the later date", "Ask for a later date"]


@pytest.mark.clause("3(6)")
def test_r25_nothing_is_left_to_do_on_the_plan_of_a_closed_case(
    plan: Plan, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-20")
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.COMPLETED, executed_on="2026-03-19", completed_on="2026-03-20"
    )
    address, browser = reverse("plan", args=[plan.pk]), sign_in(caseworker)
    assert "draw up a new plan" in browser.get(address).context["step"].what
    Case.objects.filter(pk=plan.case_id).update(
        state="completed", closure="exit", closed_on="2026-03-20"
    )
    assert browser.get(address).context["step"].what == ""


@pytest.mark.clause("11")
def test_r18_a_line_of_the_plan_has_its_weekday_and_names_the_term_that_is_near(
    activity: Activity, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-19")
    page = words(sign_in(caseworker).get(reverse("plan", args=[activity.plan_id])).content.decode())
    assert "20.03.2026, Fri" in page
    assert "Report on execution: 1 working day left" in page
