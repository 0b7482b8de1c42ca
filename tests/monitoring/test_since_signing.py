"""What is entered late, with a day in a signed quarter, is told and not lost (R21, R22)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Notice, User
from agencies.models import Centre
from monitoring.models import Conclusion
from monitoring.snapshot import read
from monitoring.workflow import opening, signing
from regulations.quarters import Quarter
from tests.factories import CaseFactory
from tests.monitoring.pages import words
from tests.monitoring.quarters import sign

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.clause("13")


def page(conclusion: Conclusion, browser: Any) -> str:
    answer = browser.get(reverse("quarter-since", args=[conclusion.monitoring_id]))
    assert answer.status_code == 200
    return words(answer.content.decode())


def entered_late(centre: Centre) -> None:
    CaseFactory.create(centre=centre, detected_on=dt.date(2026, 3, 30))


def told(head: User) -> list[int]:
    rows = Notice.objects.filter(recipient=head, kind="quarter_moved")
    return [row.payload["monitoring"] for row in rows]


def test_r21_nothing_entered_since_is_said_so(
    signed: Conclusion, caseworker: User, sign_in: SignIn
) -> None:
    assert "The records give the same figures" in page(signed, sign_in(caseworker))


def test_r21_a_case_entered_late_stands_beside_what_was_signed(
    signed: Conclusion, caseworker: User, head: User, sign_in: SignIn
) -> None:
    frozen = read(signed)
    entered_late(signed.monitoring.centre)
    said = page(signed, sign_in(caseworker))
    assert "New cases 1 2" in said
    assert "Difficult life situation recognised" not in said
    own, correct = (
        reverse(name, args=[signed.monitoring_id]) for name in ("quarter-since", "quarter-correct")
    )
    offered = [correct in sign_in(x).get(own).content.decode() for x in (caseworker, head)]
    assert offered == [False, True]
    signed.refresh_from_db()
    assert read(signed) == frozen


def test_r21_the_head_is_told_when_the_next_quarter_opens(
    signed: Conclusion, head: User, sign_in: SignIn, on: Clock
) -> None:
    entered_late(signed.monitoring.centre)
    opening.open_quarter(signed.monitoring.centre, Quarter(2026, 2), now=on("2026-07-01"))
    assert told(head) == [signed.monitoring_id]
    assert "Records of a signed quarter were entered since" in words(
        sign_in(head).get("/notices/").content.decode()
    )


def test_r21_the_head_is_told_nothing_where_nothing_was_entered(
    signed: Conclusion, head: User, on: Clock
) -> None:
    opening.open_quarter(signed.monitoring.centre, Quarter(2026, 2), now=on("2026-07-01"))
    assert told(head) == []


@pytest.mark.clause("14 para 1")
def test_r22_a_correction_takes_in_what_was_entered_late(
    signed: Conclusion, head: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    entered_late(signed.monitoring.centre)
    new = signing.correct(signed, reason="Entered late.", by=head, now=on("2026-04-14"))
    sign(new, by=head, now=on("2026-04-15"))
    assert "The records give the same figures" in page(new, sign_in(caseworker))
