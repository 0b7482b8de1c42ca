"""Reading a list onwards by the last row seen, so that the last page is as quick as the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
ROWS = 50
#: Rows are counted up to here and no further: a list says "more than 1,000".
COUNTED = 1000


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of a list, how many there are in all (at most `COUNTED`), and where it goes on."""

    rows: list[M]
    count: int
    capped: bool
    after: str
    is_first: bool


def page(queryset: QuerySet[M], *, by: Sequence[str], after: str, rows: int = ROWS) -> Page[M]:
    """The rows that follow `after`, sorted downwards by integer or yes-no columns, `id` last.

    `after` comes from the page before; what cannot be read starts from the beginning.
    """
    seen = _read(after, len(by))
    counted = queryset.order_by()[: COUNTED + 1].count()
    ordered = queryset.order_by(*(f"-{name}" for name in by))
    found = list((ordered.filter(_beyond(by, seen)) if seen else ordered)[: rows + 1])
    shown = found[:rows]
    return Page(
        rows=shown,
        count=min(counted, COUNTED),
        capped=counted > COUNTED,
        after=_position(shown[-1], by) if len(found) > rows else "",
        is_first=seen is None,
    )


def _position(row: Model, by: Sequence[str]) -> str:
    return ".".join(str(int(getattr(row, name))) for name in by)


def _read(after: str, length: int) -> list[int] | None:
    parts = after.split(".")
    fits = len(parts) == length and all(p.isascii() and p.isdecimal() for p in parts)
    return [min(int(p), 2**62) for p in parts] if fits else None


def _beyond(by: Sequence[str], seen: Sequence[int]) -> Q:
    """Lower in the first column, or equal in it and lower in the next, and so on."""
    name, value = by[0], seen[0]
    if len(by) == 1:
        return Q(**{f"{name}__lt": value})
    return Q(**{f"{name}__lte": value}) & (Q(**{f"{name}__lt": value}) | _beyond(by[1:], seen[1:]))
