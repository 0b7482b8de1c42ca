"""A correction that was begun by mistake is dropped; what it was to correct stays (R22)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.errors import Invalid, NotAllowed, Refused, WrongState
from accounts.models import User
from monitoring.models import Conclusion, Sentence
from monitoring.permissions import can_drop
from monitoring.registers import REGISTERS
from monitoring.registers.base import readers
from monitoring.snapshot import seen_of
from monitoring.verifying import verdicts
from monitoring.workflow import editing, opening, signing
from regulations.quarters import Quarter
from tests.monitoring.quarters import sign
from tests.plans.at_once import at_once
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
WHY = "Begun for another quarter."
pytestmark = pytest.mark.clause("14 para 1")


@pytest.fixture
def correction(signed: Conclusion, head: User, on: Clock) -> Conclusion:
    return signing.correct(signed, reason="A slip.", by=head, now=on("2026-04-09"))


def address(conclusion: Conclusion, part: str = "drop") -> str:
    return reverse(f"quarter-{part}", args=[conclusion.monitoring_id])


def test_r22_what_was_signed_stays_in_force_and_the_reason_stays_on_record(
    signed: Conclusion, correction: Conclusion, head: User, on: Clock
) -> None:
    now, before = on("2026-04-10"), Conclusion.objects.filter(pk=signed.pk).values().get()

    signing.drop_correction(correction, reason=f" {WHY} ", by=head, now=now)

    assert Conclusion.objects.filter(pk=signed.pk).values().get() == before
    correction.refresh_from_db()
    assert (correction.state, correction.signed_on) == ("dropped", None)
    entry = correction.transitions.get(verb="drop_correction")
    assert (entry.by, entry.at, entry.reason, entry.clause) == (head, now, WHY, "14 para 1")
    assert (entry.from_state, entry.to_state) == ("draft", "dropped")


def test_r22_the_next_correction_has_the_next_number(
    signed: Conclusion, correction: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-04-10")
    signing.drop_correction(correction, reason=WHY, by=head, now=now)

    third = signing.correct(signed, reason="A case was missing.", by=head, now=now)
    sign(third, by=head, now=now)

    assert (third.version, third.number) == (3, "SEM-2026-Q1/3")
    states = Conclusion.objects.order_by("version").values_list("state", flat=True)
    assert list(states) == ["replaced", "dropped", "signed"]
    assert [(one.conclusion.version, one.faults) for one in verdicts()] == [(1, []), (3, [])]


def test_r22_a_first_version_and_what_is_signed_are_not_dropped(
    draft: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-04-10")
    with (
        translation.override("en"),
        pytest.raises(Refused, match="Only a correction can be dropped"),
    ):
        signing.drop_correction(draft, reason=WHY, by=head, now=now)
    assert not can_drop(head, draft)
    second = signing.correct(sign(draft, by=head, now=now), reason="A slip.", by=head, now=now)
    sign(second, by=head, now=now)
    for one in (draft, second):
        with (
            translation.override("en"),
            pytest.raises(WrongState, match="This version is signed"),
        ):
            signing.drop_correction(one, reason=WHY, by=head, now=now)


def test_r22_only_the_head_drops_and_says_why(
    correction: Conclusion,
    caseworker: User,
    other_head: User,
    regional_manager: User,
    head: User,
    on: Clock,
) -> None:
    now = on("2026-04-10")
    for somebody in (caseworker, other_head, regional_manager):
        assert not can_drop(somebody, correction)
        with refused(NotAllowed):
            signing.drop_correction(correction, reason=WHY, by=somebody, now=now)
    with refused(Invalid, field="reason"):
        signing.drop_correction(correction, reason=" ", by=head, now=now)
    correction.refresh_from_db()
    assert correction.state == "draft"


def test_r22_what_is_dropped_is_frozen(correction: Conclusion, head: User, on: Clock) -> None:
    now = on("2026-04-10")
    signing.drop_correction(correction, reason=WHY, by=head, now=now)
    said = Sentence.objects.filter(conclusion=correction)
    rows = Conclusion.objects.filter(pk=correction.pk)
    for write in (
        lambda: said.update(text_kk="x", text_ru="x"),
        lambda: rows.update(state="draft"),
        lambda: rows.update(state="signed", signed_by=head, signed_on=now.date()),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            write()
    with refused(WrongState):
        signing.sign(correction, by=head, now=now, seen=seen_of(correction))
    with refused(WrongState):
        editing.edit_sentence(said[0], text_kk="К.", text_ru="Р.", left_out=False, by=head, now=now)


def test_r23_what_a_dropped_correction_said_of_earlier_recommendations_counts_for_nothing(
    signed: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-07-02")
    second = opening.open_quarter(signed.monitoring.centre, Quarter(2026, 2), now=now)
    of_second = sign(second.conclusions.get(), by=head, now=now)
    correction = signing.correct(of_second, reason="A slip.", by=head, now=now)
    for row in editing.open_recommendations(second):
        editing.follow_up(row, correction, outcome="not_done", why="Жоқ.", by=head, now=now)
    signing.drop_correction(correction, reason=WHY, by=head, now=now)

    third = opening.open_quarter(signed.monitoring.centre, Quarter(2026, 3), now=on("2026-10-01"))

    still = {row.conclusion_id for row in editing.open_recommendations(third)}
    assert still == {of_second.pk}


@pytest.mark.usefixtures("committed_db")
def test_r22_two_heads_at_once_drop_once(correction: Conclusion, head: User, on: Clock) -> None:
    now = on("2026-04-10")

    def dropping() -> None:
        mine = Conclusion.objects.get(pk=correction.pk)
        signing.drop_correction(mine, reason=WHY, by=head, now=now)

    raised = at_once(dropping, dropping)

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "WrongState"]
    assert correction.transitions.filter(verb="drop_correction").count() == 1


@pytest.mark.usefixtures("committed_db")
def test_r22_one_signs_while_another_drops(
    signed: Conclusion, correction: Conclusion, head: User, on: Clock
) -> None:
    now, seen = on("2026-04-10"), seen_of(correction)

    def signing_it() -> None:
        signing.sign(Conclusion.objects.get(pk=correction.pk), by=head, now=now, seen=seen)

    def dropping() -> None:
        mine = Conclusion.objects.get(pk=correction.pk)
        signing.drop_correction(mine, reason=WHY, by=head, now=now)

    raised = at_once(signing_it, dropping)

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "WrongState"]
    correction.refresh_from_db()
    signed.refresh_from_db()
    kept = (signed.state, correction.state)
    assert kept == (("replaced", "signed") if raised[0] is None else ("signed", "dropped"))


def test_r22_a_second_click_drops_once_and_the_reason_stays(
    signed: Conclusion, correction: Conclusion, head: User, sign_in: SignIn
) -> None:
    browser = sign_in(head)
    assert address(correction) in browser.get(address(signed, "text")).content.decode()
    nothing = browser.post(address(correction), {"reason": " "})
    assert (nothing.status_code, list(nothing.context["form"].errors)) == (400, ["reason"])
    codes = [browser.post(address(correction), {"reason": WHY}).status_code]
    again = browser.post(address(correction), {"reason": "Another reason."})
    assert [*codes, again.status_code] == [302, 409]
    assert "Another reason." in again.content.decode()
    assert browser.get(address(correction)).status_code == 404

    page = browser.get(address(signed, "text")).content.decode()
    assert "correction dropped" in page
    assert WHY in page
    assert reverse("quarter-version", args=[signed.monitoring_id, 1]) in page
    missing = reverse("quarter-version", args=[signed.monitoring_id, 2])
    assert missing not in page
    assert browser.get(missing).status_code == 404
    assert browser.get("/quarters/").context["rows"][0]["conclusion"] == signed


def test_r22_a_first_draft_has_no_page_to_drop_it(
    draft: Conclusion, head: User, caseworker: User, sign_in: SignIn
) -> None:
    browser = sign_in(head)
    assert browser.get(address(draft)).status_code == 403
    answer = browser.post(address(draft), {"reason": WHY})
    assert answer.status_code == 409
    assert "Only a correction can be dropped" in answer.content.decode()
    assert address(draft) not in browser.get(address(draft, "text")).content.decode()
    assert sign_in(caseworker).post(address(draft), {"reason": WHY}).status_code == 403


@pytest.mark.parametrize("who", ["regional_manager", "authorised_body"])
def test_r22_nobody_above_sees_what_was_dropped(
    request: pytest.FixtureRequest,
    signed: Conclusion,
    correction: Conclusion,
    head: User,
    sign_in: SignIn,
    on: Clock,
    who: str,
) -> None:
    now, user = on("2026-04-10"), request.getfixturevalue(who)
    signing.drop_correction(correction, reason=WHY, by=head, now=now)
    signing.send(signed, by=head, now=now)

    assert list(Conclusion.objects.visible_to(user)) == [signed]
    reader = next(iter(readers(user).values()))
    assert [row.pk for row in REGISTERS["conclusions"].rows(reader)] == [signed.pk]
    browser = sign_in(user)
    assert WHY not in browser.get(address(signed, "text")).content.decode()
    states = dict(browser.get("/registers/conclusions/").context["form"].fields["state"].choices)
    assert not {"draft", "dropped"} & set(states)
