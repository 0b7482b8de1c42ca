"""How much work there was, and what became of the families."""

from typing import Final

from accounts import kazakh, russian
from accounts.figures import figures
from accounts.kazakh import of_them
from accounts.russian import Noun, counted, form
from monitoring.wording.telling import Said, Telling, in_percent

CASES: Final = Noun("случай", "случая", "случаев")
IN_CASES: Final = Noun("случае", "случаях", "случаях")
OF_FAMILIES: Final = Noun("семьи", "семей", "семей")
#: The verb goes with the number: 21 семья перешла, 2 and 5 перешли.
MOVED: Final = Noun("перешла", "перешли", "перешли")


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
        f"{figures(new)}, балалары бар отбасылардікі – {figures(children)}, өміріне немесе "
        f"денсаулығына қауіп төнгені – {figures(danger)}."
    )
    ru = (
        f"В {in_ru} в работе Центра – {counted(n, CASES)}; выявлено "
        f"в этом квартале – {figures(new)}, семей с детьми – {figures(children)}, с опасностью "
        f"для жизни или здоровья – {figures(danger)}."
    )
    return told.said("cases", "work", kk, ru)


def recognition(told: Telling) -> Said:
    yes, no = told.number("cases_recognised"), told.number("cases_refused")
    again = told.number("cases_relapse")
    decided_kk, decided_ru = _decided(yes, no)
    again_kk = f"қайта түскен отбасы – {figures(again)}" if again else "қайта түскен отбасы жоқ"
    again_ru = f"случаев – {figures(again)}" if again else "случаев нет"
    return told.said(
        "recognition",
        "work",
        f"{decided_kk}; ӨҚЖ-ға {again_kk}.",
        f"{decided_ru}; повторных {again_ru}.",
    )


def _decided(yes: int, no: int) -> tuple[str, str]:
    """In how many cases the situation was recognised, and in how many it was not."""
    if not yes and not no:
        return (
            "Тоқсанда өмірдегі қиын жағдайды (ӨҚЖ) тану туралы шешім болған жоқ",
            "Решений о признании трудной жизненной ситуации (ТЖС) в квартале не было",
        )
    yes_kk = f"{figures(yes)} іс бойынша танылды" if yes else "ешбір іс бойынша танылған жоқ"
    no_kk = (
        f"танудан {figures(no)} іс бойынша бас тартылды" if no else "танудан бас тарту болған жоқ"
    )
    yes_ru = f"признана в {counted(yes, IN_CASES)}" if yes else "не признана ни в одном случае"
    no_ru = (
        f"в признании отказано в {counted(no, IN_CASES)}" if no else "отказов в признании не было"
    )
    return (
        f"Өмірдегі қиын жағдай (ӨҚЖ) {yes_kk}, {no_kk}",
        f"Трудная жизненная ситуация (ТЖС) {yes_ru}, {no_ru}",
    )


def plans(told: Telling) -> Said:
    approved, revised = told.number("plans_approved"), told.number("plans_revised")
    completed = told.number("plans_completed")
    changed_kk = f", оның {of_them(revised)} – өзгертілген нұсқа" if revised else ""
    changed_ru = f", из них изменённых – {figures(revised)}" if revised else ""
    approved_kk = (
        f"Жеке жұмыс жоспарының {figures(approved)} нұсқасы бекітілді{changed_kk}"
        if approved
        else "Тоқсанда жеке жұмыс жоспары бекітілген жоқ"
    )
    approved_ru = (
        f"Утверждено редакций индивидуальных планов работы – {figures(approved)}{changed_ru}"
        if approved
        else "Индивидуальные планы работы в квартале не утверждались"
    )
    done_kk = f"аяқталған жоспар – {figures(completed)}" if completed else "аяқталған жоспар жоқ"
    done_ru = f"завершено планов – {figures(completed)}" if completed else "завершённых планов нет"
    return told.said("plans", "work", f"{approved_kk}; {done_kk}.", f"{approved_ru}; {done_ru}.")


def levels(told: Telling) -> Said:
    moved = told.value("out_of_low")
    if not moved.whole:
        kk = "Алғашқы бағалауда D немесе E деңгейінде болған отбасы жоқ."
        ru = "Семей с уровнем D или E при первичной оценке нет."
        return told.said("levels", "change", kk, ru)
    percent = in_percent(moved.number)
    kk, ru = (
        _moved_kk(moved.part, moved.whole, percent),
        _moved_ru(moved.part, moved.whole, percent),
    )
    return told.said("levels", "change", kk, ru)


def _moved_kk(part: int, whole: int, percent: str) -> str:
    who = f"Алғашқы бағалауда D немесе E деңгейінде болған {figures(whole)} отбасы"
    where = "тоқсан соңына қарай A, B немесе C деңгейіне"
    if not part:
        return (
            f"{who} {where} өткен жоқ." if whole == 1 else f"{who}ның ешқайсысы {where} өткен жоқ."
        )
    if part == whole:
        return f"{who} {where} өтті." if whole == 1 else f"{who}ның бәрі {where} өтті."
    return f"{who}ның {of_them(part)} ({percent}) {where} өтті."


def _moved_ru(part: int, whole: int, percent: str) -> str:
    who, level = "с уровнем D или E при первичной оценке к концу квартала", "на уровень A, B или C"
    if whole == 1:
        return f"1 семья {who} {'перешла' if part else 'не перешла'} {level}."
    of_all = f"Из {counted(whole, OF_FAMILIES)} {who} {level}"
    if not part:
        return f"{of_all} не перешла ни одна."
    if part == whole:
        return f"{of_all} перешли все."
    return f"{of_all} {form(part, MOVED)} {figures(part)} ({percent})."


def exits(told: Telling) -> Said:
    left, back = told.number("cases_exit"), told.number("cases_after_exit")
    back_kk = (
        f"шыққаннан кейін {figures(back)} отбасы қайта оралды"
        if back
        else "шыққаннан кейін қайта оралған отбасы жоқ"
    )
    kk = (
        f"Өмірдегі қиын жағдайдан {figures(left)} отбасы шықты; {back_kk}."
        if left
        else f"Тоқсанда өмірдегі қиын жағдайдан шыққан отбасы жоқ; {back_kk}."
    )
    left_ru = (
        f"установлен в {counted(left, IN_CASES)}" if left else "не установлен ни в одном случае"
    )
    back_ru = (
        f"семей, вернувшихся после выхода, – {figures(back)}"
        if back
        else ("вернувшихся после выхода семей нет")
    )
    ru = f"Выход из трудной жизненной ситуации {left_ru}; {back_ru}."
    return told.said("exits", "change", kk, ru)


SENTENCES: Final = (cases, recognition, plans, levels, exits)
