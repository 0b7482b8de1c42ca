"""Two people who edit one text of a draft: nobody's words are lost unseen (R22)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from monitoring.models import Conclusion, Sentence, Shortcoming
from tests.monitoring.pages import words

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.clause("14 para 1")


def opened(browser: Any, url: str) -> dict[str, Any]:
    return dict(browser.get(url).context["form"].initial)


@pytest.mark.parametrize("kind", ["sentence", "shortcoming"])
def test_r22_the_second_editor_sees_the_words_of_the_first(
    draft: Conclusion, caseworker: User, head: User, sign_in: SignIn, on: Clock, kind: str
) -> None:
    on("2026-04-03")
    model: Any = {"sentence": Sentence, "shortcoming": Shortcoming}[kind]
    row = model.objects.filter(conclusion=draft)[0]
    url = reverse(f"quarter-{kind}", args=[draft.monitoring_id, row.pk])
    first, second = sign_in(caseworker), sign_in(head)
    theirs, mine = opened(first, url), opened(second, url)
    theirs |= {"text_kk": "Бірінші сөз.", "text_ru": "Первые слова.", "left_out": ""}
    mine |= {"text_kk": "Екінші сөз.", "text_ru": "Вторые слова.", "left_out": ""}
    assert first.post(url, theirs).status_code == 302
    answer = second.post(url, mine)
    assert answer.status_code == 409
    page = words(answer.content.decode())
    assert "Somebody was first" in page
    assert "Первые слова." in page
    assert "Вторые слова." in page
    row.refresh_from_db()
    assert row.said("ru") == "Первые слова."

    again = answer.context["form"]["read"].value()
    assert second.post(url, {**mine, "read": again}).status_code == 302
    row.refresh_from_db()
    assert row.said("ru") == "Вторые слова."
