"""Charts in a real browser: axe finds nothing, nothing spills, text keeps its size on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import PHONE, WIDE, findings

SMALLEST = """() => Math.min(...[...document.querySelectorAll('.chart text')].map(
    text => parseFloat(getComputedStyle(text).fontSize)))"""
OUTSIDE = """() => [...document.querySelectorAll('.chart text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < 0 || box.right > document.documentElement.clientWidth);
}).map(text => text.textContent)"""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_chart_of_the_styleguide(
    settings: Any, open_browser: Callable[..., Page], size: ViewportSize, language: str
) -> None:
    settings.ROOT_URLCONF = "tests.browser.styleguide_urls"
    page = open_browser(language=language, size=size)
    page.goto("/styleguide/")
    page.evaluate("document.querySelectorAll('.chart details').forEach(d => { d.open = true })")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate(SMALLEST) >= 12
    assert page.evaluate(OUTSIDE) == []
