"""Quarters in the reader's words."""

from django.utils.translation import get_language

from accounts import kazakh, russian
from regulations.quarters import Quarter


def quarter_name(quarter: Quarter) -> str:
    """ "2026 жылғы III тоқсан", "III квартал 2026 года", "Q3 2026"."""
    language = get_language() or "kk"
    if language == "kk":
        return kazakh.quarter(quarter)
    return russian.quarter(quarter) if language == "ru" else f"Q{quarter.number} {quarter.year}"
