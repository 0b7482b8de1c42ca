"""Shortcomings in words, each with a recommendation to remove it (clause 14 para 2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accounts.figures import figures, percent_sign
from accounts.kazakh import Case, of_them, percent
from monitoring.figures.formulas import Value
from monitoring.wording.joint import not_drawn_in
from monitoring.wording.telling import Names, in_percent, listed, shown, trimmed
from monitoring.wording.terms import OWED


@dataclass(frozen=True)
class Finding:
    """A shortcoming and what is recommended against it, in both languages.

    `to` is the addressee by `Recommendation.Addressee`; an agency is the one that the key names.
    """

    kk: str
    ru: str
    advice_kk: str
    advice_ru: str
    to: str = "centre"


@dataclass(frozen=True)
class Found:
    """What crossed a threshold: the value, for which key, beyond which limit."""

    value: Value
    key: str
    limit: Decimal
    names: Names
    absent: tuple[tuple[str, str], ...] = ()

    @property
    def limit_kk(self) -> str:
        return f"шек – {self._limit}"

    @property
    def limit_ru(self) -> str:
        return f"порог – {self._limit}"

    @property
    def _limit(self) -> str:
        return in_percent(self.limit) if self.value.unit == "percent" else shown(self.limit)


def by_centre_alone(found: Found) -> Finding:
    number = trimmed(found.value.number or Decimal(0))
    return Finding(
        kk=f"Іс-шаралардың {percent(number, Case.ACCUSATIVE, possessive=True)} Орталық өзі ғана "
        f"орындайды ({found.limit_kk}).",
        ru=f"Центр исполняет сам {percent_sign(number)} мероприятий ({found.limit_ru}).",
        advice_kk="Жеке жұмыс жоспарларына он екі саланың мемлекеттік органдары мен ұйымдарын "
        "құзыретіне қарай тарту.",
        advice_ru="Привлекать к индивидуальным планам работы государственные органы и организации "
        "двенадцати сфер в пределах их компетенции.",
    )


def free_text(found: Found) -> Finding:
    number = trimmed(found.value.number or Decimal(0))
    return Finding(
        kk=f"Іс-шаралардың {percent(number, possessive=True)} каталогтан алынбай, еркін мәтінмен "
        f"жазылған ({found.limit_kk}).",
        ru=f"{percent_sign(number)} мероприятий записано в свободной форме, а не выбрано из "
        f"каталога ({found.limit_ru}).",
        advice_kk="Іс-шараларды шаралар мен қызметтер каталогынан таңдау; каталогта жоғын "
        "әкімшіге хабарлау.",
        advice_ru="Выбирать мероприятия из каталога мер и услуг; о недостающих сообщать "
        "администратору.",
    )


def without_iin(found: Found) -> Finding:
    number = trimmed(found.value.number or Decimal(0))
    return Finding(
        kk=f"Адамдардың {percent(number, Case.GENITIVE, possessive=True)} ЖСН-і белгісіз "
        f"({found.limit_kk}).",
        ru=f"ИИН неизвестен у {percent_sign(number)} людей ({found.limit_ru}).",
        advice_kk="ЖСН-ді анықтау; құжаты жоқ адамдарға құжат алуға көмектесу.",
        advice_ru="Установить ИИН; людям без документов помочь их получить.",
    )


def sectors_absent(found: Found) -> Finding:
    missing = found.value.part
    return Finding(
        kk=f"Он екі саланың {of_them(missing)} жұмысқа тартылмаған: "
        f"{listed(kk for kk, _ru in found.absent)} ({found.limit_kk}).",
        ru=f"{not_drawn_in(missing, found.absent)} ({found.limit_ru}).",
        advice_kk="Отбасылардың қажеттіліктерін осы салалар бойынша қайта қарап, керек болса, "
        "олардың органдарын тарту.",
        advice_ru="Пересмотреть потребности семей по этим сферам и при необходимости привлечь их "
        "органы.",
    )


def _of_all(value: Value, noun: str, ending: str, every: str) -> str:
    """So many of so many in Kazakh: "1 мерзім", "5 мерзімнің бәрі", "5 мерзімнің 2-еуі"."""
    if value.whole == 1:
        return f"1 {noun}"
    part = every if value.part == value.whole else of_them(value.part)
    return f"{figures(value.whole)} {noun}{ending} {part}"


def late_share(found: Found) -> Finding:
    owed = next(owed for owed in OWED if owed.key == found.key)
    value = found.value
    of_agencies = found.key.endswith(":agency")
    kk = (
        f"{owed.kk}: {_of_all(value, 'мерзім', 'нің', 'бәрі')} ({in_percent(value.number)}) "
        f"бұзылды ({found.limit_kk})."
    )
    ru = (
        f"{owed.ru}: нарушено сроков – {figures(value.part)} из {figures(value.whole)} "
        f"({in_percent(value.number)}, {found.limit_ru})."
    )
    if of_agencies:
        return Finding(
            kk,
            ru,
            advice_kk="Мерзімдерді бұзған ұйымдардың орталық органдарының назарына жеткізу.",
            advice_ru="Довести до сведения центральных органов, чьи организации нарушают сроки.",
            to="authorised_body",
        )
    return Finding(
        kk,
        ru,
        advice_kk="Мерзімдердің бұзылу себептерін талдап, жауаптыларды белгілеу.",
        advice_ru="Разобрать причины нарушения сроков и определить ответственных.",
    )


def agency_late(found: Found) -> Finding:
    kk_name, ru_name = found.names["agency"].get(found.key, (found.key, found.key))
    value = found.value
    return Finding(
        kk=f"{kk_name}: {_of_all(value, 'ақпарат', 'тың', 'ешқайсысы')} "
        f"({in_percent(value.number)}) жоспарда көрсетілген мерзімде ұсынылған жоқ "
        f"({found.limit_kk}).",
        ru=f"{ru_name}: не представлено в срок, указанный в плане, – {figures(value.part)} из "
        f"{figures(value.whole)} ({in_percent(value.number)}, {found.limit_ru}).",
        advice_kk="Орындау туралы ақпаратты жоспарда көрсетілген мерзімде ұсыну.",
        advice_ru="Представлять информацию об исполнении в сроки, указанные в плане.",
        to="agency",
    )


#: How a shortcoming of each measure is worded; only these can have a threshold.
FINDINGS: Final[Mapping[str, Callable[[Found], Finding]]] = {
    "by_centre_alone": by_centre_alone,
    "free_text": free_text,
    "without_iin": without_iin,
    "sectors_absent": sectors_absent,
    "late_share": late_share,
    "agency_late": agency_late,
}
