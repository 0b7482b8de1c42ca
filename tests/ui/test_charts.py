"""Where bars, parts, lines and cells stand, in exact numbers."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.charts import (
    Absent,
    Bar,
    Bars,
    Hidden,
    Lines,
    Matrix,
    Part,
    Series,
    Shares,
    Value,
)
from accounts.charts.bars import BarRow, lay_out_bars
from accounts.charts.lines import (
    BETWEEN,
    LINE,
    LinePicture,
    lay_out_lines,
    scale,
    spread,
    two_lines,
)
from accounts.charts.matrix import Cell, lay_out_matrix
from accounts.charts.shares import ShareShape, lay_out_shares, whole_percents
from accounts.charts.values import HIDDEN


def write(value: Value, decimals: int) -> str:
    if isinstance(value, Absent | Hidden):
        return "–" if isinstance(value, Absent) else HIDDEN
    return f"{value:.{decimals}f}"


def bars(*values: Value, maximum: int | None = None) -> list[BarRow]:
    rows = [Bar("Centre", [value]) for value in values]
    return lay_out_bars(Bars(rows, maximum=maximum), write=write)


def widths(*values: Value, maximum: int | None = None) -> list[str | None]:
    return [row.bars[0].width for row in bars(*values, maximum=maximum)]


def parts(*values: Value) -> list[ShareShape]:
    return lay_out_shares(Shares([Part("Part", value) for value in values]), write=write)


def lines(*series: list[Value], decimals: int = 0, maximum: int | None = None) -> LinePicture:
    chart = Lines(
        labels=[f"label {i}" for i in range(len(series[0]))],
        series=[Series(f"Series {i}", values) for i, values in enumerate(series)],
        decimals=decimals,
        maximum=maximum,
    )
    return lay_out_lines(chart, write=write)


def matrix(*rows: list[Value]) -> list[list[Cell]]:
    return lay_out_matrix(levels(*rows), write=write)[0]


def levels(*rows: list[Value]) -> Matrix:
    names = "ABCDE"[: len(rows)]
    cells = {(a, b): v for a, row in zip(names, rows, strict=True) for b, v in zip(names, row)}  # noqa: B905
    return Matrix(names, cells, from_heading="From", to_heading="To")


def test_the_longest_bar_leaves_room_for_the_longest_number() -> None:
    """Two figures of 8 px and 12 px between, of 300 px."""
    assert widths(10, 5, 0) == ["90.67", "45.33", "0"]
    assert widths(1000) == ["85.33"]


def test_a_scale_may_end_beyond_the_values_but_never_before() -> None:
    assert widths(50, maximum=100) == ["45.33"]
    assert widths(200, maximum=100) == ["88"]


def test_what_is_absent_or_hidden_has_no_bar_and_says_so() -> None:
    unknown, hidden = (row.bars[0] for row in bars(Absent("not signed"), Hidden()))
    assert (unknown.width, unknown.text, unknown.reason) == (None, "–", "not signed")
    assert (hidden.width, hidden.text, hidden.reason) == (None, "<5", "")


def test_zeros_stand_at_the_beginning() -> None:
    assert widths(0, 0) == ["0", "0"]
    assert widths() == []


def test_the_second_series_looks_different() -> None:
    chart = Bars([Bar("Centre", [1, 2])], series=["Own", "Others"])
    (row,) = lay_out_bars(chart, write=write)
    assert [(bar.look, bar.series) for bar in row.bars] == [(1, "Own"), (2, "Others")]


def test_mistakes_of_a_view_are_said_aloud() -> None:
    with pytest.raises(ValueError, match="-1 cannot be drawn"):
        bars(-1)
    with pytest.raises(ValueError, match="shorter"):
        lay_out_bars(Bars([Bar("Centre", [1])], series=["Own", "Others"]), write=write)
    with pytest.raises(ValueError, match="at most 5"):
        parts(1, 2, 3, 4, 5, 6)
    with pytest.raises(ValueError, match="at most 4"):
        lines([1], [1], [1], [1], [1])
    with pytest.raises(ValueError, match="as many values as labels, 1"):
        lines([1], [1, 2])
    with pytest.raises(ValueError, match="unknown levels"):
        lay_out_matrix(Matrix("A", {("A", "Z"): 1}, "From", "To"), write=write)


@given(st.lists(st.integers(0, 10**6), min_size=2))
def test_a_greater_value_never_has_a_shorter_bar(values: list[int]) -> None:
    drawn = [float(width or 0) for width in widths(*sorted(values))]
    assert drawn == sorted(drawn)
    assert drawn[-1] <= 100


def test_parts_follow_one_another_and_fill_the_whole() -> None:
    shapes = parts(1, 2, 1)
    assert [(s.x, s.width, s.end, s.middle) for s in shapes] == [
        ("0", "25", "25", "12.5"),
        ("25", "50", "75", "50"),
        ("75", "25", "100", "87.5"),
    ]
    assert [shape.percent for shape in shapes] == [25, 50, 25]
    assert [shape.look for shape in shapes] == [1, 2, 3]


def test_a_narrow_part_leaves_its_percent_to_the_list() -> None:
    assert [shape.fits for shape in parts(84, 16)] == [True, True]
    assert [shape.fits for shape in parts(85, 15)] == [True, False]


@pytest.mark.parametrize("values", [[3, Hidden()], [3, Absent()], [0, 0]])
def test_no_share_is_told_of_an_unknown_whole(values: list[Value]) -> None:
    assert [(shape.percent, shape.width) for shape in parts(*values)] == [(None, "0")] * 2


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5).filter(any))
def test_percents_add_up(values: list[int]) -> None:
    percents = whole_percents([Decimal(value) for value in values])
    assert sum(percents) == 100
    assert all(abs(p - 100 * v / sum(values)) < 1 for p, v in zip(percents, values, strict=True))


def test_a_line_goes_through_its_marks() -> None:
    picture = lines([0, 5, 10])
    (line,) = picture.lines
    assert [(mark.x, mark.y) for mark in line.marks] == [("0", "214"), ("50", "114"), ("100", "14")]
    assert [(s.x1, s.y1, s.x2, s.y2) for s in line.strokes] == [
        ("0", "214", "50", "114"),
        ("50", "114", "100", "14"),
    ]
    assert [(tick.y, tick.text) for tick in picture.ticks][0::5] == [("214", "0"), ("14", "10")]


def test_a_line_is_broken_where_there_is_no_number() -> None:
    picture = lines([1, Absent(), 3, 4, Hidden(), 6])
    assert [(s.x1, s.x2) for s in picture.lines[0].strokes] == [("40", "60")]
    assert [mark.x for mark in picture.lines[0].marks] == ["0", "40", "60", "100"]
    assert [column.hidden for column in picture.columns] == [False] * 4 + [True, False]


def test_one_label_stands_in_the_middle() -> None:
    (line,) = lines([7]).lines
    assert [mark.x for mark in line.marks] == ["50"]
    assert line.strokes == []
    assert line.end is not None
    assert line.end.leader is not None


def test_a_line_of_zeros_lies_on_the_axis() -> None:
    picture = lines([0, 0])
    assert {mark.y for mark in picture.lines[0].marks} == {str(picture.bottom)}
    assert [tick.text for tick in picture.ticks] == ["0", "1"]


def test_a_series_without_numbers_has_no_end() -> None:
    picture = lines([Absent(), Hidden()], [1, 2])
    assert [line.end is None for line in picture.lines] == [True, False]
    assert not picture.all_end


def test_four_lines_differ_in_dash_or_mark() -> None:
    picture = lines([1, 2], [2, 3], [3, 4], [4, 5])
    assert len({line.dash for line in picture.lines}) == 4
    assert [line.look for line in picture.lines] == [1, 2, 3, 4]


def test_labels_at_the_end_never_touch() -> None:
    picture = lines([1, 10], [1, 10], [1, 10], [1, 0])
    ends = [line.end for line in picture.lines if line.end]
    heights = sorted(float(end.y) for end in ends)
    assert all(b - a >= LINE + BETWEEN for a, b in pairwise(heights))
    assert [end.marked for end in ends] == [False, True, True, False]


@given(st.lists(st.tuples(st.floats(14, 214), st.sampled_from([22.0, 40.0])), max_size=4))
def test_blocks_are_moved_apart_and_stay_inside(blocks: list[tuple[float, float]]) -> None:
    wanted, heights = [w for w, _ in blocks], [h for _, h in blocks]
    placed = sorted(zip(spread(wanted, heights, end=227), heights, strict=True))
    for (above, height), (below, _) in pairwise(placed):
        assert below - above >= height - 1e-9
    assert all(y - LINE / 2 >= 0 and y - LINE / 2 + h <= 227 + 1e-9 for y, h in placed)


@pytest.mark.parametrize(
    ("most", "whole", "ticks"),
    [
        ("0", True, "0 1"),
        ("0.3", True, "0 1"),
        ("1", True, "0 1"),
        ("3", True, "0 1 2 3"),
        ("12", True, "0 5 10 15"),
        ("100", True, "0 20 40 60 80 100"),
        ("1284", True, "0 500 1000 1500"),
        ("0.5", False, "0 0.1 0.2 0.3 0.4 0.5"),
        ("97.25", False, "0 20 40 60 80 100"),
    ],
)
def test_the_scale_is_of_round_numbers(most: str, whole: bool, ticks: str) -> None:
    assert scale(Decimal(most), whole=whole) == [Decimal(tick) for tick in ticks.split()]


@given(st.decimals(0, 10**9, places=2), st.booleans())
def test_the_scale_holds_every_value_in_few_steps(most: Decimal, whole: bool) -> None:
    ticks = scale(most, whole=whole)
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 6


def test_a_step_of_ten_parts_is_written_without_decimals() -> None:
    assert [tick.text for tick in lines([Decimal("97.25")], decimals=1).ticks][-1] == "100"
    assert [tick.text for tick in lines([Decimal("0.5")], decimals=1).ticks][1] == "0.1"


@pytest.mark.parametrize(
    ("label", "cut"),
    [
        ("2026 ж. III тоқсан", ["2026 ж.", "III тоқсан"]),
        ("III квартал 2026 г.", ["III квартал", "2026 г."]),
        ("2026", ["2026"]),
    ],
)
def test_labels_of_quarters_stand_in_two_lines(label: str, cut: list[str]) -> None:
    assert two_lines(label) == cut


def test_of_many_labels_the_newest_is_always_written() -> None:
    columns = lines([1] * 12).columns
    assert [i for i, column in enumerate(columns) if column.on_wide] == [1, 3, 5, 7, 9, 11]
    assert [i for i, column in enumerate(columns) if column.on_narrow] == [3, 7, 11]


def test_cells_are_shaded_by_quarters_of_the_greatest() -> None:
    assert [cell.step for cell in matrix([0, 1, 25], [26, 50, 51], [75, 76, 100])[0]] == [0, 1, 1]
    assert [cell.step for cell in matrix([0, 1, 25], [26, 50, 51], [75, 76, 100])[1]] == [2, 2, 3]
    assert [cell.step for cell in matrix([0, 1, 25], [26, 50, 51], [75, 76, 100])[2]] == [3, 4, 4]


def test_towards_the_first_level_is_better() -> None:
    rows = matrix([1, 1], [1, 1])
    assert [[cell.move for cell in row] for row in rows] == [["same", "worse"], ["better", "same"]]


def test_a_sum_is_not_told_where_it_would_give_a_cell_away() -> None:
    _, tallies = lay_out_matrix(levels([4, Hidden()], [2, 3]), write=write)
    told = [(tally.move, tally.text) for tally in tallies]
    assert told == [("better", "2"), ("same", "7"), ("worse", "")]


def test_marks_stand_where_somebody_moved() -> None:
    (first, second) = matrix([0, Hidden()], [Absent("new"), 0])
    assert [(cell.text, cell.marked, cell.step) for cell in first] == [
        ("0", False, 0),
        ("<5", True, 0),
    ]
    assert (second[0].text, second[0].reason) == ("–", "new")
    assert {cell.step for row in matrix([0]) for cell in row} == {0}
