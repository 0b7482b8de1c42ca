"""The figures of a quarter as a page shows them: values in words, groups, tables of changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.charts import Few, Matrix
from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.formulas import Group, Measure, Value
from monitoring.figures.labels import label, named
from monitoring.figures.measures import MEASURES
from monitoring.wording.telling import Names, trimmed
from monitoring.wording.terms import OWED

LEVELS: Final = ("A", "B", "C", "D", "E")
HEIGHTS: Final = ("0", "1", "2", "3")
#: How the absence of a figure is explained, by its unit.
_WHY_ABSENT: Final[Mapping[str, Promise]] = {
    "percent": gettext_lazy("there is nothing of which it would be a share"),
    "days": gettext_lazy("no such term was met by the end of the quarter"),
}


@dataclass(frozen=True)
class Figure:
    """One value on the page; `url` leads to the records behind it, "" where there are none."""

    id: str
    label: str
    definition: str
    text: str
    note: str = ""
    url: str = ""


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
    chart: Matrix
    is_empty: bool


@dataclass(frozen=True)
class Shown:
    """The figures of one Centre, or of several together, for one reader."""

    cells: Cells
    names: Names
    sees_persons: bool
    monitoring_id: int | None = None

    def figure(self, measure: Measure, key: str = "", *, hide: bool = False) -> Figure:
        """A measure with its value in words; `hide` where it would give another one away."""
        value = measure.value(self.cells, key)
        text, note = (small.SIGN, "") if hide else self._text(measure, value)
        evidence = measure.evidence(self.cells, key)
        opens = bool(evidence) and not measure.absent_of and text != small.SIGN
        return Figure(
            id=measure.id,
            label=str(measure.label),
            definition=str(measure.definition),
            text=text,
            note=note,
            url=self.address(measure.id, key) if opens else "",
        )

    def _text(self, measure: Measure, value: Value) -> tuple[str, str]:
        if value.number is None:
            return "–", str(_WHY_ABSENT[value.unit])
        if not self.sees_persons and small.hides(measure, value, self.cells):
            return small.SIGN, ""
        number = shown_number(value)
        if value.unit == "percent":
            whole = {"part": counted(value.part), "whole": counted(value.whole)}
            return f"{number} %", _("%(part)s of %(whole)s") % whole
        return number, ""

    def address(self, name: str, key: str = "") -> str:
        """Where the records behind a figure are listed; sums of several Centres have none."""
        if self.monitoring_id is None:
            return ""
        page = reverse("quarter-records", args=[self.monitoring_id, name])
        return f"{page}?{urlencode({'key': key})}" if key else page

    def group(self, group: Group) -> list[Figure]:
        """The measures of a group that stand for themselves."""
        rows = (m for m in MEASURES.values() if m.group == group and not m.by)
        return [self.figure(measure) for measure in rows]

    def parts(self, figure: str, keys: Iterable[str] | None = None) -> list[Part]:
        """A distribution: all parts that there are, or those of the keys given."""
        found = self.cells.of(figure)
        chosen = {key: found.get(key, 0) for key in (found if keys is None else keys)}
        guarded = not self.sees_persons and small.is_guarded(figure)
        hidden = small.hidden_parts(figure, chosen) if guarded else frozenset()
        return [
            Part(
                label=label(figure, key, self.names),
                number=None if key in hidden else number,
                text=small.SIGN if key in hidden else counted(number),
                url=self.address(figure, key) if number and key not in hidden else "",
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
        columns = (
            *("agency_activities", "agency_due", "agency_late"),
            *("agency_days", "agency_returned", "agency_declined"),
        )
        return [
            {
                "key": key,
                "label": label("activities_agency", key, self.names),
                "figures": [self.figure(MEASURES[name], key) for name in columns],
            }
            for key in order
        ]

    def sectors(self) -> list[Part]:
        """All twelve sectors, those not drawn in among them."""
        return self.parts("activities_sector", self.names["sector"])

    def changes(self) -> list[Change]:
        """The change of the wellbeing level since intake, in the quarter, and to closure."""
        tables = (
            ("levels_intake", _("From intake to the end of the quarter")),
            ("levels_quarter", _("Over the quarter")),
            ("levels_closure", _("From intake to closure, of cases closed in the quarter")),
        )
        return [self.change(figure, heading, LEVELS) for figure, heading in tables]

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
        keys = {key: self.cells[figure, key] for key in pairs.values()}
        hidden = frozenset() if self.sees_persons else small.hidden_parts(figure, keys)
        chart = Matrix(
            levels=steps,
            cells={pair: Few() if pairs[pair] in hidden else n for pair, n in found.items()},
            from_heading=pgettext("level", "from"),
            to_heading=pgettext("level", "to"),
            urls={
                pair: self.address(figure, key)
                for pair, key in pairs.items()
                if found[pair] and key not in hidden
            },
        )
        return Change(f"{figure}-{starts.rstrip(':')}", heading, chart, not any(found.values()))


def counted(number: int) -> str:
    return number_format(number, force_grouping=True)


def shown_number(value: Value) -> str:
    """The number as the reader's language writes it, without an idle nought."""
    assert value.number is not None
    return number_format(trimmed(value.number), force_grouping=True)
