"""The figures behind the text as tables, annexed to the conclusion, in one language.

The conclusion leaves the Centre, so families are counted here as whoever may not see persons sees
them: a small group is hidden (clause 7(3)), and what would give it away by subtraction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from accounts.charts import HIDDEN
from accounts.figures import figures
from monitoring.figures import small
from monitoring.figures.counting import Cells
from monitoring.figures.measures import MEASURES
from monitoring.wording.telling import Names, in_percent, shown
from monitoring.wording.terms import OWED
from regulations.clauses import cite

Language = Literal["kk", "ru"]
Both = tuple[str, str]
LEVELS: Final = ("A", "B", "C", "D", "E")
#: What stands where a total has no value of its own, as in official forms.
NO_TOTAL: Final = "х"

_TERMS: Final[tuple[Both, ...]] = (
    ("Мерзім", "Срок"),
    ("Аяқталғаны", "Истекло"),
    ("Сақталғаны", "Соблюдено"),
    ("Бұзылғаны", "Нарушено"),
    ("Бұзылған мерзімдер үлесі", "Доля нарушенных"),
    ("Орта есеппен, жұмыс күні", "В среднем, рабочих дней"),
)
_AGENCIES: Final[tuple[Both, ...]] = (
    ("Орган (ұйым)", "Орган (организация)"),
    ("Іс-шаралар", "Мероприятия"),
    ("Мерзімі келген ақпарат", "Информация с наступившим сроком"),
    ("Кешіккен ақпараттың үлесі", "Доля просроченной информации"),
    ("Орта есеппен, жұмыс күні", "В среднем, рабочих дней"),
    ("Пысықтауға қайтарылғаны", "Возвращено на доработку"),
    ("«Құзыретіне жатпайды» деген жауап", "Ответы «не в компетенции»"),
)
#: Who owes terms, by the end of their keys, and the measure of all of them together.
_SIDES: Final[tuple[tuple[str, str, Both], ...]] = (
    ("centre", "late_own", ("Орталықтың мерзімдері", "Сроки Центра")),
    (
        "agency",
        "late_agencies",
        (
            "Мемлекеттік органдар мен ұйымдардың мерзімдері",
            "Сроки государственных органов и организаций",
        ),
    ),
)
_CAPTIONS: Final[dict[str, Both]] = {
    "terms": ("Мерзімдердің сақталуы", "Соблюдение сроков"),
    "levels": (
        "Отбасылардың әл-ауқат деңгейі: алғашқы бағалаудан тоқсан соңына дейін",
        "Уровень благополучия семей: от первичной оценки к концу квартала",
    ),
    "agencies": ("Мемлекеттік органдар мен ұйымдар", "Государственные органы и организации"),
}
_TOTAL: Final[Both] = ("Барлығы", "Итого")
_FROM: Final[Both] = ("Алғашқы деңгей", "Первичный уровень")
_NO_LEVELS: Final[Both] = ("Бағаланған отбасы жоқ.", "Оценённых семей нет.")
_NO_AGENCIES: Final[Both] = (
    "Тоқсанда мемлекеттік орган немесе ұйым қатысқан жоқ.",
    "Государственные органы и организации в квартале не участвовали.",
)
_SMALL: Final[Both] = (
    f"Жолда – алғашқы деңгей, бағанда – тоқсан соңындағы деңгей. «{HIDDEN}» – "
    f"{small.SMALLEST_SHOWN} отбасыдан аз немесе ондай топты есептеп шығаруға мүмкіндік беретін "
    "сан (7-тармақтың 3) тармақшасы).",
    f"В строке – первичный уровень, в столбце – уровень на конец квартала. «{HIDDEN}» – менее "
    f"{small.SMALLEST_SHOWN} семей или число, по которому такую группу можно вычислить "
    "(пп. 3) п. 7).",
)


@dataclass(frozen=True)
class Row:
    """A line of a table: its heading and the cells after it; `kind` is "group" or "total"."""

    label: str
    cells: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """A table of figures; `none` says in words why it has no rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    none: str = ""

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """Each row with its cells, and with each cell the heading of its column."""
        return [(row, list(zip(self.head[1:], row.cells, strict=False))) for row in self.rows]


