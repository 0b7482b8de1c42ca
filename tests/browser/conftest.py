"""A real browser on a real server: Debian's Chromium through Playwright, and real commits."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, Playwright, ViewportSize
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

from accounts.models import User
from tests.factories import PASSWORD

CHROMIUM = "/usr/bin/chromium"
#: An address bar nobody types into costs a second for each window, and a renderer kept ready costs
#: some more. The list takes the place of Playwright's own, so what matters of that is named again.
FEATURES_OFF = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
]
WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; the ORM is used outside of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(
    committed_db: None, chromium: Browser, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of the product, served from a thread of the test's own process and clock.

    A browser keeps static files, as it does where their names carry a hash, and a thread its
    connection to the database, as the pool does.
    """
    for database in connections.settings.values():
        monkeypatch.setitem(database, "CONN_MAX_AGE", None)
    settings.WHITENOISE_MAX_AGE = WhiteNoiseMiddleware.FOREVER
    thread = LiveServerThread(
        "127.0.0.1",
        lambda _: WSGIHandler(),  # type: ignore[arg-type]  # WhiteNoise serves the static files
        connections_override={},
        port=0,
    )
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    connections.close_all()


@pytest.fixture
def open_browser(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """`open_browser(language="kk", size=PHONE)` gives a page of a browser of its own.

    An error on the page's console, a refused script or style included, fails the test.
    """
    contexts, complaints = [], []

    def opened(*, language: str = "en", size: ViewportSize = WIDE, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site, viewport=size, locale=language, timezone_id="Asia/Almaty", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [c for c in complaints if "the server responded with a status of 4" not in c] == []


@pytest.fixture
def sign_in_as(open_browser: Callable[..., Page]) -> Callable[..., Page]:
    """`sign_in_as(head)` signs in through the page, as a person does."""

    def signed_in(user: User, **options: Any) -> Page:
        page = open_browser(**options)
        page.goto("/sign-in/")
        page.fill("input[name=username]", user.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    return signed_in


def findings(page: Page) -> list[str]:
    """What axe-core finds on the page: rule, impact and the elements."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "axe.run({resultTypes: ['violations']}).then(results => results.violations)"
    )
    return [
        f"{found['id']} ({found['impact']}): {[node['target'] for node in found['nodes']]}"
        for found in violations
    ]


def look_in_both_sizes(page: Page) -> None:
    """Wide and on a phone axe finds nothing, and nothing spills to the side.

    No script of the product asks for the width, so that a page opened on a phone is the same.
    """
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert findings(page) == [], (page.url, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
