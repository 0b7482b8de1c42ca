"""A conclusion is drafted from figures, edited, signed once, frozen, sent, received, corrected."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, WrongState
from accounts.models import User
from cases.models import Case
from monitoring.models import (
    CellRecords,
    Conclusion,
    FigureCell,
    FigureQuestion,
    Monitoring,
    QuarterDeadline,
    Recommendation,
    Sentence,
    Shortcoming,
    Threshold,
)
from monitoring.snapshot import canonical, read, seen_of
from monitoring.workflow import drafting, editing, opening, questions, signing
from monitoring.workflow.editing import Advice
from plans.models import Activity
from regulations.quarters import Quarter
from tests.factories import CaseFactory
from tests.monitoring.quarters import sign
from tests.plans import stories
from tests.plans.at_once import at_once, somebody_waits, wait_until
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.clause("14 para 1")


def advice(**more: Any) -> Advice:
    said = {"text_kk": "Тарту.", "text_ru": "Привлечь.", "addressee": "centre"}
    return Advice(**{**said, "due_on": dt.date(2026, 6, 30), **more})


def test_r22_the_draft_says_the_figures_and_where_they_stand(draft: Conclusion) -> None:
    first = Sentence.objects.get(conclusion=draft, code="cases")
    assert first.drafted_ru == (
        "В I квартале 2026 года в работе Центра – 1 случай; выявлено в этом квартале – 1, семей с "
        "детьми – 1, с опасностью для жизни или здоровья – 0."
    )
    assert first.values == {
        "cases": "1",
        "cases_new": "1",
        "cases_with_children": "1",
        "cases_danger": "0",
    }
    assert first.cells == [["cases", ""], ["cases_new", ""], ["cases_with_children", ""]]
    behind = CellRecords.objects.get(cell__conclusion=draft, cell__figure="cases")
    assert behind.ids == [draft.monitoring.centre.cases.get().pk]


def test_r23_a_figure_beyond_its_threshold_is_a_shortcoming_with_a_recommendation(
    draft: Conclusion, activity: Activity
) -> None:
    found = Shortcoming.objects.filter(conclusion=draft)
    assert [(row.measure, row.key) for row in found] == [
        ("agency_late", str(activity.agency_id)),
        ("free_text", ""),
        ("late_share", "report:agency"),
        ("sectors_absent", ""),
    ]
    late = found.get(measure="agency_late")
    assert late.cells == [["reports_missed_agency", str(activity.agency_id)]]
    assert late.drafted_ru.endswith(
        ": не представлено в срок, указанный в плане, – 1 из 1 (100\xa0%, порог – 20\xa0%)."
    )
    given = Recommendation.objects.get(shortcoming=late)
    assert (given.addressee, given.agency) == ("agency", activity.agency)
    assert given.due_on == dt.date(2026, 6, 30)


def test_r23_thresholds_are_dated_and_the_one_of_the_quarter_counts(
    draft: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-04-03")
    for limit, valid_from in ((None, "2026-03-31"), ("1", "2026-04-01")):
        Threshold.objects.create(
            measure="free_text",
            side="above",
            limit=limit,
            valid_from=valid_from,
            source="made up for tests",
            entered_at=now,
        )

    drafting.count_again(draft, by=head, now=now)

    assert not Shortcoming.objects.filter(conclusion=draft, measure="free_text").exists()


def test_r22_counting_again_loses_nothing_that_somebody_wrote(
    draft: Conclusion, caseworker: User, case: Case, on: Clock
) -> None:
    now = on("2026-04-03")
    said = Sentence.objects.get(conclusion=draft, code="cases")
    editing.edit_sentence(
        said,
        text_kk="Өз сөзіміз.",
        text_ru="Своими словами.",
        left_out=False,
        by=caseworker,
        now=now,
    )
    late = Shortcoming.objects.get(conclusion=draft, measure="free_text")
    own = Recommendation.objects.get(shortcoming=late)
    editing.change_recommendation(own, advice(shortcoming=late), by=caseworker, now=now)
    Activity.objects.update(service="S27")
    CaseFactory.create(centre=case.centre, detected_on=dt.date(2026, 3, 30))

    drafting.count_again(draft, by=caseworker, now=now)

    said.refresh_from_db()
    assert (said.said("ru"), said.values["cases"]) == ("Своими словами.", "2")
    assert said.edited_values != said.values
    late.refresh_from_db()
    assert (late.threshold, own.shortcoming_id) == (None, late.pk)


def test_r22_a_shortcoming_in_the_centres_words_tells_when_its_figure_moved(
    draft: Conclusion, caseworker: User, sign_in: Callable[[User], Any], on: Clock
) -> None:
    row = Shortcoming.objects.get(conclusion=draft, measure="free_text")
    words = {"text_kk": "Өз сөзіміз.", "text_ru": "Своими словами.", "dropped": ""}
    editing.edit_shortcoming(row, **words, by=caseworker, now=on("2026-04-03"))
    moved = "the figures have moved since"
    address = reverse("quarter-text", args=[draft.monitoring_id])
    page = sign_in(caseworker).get(address).content.decode()
    assert "Своими словами." in page
    assert moved not in page
    Activity.objects.update(service="S27")
    drafting.count_again(draft, by=caseworker, now=on("2026-04-03"))
    assert moved in sign_in(caseworker).get(address).content.decode()


def test_r23_a_late_conclusion_recommends_nothing_for_days_that_have_passed(
    draft: Conclusion, caseworker: User, on: Clock
) -> None:
    due = Recommendation.objects.filter(conclusion=draft)
    assert set(due.values_list("due_on", flat=True)) == {dt.date(2026, 6, 30)}
    Shortcoming.objects.filter(conclusion=draft).delete()
    drafting.count_again(draft, by=caseworker, now=on("2026-08-20"))
    assert set(due.values_list("due_on", flat=True)) == {dt.date(2026, 9, 30)}


def test_r22_words_as_drafted_take_an_edit_back(
    draft: Conclusion, caseworker: User, on: Clock
) -> None:
    said = Sentence.objects.get(conclusion=draft, code="cases")
    texts = {"text_kk": said.drafted_kk, "text_ru": "Иначе."}
    now = on("2026-04-03")
    editing.edit_sentence(said, **texts, left_out=False, by=caseworker, now=now)
    assert said.is_edited
    texts["text_ru"] = said.drafted_ru
    editing.edit_sentence(said, **texts, left_out=True, by=caseworker, now=now)
    assert (said.is_edited, said.edited_by, said.left_out) == (False, None, True)
    with refused(Invalid, field="text_ru"):
        editing.edit_sentence(
            said, text_kk="Бар.", text_ru=" ", left_out=False, by=caseworker, now=now
        )


def test_r22_signing_meets_the_term_and_writes_down_what_was_signed(
    draft: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-04-06", "11:00")
    sign(draft, by=head, now=now)

    draft.refresh_from_db()
    assert (draft.state, draft.signed_by, draft.signed_on) == ("signed", head, now.date())
    assert draft.digest == hashlib.sha256(draft.snapshot.encode()).hexdigest()
    assert canonical(read(draft)) == draft.snapshot
    term = QuarterDeadline.objects.get(monitoring=draft.monitoring)
    assert (term.met_on, term.days_late) == (now.date(), 0)
    entry = draft.transitions.get(verb="sign")
    assert (entry.by, entry.clause) == (head, "14 para 1")


def test_r21_what_is_signed_is_reproduced_byte_for_byte_whatever_becomes_of_the_records(
    signed: Conclusion, case: Case, head: User
) -> None:
    before = signed.snapshot
    agency = Recommendation.objects.exclude(agency=None).get(conclusion=signed).agency
    assert agency is not None
    agency.name_kk = agency.name_ru = "Renamed"
    agency.save()
    Case.objects.filter(pk=case.pk).update(danger=True)

    said = read(Conclusion.objects.get(pk=signed.pk))

    assert canonical(said) == before
    assert "Renamed" not in before


def spare(signed: Conclusion) -> FigureCell:
    """A figure of another quarter's draft, without records."""
    monitoring = opening.open_quarter(
        signed.monitoring.centre, Quarter(2026, 2), now=signed.counted_at
    )
    return FigureCell.objects.create(conclusion=monitoring.conclusions.get(), figure="x", count=1)


