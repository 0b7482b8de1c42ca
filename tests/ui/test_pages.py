"""The base page, the styleguide and the pages of errors are drawn in every language."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from accounts.styleguide import styleguide

LANGUAGES = ["kk", "ru", "en"]
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/styleguide/?state=late")
    request.user = AnonymousUser()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_styleguide_is_drawn(request_: HttpRequest, language: str) -> None:
    with translation.override(language):
        page = styleguide(request_).content.decode()
    assert f'<html lang="{language}">' in page
    assert page.count("<main") == page.count("</html>") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ERRORS)
def test_a_page_of_an_error_needs_nothing(name: str, language: str) -> None:
    """A failing server draws it without a request and without context processors."""
    with translation.override(language):
        page = render_to_string(name)
    assert "<h1>" in page
    assert "/language/" not in page


def test_without_navigation_the_base_page_stands(request_: HttpRequest) -> None:
    page = render_to_string("404.html", request=request_)
    assert '<a class="skip" href="#content">' in page
    assert "main-nav" not in page


def test_the_language_switch_returns_to_the_filtered_list(request_: HttpRequest) -> None:
    page = render_to_string("404.html", request=request_)
    assert '<input type="hidden" name="next" value="/styleguide/?state=late">' in page
