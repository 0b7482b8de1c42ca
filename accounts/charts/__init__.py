"""Charts as numbers: where each bar, line and mark stands. No Django, no markup, no words.

A view says what is to be seen (`Bars`, `Shares`, `Lines`, `Matrix`); the tags of
`accounts/templatetags/charts.py` lay it out and draw it. Distances across a picture are per cent
of its width, distances down are pixels: a picture is as wide as the page or the phone, while its
text keeps its size. They are strings with a dot, whatever the reader's language writes.
"""

from accounts.charts.bars import Bar, Bars
from accounts.charts.lines import Lines, Series
from accounts.charts.matrix import Matrix
from accounts.charts.shares import Part, Shares
from accounts.charts.values import HIDDEN, Absent, Hidden, Number, Value

__all__ = [
    "HIDDEN",
    "Absent",
    "Bar",
    "Bars",
    "Hidden",
    "Lines",
    "Matrix",
    "Number",
    "Part",
    "Series",
    "Shares",
    "Value",
]
