"""What holds for every template, whoever writes it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path
    for folder in [ROOT / "templates", *ROOT.glob("*/templates")]
    for path in folder.rglob("*.html")
)
COMPONENTS = sorted(path.name for path in (ROOT / "templates" / "components").glob("*.html"))
# Papers are drawn by WeasyPrint, not by a browser: no policy of the site applies to them.
PAGES = [path for path in TEMPLATES if "documents" not in path.parts]
MOST_LINES = 200
MOST_BYTES_OF_OUR_STYLE = 32 * 1024


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", PAGES, ids=named)
@pytest.mark.parametrize(
    "inline",
    [
        r"<style\b",
        r"\sstyle=",
        r"<script\b(?![^>]*\bsrc=)",
        r"\son[a-z]+=",
        r"\shx-on",
        r"javascript:",
    ],
)
def test_nothing_is_inline(path: Path, inline: str) -> None:
    assert not re.search(inline, path.read_text())


def test_the_styleguide_shows_every_component() -> None:
    """A component that only another component draws is shown by it."""
    shown = "".join(
        path.read_text()
        for path in TEMPLATES
        if "styleguide" in str(path) or path.name == "base.html" or path.name in COMPONENTS
    )
    names = [name.removesuffix(".html") for name in COMPONENTS]
    assert [
        n for n in names if f"{{% {n} " not in shown and f"components/{n}.html" not in shown
    ] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_tag_stands_on_one_line(path: Path) -> None:
    """Django shows a tag that is broken over lines as text."""
    assert re.findall(r"\{%(?:(?!%\}).)*$", path.read_text(), re.MULTILINE) == []


def test_our_stylesheet_is_small() -> None:
    assert (ROOT / "static" / "css" / "qoldau.css").stat().st_size < MOST_BYTES_OF_OUR_STYLE


def test_the_stylesheet_of_charts_is_small() -> None:
    style = (ROOT / "static" / "css" / "charts.css").read_text()
    assert len(style.splitlines()) <= MOST_LINES


def test_every_icon_named_in_the_stylesheet_states_exists() -> None:
    icons = set(re.findall(r'<symbol id="(\w+)"', (ROOT / "static" / "icons.svg").read_text()))
    style = (ROOT / "static" / "css" / "qoldau.css").read_text()
    drawn = set(re.findall(r"\.(?:badge|state)-(\w+)", style)) - {"q"}
    assert drawn - icons == set()
