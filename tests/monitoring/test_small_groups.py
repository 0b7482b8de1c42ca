"""Groups smaller than five are hidden from whoever may not see persons (R12, R7)."""

from dataclasses import replace

import pytest

from accounts.charts import HIDDEN
from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.measures import MEASURES
from monitoring.figures.showing import Shown
from monitoring.quarter_views.records import is_hidden

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


def signs(cells: dict[tuple[str, str], int]) -> list[str]:
    page = shown({("cases_source", key): n for (_f, key), n in cells.items()})
    return [part.text for part in page.parts("cases_source")]


def test_r12_a_small_number_looks_like_one_that_is_hidden_for_its_sake() -> None:
    """1 and 5 make 6: a sign of its own for either, or for this case alone, would tell both."""
    pairs = [(1, 5), (5, 1), (2, 4), (3, 3)]
    looks = [signs({("", "hotline"): a, ("", "agency"): b, ("", "other"): 9}) for a, b in pairs]
    assert looks == [["<5", "<5", "9"]] * 4


def test_the_sign_names_the_bound() -> None:
    assert f"<{small.SMALLEST_SHOWN}" == HIDDEN


def test_r12_a_sum_of_centres_has_one_sign_whatever_it_is() -> None:
    """A sign of its own for the sum of two small Centres would tell that each has four."""
    for numbers in ((1, 1), (4, 4), (2, 0)):
        assert together(*numbers).figure(MEASURES["cases"]).text == "<5"


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


def test_r12_a_figure_that_is_a_part_is_hidden_as_the_part_is() -> None:
    """The activities against offences stand among the kinds, whose sum stands on the page."""
    cells = {("activities_kind", "offences"): 6, ("activities_kind", "adaptation"): 2}
    page = shown(cells)
    assert [part.text for part in page.parts("activities_kind")] == ["<5", "<5"]
    assert page.figure(MEASURES["offences"]).text == "<5"


def test_r12_no_sum_of_a_matrix_gives_its_one_hidden_cell_away() -> None:
    levels = {"D>B": 2, "C>B": 9, "A>A": 3, "A>C": 30, "E>C": 40, "E>D": 50}
    page = shown({("levels_intake", key): n for key, n in levels.items()})
    chart = page.changes()[0].chart
    seen = {f"{a}>{b}" for (a, b), n in chart.cells.items() if isinstance(n, int) and n}
    assert seen == {"E>D"}
    assert {f"{a}>{b}" for a, b in chart.urls} <= seen
    assert is_hidden("levels_intake", "C>B", page)
    assert not is_hidden("levels_intake", "E>D", page)


@pytest.mark.parametrize(("children", "text"), [(18, "<5"), (15, "15"), (20, "20"), (3, "<5")])
def test_r12_a_count_is_hidden_where_the_rest_of_the_cases_is_small(
    children: int, text: str
) -> None:
    page = shown({("cases", ""): 20, ("cases_with_children", ""): children})
    assert page.figure(MEASURES["cases_with_children"]).text == text


def test_r12_what_a_distribution_hides_no_measure_beside_it_shows() -> None:
    kinds = {"adaptation": 2, "offences": 9, "relapse": 30}
    page = shown({("activities_kind", key): n for key, n in kinds.items()})
    assert page.figure(MEASURES["offences"]).text == "<5"
    assert is_hidden("offences", "", page)


def together(*numbers: int) -> Shown:
    """The sum of Centres with so many cases."""
    centres = [shown({("cases", ""): number}) for number in numbers]
    return replace(shown({("cases", ""): sum(numbers)}), partitions=[centres])


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((30, 20, 3), "<5"),
        ((30, 2, 3), "35"),
        ((30, 20, 0), "50"),
        ((30, 1, 1), "<5"),
        ((30, 4, 4), "<5"),
    ],
)
def test_r12_the_sum_of_centres_is_hidden_where_it_would_give_one_of_them_away(
    numbers: tuple[int, ...], text: str
) -> None:
    assert together(*numbers).figure(MEASURES["cases"]).text == text


def test_r12_a_region_that_is_hidden_is_not_told_by_the_country() -> None:
    first, second = together(30, 20, 3), together(30, 2, 3)
    regions = [first, second]
    centres = [one for region in regions for parts in region.partitions for one in parts]
    country = shown({("cases", ""): 88})
    assert replace(country, partitions=[centres]).figure(MEASURES["cases"]).text == "88"
    assert replace(country, partitions=[centres, regions]).figure(MEASURES["cases"]).text == "<5"


def test_r12_a_part_of_a_sum_is_hidden_where_it_would_give_a_centre_away() -> None:
    parts = [{"hotline": 20, "agency": 9, "other": 8}, {"hotline": 3, "agency": 2, "other": 30}]
    centres = [shown({("cases_source", k): n for k, n in one.items()}) for one in parts]
    whole = {("cases_source", key): sum(one[key] for one in parts) for key in parts[0]}
    page = replace(shown(whole), partitions=[centres])
    assert page.hidden_parts("cases_source", {k: n for (_f, k), n in whole.items()}) == {
        "agency",
        "hotline",
    }
