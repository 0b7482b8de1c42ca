"""A page as its reader sees it."""

import re
from html import unescape
from typing import Any


def rows(response: Any) -> list[str]:
    """The words of each row of the page's table."""
    body = re.search(r"<tbody>(.*?)</tbody>", response.content.decode(), re.DOTALL)
    return [words(row) for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)] if body else []


def figures(response: Any) -> dict[str, str]:
    found = re.findall(
        r'figure-value">(.*?)</span>\s*<span class="figure-label">(.*?)</span>',
        response.content.decode(),
        re.DOTALL,
    )
    return {words(label): words(value) for value, label in found}


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
