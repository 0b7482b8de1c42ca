"""The conclusion as a document in one language, from what was written down at signing (R22, R23).

No figure is read and no clock is asked: the same snapshot gives the same document for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from accounts import kazakh, russian
from monitoring.figures.counting import Cells
from monitoring.wording.annex import Both, Language, Table, tables
from regulations.quarters import Quarter

#: Sections in the order of the text.
SECTIONS: Final[dict[str, Both]] = {
    "work": ("Жұмыстың көлемі", "Объём работы"),
    "change": ("Отбасылар жағдайының өзгеруі", "Изменение положения семей"),
    "terms": ("Мерзімдердің сақталуы", "Соблюдение сроков"),
    "joint": ("Бірлескен жұмыс", "Совместная работа"),
    "offences": ("Құқық бұзушылықтардың профилактикасы", "Профилактика правонарушений"),
}
WORDS: Final[dict[str, Both]] = {
    "title": (
        "Мемлекеттік органдардың және (немесе) ұйымдардың ведомствоаралық жұмысының тиімділігі "
        "туралы қорытынды",
        "Заключение об эффективности межведомственной работы государственных органов и (или) "
        "организаций",
    ),
    "to": (
        "Қазақстан Республикасының отбасы саясаты саласындағы уәкілетті органына",
        "В уполномоченный орган Республики Казахстан в сфере семейной политики",
    ),
    "draft": ("жоба", "проект"),
    "shortcomings": ("Кемшіліктер және ұсыныстар", "Недостатки и рекомендации"),
    "none": (
        "Белгіленген шектер бойынша кемшілік анықталған жоқ.",
        "По установленным порогам недостатков не выявлено.",
    ),
    "hidden": (
        "бестен аз немесе сондай топты есептеп шығаруға мүмкіндік беретін сан",
        "меньше пяти или число, по которому такую группу можно вычислить",
    ),
    "advice": ("Ұсыныс", "Рекомендация"),
    "further": ("Өзге ұсыныстар", "Другие рекомендации"),
    "earlier": (
        "Бұрынғы тоқсандардағы ұсыныстардың орындалуы",
        "Исполнение рекомендаций прошлых кварталов",
    ),
    "done": ("орындалды", "исполнено"),
    "not_done": ("орындалған жоқ", "не исполнено"),
    "whom": ("кімге", "кому"),
    "again": ("қайталап ұсынылады, бұған дейін", "повторно, ранее"),
    "when": ("мерзімі", "срок"),
    "head": ("Орталық басшысы", "Руководитель Центра"),
    "acting": (
        "Орталық басшысының міндетін атқарушы",
        "Исполняющий обязанности руководителя Центра",
    ),
    "corrected": ("Түзетілген нұсқа. Себебі:", "Исправленная редакция. Причина:"),
    "part_of_quarter": (
        "Орталық тоқсанның бір бөлігінде ғана жұмыс істеді:",
        "Центр работал часть квартала:",
    ),
    "merged": ("Орталық мына орталыққа қосылды:", "Центр присоединён к другому центру:"),
    "basis": (
        "Қазақстан Республикасы Еңбек және халықты әлеуметтік қорғау министрінің 2024 жылғы "
        "14 маусымдағы №\xa0192 бұйрығымен бекітілген Қағидалардың 13 және 14-тармақтарына сәйкес "
        "жасалды.",
        "Составлено в соответствии с пунктами 13 и 14 Правил, утверждённых приказом Министра труда "
        "и социальной защиты населения Республики Казахстан от 14 июня 2024 года №\xa0192.",
    ),
}
ADDRESSEES: Final[dict[str, Both]] = {
    "centre": ("Орталықтың өзіне", "самому Центру"),
    "authorised_body": ("уәкілетті органға", "уполномоченному органу"),
}


@dataclass(frozen=True)
class Advice:
    """A recommendation: what, in which language, to whom and by when; what became of it.

    The text has no full stop: `details` follow in brackets.
    """

    text: str
    language: Language
    details: str
    outcome: str = ""
    why: str = ""


@dataclass(frozen=True)
class Annex:
    """The figures as tables, on pages of their own."""

    to: str
    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Document:
    """All that the printed conclusion says, in one language."""

    language: Language
    title: str
    number: str
    day: str
    place: str
    to: str
    basis: str
    centre: str
    region: str
    quarter: str
    notes: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    heading: str
    shortcomings: tuple[tuple[str, tuple[Advice, ...]], ...]
    none: str
    further: tuple[Advice, ...]
    earlier: tuple[Advice, ...]
    office: str
    signer: str
    signed_on: str
    annex: Annex
    words: dict[str, str]


def document(said: dict[str, Any], language: Language) -> Document:
    """The document of a snapshot in a language."""
    words = {key: _in(both, language) for key, both in WORDS.items()}
    centre = said["centre"]
    advice = [(row["shortcoming"], _advice(row, language)) for row in said["recommendations"]]
    named = {row["id"] for row in said["shortcomings"]}
    shortcomings = tuple(
        (row[language], tuple(one for pk, one in advice if pk == row["id"]))
        for row in said["shortcomings"]
    )
    return Document(
        language=language,
        title=words["title"],
        number=said["number"],
        day=_day(said["signed_on"], language) or words["draft"],
        place=centre.get(f"place_{language}", ""),
        to=words["to"],
        basis=words["basis"],
        centre=centre[f"name_{language}"],
        region=centre[f"region_{language}"],
        quarter=_quarter(said["quarter"], language),
        notes=tuple(_notes(said, words, language)),
        sections=tuple(_sections(said, language)),
        heading=words["shortcomings"],
        shortcomings=shortcomings,
        none=words["none"] if not shortcomings else "",
        further=tuple(one for pk, one in advice if pk not in named),
        earlier=tuple(_advice(row, language) for row in said["follow_ups"]),
        office=_office(said, words, language),
        signer=said["signed_by"],
        signed_on=said["signed_on"],
        annex=_annex(said, language),
        words=words,
    )


def _in(both: Both, language: Language) -> str:
    return both[0] if language == "kk" else both[1]


def _day(text: str, language: Language) -> str:
    if not text:
        return ""
    value = date.fromisoformat(text)
    return kazakh.day(value) if language == "kk" else russian.day(value)


def _quarter(text: str, language: Language) -> str:
    value = Quarter.parse(text)
    return kazakh.quarter(value) if language == "kk" else russian.quarter(value)


def _sections(said: dict[str, Any], language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    for section, heading in SECTIONS.items():
        rows = [row[language] for row in said["sentences"] if row["section"] == section]
        if rows:
            yield _in(heading, language), tuple(rows)


def _notes(said: dict[str, Any], words: dict[str, str], language: Language) -> Iterator[str]:
    """A correction says why; a Centre that worked a part of the quarter says from when to when."""
    if said["change_reason"]:
        yield f"{words['corrected']} {said['change_reason']}"
    quarter, centre = Quarter.parse(said["quarter"]), said["centre"]
    ends = [text for text in (centre["founded_on"], centre["closed_on"]) if _within(text, quarter)]
    if ends:
        first = centre["founded_on"] if centre["founded_on"] in ends else ""
        last = centre["closed_on"] if centre["closed_on"] in ends else ""
        span = " – ".join(
            (
                _day(first or quarter.first_day.isoformat(), language),
                _day(last or quarter.last_day.isoformat(), language),
            )
        )
        yield f"{words['part_of_quarter']} {span}."
    if centre[f"merged_into_{language}"]:
        yield f"{words['merged']} {centre[f'merged_into_{language}']}."


def _within(text: str, quarter: Quarter) -> bool:
    day = date.fromisoformat(text) if text else None
    return day is not None and quarter.first_day < day <= quarter.last_day


def _office(said: dict[str, Any], words: dict[str, str], language: Language) -> str:
    """In which office it was signed; a Centre is named where it took the place of another."""
    signed_as = said.get("signed_as", {})
    office = words["acting" if signed_as.get("acting") else "head"]
    other = signed_as.get(f"centre_{language}", "")
    return f"{office} ({other})" if other else office


def _annex(said: dict[str, Any], language: Language) -> Annex:
    """The tables of the cells that were written down, under the number of the conclusion."""
    cells = Cells({(figure, key): number for figure, key, number, _ids in said["cells"]})
    quarter, number = Quarter.parse(said["quarter"]), f"№\xa0{said['number']}"
    day = date.fromisoformat(said["signed_on"]) if said["signed_on"] else None
    numbered = enumerate(tables(cells, said["names"], language), 1)
    if language == "kk":
        dated = f"{kazakh.day(day, kazakh.Case.ATTRIBUTIVE)} " if day else ""
        return Annex(
            to=f"{dated}{number} қорытындыға қосымша",
            title=f"{kazakh.quarter(quarter, kazakh.Case.GENITIVE)} көрсеткіштері",
            tables=tuple(replace(one, caption=f"{n}-кесте. {one.caption}") for n, one in numbered),
        )
    return Annex(
        to=f"Приложение к заключению {f'от {russian.day(day)} ' if day else ''}{number}",
        title=f"Показатели за {russian.quarter(quarter, russian.Case.ACCUSATIVE)}",
        tables=tuple(replace(one, caption=f"Таблица {n}. {one.caption}") for n, one in numbered),
    )


def _advice(row: dict[str, Any], language: Language) -> Advice:
    """What was written in one language only stands in the other as it is."""
    written: Language = language if row[language] else "ru" if language == "kk" else "kk"
    named = row[f"to_{language}"] or _in(ADDRESSEES.get(row["to"], ("", "")), language)
    whom = f"{_in(WORDS['whom'], language)}: {named}"
    by = f"{_in(WORDS['when'], language)}: {_by(row['due_on'], language)}"
    again = f"{_in(WORDS['again'], language)}: №\xa0{row['repeats']}" if row.get("repeats") else ""
    parts = (f"№\xa0{row['number']}", whom) if "number" in row else (whom, by, again)
    return Advice(
        text=row[written].rstrip(" ."),
        language=written,
        details="; ".join(filter(None, parts)),
        outcome=_in(WORDS[row["outcome"]], language) if "outcome" in row else "",
        why=row.get("why", ""),
    )


def _by(text: str, language: Language) -> str:
    value = date.fromisoformat(text)
    if language == "kk":
        return f"{kazakh.day(value, kazakh.Case.DATIVE)} дейін"
    return f"до {russian.day(value)}"