def frozen_writes(signed: Conclusion) -> list[Callable[[], object]]:
    cell = FigureCell.objects.filter(conclusion=signed).first()
    advised = Recommendation.objects.filter(conclusion=signed).first()
    assert cell is not None
    assert advised is not None
    rows = (FigureCell, Sentence, Shortcoming, Recommendation)
    return [
        lambda: FigureCell.objects.filter(conclusion=signed).update(count=99),
        lambda: FigureCell.objects.create(conclusion=signed, figure="x", count=1),
        lambda: CellRecords.objects.filter(cell=cell).update(ids=[1]),
        lambda: CellRecords.objects.filter(cell=cell).delete(),
        lambda: CellRecords.objects.filter(cell=cell).update(cell=spare(signed)),
        lambda: Sentence.objects.filter(conclusion=signed).update(text_kk="x", text_ru="x"),
        lambda: Shortcoming.objects.filter(conclusion=signed).update(dropped="x"),
        lambda: Recommendation.objects.filter(pk=advised.pk).delete(),
        lambda: Conclusion.objects.filter(pk=signed.pk).update(snapshot="{}"),
        lambda: Conclusion.objects.filter(pk=signed.pk).update(state="draft"),
        lambda: Conclusion.objects.filter(pk=signed.pk).update(signed_on=dt.date(2026, 1, 1)),
        lambda: Monitoring.objects.filter(pk=signed.monitoring_id).update(year=2025),
        *(lambda row=row: row.objects.filter(conclusion=signed).delete() for row in rows),
    ]


def test_r21_the_database_itself_holds_what_is_signed(signed: Conclusion) -> None:
    for write in frozen_writes(signed):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            write()


