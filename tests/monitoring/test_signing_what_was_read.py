"""What is signed is what was read: nobody changes a text while it is being signed (R22)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from monitoring.models import Conclusion, Monitoring, Sentence
from monitoring.snapshot import read, seen_of
from monitoring.workflow import editing, signing
from tests.monitoring.quarters import sign
from tests.plans.at_once import at_once, somebody_waits, wait_until
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.clause("14 para 1")
WORDS = {"text_kk": "Басқа сөз.", "text_ru": "Другими словами."}


def edit(conclusion: Conclusion, *, by: User, now: dt.datetime) -> None:
    row = Sentence.objects.get(conclusion=conclusion, code="cases")
    editing.edit_sentence(row, **WORDS, left_out=False, by=by, now=now)


def test_r22_a_text_edited_while_it_was_read_is_read_again(
    draft: Conclusion, head: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-04-06")
    browser = sign_in(head)
    address = f"/quarters/{draft.monitoring_id}/sign/"
    read_first = browser.get(address).context["form"].initial["seen"]
    edit(draft, by=caseworker, now=now)

    again = browser.post(address, {"seen": read_first})

    assert again.status_code == 409
    assert WORDS["text_ru"] in again.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft
    assert browser.post(address, {"seen": again.context["form"]["seen"].value()}).status_code == 302
    draft.refresh_from_db()
    assert not draft.is_draft


def test_r22_an_edit_before_the_signature_is_not_signed_unread(
    draft: Conclusion, head: User, caseworker: User, on: Clock
) -> None:
    now, seen = on("2026-04-06"), seen_of(draft)
    edit(draft, by=caseworker, now=now)
    with refused(signing.TextMoved):
        signing.sign(draft, by=head, now=now, seen=seen)


@pytest.mark.usefixtures("committed_db")
def test_r22_an_edit_that_is_under_way_is_waited_for_and_not_written_over(
    draft: Conclusion, head: User, caseworker: User, on: Clock
) -> None:
    now, seen = on("2026-04-06"), seen_of(draft)

    def editing_it() -> None:
        with transaction.atomic():
            edit(Conclusion.objects.get(pk=draft.pk), by=caseworker, now=now)
            wait_until(somebody_waits)

    def signing_it() -> None:
        wait_until(lambda: Conclusion.objects.filter(pk=draft.pk).exists())
        mine = Conclusion.objects.get(pk=draft.pk)
        with transaction.atomic():
            signing.sign(mine, by=head, now=now, seen=seen)

    raised = at_once(editing_it, signing_it)

    assert [type(error).__name__ for error in raised] in (
        ["NoneType", "TextMoved"],
        ["WrongState", "NoneType"],
    )
    said = Sentence.objects.get(conclusion=draft, code="cases")
    assert said.is_edited == (raised[0] is None)


@pytest.mark.parametrize("page", ["sentences", "recommendations/new"])
def test_r22_what_was_typed_stays_on_the_page_when_it_has_just_been_signed(
    draft: Conclusion, head: User, caseworker: User, sign_in: SignIn, on: Clock, page: str
) -> None:
    now = on("2026-04-06")
    if page == "sentences":
        page = f"sentences/{Sentence.objects.get(conclusion=draft, code='cases').pk}"
    sign(draft, by=head, now=now)

    answer = sign_in(caseworker).post(
        f"/quarters/{draft.monitoring_id}/{page}/",
        {**WORDS, "addressee": "centre", "due_on": "2026-06-30"},
    )

    assert answer.status_code == 409
    assert WORDS["text_ru"] in answer.content.decode()
    assert WORDS["text_ru"] not in str(read(draft))


def test_r22_a_second_signature_is_told_that_it_comes_too_late(
    opened: Monitoring, draft: Conclusion, head: User, sign_in: SignIn, on: Clock
) -> None:
    seen = seen_of(draft)
    sign(draft, by=head, now=on("2026-04-06"))
    answer = sign_in(head).post(f"/quarters/{opened.pk}/sign/", {"seen": seen})
    assert answer.status_code == 409
    assert 'name="seen"' not in answer.content.decode()
    assert sign_in(head).get(f"/quarters/{opened.pk}/sign/").status_code == 404
