"""Draws a piece of template and reads it as a person does: words without marks."""

import re
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

from django.template import Context, Template
from django.utils import translation


def draw(source: str, *, language: str = "en", **context: Any) -> str:
    with translation.override(language):
        return Template("{% load i18n qoldau %}" + source).render(Context(context))


def words(source: str, *, language: str = "en", **context: Any) -> str:
    """The text alone, its whitespace as a browser shows it."""
    text = re.sub(r"<[^>]+>", " ", draw(source, language=language, **context))
    return re.sub(r"[\s\xa0]+", " ", unescape(text)).strip()


def term(left: int, *, due: date, **fields: Any) -> SimpleNamespace:
    empty = {"clause": "9", "met_on": None, "ended_on": None, "derivation": None}
    return SimpleNamespace(due_on=due, working_days_left=left, **{**empty, **fields})
