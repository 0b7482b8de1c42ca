"""Groups smaller than five are "<5" to whoever may not see persons (R12, R7)."""

import pytest

from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.formulas import Value
from monitoring.figures.measures import MEASURES
from monitoring.figures.showing import Shown

pytestmark = pytest.mark.clause("7(3)")
NAMES: dict[str, dict[str, tuple[str, str]]] = {
    "sector": {},
    "ground": {},
    "level": {},
    "risk": {"offending": ("тәуекел", "риск")},
    "agency": {},
}


def shown(counts: dict[tuple[str, str], int], *, sees: bool = False) -> Shown:
    return Shown(Cells(counts), NAMES, sees_persons=sees)


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ({"a": 0, "b": 5}, set()),
        ({"a": 1, "b": 4}, {"a", "b"}),
        ({"a": 2, "b": 9, "c": 6}, {"a", "c"}),
        ({"a": 2, "b": 3, "c": 6}, {"a", "b"}),
        ({"a": 2}, {"a"}),
        ({"a": 1, "b": 1, "c": 9, "d": 30}, {"a", "b", "c"}),
        ({"a": 4, "b": 4, "c": 9, "d": 30}, {"a", "b", "c"}),
        ({"a": 1, "b": 2, "c": 9}, {"a", "b"}),
        ({}, set()),
    ],
)
def test_r12_one_small_group_never_stands_alone(parts: dict[str, int], hidden: set[str]) -> None:
    assert small.hidden(parts) == hidden


def test_r12_a_count_of_people_is_hidden_and_that_of_terms_is_not() -> None:
    page = shown({("cases", ""): 4, ("terms_due", "report:agency"): 4})
    assert page.figure(MEASURES["cases"]).text == "<5"
    assert page.figure(MEASURES["terms_due"], "report:agency").text == "4"
    assert shown({("cases", ""): 4}, sees=True).figure(MEASURES["cases"]).text == "4"
    assert shown({}).figure(MEASURES["cases"]).text == "0"


@pytest.mark.parametrize(("part", "text"), [(0, "0 %"), (3, "<5"), (7, "<5"), (5, "50 %")])
def test_r12_a_share_is_hidden_where_its_part_or_the_rest_is_small(part: int, text: str) -> None:
    cells = {("levels_intake", "D>B"): part, ("levels_intake", "D>D"): 10 - part}
    assert shown(cells).figure(MEASURES["out_of_low"]).text == text


def test_r12_small_cells_of_a_matrix_are_hidden() -> None:
    cells = {("levels_intake", "D>B"): 2, ("levels_intake", "D>D"): 9, ("levels_intake", "A>A"): 7}
    chart = shown(cells).changes()[0].chart
    texts = {pair: str(value) for pair, value in chart.cells.items() if value}
    assert set(texts) == {("D", "B"), ("D", "D"), ("A", "A")}
    assert chart.cells["D", "D"] == 9
    assert not isinstance(chart.cells["D", "B"], int)
    assert not isinstance(chart.cells["A", "A"], int)


def test_r12_a_distribution_hides_its_small_parts() -> None:
    cells = {("cases_source", "hotline"): 2, ("cases_source", "agency"): 30}
    assert [part.text for part in shown(cells).parts("cases_source")] == ["<5", "<5"]
    own = shown(cells, sees=True)
    assert [part.text for part in own.parts("cases_source")] == ["30", "2"]


def test_r12_what_is_hidden_elsewhere_stays_hidden_and_never_alone() -> None:
    parts = {"a": 12, "b": 9, "c": 30}
    assert small.hidden(parts, also={"a"}) == {"a", "b"}
    assert small.hidden({**parts, "d": 3}, also={"a"}) == {"a", "d"}
    assert small.hidden({"a": 0, "b": 9}, also={"a"}) == set()


def test_r12_shares_beside_their_sum_hide_small_parts_and_small_rests() -> None:
    measure = MEASURES["out_of_low"]

    def share(part: int, rest: int) -> Value:
        cells = {("levels_intake", "D>B"): part, ("levels_intake", "D>D"): rest}
        return measure.value(Cells(cells))

    values = {"a": share(6, 2), "b": share(20, 30), "c": share(50, 60), "d": share(0, 70)}
    assert small.hidden_beside_total(measure, values) == {"a", "b"}
    terms = {"a": measure.value(Cells({}))}
    assert small.hidden_beside_total(MEASURES["late_own"], terms) == set()


def test_r12_a_figure_that_is_a_part_is_hidden_as_the_part_is() -> None:
    """The activities against offences stand among the kinds, whose sum stands on the page."""
    cells = {("activities_kind", "offences"): 6, ("activities_kind", "adaptation"): 2}
    page = shown(cells)
    assert [part.text for part in page.parts("activities_kind")] == ["<5", "<5"]
    assert page.figure(MEASURES["offences"]).text == "<5"
