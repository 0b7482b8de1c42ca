"""The order of the Kazakh alphabet, which PostgreSQL without ICU does not know.

«Әлихан» stands after «Азамат» and before «Бақыт», not after «Яна». The Russian alphabet is part
of the Kazakh one in the same order, so Russian names are sorted by it as well.
"""

from typing import Any

from django.db import models
from django.utils.translation import get_language


class KazakhOrder(models.Func):
    """What to sort and compare text by, so that it comes in alphabetical order."""

    function = "kazakh_order"
    # A function's result takes the collation of its input: the comparison must name its own.
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    arity = 1
    output_field: Any = models.TextField()


def by_name(row: str = "") -> KazakhOrder:
    """Sorts by the official name in the reader's language; `row` is the path to a named row."""
    name = "name_kk" if get_language() == "kk" else "name_ru"
    return KazakhOrder(f"{row}__{name}" if row else name)
