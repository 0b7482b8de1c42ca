"""A page as its reader sees it."""

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin


def rows(response: Any) -> list[str]:
    """The words of each row of the page's table."""
    body = re.search(r"<tbody>(.*?)</tbody>", response.content.decode(), re.DOTALL)
    return [words(row) for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)] if body else []


def links(response: Any) -> list[str]:
    """The addresses on a page, as often as they stand there."""
    return [unescape(url) for url in re.findall(r'href="([^"#][^"]*)"', response.content.decode())]


def everything_under(browser: Any, start: str) -> dict[str, Any]:
    """Every page that can be reached from one without leaving its part of the site, files apart."""
    found: dict[str, Any] = {}
    waiting = [start]
    root = start.partition("?")[0]
    while waiting:
        url = waiting.pop()
        if url in found or re.search(r"\.(pdf|docx)$", url):
            continue
        found[url] = browser.get(url)
        for link in links(found[url]):
            whole = urljoin(url, link)
            if whole.startswith(root) and whole not in found:
                waiting.append(whole)
    return found


def figures(response: Any) -> dict[str, str]:
    found = re.findall(
        r'figure-value">(.*?)</span>\s*<span class="figure-label">(.*?)</span>',
        response.content.decode(),
        re.DOTALL,
    )
    return {words(label): words(value) for value, label in found}


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
