"""The figures of a quarter as a page shows them: values in words, groups, tables of changes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.charts import HIDDEN, Hidden, Matrix
from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.formulas import Group, Measure, Value
from monitoring.figures.labels import label, named
from monitoring.figures.measures import MEASURES
from monitoring.figures.partings import PARTS
from monitoring.wording.telling import Names, trimmed
from monitoring.wording.terms import OWED

LEVELS: Final = ("A", "B", "C", "D", "E")
HEIGHTS: Final = ("0", "1", "2", "3")
#: How the absence of a figure is explained, by its unit.
_WHY_ABSENT: Final[Mapping[str, Promise]] = {
    "percent": gettext_lazy("there is nothing of which it would be a share"),
    "days": gettext_lazy("no such term was met by the end of the quarter"),
}
#: What a row of the table of agencies, and of sectors, is made of.
OF_AN_AGENCY: Final = (
    *("agency_activities", "agency_due", "agency_late"),
    *("agency_days", "agency_returned", "agency_declined"),
)
#: The same beside other agencies, with its part of the work.
AMONG_AGENCIES: Final = (OF_AN_AGENCY[0], "agency_share", *OF_AN_AGENCY[1:])
OF_A_SECTOR: Final = ("sector_activities", "sector_share", "sector_late")

#: Gives the address of what stands behind a figure and a key; "" for nowhere.
Opens = Callable[[str, str], str]


def nowhere(_name: str, _key: str) -> str:
    return ""


def records_of(monitoring_id: int) -> Opens:
    """Figures of a Centre open to its records."""

    def address(name: str, key: str) -> str:
        page = reverse("quarter-records", args=[monitoring_id, name])
        return f"{page}?{urlencode({'key': key})}" if key else page

    return address


@dataclass(frozen=True)
class Figure:
    """One value on the page; `url` leads to the records behind it, "" where there are none."""

    id: str
    label: str
    definition: str
    text: str
    note: str = ""
    url: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Part:
    """One part of a distribution; `number` is None where the reader may not see it."""

    label: str
    number: int | None
    text: str
    url: str = ""


@dataclass(frozen=True)
class Change:
    """From level to level: the chart, empty where no family was assessed."""

    id: str
    heading: str
    definition: str
    chart: Matrix
    is_empty: bool


@dataclass(frozen=True)
class Shown:
    """The figures of one Centre, or of several together, for one reader.

    `partitions` are the parts that the reader sees of a sum elsewhere: its Centres, its districts,
    its regions. Where one of them alone hides a figure, the sum would tell it, and is hidden too.
    """

    cells: Cells
    names: Names
    sees_persons: bool
    opens: Opens = nowhere
    of_several: bool = False
    partitions: Sequence[Sequence["Shown"]] = ()
    #: What `hides` answered: a country asks it of each Centre for every district and region.
    _answers: dict[tuple[str, str], bool] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def figure(self, measure: Measure, key: str = "") -> Figure:
        """A measure with its value in words."""
        value = measure.value(self.cells, key)
        hidden = value.number is not None and self.hides(measure, key)
        text, note = self._text(measure, value, hidden=hidden)
        opens = not hidden and self._has_something_behind(measure, value, key)
        return Figure(
            id=measure.id,
            label=str(measure.label),
            definition=str(measure.definition),
            text=text,
            note=note,
            url=self.opens(measure.id, key) if opens else "",
            is_hidden=hidden,
        )

    def hides(self, measure: Measure, key: str = "") -> bool:
        """Whether the value tells of a small group: its own, or that of one of those added up."""
        asked = (measure.id, key)
        if asked not in self._answers:
            self._answers[asked] = self._hides(measure, key)
        return self._answers[asked]

    def _hides(self, measure: Measure, key: str) -> bool:
        part = measure.part
        if self.sees_persons or not small.is_guarded(part.figure):
            return False
        if self._tells_a_small_group(measure, key):
            return True
        if part.figure in small.SAME_AS and self._hides_part(*small.SAME_AS[part.figure]):
            return True
        if measure.whole is None and len(part.keys) == 1:
            return self._hides_part(part.figure, part.keys[0].format(key))
        return any(
            small.told_by_their_sum(
                [one.value_of(measure, key) for one in parts if one.hides(measure, key)]
            )
            for parts in self.partitions
        )

    def _tells_a_small_group(self, measure: Measure, key: str = "") -> bool:
        return small.hides(measure, measure.value(self.cells, key), self.cells)

    def _hides_part(self, figure: str, key: str) -> bool:
        return key in self.hidden_parts(figure, small.siblings(self.cells.of(figure), key))

    def value_of(self, measure: Measure, key: str) -> int:
        return measure.value(self.cells, key).part

    def hidden_parts(self, figure: str, parts: Mapping[str, int]) -> frozenset[str]:
        """Which parts of a figure are not shown to this reader, see `small`."""
        if self.sees_persons or not small.is_guarded(figure):
            return frozenset()
        told: set[str] = set()
        for those in self.partitions:
            hidden: dict[str, list[int]] = {}
            for one in those:
                own = {key: one.cells[figure, key] for key in parts}
                for key in one.hidden_parts(figure, own):
                    hidden.setdefault(key, []).append(own[key])
            told |= {key for key, numbers in hidden.items() if small.told_by_their_sum(numbers)}
        same = ((name, key) for name, (of, key) in small.SAME_AS.items() if of == figure)
        told |= {key for name, key in same if self._tells_a_small_group(MEASURES[name])}
        return small.hidden_parts(figure, parts, also=told)

    def _has_something_behind(self, measure: Measure, value: Value, key: str) -> bool:
        """Records of a Centre; of several all Centres, those where there is nothing among them."""
        if self.of_several:
            return bool(value.part or value.whole)
        return bool(measure.evidence(self.cells, key)) and not measure.absent_of

    def _text(self, measure: Measure, value: Value, *, hidden: bool) -> tuple[str, str]:
        if value.number is None:
            return "–", str(_WHY_ABSENT[value.unit])
        if hidden:
            return HIDDEN, ""
        number = shown_number(value)
        if value.unit == "percent":
            whole = {"part": counted(value.part), "whole": counted(value.whole)}
            return f"{number} %", _("%(part)s of %(whole)s") % whole
        return number, ""

    def group(self, group: Group) -> list[Figure]:
        """The measures of a group that stand for themselves."""
        rows = (m for m in MEASURES.values() if m.group == group and not m.by)
        return [self.figure(measure) for measure in rows]

    def parts(self, figure: str, keys: Iterable[str] | None = None) -> list[Part]:
        """A distribution: all parts that there are, or those of the keys given."""
        found = self.cells.of(figure)
        chosen = {key: found.get(key, 0) for key in (found if keys is None else keys)}
        hidden = self.hidden_parts(figure, chosen)
        return [
            Part(
                label=label(figure, key, self.names),
                number=None if key in hidden else number,
                text=HIDDEN if key in hidden else counted(number),
                url=self.opens(figure, key) if number and key not in hidden else "",
            )
            for key, number in chosen.items()
        ]

    def terms(self) -> list[dict[str, Any]]:
        """A row for each term of the Order and who owes it."""
        columns = ("terms_due", "terms_kept", "terms_missed", "late_share", "days_mean", "days_p90")
        return [
            {
                "label": label("terms_due", owed.key, self.names),
                "clause": owed.clause,
                "figures": [self.figure(MEASURES[name], owed.key) for name in columns],
            }
            for owed in OWED
        ]

    def agencies(self) -> list[dict[str, Any]]:
        """A row for each agency that took part, whoever was late most first."""
        ids = {*self.cells.of("activities_agency"), *self.cells.of("reports_due_agency")}
        ids |= {*self.cells.of("returned_agency"), *self.cells.of("declined_agency")}
        late = MEASURES["agency_late"]
        order = sorted(ids, key=lambda key: (-late.value(self.cells, key).part, int(key)))
        return self.rows("agency", order, AMONG_AGENCIES)

    def sectors(self) -> list[dict[str, Any]]:
        """A row for each of the twelve sectors, those not drawn in among them."""
        return self.rows("sector", self.names["sector"], OF_A_SECTOR)

    def rows(self, kind: str, keys: Iterable[str], columns: Sequence[str]) -> list[dict[str, Any]]:
        """Measures taken for each agency, or sector."""
        return [
            {
                "key": key,
                "label": named(kind, key, self.names),
                "figures": [self.figure(MEASURES[name], key) for name in columns],
            }
            for key in keys
        ]

    def changes(self) -> list[Change]:
        """The change of the wellbeing level since intake, in the quarter, and to closure."""
        figures = ("levels_intake", "levels_quarter", "levels_closure")
        return [self.change(figure, str(PARTS[figure].heading), LEVELS) for figure in figures]

    def risks(self) -> list[Change]:
        """The change of each risk since intake (clause 4(7))."""
        return [
            self.change("risks", named("risk", key, self.names), HEIGHTS, starts=f"{key}:")
            for key in self.names["risk"]
        ]

    def change(
        self, figure: str, heading: str, steps: Sequence[str], *, starts: str = ""
    ) -> Change:
        """A table from step to step; small groups are hidden as anywhere else."""
        pairs = {(old, new): f"{starts}{old}>{new}" for old in steps for new in steps}
        found = {pair: self.cells[figure, key] for pair, key in pairs.items()}
        hidden = self.hidden_parts(figure, {key: self.cells[figure, key] for key in pairs.values()})
        chart = Matrix(
            levels=steps,
            cells={pair: Hidden() if pairs[pair] in hidden else n for pair, n in found.items()},
            from_heading=pgettext("level", "from"),
            to_heading=pgettext("level", "to"),
            urls={
                pair: self.opens(figure, key)
                for pair, key in pairs.items()
                if found[pair] and key not in hidden
            },
        )
        return Change(
            id=f"{figure}-{starts.rstrip(':')}",
            heading=heading,
            definition=str(PARTS[figure].definition),
            chart=chart,
            is_empty=not any(found.values()),
        )


def counted(number: int) -> str:
    return number_format(number, force_grouping=True)


def shown_number(value: Value) -> str:
    """The number as the reader's language writes it, without an idle nought."""
    assert value.number is not None
    return number_format(trimmed(value.number), force_grouping=True)
