"""Texts that leave the Centre name nobody: forms ask so, and an IIN is refused (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.errors import Invalid
from accounts.models import User
from monitoring.models import Conclusion, FigureQuestion, Recommendation, Sentence, Shortcoming
from monitoring.workflow import editing, questions, signing
from monitoring.workflow.editing import Advice
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
#: Of somebody born in 1899 who never lived.
IIN = "990101190006"
HINT = "Do not name families or persons; give the number of the case."
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture
def asked(draft: Conclusion, regional_manager: User, on: Clock) -> FigureQuestion:
    said: dict[str, Any] = {"measure": "cases", "key": "", "text": "Why?", "by": regional_manager}
    return questions.ask(draft.monitoring, **said, now=on("2026-04-03"))


def test_r12_no_question_and_no_answer_holds_an_iin(
    draft: Conclusion, asked: FigureQuestion, regional_manager: User, head: User, on: Clock
) -> None:
    now = on("2026-04-03")
    with refused(Invalid, field="text"):
        questions.ask(
            draft.monitoring,
            measure="cases",
            key="",
            text=f"Who is {IIN}?",
            by=regional_manager,
            now=now,
        )
    with refused(Invalid, field="answer"):
        questions.answer(asked, text=f"It was {IIN}.", by=head, now=now)
    questions.answer(asked, text="Case SEM-M-00001, telephone 87012345678.", by=head, now=now)
    assert FigureQuestion.objects.get().answer.startswith("Case SEM-M-00001")


@pytest.mark.parametrize("field", ["text_kk", "text_ru"])
def test_r12_no_text_of_a_conclusion_holds_an_iin(
    draft: Conclusion, head: User, on: Clock, field: str
) -> None:
    who: dict[str, Any] = {"by": head, "now": on("2026-04-03")}
    texts: dict[str, Any] = {"text_kk": "Аз.", "text_ru": "Мало.", field: f"Мало: {IIN}."}
    said = Sentence.objects.filter(conclusion=draft)[0]
    found = Shortcoming.objects.filter(conclusion=draft)[0]
    advice = Advice(**texts, addressee="centre", due_on=dt.date(2026, 6, 30))
    for verb in (
        lambda: editing.edit_sentence(said, **texts, left_out=False, **who),
        lambda: editing.edit_shortcoming(found, **texts, dropped="", **who),
        lambda: editing.name_shortcoming(draft, measure="cases", key="", **texts, **who),
        lambda: editing.recommend(draft, advice, **who),
        lambda: editing.change_recommendation(found.recommendations.get(), advice, **who),
    ):
        with refused(Invalid, field=field):
            verb()
    assert not Recommendation.objects.filter(**{f"{field}__contains": IIN}).exists()


def test_r12_neither_do_an_addressee_and_the_reason_of_a_correction(
    draft: Conclusion, signed: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-04-07")
    with refused(Invalid, field="reason"):
        signing.correct(signed, reason=f"The family of {IIN}.", by=head, now=now)
    correction = signing.correct(signed, reason="A slip.", by=head, now=now)
    advice = Advice(
        text_kk="Кк.",
        text_ru="Рр.",
        addressee="other",
        addressee_name=f"Father, {IIN}",
        due_on=dt.date(2026, 6, 30),
    )
    with refused(Invalid, field="addressee_name"):
        editing.recommend(correction, advice, by=head, now=now)


def test_r12_every_form_asks_for_no_names_and_keeps_what_was_typed(
    draft: Conclusion,
    asked: FigureQuestion,
    head: User,
    regional_manager: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    on("2026-04-03")
    pk, said = draft.monitoring_id, Sentence.objects.filter(conclusion=draft)[0].pk
    found = Shortcoming.objects.filter(conclusion=draft)[0].pk
    browser = sign_in(head)
    for name, more in {
        "quarter-answer": [asked.pk],
        "quarter-sentence": [said],
        "quarter-shortcoming": [found],
        "quarter-new-shortcoming": [],
        "quarter-new-advice": [],
    }.items():
        assert HINT in browser.get(reverse(name, args=[pk, *more])).content.decode(), name
    browser = sign_in(regional_manager)
    address = reverse("quarter-ask", args=[pk])
    assert HINT in browser.get(address).content.decode()
    answer = browser.post(address, {"measure": "cases", "text": f"Who is {IIN}?"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["text"] == [
        "This text holds an IIN. Take it out: give the number of the case instead."
    ]
    assert f"Who is {IIN}?" in answer.content.decode()
    assert FigureQuestion.objects.count() == 1
