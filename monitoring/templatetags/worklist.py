"""Words for what is owed, in the language of whoever reads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template

from monitoring import news as of_quarters
from monitoring import worklist

register = template.Library()


@register.filter
def iso_day(text: str) -> date:
    """The day that a stored message names."""
    return date.fromisoformat(text)


@register.filter
def owed(line: Mapping[str, Any]) -> str:
    """What the reader of a digest is to do, or the name of the term that others owe."""
    if line["owes"]:
        return str(worklist.work(line["term"], line.get("role", "")).what)
    return worklist.term_name(line["term"])


@register.filter
def news(kind: str) -> str:
    """What a notice of a quarter, or of a case, says."""
    return str({**of_quarters.KINDS, **of_quarters.OF_CASES}[kind])


@register.filter
def term_name(term_id: str) -> str:
    return worklist.term_name(term_id)
