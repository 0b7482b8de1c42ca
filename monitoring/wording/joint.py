"""Whether the work is really shared, and the prevention of offences."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from accounts.figures import figures
from accounts.kazakh import Case, of_them, percent
from accounts.russian import Noun, counted, form
from monitoring.figures.measures import SECTORS
from monitoring.wording.telling import Said, Telling, in_percent, listed, share, trimmed


class Executor(NamedTuple):
    """Who carries activities out, as each language names them, in Russian with the verb."""

    key: str
    kk: str
    ru: str
    verb_ru: str = "исполняют"


EXECUTORS: Final = (
    Executor("agency", "мемлекеттік органдар мен ұйымдар", "государственные органы и организации"),
    Executor("centre", "Орталықтың өзі", "сам Центр", "исполняет"),
    Executor("family", "отбасылар", "семьи"),
)
#: The participle goes with the number: 1 and 21 привлечена, 2 and 5 привлечены.
DRAWN_IN: Final = Noun("привлечена", "привлечены", "привлечены")
OF_ACTIVITIES: Final = Noun("мероприятия", "мероприятий", "мероприятий")
OF_PERSONS: Final = Noun("человека", "человек", "человек")


def executors(told: Telling) -> Said:
    whole = told.number("activities")
    if not whole:
        kk = "Тоқсанда орындалып жатқан іс-шара болған жоқ."
        return told.said("executors", "joint", kk, "Мероприятий в квартале не исполнялось.")
    counts = [(told.cell("activities_executor", who.key), who) for who in EXECUTORS]
    parts = [(n, who) for n, who in counts if n]
    if len(parts) == 1:
        kk, ru = _by_one(whole, parts[0][1])
        return told.said("executors", "joint", kk, ru)
    in_kk = listed(
        f"{of_them(n, Case.ACCUSATIVE)} ({share(n, whole)}) {who.kk}" for n, who in parts
    )
    in_ru = listed(f"{who.ru} – {figures(n)} ({share(n, whole)})" for n, who in parts)
    kk = f"Тоқсандағы {figures(whole)} іс-шараның {in_kk} орындап отыр."
    ru = f"Из {counted(whole, OF_ACTIVITIES)} квартала исполняют: {in_ru}."
    return told.said("executors", "joint", kk, ru)


def _by_one(whole: int, who: Executor) -> tuple[str, str]:
    """All activities have one kind of executor."""
    if whole == 1:
        return (
            f"Тоқсандағы 1 іс-шараны {who.kk} орындап отыр.",
            f"1 мероприятие квартала {who.verb_ru} {who.ru}.",
        )
    return (
        f"Тоқсандағы {figures(whole)} іс-шараның бәрін {who.kk} орындап отыр.",
        f"Все мероприятия квартала ({figures(whole)}) {who.verb_ru} {who.ru}.",
    )


def free_text(told: Telling) -> Said:
    found = told.value("free_text")
    if not found.part or found.number is None:
        kk = "Еркін мәтінмен («басқа») жазылған іс-шара жоқ."
        return told.said("free_text", "joint", kk, "Мероприятий в свободной форме («другое») нет.")
    kk = (
        f"Іс-шаралардың {percent(trimmed(found.number), possessive=True)} ({figures(found.part)} "
        "іс-шара) каталогтан алынбай, еркін мәтінмен («басқа») жазылған."
    )
    ru = (
        "Мероприятий, записанных в свободной форме («другое»), а не выбранных из каталога, – "
        f"{figures(found.part)} ({in_percent(found.number)})."
    )
    return told.said("free_text", "joint", kk, ru)


def sectors(told: Telling) -> Said:
    missing = told.number("sectors_absent")
    absent = [names for key, names in told.names["sector"].items() if not _drawn_in(told, key)]
    if not missing:
        kk = "Он екі саланың бәрі жұмысқа тартылды."
        return told.said("sectors", "joint", kk, "К работе привлечены все двенадцать сфер.")
    if missing == SECTORS:
        kk = "Он екі саланың ешқайсысы жұмысқа тартылған жоқ."
        ru = "К работе не привлечена ни одна из двенадцати сфер."
        return told.said("sectors", "joint", kk, ru)
    kk = (
        f"Он екі саланың {of_them(missing)} жұмысқа тартылған жоқ: {listed(k for k, _r in absent)}."
    )
    return told.said("sectors", "joint", kk, f"{not_drawn_in(missing, absent)}.")


def not_drawn_in(missing: int, absent: Iterable[tuple[str, str]]) -> str:
    """In Russian, which sectors are not drawn in: 1 is "не привлечена", all others plural."""
    return (
        f"К работе не {form(missing, DRAWN_IN)} {figures(missing)} из двенадцати сфер: "
        f"{listed(ru for _kk, ru in absent)}"
    )


def _drawn_in(told: Telling, sector: str) -> bool:
    return bool(told.number("sector_activities", sector))


def rounds(told: Telling) -> Said:
    returned, declined = told.number("returned"), told.number("declined")
    back = (
        f"Іс-шаралар пысықтауға {figures(returned)} рет қайтарылды"
        if returned
        else "Пысықтауға қайтарылған іс-шара жоқ"
    )
    not_ours = (
        f"«құзыретіне жатпайды» деген жауап {figures(declined)} рет берілді"
        if declined
        else "«құзыретіне жатпайды» деген жауап болған жоқ"
    )
    back_ru = f"Возвратов на доработку – {figures(returned)}"
    declined_ru = f"ответов «не в компетенции» – {figures(declined)}"
    ru = (
        f"{back_ru if returned else 'Возвратов на доработку не было'}; "
        f"{declined_ru if declined else 'ответов «не в компетенции» не было'}."
    )
    return told.said("rounds", "joint", f"{back}; {not_ours}.", ru)


def iin(told: Telling) -> Said:
    found = told.value("without_iin")
    if not found.part:
        kk = "ЖСН-і белгісіз адам жоқ."
        return told.said("iin", "joint", kk, "Людей, чей ИИН неизвестен, нет.")
    if found.part == found.whole:
        all_kk = "1 адамның" if found.whole == 1 else f"{figures(found.whole)} адамның бәрінің"
        all_ru = f"{'' if found.whole == 1 else 'всех '}{counted(found.whole, OF_PERSONS)}"
        return told.said("iin", "joint", f"{all_kk} ЖСН-і белгісіз.", f"ИИН неизвестен у {all_ru}.")
    kk = (
        f"{figures(found.whole)} адамның {of_them(found.part, Case.GENITIVE)} "
        f"({in_percent(found.number)}) ЖСН-і белгісіз."
    )
    ru = (
        f"Из {counted(found.whole, OF_PERSONS)} ИИН неизвестен у {figures(found.part)} "
        f"({in_percent(found.number)})."
    )
    return told.said("iin", "joint", kk, ru)


def offences(told: Telling) -> Said:
    n, done = told.number("offences"), told.number("offences_executed")
    lowered = told.number("offences_lowered")
    if not n:
        kk = "Құқық бұзушылық тәуекелдерін азайтуға арналған іс-шара болған жоқ."
        ru = "Мероприятий по снижению рисков правонарушений не было."
        return told.said("offences", "offences", kk, ru)
    kk = (
        f"Құқық бұзушылық тәуекелдерін азайтуға арналған іс-шара – {figures(n)}; орындалғаны – "
        f"{figures(done)}, тәуекелдердің төмендегені туралы хабарланғаны – {figures(lowered)}."
    )
    ru = (
        f"Мероприятий по снижению рисков правонарушений – {figures(n)}; исполнено – "
        f"{figures(done)}, о снижении рисков сообщено – {figures(lowered)}."
    )
    return told.said("offences", "offences", kk, ru)


def probation(told: Telling) -> Said:
    n = told.number("cases_probation")
    if not n:
        kk = "Пробация қызметінің есебінде тұрған адамдардың ісі болған жоқ."
        ru = "Случаев лиц, состоящих на учёте службы пробации, не было."
        return told.said("probation", "offences", kk, ru)
    kk = f"Пробация қызметінің есебінде тұрған адамдардың ісі – {figures(n)}."
    ru = f"Случаев лиц, состоящих на учёте службы пробации, – {figures(n)}."
    return told.said("probation", "offences", kk, ru)


SENTENCES: Final = (executors, free_text, sectors, rounds, iin, offences, probation)
