"""Settings: the values that the Order does not give, each with its default and its source.

Here stands what a setting is; where its current value is kept is the business of the apps above.
`parse` reads what a person typed, `as_text` writes a value so that `parse` reads it back.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final, Literal

from regulations.keeping import LONGEST, PERIODS, SOURCE, Period
from regulations.terms import NOT_SET, TERMS, Term

Type = Literal["int", "bool", "date", "time", "choice", "list"]
Value = int | bool | date | time | str | tuple[str, ...] | None
Problem = Literal[
    "required",
    "not_a_number",
    "too_small",
    "too_large",
    "not_yes_or_no",
    "not_a_date",
    "not_a_time",
    "not_a_choice",
]

FILE_TYPES: Final = ("pdf", "jpg", "png", "docx", "xlsx")
_WHOLE: Final = re.compile(r"-?\d{1,9}", re.ASCII)
# Longer than a year would be no term but a slip of the keyboard.
LONGEST_TERM: Final = {"working days": 250, "hours": 720}


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingSpec:
    """One setting. `minimum` and `maximum` bound an int; `choices` a choice or each of a list."""

    key: str
    type: Type
    default: Value
    title_kk: str
    title_ru: str
    title_en: str
    source: str = NOT_SET
    unit: str = ""
    minimum: int = 0
    maximum: int = 1000
    choices: tuple[str, ...] = ()
    optional: bool = False


class SettingError(ValueError):
    """A typed value that the setting does not take; `problem` says why, for the page to word."""

    def __init__(self, spec: SettingSpec, problem: Problem) -> None:
        super().__init__(f"{spec.key}: {problem}")
        self.spec = spec
        self.problem = problem


def parse(spec: SettingSpec, raw: str) -> Value:
    """The value that `raw` stands for; None for an empty optional one; else SettingError."""
    text = raw.strip()
    if text:
        return _PARSERS[spec.type](spec, text)
    if spec.optional:
        return None
    raise SettingError(spec, "required")


def as_text(value: Value) -> str:
    """Write a value as `parse` reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _int(spec: SettingSpec, text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise SettingError(spec, "not_a_number")
    number = int(text)
    if number < spec.minimum:
        raise SettingError(spec, "too_small")
    if number > spec.maximum:
        raise SettingError(spec, "too_large")
    return number


def _bool(spec: SettingSpec, text: str) -> bool:
    if text not in ("true", "false"):
        raise SettingError(spec, "not_yes_or_no")
    return text == "true"


def _date(spec: SettingSpec, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingError(spec, "not_a_date") from None


def _time(spec: SettingSpec, text: str) -> time:
    try:
        hours, minutes = text.split(":")
        return time(int(hours), int(minutes))
    except ValueError:
        raise SettingError(spec, "not_a_time") from None


def _choice(spec: SettingSpec, text: str) -> str:
    if text not in spec.choices:
        raise SettingError(spec, "not_a_choice")
    return text


def _list(spec: SettingSpec, text: str) -> tuple[str, ...]:
    return tuple(_choice(spec, part.strip().lower()) for part in text.split(","))


_PARSERS: Final[Mapping[Type, Callable[[SettingSpec, str], Value]]] = {
    "int": _int,
    "bool": _bool,
    "date": _date,
    "time": _time,
    "choice": _choice,
    "list": _list,
}


def _of_term(term: Term) -> SettingSpec:
    unit = "hours" if term.hours else "working days"
    return SettingSpec(
        key=term.setting,
        type="int",
        default=term.hours or term.working_days,
        title_kk=f"Мерзім: {term.name_kk}",
        title_ru=f"Срок: {term.name_ru}",
        title_en=f"Term: {term.name_en}",
        source=term.note,
        unit=unit,
        minimum=1,
        maximum=LONGEST_TERM[unit],
    )


def _of_period(period: Period) -> SettingSpec:
    return SettingSpec(
        key=period.key,
        type="int",
        default=None,
        title_kk=period.title_kk,
        title_ru=period.title_ru,
        title_en=period.title_en,
        source=SOURCE,
        unit=period.unit,
        minimum=1,
        maximum=LONGEST[period.unit],
        optional=True,
    )


_TERMS: Final = tuple(_of_term(term) for term in TERMS.values() if term.setting)

_OTHERS: Final = (
    SettingSpec(
        key="first_day_counts",
        type="bool",
        default=False,
        title_kk="Оқиға күні мерзімнің 1-күні болып есептеледі",
        title_ru="День события считается днём 1 срока",
        title_en="The day of the event counts as day 1",
        source=f"{NOT_SET} Reading count-from-next-day.",
    ),
    SettingSpec(
        key="redaction_in_force_on",
        type="date",
        default=None,
        title_kk="№ 74 бұйрықтың редакциясы қолданысқа енгізілген күн",
        title_ru="День введения в действие редакции приказа № 74",
        title_en="Day on which the redaction of Order No 74 came into force",
        source="Ten calendar days after the first official publication of Order No 74 of "
        "24.02.2026; to be entered by somebody who knows it.",
        optional=True,
    ),
    SettingSpec(
        key="completion_marked_by",
        type="choice",
        default="head",
        title_kk="Аяқталғаны туралы белгіні кім қояды",
        title_ru="Кто ставит отметку о завершении",
        title_en="Who marks completion",
        source=f"{NOT_SET} Clause 12 names the Centre.",
        choices=("head", "caseworker"),
    ),
    SettingSpec(
        key="conclusion_copy_to_region",
        type="bool",
        default=True,
        title_kk="Уәкілетті органға жіберілген тоқсандық қорытындының көшірмесін өңір де алады",
        title_ru="Копию квартального заключения, направленного в уполномоченный орган, получает "
        "и регион",
        title_en="The region gets a copy of a conclusion sent to the authorised body",
        source=f"{NOT_SET} Clause 14 names the authorised body alone.",
    ),
    SettingSpec(
        key="held_dispatch_time",
        type="time",
        default=time(16),
        title_kk="Кейінге қалдырылған жоспар соңғы жұмыс күні жіберілетін уақыт",
        title_ru="Час отправки отложенного плана в последний рабочий день срока",
        title_en="Hour at which a held plan is sent on the last working day",
        unit="Almaty time",
    ),
    SettingSpec(
        key="reminder_lead",
        type="int",
        default=1,
        title_kk="Мерзімге дейін неше жұмыс күні қалғанда ескертіледі",
        title_ru="За сколько рабочих дней до срока напоминать",
        title_en="How long before a due date to remind",
        unit="working days",
        minimum=1,
        maximum=20,
    ),
    SettingSpec(
        key="escalate_to_head_after",
        type="int",
        default=0,
        title_kk="Мерзім бұзылғаннан кейін басшыға неше жұмыс күнінен соң хабарланады",
        title_ru="Через сколько рабочих дней после нарушения срока сообщать руководителю",
        title_en="How long after a breach to tell the head",
        unit="working days",
        maximum=20,
    ),
    SettingSpec(
        key="escalate_to_region_after",
        type="int",
        default=2,
        title_kk="Мерзім бұзылғаннан кейін өңірге неше жұмыс күнінен соң хабарланады",
        title_ru="Через сколько рабочих дней после нарушения срока сообщать в регион",
        title_en="How long after a breach to tell the regional manager",
        unit="working days",
        maximum=20,
    ),
    SettingSpec(
        key="notices_from",
        type="time",
        default=time(9),
        title_kk="Хабарламалар жіберіле бастайтын уақыт",
        title_ru="Начало времени уведомлений",
        title_en="Notices are sent from",
        unit="Almaty time",
    ),
    SettingSpec(
        key="notices_until",
        type="time",
        default=time(18),
        title_kk="Хабарламалар жіберілуі тоқтайтын уақыт",
        title_ru="Конец времени уведомлений",
        title_en="Notices are sent until",
        unit="Almaty time",
    ),
    SettingSpec(
        key="max_file_size",
        type="int",
        default=20,
        title_kk="Файлдың ең үлкен көлемі",
        title_ru="Наибольший размер файла",
        title_en="Largest file",
        unit="MiB",
        minimum=1,
        maximum=200,
    ),
    SettingSpec(
        key="allowed_file_types",
        type="list",
        default=FILE_TYPES,
        title_kk="Рұқсат етілген файл түрлері",
        title_ru="Разрешённые типы файлов",
        title_en="File types allowed",
        choices=FILE_TYPES,
    ),
    SettingSpec(
        key="export_link_hours",
        type="int",
        default=24,
        title_kk="Тізілімнен алынған файлдың сілтемесі қанша уақыт жарамды",
        title_ru="Сколько действует ссылка на файл, выгруженный из реестра",
        title_en="How long the link to a file taken from a register works",
        unit="hours",
        minimum=1,
        maximum=168,
    ),
    SettingSpec(
        key="opened_seal_hours",
        type="int",
        default=24,
        title_kk="Қолжетімділігі шектелген іс себебі көрсетіліп ашылғанда қанша уақыт көрінеді",
        title_ru="Сколько виден случай с ограниченным доступом, открытый с указанием причины",
        title_en="How long a sealed case is seen once it was opened for a reason",
        unit="hours",
        minimum=1,
        maximum=168,
    ),
    SettingSpec(
        key="look_beyond_hours",
        type="int",
        default=4,
        title_kk="Өңір немесе уәкілетті орган себебін көрсетіп ашқан іс қанша уақыт көрінеді",
        title_ru="Сколько виден случай, который регион или уполномоченный орган открыл с причиной",
        title_en="How long a case is seen that region or authorised body opened for a reason",
        unit="hours",
        minimum=1,
        maximum=72,
    ),
)

_KEPT: Final = tuple(map(_of_period, PERIODS))

SETTINGS: Final = {spec.key: spec for spec in _TERMS + _OTHERS + _KEPT}