def tables(cells: Cells, names: Names, language: Language) -> tuple[Table, ...]:
    """The tables of the annex, in the order in which the text speaks of them."""
    return (
        _levels(cells, language),
        _terms(cells, language),
        _agencies(cells, names, language),
    )


def _in(both: Both, language: Language) -> str:
    return both[0] if language == "kk" else both[1]


def _all(texts: Sequence[Both], language: Language) -> tuple[str, ...]:
    return tuple(_in(text, language) for text in texts)


def _terms(cells: Cells, language: Language) -> Table:
    return Table(
        caption=_in(_CAPTIONS["terms"], language),
        head=_all(_TERMS, language),
        rows=tuple(_terms_by_who_owes_them(cells, language)),
    )


def _terms_by_who_owes_them(cells: Cells, language: Language) -> Iterator[Row]:
    for side, measure, heading in _SIDES:
        yield Row(_in(heading, language), kind="group")
        for owed in OWED:
            if owed.key.endswith(f":{side}"):
                name = _in((owed.kk, owed.ru), language)
                label = f"{name} ({cite(owed.clause, language)})"
                yield Row(label, _term(cells, owed.key))
        total = MEASURES[measure].value(cells)
        counts = (total.whole, total.whole - total.part, total.part)
        numbers = (*map(figures, counts), in_percent(total.number), NO_TOTAL)
        yield Row(_in(_TOTAL, language), numbers, kind="total")


def _term(cells: Cells, key: str) -> tuple[str, ...]:
    due, kept, missed, share, mean = (
        MEASURES[name].value(cells, key)
        for name in ("terms_due", "terms_kept", "terms_missed", "late_share", "days_mean")
    )
    return (
        *(figures(value.part) for value in (due, kept, missed)),
        in_percent(share.number),
        shown(mean.number),
    )


def _levels(cells: Cells, language: Language) -> Table:
    keys = {(old, new): f"{old}>{new}" for old, new in product(LEVELS, repeat=2)}
    counts = {key: cells["levels_intake", key] for key in keys.values()}
    hidden = small.hidden_parts("levels_intake", counts)
    texts = {key: HIDDEN if key in hidden else figures(n) for key, n in counts.items()}
    rows = tuple(Row(old, tuple(texts[keys[old, new]] for new in LEVELS)) for old in LEVELS)
    assessed = any(counts.values())
    return Table(
        caption=_in(_CAPTIONS["levels"], language),
        head=(_in(_FROM, language), *LEVELS),
        rows=rows if assessed else (),
        note=_in(_SMALL, language) if assessed else "",
        none="" if assessed else _in(_NO_LEVELS, language),
    )


def _agencies(cells: Cells, names: Names, language: Language) -> Table:
    """Agencies in the order of the Centre's own page: whoever was late most first."""
    figures_of = ("activities_agency", "reports_due_agency", "returned_agency", "declined_agency")
    late = MEASURES["agency_late"]
    keys = {key for figure in figures_of for key in cells.of(figure)}
    order = sorted(keys, key=lambda key: (-late.value(cells, key).part, int(key)))
    rows = tuple(
        Row(_in(names["agency"].get(key, (key, key)), language), _agency(cells, key))
        for key in order
    )
    return Table(
        caption=_in(_CAPTIONS["agencies"], language),
        head=_all(_AGENCIES, language),
        rows=rows,
        none="" if rows else _in(_NO_AGENCIES, language),
    )


def _agency(cells: Cells, key: str) -> tuple[str, ...]:
    activities, due, share, mean, returned, declined = (
        MEASURES[f"agency_{name}"].value(cells, key)
        for name in ("activities", "due", "late", "days", "returned", "declined")
    )
    return (
        figures(activities.part),
        figures(due.part),
        in_percent(share.number),
        shown(mean.number),
        figures(returned.part),
        figures(declined.part),
    )