@pytest.mark.clause("14 para 2")
def test_r23_what_was_sent_and_received_stays_recorded(
    signed: Conclusion, head: User, authorised_body: User, on: Clock
) -> None:
    signing.send(signed, by=head, now=on("2026-04-07"))
    signing.receive(signed, by=authorised_body, now=on("2026-04-08"), number="12")
    for change in (
        {"sent_at": None},
        {"received_on": dt.date(2026, 4, 9)},
        {"receipt_number": "13"},
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Conclusion.objects.filter(pk=signed.pk).update(**change)
    signing.sign(
        second := signing.correct(signed, reason="A slip.", by=head, now=on("2026-04-09")),
        by=head,
        now=on("2026-04-09"),
        seen=seen_of(second),
    )
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Conclusion.objects.filter(pk=signed.pk).update(state="received")


@pytest.mark.clause("13")
def test_r21_a_question_and_its_answer_stay_as_they_were_written(
    opened: Monitoring, regional_manager: User, head: User, on: Clock
) -> None:
    asked = questions.ask(
        opened,
        measure="cases",
        key="",
        text="Неге?",
        by=regional_manager,
        now=on("2026-04-03", "10:00"),
    )
    rows = FigureQuestion.objects.filter(pk=asked.pk)
    for write in (lambda: rows.update(text="Басқа"), rows.delete):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            write()
    questions.answer(asked, text="Себебі.", by=head, now=on("2026-04-03", "11:00"))
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        rows.update(answer="Басқа")


@pytest.mark.usefixtures("committed_db")
def test_r21_what_is_written_beside_a_signature_is_not_slipped_in(
    draft: Conclusion, head: User, on: Clock
) -> None:
    now, seen = on("2026-04-06"), seen_of(draft)

    def signing_it() -> None:
        with transaction.atomic():
            mine = Conclusion.objects.get(pk=draft.pk)
            signing.sign(mine, by=head, now=now, seen=seen)
            wait_until(somebody_waits)

    def slipping_in() -> None:
        FigureCell.objects.create(conclusion_id=draft.pk, figure="x", count=1)

    first, second = at_once(signing_it, slipping_in)

    assert [type(first).__name__, type(second).__name__] in (
        ["NoneType", "IntegrityError"],
        ["TextMoved", "NoneType"],
    )


def test_r22_a_head_does_not_sign_figures_that_they_have_not_seen(
    draft: Conclusion, head: User, case: Case, on: Clock
) -> None:
    seen = seen_of(draft)
    CaseFactory.create(centre=case.centre, detected_on=dt.date(2026, 3, 30))
    with refused(signing.FiguresMoved):
        signing.sign(draft, by=head, now=on("2026-04-06"), seen=seen)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_r22_only_the_head_signs_and_only_a_draft(
    draft: Conclusion,
    caseworker: User,
    other_head: User,
    regional_manager: User,
    head: User,
    on: Clock,
) -> None:
    now, seen = on("2026-04-06"), seen_of(draft)
    for somebody in (caseworker, other_head, regional_manager):
        with refused(NotAllowed):
            signing.sign(draft, by=somebody, now=now, seen=seen)
    sign(draft, by=head, now=now)
    with refused(WrongState):
        signing.sign(draft, by=head, now=now, seen=seen)
    with refused(WrongState):
        drafting.count_again(draft, by=head, now=now)


@pytest.mark.usefixtures("committed_db")
def test_r22_two_heads_at_once_sign_once(draft: Conclusion, head: User, on: Clock) -> None:
    now, seen = on("2026-04-06"), seen_of(draft)

    def signing_it() -> None:
        mine = Conclusion.objects.get(pk=draft.pk)
        signing.sign(mine, by=head, now=now, seen=seen)

    raised = at_once(signing_it, signing_it)

    assert sorted(str(type(error).__name__) for error in raised) == ["NoneType", "WrongState"]
    assert draft.transitions.filter(verb="sign").count() == 1


def test_r22_an_empty_quarter_gives_zeros_and_no_error(
    opened: Monitoring, other_centre: Any, other_head: User, on: Clock
) -> None:
    monitoring = opening.open_quarter(other_centre, Quarter(2026, 1), now=on("2026-04-02"))
    empty = Conclusion.objects.get(monitoring=monitoring)
    for row in list(Shortcoming.objects.filter(conclusion=empty)):
        assert row.measure == "sectors_absent"
    sign(empty, by=other_head, now=on("2026-04-03"))
    said = read(empty)
    assert said["cells"] == []
    assert said["sentences"][0]["ru"] == "В I квартале 2026 года случаев в работе Центра не было."


def test_r21_a_report_that_came_late_is_counted_where_it_fell_due(
    activity: Activity, agency_worker: User, plan: Any, on: Clock
) -> None:
    stories.report(activity, by=agency_worker, now=on("2026-04-01", "10:00"))
    monitoring = opening.open_quarter(plan.centre, Quarter(2026, 1), now=on("2026-04-02"))
    cells = drafting.cells_of(Conclusion.objects.get(monitoring=monitoring))
    assert cells["terms_missed", "report:agency"] == 1
    assert cells.of("terms_days") == {"dispatch:centre:0": 1}
