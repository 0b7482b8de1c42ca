"""Forms of a quarter: a second click adds nothing, and what comes too late loses nothing typed."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from monitoring.models import Conclusion, Recommendation, Sentence, Shortcoming
from tests.factories import CaseFactory
from tests.monitoring.quarters import sign

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
TEXTS = {"text_kk": "Мектепті тарту.", "text_ru": "Привлечь школу."}
ADVICE = {**TEXTS, "addressee": "centre", "due_on": "2026-06-30"}
pytestmark = pytest.mark.clause("14 para 1")


def page(conclusion: Conclusion, part: str, *more: Any) -> str:
    return reverse(f"quarter-{part}", args=[conclusion.monitoring_id, *more])


@pytest.mark.clause("14 para 2")
def test_r23_a_second_click_adds_one_recommendation_and_one_shortcoming(
    draft: Conclusion, caseworker: User, sign_in: SignIn
) -> None:
    browser = sign_in(caseworker)
    before = Recommendation.objects.count(), Shortcoming.objects.count()
    sent = {**ADVICE, "token": str(uuid4())}
    for _click in range(2):
        assert browser.post(page(draft, "new-advice"), sent).status_code == 302
    named = {**TEXTS, "measure": "cases"}
    codes = [browser.post(page(draft, "new-shortcoming"), named).status_code for _ in range(2)]
    assert codes == [302, 400]
    after = Recommendation.objects.count(), Shortcoming.objects.count()
    assert after == (before[0] + 1, before[1] + 1)


def test_r22_a_second_click_signs_sends_and_receives_once(
    draft: Conclusion, head: User, authorised_body: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-04-06")
    browser = sign_in(head)
    form = browser.get(page(draft, "sign")).context["form"]
    seen = {"seen": form.initial["seen"]}
    assert [browser.post(page(draft, "sign"), seen).status_code for _ in range(2)] == [302, 409]
    assert [browser.post(page(draft, "send")).status_code for _ in range(2)] == [302, 409]
    browser = sign_in(authorised_body)
    first = browser.post(page(draft, "receive"), {"number": "12/345"})
    again = browser.post(page(draft, "receive"), {"number": "99/999"})
    assert (first.status_code, again.status_code) == (302, 409)
    assert 'value="99/999"' in again.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.receipt_number) == ("received", "12/345")
    verbs = list(draft.transitions.values_list("verb", flat=True))
    assert verbs == ["draft_conclusion", "sign", "send_conclusion", "receive"]


@pytest.fixture
def late(draft: Conclusion, head: User, caseworker: User, sign_in: SignIn, on: Clock) -> Any:
    """The browser of a caseworker who types while the head signs."""
    sign(draft, by=head, now=on("2026-04-06"))
    return sign_in(caseworker)


@pytest.mark.parametrize("form", ["sentence", "shortcoming", "new-advice", "new-shortcoming"])
def test_r22_what_is_typed_while_the_head_signs_is_refused_and_stays(
    draft: Conclusion, late: Any, form: str
) -> None:
    rows: dict[str, Any] = {
        "sentence": Sentence.objects.filter(conclusion=draft),
        "shortcoming": Shortcoming.objects.filter(conclusion=draft),
    }
    more = [rows[form].order_by("pk")[0].pk] if form in rows else []
    typed = {**ADVICE, "measure": "cases", "token": str(uuid4())}
    answer = late.post(page(draft, form, *more), typed)
    assert answer.status_code == 409
    assert "Привлечь школу." in answer.content.decode()
    assert late.get(page(draft, form, *more)).status_code == 404
    for model in (Sentence, Shortcoming, Recommendation):
        assert not model.objects.filter(text_ru="Привлечь школу.").exists()


def test_r22_a_changed_recommendation_comes_too_late_as_well(draft: Conclusion, late: Any) -> None:
    row = Recommendation.objects.filter(conclusion=draft).order_by("pk")[0]
    answer = late.post(page(draft, "change-advice", row.pk), ADVICE)
    assert answer.status_code == 409
    assert "Привлечь школу." in answer.content.decode()
    assert late.post(page(draft, "take-back", row.pk)).status_code == 302
    assert Recommendation.objects.filter(pk=row.pk, text_ru=row.text_ru).exists()
    assert late.post(page(draft, "count")).status_code == 302


@pytest.mark.clause("14 para 2")
def test_r23_a_recommendation_that_lacks_something_says_where_and_keeps_the_rest(
    draft: Conclusion, caseworker: User, sign_in: SignIn
) -> None:
    browser = sign_in(caseworker)
    sent = {**ADVICE, "addressee": "agency", "token": str(uuid4())}
    answer = browser.post(page(draft, "new-advice"), sent)
    assert answer.status_code == 400
    assert "agency" in answer.context["form"].errors
    assert "Привлечь школу." in answer.content.decode()


def test_r22_a_correction_is_begun_once_and_the_reason_stays(
    signed: Conclusion, head: User, sign_in: SignIn
) -> None:
    browser = sign_in(head)
    address = page(signed, "correct")
    codes = [browser.post(address, {"reason": "A case was missing."}).status_code]
    again = browser.post(address, {"reason": "Another reason."})
    assert [*codes, again.status_code] == [302, 409]
    assert "Another reason." in again.content.decode()
    assert Conclusion.objects.filter(monitoring=signed.monitoring).count() == 2


def test_r22_the_head_is_told_that_figures_have_moved(
    draft: Conclusion, head: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-04-06")
    browser = sign_in(head)
    seen = browser.get(page(draft, "sign")).context["form"].initial["seen"]
    CaseFactory.create(centre=draft.monitoring.centre, detected_on=dt.date(2026, 3, 30))
    answer = browser.post(page(draft, "sign"), {"seen": seen})
    assert answer.status_code == 409
    assert page(draft, "count") in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == Conclusion.State.DRAFT
