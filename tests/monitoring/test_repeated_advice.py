"""A recommendation says which one of an earlier quarter it repeats (clause 14 para 2, R23)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.errors import Invalid
from accounts.models import User
from agencies.models import Centre
from monitoring.models import Conclusion, Monitoring, Recommendation, Shortcoming
from monitoring.snapshot import read
from monitoring.wording.document import document
from monitoring.workflow import drafting, editing, opening, signing
from monitoring.workflow.editing import Advice
from regulations.quarters import Quarter
from tests.factories import AgencyFactory
from tests.monitoring.quarters import sign, signed_with
from tests.plans.stories import refused

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.clause("14 para 2")
TEXTS = {"text_kk": "Қайта.", "text_ru": "Снова."}


def advice(**more: Any) -> Advice:
    return Advice(**{**TEXTS, "addressee": "centre", "due_on": dt.date(2026, 9, 30), **more})


@pytest.fixture
def second(signed: Conclusion, on: Clock) -> Conclusion:
    """The draft of the next quarter; what was recommended was to be done by 30 June."""
    monitoring = opening.open_quarter(
        signed.monitoring.centre, Quarter(2026, 2), now=on("2026-07-01")
    )
    return Conclusion.objects.get(monitoring=monitoring)


def to_the_centre(conclusion: Conclusion) -> Recommendation:
    """Of every plan some activities are in words of its own, quarter after quarter."""
    return Recommendation.objects.get(conclusion=conclusion, shortcoming__measure="free_text")


def answer(row: Recommendation, draft: Conclusion, outcome: str, *, by: User, now: Any) -> None:
    editing.follow_up(row, draft, outcome=outcome, why="Жоқ.", by=by, now=now)


def test_r23_a_draft_repeats_what_was_not_done_against_a_shortcoming_that_persists(
    signed: Conclusion, second: Conclusion
) -> None:
    rows = Recommendation.objects.filter(conclusion=second).select_related("shortcoming")
    repeated = {row.shortcoming.measure: row.repeats for row in rows if row.shortcoming}
    before = {
        row.shortcoming.measure: row for row in signed.recommendations.all() if row.shortcoming
    }
    assert repeated
    assert repeated == {measure: before.get(measure) for measure in repeated}
    assert repeated["free_text"] == to_the_centre(signed)


def test_r23_what_is_done_is_repeated_no_more_and_what_is_not_is_repeated_again(
    signed: Conclusion, second: Conclusion, head: User, on: Clock
) -> None:
    now, earlier = on("2026-07-02"), to_the_centre(signed)
    answer(earlier, second, "done", by=head, now=now)
    assert to_the_centre(second).repeats is None
    drafting.count_again(second, by=head, now=now)
    assert to_the_centre(second).repeats is None
    answer(earlier, second, "not_done", by=head, now=now)
    assert to_the_centre(second).repeats == earlier


@pytest.mark.parametrize(
    "changed", [{"due_on": dt.date(2026, 7, 31)}, {"addressee": "authorised_body"}]
)
def test_r23_a_draft_repeats_nothing_before_its_date_or_to_another_body(
    draft: Conclusion, head: User, on: Clock, changed: dict[str, Any]
) -> None:
    now, own = on("2026-04-03"), to_the_centre(draft)
    once = advice(**{"due_on": dt.date(2026, 6, 30), "shortcoming": own.shortcoming, **changed})
    editing.change_recommendation(own, once, by=head, now=now)
    sign(draft, by=head, now=now)
    monitoring = opening.open_quarter(
        draft.monitoring.centre, Quarter(2026, 2), now=on("2026-07-01")
    )
    assert to_the_centre(monitoring.conclusions.get()).repeats is None


def test_r23_a_person_chooses_only_what_was_not_done_by_the_same_body(
    signed: Conclusion, second: Conclusion, head: User, other_centre: Centre, on: Clock
) -> None:
    now, earlier = on("2026-07-02"), to_the_centre(signed)
    row = editing.recommend(second, advice(repeats=earlier), by=head, now=now)
    assert row.repeats == earlier
    school = Recommendation.objects.get(conclusion=signed, addressee="agency")
    foreign = signed_with(other_centre, {}, by=head)
    of_others = Recommendation(conclusion=foreign, pk=0, addressee="centre")
    for wrong in (school, of_others, to_the_centre(second)):
        with refused(Invalid, field="repeats"):
            editing.recommend(second, advice(repeats=wrong), by=head, now=now)
    again = advice(repeats=school, addressee="agency", agency=AgencyFactory.create())
    with refused(Invalid, field="repeats"):
        editing.change_recommendation(row, again, by=head, now=now)
    answer(earlier, second, "done", by=head, now=now)
    row.refresh_from_db()
    assert row.repeats is None
    with refused(Invalid, field="repeats"):
        editing.recommend(second, advice(repeats=earlier), by=head, now=now)


def test_r23_what_somebody_chose_follows_the_earlier_quarter_into_its_correction(
    signed: Conclusion, second: Conclusion, head: User, on: Clock
) -> None:
    now, earlier = on("2026-07-02"), to_the_centre(signed)
    row = editing.recommend(second, advice(repeats=earlier), by=head, now=now)
    correction = sign(signing.correct(signed, reason="A slip.", by=head, now=now), by=head, now=now)
    drafting.count_again(second, by=head, now=now)
    row.refresh_from_db()
    assert row.repeats is not None
    assert (row.repeats.conclusion, row.repeats.origin) == (correction, earlier)


def test_r23_a_correction_repeats_what_the_version_before_it_repeated(
    signed: Conclusion, second: Conclusion, head: User, on: Clock
) -> None:
    now, earlier = on("2026-07-02"), to_the_centre(signed)
    for row in editing.unanswered(second):
        answer(row, second, "not_done", by=head, now=now)
    sign(second, by=head, now=now)
    correction = signing.correct(second, reason="A slip.", by=head, now=now)
    assert to_the_centre(correction).repeats == earlier
    drafting.count_again(correction, by=head, now=now)
    assert to_the_centre(correction).repeats == earlier


def test_r23_the_conclusion_says_what_it_repeats(
    signed: Conclusion, second: Conclusion, head: User, on: Clock
) -> None:
    now = on("2026-07-02")
    for row in editing.unanswered(second):
        answer(row, second, "not_done", by=head, now=now)
    sign(second, by=head, now=now)
    second.refresh_from_db()
    said = {row["shortcoming"]: row["repeats"] for row in read(second)["recommendations"]}
    named = Shortcoming.objects.get(conclusion=second, measure="free_text")
    assert said[named.pk] == signed.number
    paper = document(read(second), "ru")
    details = [one.details for _text, advised in paper.shortcomings for one in advised]
    assert any(one.endswith(f"повторно, ранее: №\xa0{signed.number}") for one in details)


def form_of(draft: Conclusion, *more: int) -> str:
    name = "quarter-change-advice" if more else "quarter-new-advice"
    return reverse(name, args=[draft.monitoring_id, *more])


def test_r23_the_form_offers_what_can_be_repeated_and_keeps_what_was_chosen(
    signed: Conclusion, second: Conclusion, head: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-07-02")
    browser, own, earlier = sign_in(head), to_the_centre(second), to_the_centre(signed)
    shown = browser.get(form_of(second, own.pk))
    offered = shown.context["form"].fields["repeats"].queryset
    assert set(offered) == set(editing.open_recommendations(second.monitoring))
    assert f'<option value="{earlier.pk}" selected>{signed.number} · ' in shown.content.decode()
    sent = {**TEXTS, "addressee": "centre", "due_on": "2026-09-30", "repeats": earlier.pk}
    assert browser.post(form_of(second, own.pk), sent).status_code == 302
    own.refresh_from_db()
    assert (own.repeats, own.is_drafted) == (earlier, False)
    wrong = {**sent, "addressee": "authorised_body"}
    answer = browser.post(form_of(second, own.pk), wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["repeats"])
    for part in ("advice", "text"):
        page = browser.get(reverse(f"quarter-{part}", args=[second.monitoring_id]))
        assert f"repeats {signed.number}" in page.content.decode()


def test_r23_where_nothing_can_be_repeated_the_form_does_not_ask(
    opened: Monitoring, draft: Conclusion, head: User, sign_in: SignIn
) -> None:
    form = sign_in(head).get(form_of(draft)).context["form"]
    assert "repeats" not in form.fields
