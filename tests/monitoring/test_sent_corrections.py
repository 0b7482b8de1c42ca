"""What was sent and is corrected never disappears from those who have it (R22, R23)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import User
from monitoring.models import Conclusion, Recommendation
from monitoring.quarter_views import side_by_side
from monitoring.workflow import drafting, opening, signing
from regulations.quarters import Quarter
from tests.monitoring.pages import words
from tests.monitoring.quarters import sign

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.clause("14 para 2")


def corrected(conclusion: Conclusion, *, head: User, now: dt.datetime) -> Conclusion:
    draft = signing.correct(conclusion, reason="A paper came late.", by=head, now=now)
    return sign(draft, by=head, now=now)


def test_r22_a_correction_of_what_was_sent_is_sent_with_its_signature(
    signed: Conclusion, head: User, authorised_body: User, sign_in: SignIn, on: Clock
) -> None:
    signing.send(signed, by=head, now=on("2026-04-07"))
    new = corrected(signed, head=head, now=on("2026-04-09"))
    assert (new.state, new.sent_at) == ("sent", on("2026-04-09"))
    browser = sign_in(authorised_body)
    assert new.number in words(browser.get("/quarters/").content.decode())
    text = browser.get(f"/quarters/{new.monitoring_id}/conclusion/").content.decode()
    assert Recommendation.objects.filter(conclusion=new)[0].text_ru[:40] in text


def test_r22_a_correction_of_what_was_not_sent_waits_for_the_head(
    signed: Conclusion, head: User, on: Clock
) -> None:
    new = corrected(signed, head=head, now=on("2026-04-09"))
    assert (new.state, new.sent_at) == ("signed", None)


def test_r22_the_head_is_told_before_signing_that_it_is_sent_at_once(
    signed: Conclusion, head: User, sign_in: SignIn, on: Clock
) -> None:
    signing.send(signed, by=head, now=on("2026-04-07"))
    signing.correct(signed, reason="A paper came late.", by=head, now=on("2026-04-09"))
    page = words(sign_in(head).get(f"/quarters/{signed.monitoring_id}/sign/").content.decode())
    assert "It is sent to the authorised body at once" in page
    assert "Then you send the conclusion" not in page


def test_r23_what_waits_for_its_receipt_stands_in_the_inbox_of_every_quarter(
    signed: Conclusion, head: User, authorised_body: User, sign_in: SignIn, on: Clock
) -> None:

    signing.send(signed, by=head, now=on("2026-04-07"))
    opening.open_quarter(signed.monitoring.centre, Quarter(2026, 2), now=on("2026-07-01"))
    page = sign_in(authorised_body).get("/quarters/?quarter=2026-Q2")
    assert [row.number for row in page.context["inbox"]] == [signed.number]
    signing.receive(signed, by=authorised_body, now=on("2026-07-02"))
    page = sign_in(authorised_body).get("/quarters/?quarter=2026-Q2")
    assert page.context["inbox"] == []


def test_r23_a_long_list_says_how_long_it_is_and_where_all_stand(
    signed: Conclusion,
    head: User,
    authorised_body: User,
    sign_in: SignIn,
    on: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(side_by_side, "MOST_SENT", 1)
    signing.send(signed, by=head, now=on("2026-04-07"))
    opening.open_quarter(signed.monitoring.centre, Quarter(2026, 2), now=on("2026-07-01"))
    second = sign(Conclusion.objects.latest("pk"), by=head, now=on("2026-07-02"))
    signing.send(second, by=head, now=on("2026-07-02"))
    page = sign_in(authorised_body).get("/quarters/?quarter=2026-Q2")
    assert [row.number for row in page.context["inbox"]] == [signed.number]
    assert "The first 1 of 2." in page.content.decode()
    assert reverse("register", args=["conclusions"]) in page.content.decode()
    assert "the day has passed" not in page.content.decode()
    on(str(max(row.due_on for row in page.context["advice"]) + dt.timedelta(days=1)))
    page = sign_in(authorised_body).get("/quarters/?quarter=2026-Q2")
    assert page.content.decode().count("the day has passed") == len(page.context["advice"])


def test_r23_drafted_days_that_passed_while_it_waited_are_proposed_anew(
    draft: Conclusion, head: User, on: Clock
) -> None:
    rows = Recommendation.objects.filter(conclusion=draft)
    drafting.count_again(draft, by=head, now=on("2026-07-10"))
    assert set(rows.values_list("due_on", flat=True)) == {dt.date(2026, 9, 30)}
    sign(draft, by=head, now=on("2026-07-10"))


def test_r23_a_chosen_day_that_has_passed_is_not_signed(
    draft: Conclusion, head: User, on: Clock
) -> None:
    rows = Recommendation.objects.filter(conclusion=draft)
    rows.update(is_drafted=False)
    with pytest.raises(Refused, match="a day that has passed"):
        sign(draft, by=head, now=on("2026-07-10"))
    rows.update(due_on=dt.date(2026, 7, 31))
    sign(draft, by=head, now=on("2026-07-10"))
