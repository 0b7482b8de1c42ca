"""Whether the work is really shared, and the prevention of offences."""

from typing import Final

from accounts.figures import figures
from accounts.kazakh import Case, of_them, percent
from accounts.russian import Noun, counted
from monitoring.figures.measures import SECTORS
from monitoring.wording.telling import Said, Telling, listed, share, shown, trimmed

#: Who carries activities out, and how each language names them.
EXECUTORS: Final = (
    ("agency", "мемлекеттік органдар мен ұйымдар", "государственные органы и организации"),
    ("centre", "Орталықтың өзі", "сам Центр"),
    ("family", "отбасылар", "семьи"),
)
OF_ACTIVITIES: Final = Noun("мероприятия", "мероприятий", "мероприятий")
OF_PERSONS: Final = Noun("человека", "человек", "человек")


def executors(told: Telling) -> Said:
    whole = told.number("activities")
    if not whole:
        kk = "Тоқсанда орындалып жатқан іс-шара болған жоқ."
        return told.said("executors", "joint", kk, "Мероприятий в квартале не исполнялось.")
    parts = [(told.cell("activities_executor", who), kk, ru) for who, kk, ru in EXECUTORS]
    in_kk = listed(
        f"{of_them(n, Case.ACCUSATIVE)} ({share(n, whole)}) {kk}" for n, kk, _ru in parts if n
    )
    in_ru = listed(f"{ru} – {figures(n)} ({share(n, whole)})" for n, _kk, ru in parts if n)
    kk = f"Тоқсандағы {figures(whole)} іс-шараның {in_kk} орындап отыр."
    ru = f"Из {counted(whole, OF_ACTIVITIES)} квартала исполняют: {in_ru}."
    return told.said("executors", "joint", kk, ru)


def free_text(told: Telling) -> Said:
    found = told.value("free_text")
    if not found.part or found.number is None:
        kk = "Еркін мәтінмен («басқа») жазылған іс-шара жоқ."
        return told.said("free_text", "joint", kk, "Мероприятий в свободной форме («другое») нет.")
    kk = (
        f"Іс-шаралардың {percent(trimmed(found.number), possessive=True)} ({figures(found.part)}) "
        "каталогтан алынбай, еркін мәтінмен («басқа») жазылған."
    )
    ru = (
        f"Записано в свободной форме («другое»), а не выбрано из каталога, – {figures(found.part)} "
        f"({shown(found.number)} %)."
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
        return told.said("sectors", "joint", kk, "Ни одна из двенадцати сфер не привлечена.")
    kk = (
        f"Он екі саланың {of_them(missing)} жұмысқа тартылған жоқ: {listed(k for k, _r in absent)}."
    )
    ru = f"Не привлечены сферы – {figures(missing)} из двенадцати: {listed(r for _k, r in absent)}."
    return told.said("sectors", "joint", kk, ru)


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
    ru = (
        f"Возвратов на доработку – {figures(returned)}; отказов «не в компетенции» – "
        f"{figures(declined)}."
    )
    return told.said("rounds", "joint", f"{back}; {not_ours}.", ru)


def iin(told: Telling) -> Said:
    found = told.value("without_iin")
    if not found.part:
        kk = "ЖСН-і белгісіз адам жоқ."
        return told.said("iin", "joint", kk, "Людей, чей ИИН не известен, нет.")
    kk = (
        f"{figures(found.whole)} адамның {of_them(found.part, Case.GENITIVE)} "
        f"({shown(found.number)} %) ЖСН-і белгісіз."
    )
    ru = (
        f"Из {counted(found.whole, OF_PERSONS)} ИИН не известен у {figures(found.part)} "
        f"({shown(found.number)} %)."
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
        f"{figures(done)}, тәуекелдердің төмендегені хабарланғаны – {figures(lowered)}."
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
