"""What a register is: rows within somebody's reach, columns by side, filters (R7, R12)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.offices import Offices, offices
from monitoring.sides import ROLES, Side, seen_from

#: A number or a day up to this length stands on one line.
UNBROKEN: Final = 20
#: What a cell may hold; the same for the page, CSV and XLSX. Moments are in Asia/Almaty, naive.
Value = str | int | date | datetime | None
Text = str | Promise

EVERY_SIDE: Final = frozenset(ROLES)
NOBODY: Final[frozenset[Side]] = frozenset()
CENTRE: Final[frozenset[Side]] = frozenset({"centre"})
AGENCY: Final[frozenset[Side]] = frozenset({"agency"})
ABOVE: Final[frozenset[Side]] = frozenset({"region", "country"})
#: Everybody but the agencies, which know their activities only (clause 7(3)).
NOT_AGENCY: Final = CENTRE | ABOVE


@dataclass(frozen=True)
class Reader:
    """Whoever looks at a register: the person, the side, and the offices that make it today."""

    user: User
    side: Side
    held: Offices

    @property
    def sees_persons(self) -> bool:
        """Regions and the country see numbers, dates, states and offices: of no family who it is,
        nor what its trouble is (R12)."""
        return self.side not in ABOVE

    @property
    def reach(self) -> dict[str, list[Any]]:
        """The offices in whose name the rows are seen, as an export remembers them."""
        held = self.held
        return {
            "centres": sorted(held.centres),
            "agencies": sorted(held.agencies),
            "regions": sorted(held.regions),
        }

    def within(self, rows: Any, *, centre: str = "centre", agency: str = "") -> QuerySet[Any]:
        """The rows in the reader's reach; `centre` and `agency` are the paths to their offices."""
        if self.side == "country":
            return rows.all()
        if self.side == "region":
            return rows.filter(**{f"{centre}__region__in": self.held.regions})
        visible = rows.visible_to(self.user)
        if self.side == "agency":
            return visible.filter(**{f"{agency}__in": self.held.agencies})
        return visible.filter(**{f"{centre}__in": self.held.centres})


def readers(user: User) -> dict[Side, Reader]:
    """The sides from which somebody may look today; none where the person holds no such office."""
    held = offices(user)
    return {
        side: Reader(user, side, seen_from(held, side))
        for side, roles in ROLES.items()
        if roles & held.roles
    }


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its heading, what it says of a row, and to whom.

    `sides` have it in their files, `on_page` on the page too. `personal`: a name, an address, words
    typed by people; `of_family`: what the family's trouble is and what helps it, by which small
    groups could be counted. No side that sees no persons gets either, whatever `sides` says. `code`
    gives the stored state, from which its look follows. `width` is in characters, for XLSX.
    """

    label: Text
    value: Callable[[Any, Reader], Any]
    sides: frozenset[Side] = EVERY_SIDE
    personal: bool = False
    of_family: bool = False
    on_page: frozenset[Side] = NOBODY
    numeric: bool = False
    code: Callable[[Any], str] | None = None
    width: int = 14

    def is_for(self, reader: Reader) -> bool:
        guarded = self.personal or self.of_family
        return reader.side in self.sides and (reader.sees_persons or not guarded)

    def of(self, row: Any, reader: Reader) -> Value:
        """What the cell says, in the language that is active."""
        return plain(self.value(row, reader))


def plain(value: Any) -> Value:
    """A value as a spreadsheet takes it: yes and no in words, moments by the clock of Almaty."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, int | date):
        return value
    return str(value)


@dataclass(frozen=True)
class Cell:
    """A cell of a page. `code` is set where the text is a state; `short` text is not broken."""

    label: str
    text: str
    code: str = ""
    numeric: bool = False

    @property
    def short(self) -> bool:
        return len(self.text) <= UNBROKEN and " " not in self.text


def of_no_case(row: Any) -> None:
    """What a register says of its rows' cases that is of no families."""


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register: what is listed, for whom, in which columns.

    The newest row stands first. `case_of` gives the case that the access log names, where the row
    is of one; `page_of` the page of the row for a reader who may open it, else "".
    """

    name: str
    label: Text
    about: Text
    sides: frozenset[Side]
    columns: tuple[Column, ...]
    rows: Callable[[Reader], QuerySet[Any]]
    filters: Callable[..., django_filters.FilterSet]
    page_of: Callable[[Any, Reader], str]
    case_of: Callable[[Any], int | None] = of_no_case

    def columns_for(self, reader: Reader, *, on_page: bool = False) -> list[Column]:
        """Those of the file, or of the page, which shows the most telling ones."""
        mine = [column for column in self.columns if column.is_for(reader)]
        return [c for c in mine if reader.side in c.on_page] if on_page else mine

    def names_persons(self, reader: Reader) -> bool:
        """Whether what this reader gets is personal data, and each look at it is logged."""
        return any(column.personal for column in self.columns_for(reader))

    def cases_of(self, rows: Iterable[Any]) -> list[int]:
        """The cases that the rows are of, for the access log."""
        found = (self.case_of(row) for row in rows)
        return [case for case in found if case is not None]

    def filtered(self, data: Mapping[str, Any], *, reader: Reader) -> django_filters.FilterSet:
        return self.filters(data, queryset=self.rows(reader), reader=reader)

    def cells(self, row: Any, *, reader: Reader) -> list[Cell]:
        """A row as the page shows it."""
        return [_cell(c, row, reader) for c in self.columns_for(reader, on_page=True)]


def _cell(column: Column, row: Any, reader: Reader) -> Cell:
    value = column.of(row, reader)
    return Cell(
        label=str(column.label),
        text=in_words(value),
        code=column.code(row) if column.code else "",
        numeric=column.numeric,
    )


def in_words(value: Value) -> str:
    if isinstance(value, datetime):
        return date_format(value, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return number_format(value, force_grouping=True) if isinstance(value, int) else value or ""


def asked(filters: django_filters.FilterSet) -> dict[str, str]:
    """What is filtered by, as it stands in the address: choices and days, never a name."""
    given = {name: str(filters.data.get(name, "")) for name in filters.form.fields}
    return {name: text for name, text in given.items() if text}


def filters_in_words(filters: django_filters.FilterSet) -> list[str]:
    """What is filtered by, for people."""
    chosen = filters.form.cleaned_data if filters.form.is_valid() else {}
    return [
        f"{filters.form.fields[name].label}: {_words_of(filters.form.fields[name], value)}"
        for name, value in chosen.items()
        if value not in (None, "", False)
    ]


def _words_of(field: Any, value: Any) -> str:
    if value is True:
        return _("yes")
    if isinstance(value, date):
        return in_words(value)
    names: Sequence[Any] = () if hasattr(field, "queryset") else field.choices
    return str(dict(names).get(value, value))
