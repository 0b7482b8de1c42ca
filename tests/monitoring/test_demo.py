"""The demo is lived by the product's own verbs, and every state is in it."""

import datetime as dt
from collections import Counter

import pytest
from django.db import models

from accounts.models import User
from agencies.models import Centre
from cases.models import Case
from monitoring.demo import quarters
from monitoring.demo.places import CENTRES, sign_ins
from monitoring.demo.play import play
from monitoring.documents import FORMATS, Format
from monitoring.figures.cells import FIGURES
from monitoring.figures.counting import count
from monitoring.models import Conclusion, FigureQuestion, FollowUp
from plans.models import Activity, Dispatch, Plan, PlanDeadline, Report
from plans.states import DispatchState
from regulations.numbers import check_iin
from regulations.quarters import Quarter
from tests.factories import ALMATY
from tests.monitoring.naive import Naive

WEDNESDAY = dt.datetime(2026, 6, 17, 18, 0, tzinfo=ALMATY)


def states(model: type[models.Model]) -> set[str]:
    return set(model._default_manager.values_list("state", flat=True))


@pytest.mark.long
@pytest.mark.clause("13")
@pytest.mark.clause("14 para 2")
def test_r21_r23_the_demo_shows_every_state_and_its_figures_are_what_a_slow_count_gives(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test, because the demo takes a minute to live.

    Its conclusions are kept as they are written, not drawn: that has its tests in
    `test_documents` and `test_kept_files`.
    """
    monkeypatch.setattr(quarters, "FAMILIES", (1, 0))  # with all of them it takes minutes
    for kind, real in FORMATS.items():
        drawn = Format(real.media_type, lambda document: repr(document).encode())
        monkeypatch.setitem(FORMATS, kind, drawn)
    assert play(now=WEDNESDAY) >= 40
    every_state_and_every_kind_of_lateness_is_there()
    everybody_is_made_up()
    every_figure_is_what_a_slow_count_gives()
    four_quarters_of_six_centres_in_two_regions_are_signed_and_sent()


def every_state_and_every_kind_of_lateness_is_there() -> None:
    assert states(Case) == set(Case.State.values)
    assert states(Plan) == set(Plan.State.values)
    assert states(Activity) == set(Activity.State.values) - {"partly"}
    assert states(Dispatch) >= {DispatchState.SENT, DispatchState.HELD, DispatchState.BLOCKED}
    today = WEDNESDAY.date()
    open_terms = PlanDeadline.objects.filter(PlanDeadline.OPEN)
    assert open_terms.filter(due_on__lt=today).exists()
    assert open_terms.filter(due_on=today).exists()
    assert open_terms.filter(due_on__gt=today).exists()
    assert Report.objects.filter(on_paper=True).exists()
    assert Case.objects.exclude(previous=None).exists()


def everybody_is_made_up() -> None:
    known = set(User.objects.values_list("email", flat=True))
    assert {email for _role, email in sign_ins()} <= known
    everybody = [p.iin for c in Case.objects.all() for p in c.family.members.all() if p.iin]
    assert everybody
    today = WEDNESDAY.date()
    assert {check_iin(iin, today=today).valid for iin in everybody} == {True}
    assert {iin[6] for iin in everybody} <= {"1", "2"}


def every_figure_is_what_a_slow_count_gives() -> None:
    seen: set[str] = set()
    for centre in Centre.objects.order_by("pk"):
        for number in (1, 2, 3):
            quarter = Quarter(2026, number)
            counted = count(centre.pk, quarter)
            assert counted.counts == dict(Naive(centre, quarter).count())
            assert set(counted.records) == set(counted.counts)
            seen |= {figure for figure, _key in counted.counts}
    assert set(FIGURES) - seen == set()


def four_quarters_of_six_centres_in_two_regions_are_signed_and_sent() -> None:
    in_force = Conclusion.objects.filter(state=Conclusion.State.RECEIVED)
    found = Counter(in_force.values_list("monitoring__centre__code", flat=True))
    assert set(found) == {code for code, _place in CENTRES}
    assert min(found.values()) >= 4
    assert Centre.objects.values("region").distinct().count() == 2
    assert Conclusion.objects.filter(state=Conclusion.State.DRAFT, version=2).exists()
    outcomes = set(FollowUp.objects.values_list("outcome", flat=True))
    assert outcomes == {"done", "not_done"}
    assert FigureQuestion.objects.exclude(answer="").exists()
