"""Signing in and finding one's way, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import findings, look_in_both_sizes


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_sign_in_page_is_for_everybody(
    open_browser: Callable[..., Page], language: str
) -> None:
    page = open_browser(language=language)
    page.goto("/sign-in/")
    assert page.evaluate("document.documentElement.lang") == language
    look_in_both_sizes(page)


def test_a_caseworker_signs_in_and_out(
    sign_in_as: Callable[..., Page], caseworker: User, working_days: None
) -> None:
    page = sign_in_as(caseworker)
    expect(page.locator("h1")).to_be_visible()
    assert findings(page) == []
