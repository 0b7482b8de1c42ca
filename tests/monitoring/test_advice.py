"""Shortcomings and recommendations, sending and receipt, corrections, and what came of it (R23)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst
from accounts.models import Notice, User
from agencies import settings
from cases.models import Case
from monitoring.models import (
    Conclusion,
    FigureCell,
    FollowUp,
    Recommendation,
    Sentence,
    Shortcoming,
    Threshold,
)
from monitoring.permissions import can_read_text
from monitoring.snapshot import read, seen_of
from monitoring.workflow import drafting, editing, opening, signing
from monitoring.workflow.editing import Advice
from regulations.quarters import Quarter
from tests.factories import CaseFactory
from tests.monitoring.quarters import sign
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.clause("14 para 1")


def advice(**more: Any) -> Advice:
    said = {"text_kk": "Тарту.", "text_ru": "Привлечь.", "addressee": "centre"}
    return Advice(**{**said, "due_on": dt.date(2026, 6, 30), **more})


@pytest.mark.clause("14 para 2")
def test_r23_a_shortcoming_without_recommendation_stands_in_the_way(
    draft: Conclusion, head: User, on: Clock
) -> None:
    now, seen = on("2026-04-06"), seen_of(draft)
    late = Shortcoming.objects.get(conclusion=draft, measure="late_share")
    editing.take_back_recommendation(late.recommendations.get(), by=head, now=now)
    with refused(Refused):
        signing.sign(draft, by=head, now=now, seen=seen)
    texts = {"text_kk": late.drafted_kk, "text_ru": late.drafted_ru}
    editing.edit_shortcoming(late, **texts, dropped="Мектеп жабық болды.", by=head, now=now)

    signing.sign(draft, by=head, now=now, seen=seen_of(draft))

    said = read(draft)
    assert "late_share" not in [row["measure"] for row in said["shortcomings"]]


@pytest.mark.clause("14 para 2")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text_kk": " "}, "text_kk"),
        ({"addressee": "nobody"}, "addressee"),
        ({"addressee": "agency"}, "agency"),
        ({"addressee": "other"}, "addressee_name"),
        ({"due_on": dt.date(2026, 4, 3)}, "due_on"),
        ({"due_on": dt.date(2026, 5, 1)}, "due_on"),
    ],
)
def test_r23_a_recommendation_says_what_to_whom_and_by_when(
    draft: Conclusion, head: User, on: Clock, wrong: dict[str, Any], field: str
) -> None:
    before = Recommendation.objects.count()
    with refused(Invalid, field=field):
        editing.recommend(draft, advice(**wrong), by=head, now=on("2026-04-03"))
    assert Recommendation.objects.count() == before


@pytest.mark.clause("14 para 2")
def test_r23_the_centre_names_a_shortcoming_of_its_own_on_the_evidence_of_a_figure(
    draft: Conclusion, head: User, on: Clock
) -> None:
    said: dict[str, Any] = {"key": "", "text_kk": "Аз.", "text_ru": "Мало.", "by": head}
    said |= {"now": on("2026-04-03")}
    row = editing.name_shortcoming(draft, measure="cases", **said)
    assert (row.threshold, row.cells, row.value) == (None, [["cases", ""]], 1)
    for measure in ("cases", "no such figure"):
        with refused(Invalid, field="measure"):
            editing.name_shortcoming(draft, measure=measure, **said)


@pytest.mark.clause("14 para 2")
def test_r23_a_shortcoming_of_the_centres_own_points_at_the_figure_as_it_is_counted_again(
    draft: Conclusion, head: User, case: Case, on: Clock
) -> None:
    now = on("2026-04-03")
    row = editing.name_shortcoming(
        draft, measure="cases", key="", text_kk="Аз.", text_ru="Мало.", by=head, now=now
    )
    none = editing.name_shortcoming(
        draft, measure="cases_danger", key="", text_kk="Жоқ.", text_ru="Нет.", by=head, now=now
    )
    CaseFactory.create(centre=case.centre, detected_on=dt.date(2026, 3, 30), danger=True)

    drafting.count_again(draft, by=head, now=now)

    for one, value in ((row, 2), (none, 1)):
        one.refresh_from_db()
        assert (one.value, one.cells) == (value, [[one.measure, ""]])


@pytest.mark.clause("14 para 2")
def test_r23_sending_is_recorded_and_its_receipt(
    signed: Conclusion, head: User, caseworker: User, authorised_body: User, on: Clock
) -> None:
    now = on("2026-04-07")
    assert not can_read_text(authorised_body, signed)
    with refused(NotAllowed):
        signing.send(signed, by=caseworker, now=now)
    signing.send(signed, by=head, now=now)
    assert (signed.state, signed.sent_at) == ("sent", now)
    assert can_read_text(authorised_body, signed)
    assert Notice.objects.filter(recipient=authorised_body, kind="conclusion_sent").count() == 1
    with refused(NotAllowed):
        signing.receive(signed, by=head, now=now)

    signing.receive(signed, by=authorised_body, now=on("2026-04-08"), number=" 12/345 ")

    signed.refresh_from_db()
    assert (signed.state, signed.received_on) == ("received", dt.date(2026, 4, 8))
    assert (signed.received_by, signed.receipt_number) == (authorised_body, "12/345")


@pytest.mark.clause("14 para 2")
def test_r23_a_copy_to_the_region_is_a_setting(
    signed: Conclusion, head: User, regional_manager: User, administrator: User, on: Clock
) -> None:
    now = on("2026-04-07")
    settings.change(
        "conclusion_copy_to_region", "false", source="an order", by=administrator, now=now
    )
    signing.send(signed, by=head, now=now)
    assert not can_read_text(regional_manager, signed)
    assert not Notice.objects.filter(recipient=regional_manager).exists()

    settings.change(
        "conclusion_copy_to_region", "true", source="an order", by=administrator, now=now
    )
    assert can_read_text(regional_manager, signed)


def test_r22_a_correction_is_the_next_version_with_a_reason(
    signed: Conclusion, head: User, caseworker: User, case: Case, on: Clock
) -> None:
    now = on("2026-04-09")
    with refused(NotAllowed):
        signing.correct(signed, reason="A case was missing.", by=caseworker, now=now)
    with refused(Invalid, field="reason"):
        signing.correct(signed, reason=" ", by=head, now=now)
    CaseFactory.create(centre=case.centre, detected_on=dt.date(2026, 3, 30))
    second = signing.correct(signed, reason="A case was missing.", by=head, now=now)
    with refused(SomebodyWasFirst):
        signing.correct(signed, reason="Again.", by=head, now=now)

    assert (second.version, second.number) == (2, "SEM-2026-Q1/2")
    signed.refresh_from_db()
    assert signed.state == "signed"
    sign(second, by=head, now=now)
    signed.refresh_from_db()
    assert signed.state == "replaced"
    counts = {
        row.conclusion.version: row.count for row in FigureCell.objects.filter(figure="cases")
    }
    assert counts == {1: 1, 2: 2}


def test_r22_a_correction_takes_over_what_was_written(
    draft: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-04-06")
    said = Sentence.objects.get(conclusion=draft, code="plans")
    editing.edit_sentence(said, text_kk="Кк.", text_ru="Рр.", left_out=False, by=head, now=now)
    own = editing.name_shortcoming(
        draft, measure="cases", key="", text_kk="Аз.", text_ru="Мало.", by=head, now=now
    )
    editing.recommend(draft, advice(shortcoming=own), by=head, now=now)
    sign(draft, by=head, now=now)

    second = signing.correct(draft, reason="A slip.", by=head, now=on("2026-04-07"))

    assert Sentence.objects.get(conclusion=second, code="plans").said("ru") == "Рр."
    kept = Shortcoming.objects.get(conclusion=second, measure="cases")
    assert [row.text_ru for row in kept.recommendations.all()] == ["Привлечь."]
    for version in (draft, second):
        version.refresh_from_db()
    texts = [
        sorted(Recommendation.objects.filter(conclusion=one).values_list("text_kk", flat=True))
        for one in (draft, second)
    ]
    assert texts[0] == texts[1]


@pytest.fixture
def next_draft(signed: Conclusion, on: Clock) -> Conclusion:
    monitoring = opening.open_quarter(
        signed.monitoring.centre, Quarter(2026, 2), now=on("2026-07-01")
    )
    return Conclusion.objects.get(monitoring=monitoring)


@pytest.mark.clause("14 para 2")
def test_r23_the_next_quarter_says_what_became_of_the_recommendations(
    signed: Conclusion, next_draft: Conclusion, head: User, on: Clock
) -> None:
    now, seen = on("2026-07-02"), seen_of(next_draft)
    rows = list(editing.unanswered(next_draft))
    assert {row.conclusion_id for row in rows} == {signed.pk}
    with refused(Refused):
        signing.sign(next_draft, by=head, now=now, seen=seen)
    with refused(Invalid, field="why"):
        editing.follow_up(rows[0], next_draft, outcome="not_done", why="", by=head, now=now)
    editing.follow_up(rows[0], next_draft, outcome="not_done", why="Ауысты.", by=head, now=now)
    sign(next_draft, by=head, now=now)

    third = opening.open_quarter(
        next_draft.monitoring.centre, Quarter(2026, 3), now=on("2026-10-01")
    )
    still = editing.open_recommendations(third)
    assert rows[0] in still
    assert set(rows[1:]) & set(still) == set()
    said = read(next_draft)["follow_ups"]
    assert [row["why"] for row in said if row["outcome"] == "not_done"] == ["Ауысты."]
    assert FollowUp.objects.filter(conclusion=next_draft).count() == len(rows)


@pytest.mark.clause("14 para 2")
def test_r23_what_was_carried_out_stays_so_when_its_quarter_is_corrected(
    signed: Conclusion, next_draft: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-07-02")
    sign(next_draft, by=head, now=now)
    second = sign(signing.correct(signed, reason="A slip.", by=head, now=now), by=head, now=now)

    third = opening.open_quarter(signed.monitoring.centre, Quarter(2026, 3), now=on("2026-10-01"))

    still = editing.open_recommendations(third)
    assert {row.conclusion_id for row in still} == {next_draft.pk}
    assert Recommendation.objects.filter(conclusion=second).exists()


@pytest.mark.clause("14 para 2")
def test_r23_answers_in_a_draft_follow_a_recommendation_into_its_correction(
    signed: Conclusion, next_draft: Conclusion, head: User, sign_in: Any, on: Clock
) -> None:
    now = on("2026-07-02")
    first, second, *_others = editing.unanswered(next_draft)
    for row in (first, second):
        editing.follow_up(row, next_draft, outcome="done", why="", by=head, now=now)
    before = editing.unanswered(next_draft).count()
    correction = signing.correct(signed, reason="A slip.", by=head, now=now)
    taken_out = Recommendation.objects.get(conclusion=correction, origin=second)
    named = Shortcoming.objects.get(recommendations=taken_out)
    editing.take_back_recommendation(taken_out, by=head, now=now)
    editing.edit_shortcoming(
        named, text_kk="Кк.", text_ru="Рр.", dropped="A slip.", by=head, now=now
    )

    sign(correction, by=head, now=now)

    [answer] = FollowUp.objects.filter(conclusion=next_draft)
    assert (answer.recommendation.conclusion, answer.recommendation.origin) == (correction, first)
    assert editing.unanswered(next_draft).count() == before
    sign(next_draft, by=head, now=now)
    page = sign_in(head).get(f"/quarters/{signed.monitoring_id}/recommendations/")
    assert next_draft.number in page.content.decode()


@pytest.mark.clause("14 para 2")
def test_r23_what_a_correction_finds_anew_has_its_recommendation(
    signed: Conclusion, head: User, case: Case, on: Clock
) -> None:
    Threshold.objects.create(
        measure="without_iin",
        side="above",
        limit=-1,
        valid_from=dt.date(2026, 1, 1),
        source="made up for tests",
        entered_at=on("2026-04-07"),
    )
    second = signing.correct(signed, reason="A slip.", by=head, now=on("2026-04-07"))
    found = Shortcoming.objects.get(conclusion=second, measure="without_iin")
    assert found.recommendations.count() == 1
