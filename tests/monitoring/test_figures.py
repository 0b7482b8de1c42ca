"""The figures of a quarter, against a slow and independent count of the same rows."""

import datetime as dt

import pytest

from agencies.models import Centre
from monitoring.demo.play import play
from monitoring.figures.cells import FIGURES
from monitoring.figures.counting import count
from regulations.quarters import Quarter
from tests.factories import ALMATY
from tests.monitoring.naive import Naive

#: In the demo of this day cases run from March to June 2026.
WEDNESDAY = dt.datetime(2026, 6, 17, 18, 0, tzinfo=ALMATY)


@pytest.fixture
def demo(db: None) -> None:
    play(now=WEDNESDAY, most=1)


@pytest.mark.clause("13")
def test_r21_every_figure_of_the_demo_is_what_a_slow_count_gives(demo: None) -> None:
    seen: set[str] = set()
    for centre in Centre.objects.order_by("pk"):
        for number in (1, 2, 3):
            quarter = Quarter(2026, number)
            counted = count(centre.pk, quarter)
            assert counted.counts == dict(Naive(centre, quarter).count())
            assert set(counted.records) == set(counted.counts)
            seen |= {figure for figure, _key in counted.counts}
    assert set(FIGURES) - seen == set()
