"""How Kazakh and Russian write a number: 1 234 567,89; the spaces do not break the line.

The same as the formats of the site, for sentences that are composed without Django.
"""

from decimal import Decimal
from typing import Final

NBSP: Final = "\xa0"
ROMAN_QUARTERS: Final = ("I", "II", "III", "IV")

_AS_HERE: Final = str.maketrans({",": NBSP, ".": ","})


def figures(value: int | Decimal) -> str:
    """As in 1 234 567; of a decimal every digit that it was given, 12,50."""
    form = ",f" if isinstance(value, Decimal) else ",d"
    return format(value, form).translate(_AS_HERE)


def percent_sign(value: int | Decimal) -> str:
    """As in 12,5 %: the number, a space, the sign."""
    return f"{figures(value)}{NBSP}%"
