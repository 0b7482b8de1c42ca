"""How the terms of the Order were kept: the Centre's own beside those of agencies."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accounts.figures import figures
from accounts.kazakh import of_them
from accounts.russian import Noun, form
from monitoring.wording.telling import Said, Telling, in_percent, trimmed
from regulations.clauses import cite


@dataclass(frozen=True, slots=True)
class Owed:
    """A term and who owes it, as the sentence begins in each language."""

    key: str
    clause: str
    kk: str
    ru: str


WORKING_DAYS: Final = Noun("рабочий день", "рабочих дня", "рабочих дней")

#: The terms of clauses 9, 11 and 12; what the Centre itself reports stands apart.
OWED: Final = (
    Owed("dispatch:centre", "9", "Жоспарды жіберу", "Направление плана"),
    Owed(
        "report:agency",
        "11 para 1",
        "Мемлекеттік органдар мен ұйымдардың орындау туралы ақпараты",
        "Информация государственных органов и организаций об исполнении",
    ),
    Owed(
        "report:centre",
        "11 para 1",
        "Орталық пен отбасының өз іс-шаралары туралы ақпарат",
        "Информация о мероприятиях самого Центра и семьи",
    ),
    Owed(
        "review:centre",
        "11 para 2",
        "Орындалу мәртебесі туралы белгі",
        "Отметка о статусе исполнения",
    ),
    Owed(
        "rework:agency",
        "11 para 3",
        "Мемлекеттік органдар мен ұйымдардың пысықтаудан кейінгі ақпараты",
        "Информация государственных органов и организаций после доработки",
    ),
    Owed(
        "rework:centre",
        "11 para 3",
        "Орталық пен отбасының пысықтаудан кейінгі ақпараты",
        "Информация Центра и семьи после доработки",
    ),
    Owed("completion:centre", "12", "Аяқталғаны туралы белгі", "Отметка о завершении"),
)


def kept(told: Telling, owed: Owed) -> Said:
    """How many terms fell due, how many were kept, how long it took."""
    due, missed = told.number("terms_due", owed.key), told.number("terms_missed", owed.key)
    percent, mean = told.value("late_share", owed.key), told.value("days_mean", owed.key)
    kk_name = f"{owed.kk} ({cite(owed.clause, 'kk')})"
    ru_name = f"{owed.ru} ({cite(owed.clause, 'ru')})"
    code = f"terms:{owed.key}"
    if not due:
        kk = f"{kk_name}: тоқсанда аяқталатын мерзім болған жоқ."
        ru = f"{ru_name}: сроков, истекавших в квартале, не было."
        return told.said(code, "terms", kk, ru)
    taken_kk, taken_ru = _taken(mean.number)
    kk = f"{kk_name}: {_kept_kk(due, missed, in_percent(percent.number))}{taken_kk}."
    ru = f"{ru_name}: {_kept_ru(due, missed, in_percent(percent.number))}{taken_ru}."
    return told.said(code, "terms", kk, ru)


def _taken(mean: Decimal | None) -> tuple[str, str]:
    """How long it took on average; nothing where nothing was met."""
    if mean is None:
        return "", ""
    if not mean:
        return "; сол күннің ішінде", "; в тот же день"
    days = trimmed(mean)
    noun = form(days, WORKING_DAYS) if isinstance(days, int) else "рабочего дня"
    return (
        f"; орташа ұзақтығы – {figures(days)} жұмыс күні",
        f"; средняя продолжительность – {figures(days)} {noun}",
    )


def _kept_kk(due: int, missed: int, percent: str) -> str:
    if due == 1:
        return "1 мерзім сақталды" if not missed else "1 мерзім бұзылды"
    if not missed:
        return f"{figures(due)} мерзімнің бәрі сақталды"
    if missed == due:
        return f"{figures(due)} мерзімнің бәрі бұзылды"
    return (
        f"{figures(due)} мерзімнің {of_them(due - missed)} сақталды, {of_them(missed)} "
        f"({percent}) бұзылды"
    )


def _kept_ru(due: int, missed: int, percent: str) -> str:
    if due == 1:
        return "1 срок соблюдён" if not missed else "1 срок нарушен"
    if not missed:
        return f"истекло сроков – {figures(due)}, все соблюдены"
    if missed == due:
        return f"истекло сроков – {figures(due)}, все нарушены"
    return (
        f"истекло сроков – {figures(due)}, соблюдено – {figures(due - missed)}, "
        f"нарушено – {figures(missed)} ({percent})"
    )


def _of(owed: Owed) -> Callable[[Telling], Said]:
    return lambda told: kept(told, owed)


SENTENCES: Final = tuple(_of(owed) for owed in OWED)
