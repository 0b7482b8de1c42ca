"""The Order clause by clause, and how a clause is cited in three languages.

The text is read once from the TOML files in `order_192/`, which are written to be read by a lawyer:
chapter by chapter, the Order's own Kazakh beside an unofficial Russian translation.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, Self

Language = Literal["kk", "ru", "en"]

ORDER_DIR: Final = Path(__file__).parent / "order_192"
ORDER_TEXT: Final = Path(__file__).parent / "order_192.kk.txt"
CHAPTERS: Final = (1, 2, 3)

# What stands beside a wording, so that a translation is never taken for the Order.
WORDING_LABEL: Final[Mapping[Language, str]] = {
    "kk": "бұйрықтың мәтіні",
    "ru": "неофициальный перевод",
    "en": "unofficial summary",
}
_CITATION: Final = re.compile(r"(\d+)(?: para (\d+)|\((\d+)\))?")
_FORMS: Final[Mapping[Language, tuple[str, str, str]]] = {
    "kk": ("{0}-тармақ", "{0}-тармақтың {1}-бөлігі", "{0}-тармақтың {1}) тармақшасы"),
    "ru": ("п. {0}", "ч. {1} п. {0}", "пп. {1}) п. {0}"),
    "en": ("cl. {0}", "cl. {0} para {1}", "cl. {0}({1})"),
}


class UnknownClauseError(ValueError):
    """The Order has no such clause, paragraph or item."""


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A place in the Order: clause 9, clause 11 paragraph 2, clause 4 item 3)."""

    clause: int
    paragraph: int | None = None
    item: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "9", "11 para 2" or "4(3)"; UnknownClauseError for another form."""
        found = _CITATION.fullmatch(text.strip())
        if not found:
            raise UnknownClauseError(f"not a citation: {text!r}")
        clause, paragraph, item = (int(group) if group else None for group in found.groups())
        return cls(clause or 0, paragraph, item)

    def __str__(self) -> str:
        if self.paragraph:
            return f"{self.clause} para {self.paragraph}"
        return f"{self.clause}({self.item})" if self.item else str(self.clause)

    def shown(self, language: Language) -> str:
        """How a screen or a document cites it, in the language given."""
        whole, paragraph, item = _FORMS[language]
        if self.paragraph:
            return paragraph.format(self.clause, self.paragraph)
        return item.format(self.clause, self.item) if self.item else whole.format(self.clause)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or an item of a clause. `ru` is unofficial; `note` is ours.

    Where the source displaced a few words, `extracted` is how they stand there and `mended` how
    they stand in `kk`.
    """

    at: Citation
    kk: str
    ru: str
    note: str = ""
    extracted: str = ""
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the Rules with its passages in their order."""

    number: int
    chapter: int
    summary_en: str
    passages: tuple[Passage, ...]

    def wording(self, language: Language) -> str:
        """The whole clause: the Order's Kazakh, an unofficial translation, or a summary."""
        return _join(self.passages, language) if language != "en" else self.summary_en


@dataclass(frozen=True, slots=True)
class Chapter:
    number: int
    title_kk: str
    title_ru: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Redaction:
    """The act that gave the Rules their present wording.

    The day it came into force is not in its text: see the setting `redaction_in_force_on`.
    """

    number: str
    date: date
    kk: str
    ru: str
    note: str
    extracted: str
    mended: str


@dataclass(frozen=True, slots=True)
class Act:
    number: str
    date: date
    kind_kk: str
    kind_ru: str
    title_kk: str
    title_ru: str
    redaction: Redaction
    chapters: tuple[Chapter, ...]


@cache
def act() -> Act:
    """Order 192 with its Rules, read from the files once."""
    data = _read("act")
    redaction = Redaction(**data.pop("redaction"))
    return Act(**data, redaction=redaction, chapters=tuple(_chapter(n) for n in CHAPTERS))


@cache
def clauses() -> Mapping[int, Clause]:
    """The clauses of the Rules by their number."""
    return {clause.number: clause for chapter in act().chapters for clause in chapter.clauses}


def passages(citation: str | Citation) -> tuple[Passage, ...]:
    """What a citation points to: one passage, or all of a clause; UnknownClauseError if none."""
    at = Citation.parse(citation) if isinstance(citation, str) else citation
    clause = clauses().get(at.clause)
    whole = at == Citation(at.clause)
    found = tuple(p for p in clause.passages if whole or p.at == at) if clause else ()
    if not found:
        raise UnknownClauseError(f"the Order has no clause {at}")
    return found


def cite(clause: str, language: Language, *, paragraph: int | None = None) -> str:
    """Cite a clause of the Order: "9-тармақ", "п. 9", "cl. 9".

    `clause` is "9", "11 para 2" or "4(3)"; a paragraph may also be given apart.
    UnknownClauseError when the Order has no such place.
    """
    at = Citation.parse(clause)
    if paragraph:
        at = Citation(at.clause, paragraph)
    passages(at)
    return at.shown(language)


def wording(citations: tuple[Citation, ...], language: Literal["kk", "ru"]) -> str:
    """The passages that several citations point to, one after another, each once."""
    found = dict.fromkeys(passage for at in citations for passage in passages(at))
    return _join(tuple(found), language)


def _join(parts: tuple[Passage, ...], language: Language) -> str:
    return "\n".join(_numbered(part, part.kk if language == "kk" else part.ru) for part in parts)


def _numbered(passage: Passage, text: str) -> str:
    return f"{passage.at.item}) {text}" if passage.at.item else text


def _chapter(number: int) -> Chapter:
    data = _read(f"chapter_{number}")
    parts = data.pop("clause")
    return Chapter(**data, clauses=tuple(_clause(part, chapter=number) for part in parts))


def _clause(data: dict[str, Any], *, chapter: int) -> Clause:
    number = data["number"]
    parts = tuple(_passage(part, clause=number) for part in data["part"])
    return Clause(number, chapter, data["summary_en"], parts)


def _passage(data: dict[str, Any], *, clause: int) -> Passage:
    at = Citation(clause, data.pop("paragraph", None), data.pop("item", None))
    return Passage(at=at, **data)


def _read(name: str) -> dict[str, Any]:
    text = (ORDER_DIR / f"{name}.toml").read_text(encoding="utf-8")
    joined: dict[str, Any] = _unwrapped(tomllib.loads(text))
    return joined


def _unwrapped(value: Any) -> Any:
    """Join the lines that are wrapped in the files for the reader's eye."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_unwrapped(item) for item in value]
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    return value
