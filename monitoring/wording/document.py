"""The conclusion as a document in one language, from what was written down at signing (R22, R23).

No figure is read and no clock is asked: the same snapshot gives the same document for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from accounts import kazakh, russian
from regulations.quarters import Quarter

Language = Literal["kk", "ru"]
Both = tuple[str, str]

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
        "Мемлекеттік отбасы саясаты саласындағы уәкілетті органға",
        "В уполномоченный орган в сфере государственной семейной политики",
    ),
    "draft": ("жоба", "проект"),
    "shortcomings": ("Кемшіліктер және ұсыныстар", "Недостатки и рекомендации"),
    "none": (
        "Белгіленген шектер бойынша кемшілік анықталған жоқ.",
        "По установленным порогам недостатков не выявлено.",
    ),
    "advice": ("Ұсыныс", "Рекомендация"),
    "further": ("Өзге ұсыныстар", "Другие рекомендации"),
    "earlier": (
        "Бұрынғы тоқсандардағы ұсыныстардың орындалуы",
        "Исполнение рекомендаций прошлых кварталов",
    ),
    "done": ("орындалды", "исполнено"),
    "not_done": ("орындалған жоқ", "не исполнено"),
    "head": ("Орталық басшысы", "Руководитель Центра"),
    "corrected": ("Түзетілген нұсқа. Себебі:", "Исправленная редакция. Причина:"),
    "part_of_quarter": (
        "Орталық тоқсанның бір бөлігінде ғана жұмыс істеді:",
        "Центр работал часть квартала:",
    ),
    "merged": ("қосылған орталық:", "присоединён к центру:"),
    "basis": (
        "№ 192 бұйрықпен бекітілген Қағидалардың 13 және 14-тармақтары",
        "пункты 13 и 14 Правил, утверждённых приказом № 192 (неофициальный перевод)",
    ),
}
ADDRESSEES: Final[dict[str, Both]] = {
    "centre": ("Орталықтың өзіне", "самому Центру"),
    "authorised_body": ("уәкілетті органға", "уполномоченному органу"),
}


@dataclass(frozen=True)
class Advice:
    """A recommendation in words: what, to whom, by when."""

    text: str
    to: str
    by: str
    outcome: str = ""
    why: str = ""
    number: str = ""


@dataclass(frozen=True)
class Document:
    """All that the printed conclusion says, in one language."""

    language: Language
    title: str
    number: str
    day: str
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
    signer: str
    signed_on: str
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
        signer=said["signed_by"],
        signed_on=said["signed_on"],
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


def _advice(row: dict[str, Any], language: Language) -> Advice:
    """What was written in one language only stands in the other as it is."""
    other = "ru" if language == "kk" else "kk"
    named = row[f"to_{language}"] or _in(ADDRESSEES.get(row["to"], ("", "")), language)
    return Advice(
        text=row[language] or row[other],
        to=named,
        by=_by(row["due_on"], language),
        outcome=_in(WORDS[row["outcome"]], language) if "outcome" in row else "",
        why=row.get("why", ""),
        number=row.get("number", ""),
    )


def _by(text: str, language: Language) -> str:
    value = date.fromisoformat(text)
    if language == "kk":
        return f"{kazakh.day(value, kazakh.Case.DATIVE)} дейін"
    return f"до {russian.day(value)}"
