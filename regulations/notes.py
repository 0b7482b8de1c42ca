"""The notes of terms and the sources of settings, sentence by sentence, in Kazakh and Russian.

The English sentences stand beside the value that they explain, in `terms.py` and `settings.py`.
"""

from typing import Final

from regulations.keeping import WHERE_TO_LOOK
from regulations.terms import NOT_SET, ORDER_256

_SECOND_HAND: Final = {
    ORDER_256.format(para=para): (
        f"№ 256-НҚ бұйрықтың {para}-тармағы бізге басқа дереккөзден белгілі: сүйенбес бұрын "
        "мәтінімен салыстырыңыз.",
        f"Пункт {para} приказа № 256-НҚ известен нам из вторых рук: прежде чем полагаться на него, "
        "сверьте с текстом.",
    )
    for para in ("13", "26")
}

#: Each English sentence with its Kazakh and Russian.
SENTENCES: Final = _SECOND_HAND | {
    NOT_SET: ("Бұйрықта белгіленбеген.", "Приказом не установлено."),
    "Clock hours that run through days off: due on the calendar day on which they end.": (
        "Сағаттар демалыс күндері де есептеледі: мерзімі – олар біткен күнтізбелік күн.",
        "Часы идут и в выходные: срок – календарный день, в который они истекают.",
    ),
    "Clause 13 says every quarter, clause 14 gives no number of days.": (
        "13-тармақта тоқсан сайын делінген, 14-тармақта күндердің саны көрсетілмеген.",
        "Пункт 13 говорит о каждом квартале, пункт 14 числа дней не даёт.",
    ),
    "Reading count-from-next-day.": (
        "Түсіндіру: оқиға болған күн есепке алынбайды.",
        "Толкование: день события не считается.",
    ),
    "Clause 14 names the authorised body alone.": (
        "14-тармақ тек уәкілетті органды атайды.",
        "Пункт 14 называет только уполномоченный орган.",
    ),
    WHERE_TO_LOOK: (
        "Мұны заңгер растауы керек; қарайтын жерлер: дербес деректер және оларды қорғау туралы заң "
        "және сақтау мерзімдері көрсетілген үлгілік құжаттар тізбесі.",
        "Должен подтвердить юрист; где смотреть: закон о персональных данных и их защите и "
        "перечень типовых документов с указанием сроков хранения.",
    ),
    "Clause 12 names the Centre.": (
        "12-тармақта Орталық аталған.",
        "Пункт 12 называет Центр.",
    ),
    "Ten calendar days after the first official publication of Order No 74 of 24.02.2026; to be "
    "entered by somebody who knows it.": (
        "24.02.2026 № 74 бұйрық алғаш ресми жарияланғаннан кейін күнтізбелік он күн өткен соң; "
        "бұл күнді білетін адам енгізеді.",
        "По истечении десяти календарных дней после первого официального опубликования приказа "
        "№ 74 от 24.02.2026; вносит тот, кому этот день известен.",
    ),
}


def in_language(text: str, language: str) -> str:
    """A note or a source in Kazakh or Russian; as it stands in any other language."""
    if language not in ("kk", "ru"):
        return text
    for sentence, (kazakh, russian) in SENTENCES.items():
        text = text.replace(sentence, kazakh if language == "kk" else russian)
    return text
