"""Charts say the same in their picture, in words and in the table behind."""

import re
from decimal import Decimal
from typing import Any

import pytest

from accounts.charts import Absent, Bar, Bars, Hidden, Lines, Matrix, Part, Series, Shares, Value
from accounts.templatetags import charts as tags
from tests.ui.rendering import draw, words

KINDS = ["bars", "shares", "lines", "matrix"]


def source(kind: str, more: str = "") -> str:
    return f"{{% load charts %}}{{% chart_{kind} chart id='it' caption='Late' {more} %}}"


def chart(kind: str, *values: Value, **options: Any) -> Any:
    if kind == "bars":
        rows = [Bar(f"Centre {i}", [value]) for i, value in enumerate(values)]
        return Bars(rows, heading="Centre", **options)
    if kind == "shares":
        return Shares([Part(f"Part {i}", value) for i, value in enumerate(values)], **options)
    if kind == "lines":
        labels = [f"Quarter {i}" for i in range(len(values))]
        return Lines(labels, [Series("Own", values)] if values else [], **options)
    cells = {("A", "AB"[i]): value for i, value in enumerate(values)}
    return Matrix("AB", cells, from_heading="From", to_heading="To", **options)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "values", [[], [0, 0], [7], [12, Hidden()], [Absent("not signed"), 3], [Hidden(), Absent()]]
)
def test_no_state_has_a_style_of_its_own(kind: str, values: list[Value]) -> None:
    drawn = draw(source(kind), chart=chart(kind, *values))
    assert re.findall(r"\sstyle=|<style|\son\w+=", drawn) == []
    assert drawn.count("<figure") == drawn.count("<figcaption>") == 1
    assert len(re.findall(r"\sid=\"([^\"]+)", drawn)) == len(
        set(re.findall(r"\sid=\"([^\"]+)", drawn))
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "Әзірге дерек жоқ."), ("ru", "Данных пока нет."), ("en", "There are no figures yet.")],
)
def test_nothing_is_said_in_words(kind: str, language: str, said: str) -> None:
    assert words(source(kind), language=language, chart=chart(kind)) == f"Late {said}"
    own = words(source(kind, "empty='Soon.'"), language=language, chart=chart(kind))
    assert own == "Late Soon."


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_the_picture_have_a_dot_and_those_of_the_reader_do_not(
    kind: str, language: str
) -> None:
    options = {} if kind == "matrix" else {"decimals": 1}
    values = [1234, 777] if kind == "matrix" else [Decimal("1234.56"), Decimal(777)]
    drawn = draw(source(kind), language=language, chart=chart(kind, *values, **options))
    assert "1\xa0234" in drawn
    placed = re.findall(r"\s(?:x|y|x1|x2|y1|y2|width|height|dx|dy)=\"([^\"]*)\"", drawn)
    assert [number for number in placed if not re.fullmatch(r"-?\d+(\.\d+)?%?", number)] == []
    if kind != "matrix":
        assert "1\xa0234,6" in drawn
        assert "1\xa0234,56" in drawn  # exactly, in the table


@pytest.mark.parametrize(
    ("language", "percent"), [("kk", "62,5\xa0%"), ("ru", "62,5\xa0%"), ("en", "62.5%")]
)
def test_percents_are_written_as_the_language_does(language: str, percent: str) -> None:
    shown = chart("bars", Decimal("62.5"), unit="%", decimals=1)
    assert percent in draw(source("bars"), language=language, chart=shown)


def test_a_bar_is_named_for_those_who_hear_it() -> None:
    rows = [Bar("Centre", [1284, Hidden()], url="/c/")]
    drawn = draw(source("bars"), chart=Bars(rows, series=["Own", "Of agencies"]))
    assert 'aria-label="Centre, Own: 1,284"' in drawn
    assert '<a href="/c/">Centre</a>' in drawn
    shown = words(source("bars"), chart=Bars(rows, series=["Own", "Of agencies"]))
    assert "1,284 Of agencies: <5 <5: a group smaller than five" in shown


def test_what_is_absent_says_why_in_the_chart_and_in_the_table() -> None:
    shown = words(source("bars"), chart=chart("bars", Absent("not signed"), Absent()))
    assert shown.startswith("Late Centre 0 – not signed Centre 1 – no figure The same as a table")
    assert shown.endswith("Centre Number Centre 0 – not signed Centre 1 – no figure")


