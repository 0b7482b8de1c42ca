"""Charts in a real browser: axe finds nothing, nothing spills, text keeps its size on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE, look_in_both_sizes

SMALLEST = """() => Math.min(...[...document.querySelectorAll('.chart text')].map(
    text => parseFloat(getComputedStyle(text).fontSize)))"""
OUTSIDE = """() => [...document.querySelectorAll('.chart text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < 0 || box.right > document.documentElement.clientWidth);
}).map(text => text.textContent)"""


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_chart_of_the_styleguide(
    settings: Any, open_browser: Callable[..., Page], language: str
) -> None:
    settings.ROOT_URLCONF = "tests.browser.styleguide_urls"
    page = open_browser(language=language)
    page.goto("/styleguide/")
    page.evaluate("document.querySelectorAll('.chart details').forEach(d => { d.open = true })")
    look_in_both_sizes(page)
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(SMALLEST) >= 12
        assert page.evaluate(OUTSIDE) == []
