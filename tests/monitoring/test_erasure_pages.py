"""The head is told, decides on a page, and prints an act; the case says what became of it (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Notice, User
from cases import workflow
from cases.models import Case, Erasure, Person, Seal
from monitoring.models import Conclusion
from monitoring.tasks import keep_and_forget
from monitoring.workflow.erasing import erase
from tests import factories as make
from tests.accounts.passwords import PASSWORD, with_password
from tests.monitoring.closed_case import LATER
from tests.monitoring.pages import words

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Client]
ACT = {"number": "7-А", "reason": "The period is over."}
pytestmark = pytest.mark.clause("7(3)")


def told(head: User) -> list[int]:
    rows = Notice.objects.filter(recipient=head, kind="erasure_due")
    return [row.payload["case"] for row in rows.order_by("pk")]


def test_r12_the_head_is_told_once_a_month_and_led_to_the_list(
    closed: Case, head: User, caseworker: User, due: dt.datetime, sign_in: SignIn, on: Clock
) -> None:
    keep_and_forget()
    keep_and_forget()
    assert (told(head), told(caseworker)) == ([closed.pk], [])
    on("2032-03-01")
    keep_and_forget()
    assert told(head) == [closed.pk] * 2
    page = sign_in(head).get(reverse("notices")).content.decode()
    assert reverse("erasures") in page
    erase(closed, by=head, now=due, **ACT)
    on("2032-04-01")
    keep_and_forget()
    assert len(told(head)) == 2


def test_r12_without_a_period_nobody_is_told_and_the_page_says_so(
    closed: Case, closed_and_signed: Conclusion, head: User, sign_in: SignIn, on: Clock
) -> None:
    on(LATER)
    keep_and_forget()
    assert told(head) == []
    page = words(sign_in(head).get(reverse("erasures")).content.decode())
    assert "No period of keeping has been entered" in page
    assert closed.number not in page


def test_r12_a_sealed_case_is_not_due(
    closed: Case, head: User, caseworker: User, due: dt.datetime, sign_in: SignIn
) -> None:
    reasons: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": True}
    workflow.seal(closed, by=head, now=due, readers=[caseworker], **reasons)
    assert Seal.objects.open().exists()
    keep_and_forget()
    assert told(head) == []
    assert closed.number not in sign_in(head).get(reverse("erasures")).content.decode()


def test_r12_an_open_case_and_one_refused_lately_are_not_due(
    closed: Case, head: User, due: dt.datetime, sign_in: SignIn
) -> None:
    others = [
        make.CaseFactory.create(centre=closed.centre),
        make.CaseFactory.create(centre=closed.centre, closed_on=None, not_recognised=True),
    ]
    page = sign_in(head).get(reverse("erasures")).content.decode()
    assert [case.number in page for case in (closed, *others)] == [True, False, False]


def test_r12_the_head_decides_after_the_password_and_the_case_says_so_everywhere(
    closed: Case, head: User, due: dt.datetime, sign_in: SignIn, on: Clock
) -> None:
    browser, url = sign_in(with_password(head)), reverse("case-erase", args=[closed.pk])
    person = Person.objects.get(memberships__relation="self")
    on(LATER, "10:16")
    assert browser.get(url).status_code == 302  # to the password
    browser.post(f"{reverse('confirm')}?next={url}", {"password": PASSWORD})
    assert browser.get(url).status_code == 200
    done = browser.post(url, ACT, follow=True)
    assert (done.status_code, Erasure.objects.get().number) == (200, "7-А")
    assert browser.post(url, ACT).status_code == 410
    plan, activity = closed.plans.get(), closed.activities.get()
    for name in ("case", "case-timeline", "case-visits", "case-files", "case-readers"):
        page = words(browser.get(reverse(name, args=[closed.pk])).content.decode())
        assert "by Head, act № 7-А" in page
        assert person.last_name not in page
    plan.dispatches.update(on_paper=True)
    letter = reverse("dispatch-letter", args=[plan.dispatches.get().pk])
    activity_page = reverse("activity", args=[activity.pk])
    for address in (reverse("plan", args=[plan.pk]), activity_page, letter):
        answer = browser.get(address)
        assert (answer.status_code, "anonymised" in answer.content.decode()) == (410, True)
    assert closed.number not in browser.get("/cases/?whose=centre&state=all").content.decode()
    assert browser.get(f"/api/v1/cases/{closed.pk}/").status_code == 404


def test_r12_what_stands_in_the_way_is_said_before_anything_is_typed(
    closed: Case, head: User, due: dt.datetime, sign_in: SignIn
) -> None:
    make.CaseDeadlineFactory.create(case=closed)
    browser, url = sign_in(head), reverse("case-erase", args=[closed.pk])
    with_password_now(browser)
    assert "A term of this case is still owed." in words(browser.get(url).content.decode())
    refused = browser.post(url, ACT)
    assert (refused.status_code, Erasure.objects.count()) == (409, 0)


def with_password_now(browser: Client) -> None:
    from accounts.freshness import CONFIRMED

    session = browser.session
    session[CONFIRMED] = int(dt.datetime.fromisoformat(f"{LATER}T10:00+05:00").timestamp())
    session.save()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_r12_the_act_has_numbers_and_nobody_of_the_family(
    closed: Case, head: User, due: dt.datetime, sign_in: SignIn, language: str
) -> None:
    persons = list(closed.family.members.all())
    erase(closed, by=head, now=due, **ACT)
    url = reverse("case-erasure", args=[closed.pk])
    page = words(sign_in(head).get(f"{url}?language={language}").content.decode())
    for said in ("7-А", closed.number, "a made-up act", head.full_name):
        assert said in page
    assert not any(person.first_name in page for person in persons)
    assert sign_in(closed.responsible).get(url).status_code == 403
