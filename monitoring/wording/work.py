"""How much work there was, and what became of the families."""

from typing import Final

from accounts import kazakh, russian
from accounts.figures import figures
from accounts.kazakh import of_them
from accounts.russian import Noun, counted
from monitoring.wording.telling import Said, Telling, shown

IN_CASES: Final = Noun("случае", "случаях", "случаях")
OF_FAMILIES: Final = Noun("семьи", "семей", "семей")


def cases(told: Telling) -> Said:
    n, new = told.number("cases"), told.number("cases_new")
    children, danger = told.number("cases_with_children"), told.number("cases_danger")
    in_kk = kazakh.quarter(told.quarter, kazakh.Case.LOCATIVE)
    in_ru = russian.quarter(told.quarter, russian.Case.PREPOSITIONAL)
    if not n:
        kk = f"{in_kk} Орталықтың жұмысында іс болған жоқ."
        return told.said("cases", "work", kk, f"В {in_ru} случаев в работе Центра не было.")
    kk = (
        f"{in_kk} Орталықтың жұмысында {figures(n)} іс болды; осы тоқсанда анықталғаны – "
        f"{figures(new)}, балалары бар отбасылардікі – {figures(children)}, өмірге немесе "
        f"денсаулыққа қауіп бары – {figures(danger)}."
    )
    ru = (
        f"В {in_ru} в работе Центра – {counted(n, Noun('случай', 'случая', 'случаев'))}; выявлено "
        f"в этом квартале – {figures(new)}, семей с детьми – {figures(children)}, с опасностью "
        f"для жизни или здоровья – {figures(danger)}."
    )
    return told.said("cases", "work", kk, ru)


def recognition(told: Telling) -> Said:
    yes, no = told.number("cases_recognised"), told.number("cases_refused")
    again = told.number("cases_relapse")
    kk = (
        f"Өмірдегі қиын жағдайды тану: танылғаны – {figures(yes)} іс, танылмағаны – "
        f"{figures(no)}; ӨҚЖ-ға қайта түсу – {figures(again)}."
    )
    ru = (
        f"Признание трудной жизненной ситуации: признана – {figures(yes)}, не признана – "
        f"{figures(no)}; повторное попадание в ТЖС – {figures(again)}."
    )
    return told.said("recognition", "work", kk, ru)


def plans(told: Telling) -> Said:
    approved, revised = told.number("plans_approved"), told.number("plans_revised")
    completed = told.number("plans_completed")
    changed = f", оның {of_them(revised)} – өзгертілген нұсқа" if revised else ""
    kk = (
        f"Жеке жұмыс жоспарының {figures(approved)} нұсқасы бекітілді{changed}; аяқталғаны – "
        f"{figures(completed)} жоспар."
        if approved
        else f"Тоқсанда жеке жұмыс жоспары бекітілген жоқ; аяқталғаны – {figures(completed)} "
        "жоспар."
    )
    ru = (
        f"Утверждённые редакции индивидуальных планов работы – {figures(approved)}, из них "
        f"изменённые – {figures(revised)}; завершённые планы – {figures(completed)}."
    )
    return told.said("plans", "work", kk, ru)


def levels(told: Telling) -> Said:
    moved = told.value("out_of_low")
    if not moved.whole:
        kk = "Алғашқы бағалауда D немесе E деңгейінде болған отбасы жоқ."
        ru = "Семей с уровнем D или E при первичной оценке нет."
        return told.said("levels", "change", kk, ru)
    start = f"Алғашқы бағалауда D немесе E деңгейінде болған {figures(moved.whole)} отбасының"
    percent = shown(moved.number)
    kk = (
        f"{start} {of_them(moved.part)} ({percent} %) тоқсан соңында A, B немесе C деңгейіне шықты."
        if moved.part
        else f"{start} ешқайсысы тоқсан соңында A, B немесе C деңгейіне шыққан жоқ."
    )
    of_ru = f"Из {counted(moved.whole, OF_FAMILIES)} с уровнем D или E при первичной оценке"
    ru = (
        f"{of_ru} к концу квартала на уровень A, B или C перешли {figures(moved.part)} "
        f"({percent} %)."
        if moved.part
        else f"{of_ru} к концу квартала на уровень A, B или C не перешла ни одна."
    )
    return told.said("levels", "change", kk, ru)


def exits(told: Telling) -> Said:
    left, back = told.number("cases_exit"), told.number("cases_after_exit")
    returned = (
        f"шыққаннан кейін {figures(back)} отбасы қайта оралды"
        if back
        else "шыққаннан кейін қайта оралған отбасы жоқ"
    )
    kk = (
        f"Өмірдегі қиын жағдайдан {figures(left)} отбасы шықты; {returned}."
        if left
        else f"Тоқсанда өмірдегі қиын жағдайдан шыққан отбасы жоқ; {returned}."
    )
    ru = (
        f"Выход из трудной жизненной ситуации установлен в {counted(left, IN_CASES)}; семей, "
        f"вернувшихся после выхода, – {figures(back)}."
    )
    return told.said("exits", "change", kk, ru)


SENTENCES: Final = (cases, recognition, plans, levels, exits)