def test_shares_are_told_with_their_numbers() -> None:
    assert words(source("shares"), chart=chart("shares", 1, 3)).startswith(
        "Late Late Part 0: 25%; Part 1: 75% 25% 75% Part 0 25% (1) Part 1 75% (3)"
    )


def test_shares_of_an_unknown_whole_are_numbers_only() -> None:
    drawn = draw(source("shares"), chart=chart("shares", 12, Hidden()))
    assert "chart-whole" not in drawn
    assert "No bar is drawn" in drawn
    assert "%<" not in drawn


def test_lines_are_described_by_their_ends() -> None:
    drawn = draw(source("lines"), chart=chart("lines", Absent(), 3, 5, 4))
    assert '<desc id="it-desc">Own: Quarter 1 – 3, Quarter 3 – 4</desc>' in drawn
    assert 'aria-labelledby="it-title it-desc"' in drawn
    assert "Where a line is broken" in drawn


@pytest.mark.parametrize(
    ("values", "said"), [([Absent(), Absent()], "no figure"), ([Hidden(), Absent()], "<5")]
)
def test_a_series_without_any_number_is_named_with_that(values: list[Any], said: str) -> None:
    drawn = words(source("lines"), chart=chart("lines", *values))
    assert f"Own – {said}" in drawn
    assert f"Own: {said}" in drawn


def test_the_table_behind_lines_has_a_row_for_each_label() -> None:
    two = Lines(["Q1", "Q2"], [Series("Own", [1, 2]), Series("Others", [3, Hidden()])], heading="Q")
    assert words(source("lines"), chart=two).endswith("Q Own Others Q1 1 3 Q2 2 <5")


@pytest.mark.parametrize(
    ("language", "moved"),
    [
        ("kk", "жақсарды 4 өзгеріссіз 1 нашарлады 2"),
        ("ru", "улучшение 4 без изменений 1 ухудшение 2"),
        ("en", "better 4 the same 1 worse 2"),
    ],
)
def test_the_matrix_counts_what_became_better(language: str, moved: str) -> None:
    cells: dict[tuple[str, str], Value] = {("A", "A"): 1, ("A", "B"): 2, ("B", "A"): 4}
    shown = words(source("matrix"), language=language, chart=Matrix("AB", cells, "From", "To"))
    assert shown.startswith(f"Late {moved} From To A B A ")


def test_a_cell_says_its_move_and_opens() -> None:
    cells: dict[tuple[str, str], Value] = {("A", "B"): 2, ("B", "A"): Absent("not yet")}
    urls = {("A", "B"): "/f/"}
    drawn = draw(source("matrix"), chart=Matrix("AB", cells, "From", "To", urls=urls))
    assert '<a href="/f/">2<span class="visually-hidden">, worse</span></a>' in drawn
    assert '–<span class="visually-hidden">, not yet</span>' in drawn


def test_text_in_a_picture_is_escaped() -> None:
    drawn = draw(source("bars"), chart=Bars([Bar('<b>"', [1])]))
    assert 'aria-label="&lt;b&gt;&quot;: 1"' in drawn


@pytest.mark.parametrize(
    ("value", "written"), [(0.1 + 0.2, "0.3"), (2.5, "2.5"), (7, "7"), (Decimal("1.250"), "1.25")]
)
def test_the_table_is_exact_but_for_what_floating_point_adds(value: Value, written: str) -> None:
    assert tags._exactly([value], Bars([])) == [written]


def test_a_hidden_number_is_heard_in_words() -> None:
    words = "fewer than five, or a number that would tell such a group"
    sign = f'<span role="img" aria-label="{words}" title="{words}">&lt;5</span>'
    for kind in ("bars", "shares"):
        assert draw(source(kind), chart=chart(kind, 12, Hidden())).count(sign) == 2
    assert draw(source("lines"), chart=chart("lines", 12, Hidden())).count(sign) == 1
    in_russian = draw(source("bars"), language="ru", chart=chart("bars", Hidden()))
    assert 'aria-label="меньше пяти или число' in in_russian
