"""Readings: how we understand the Order where it is silent on a detail.

A reading is not the Order. Screens show it as a reading, and a lawyer changes it here, in one
place. `at` says which words it reads, `why_…` on what it rests, `setting` which setting turns it.
"""

from dataclasses import dataclass
from typing import Final

from regulations.clauses import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    id: str
    at: tuple[Citation, ...]
    text_kk: str
    text_ru: str
    text_en: str
    why_kk: str
    why_ru: str
    why_en: str
    setting: str = ""


def _at(text: str) -> tuple[Citation, ...]:
    return tuple(Citation.parse(part) for part in text.split(", "))


_READINGS: Final = (
    Reading(
        id="count-from-next-day",
        at=_at("9, 11 para 2, 12"),
        text_kk="Оқиға болған күн есепке алынбайды: одан кейінгі бірінші жұмыс күні мерзімнің "
        "1-күні болып есептеледі.",
        text_ru="День события не считается: первый рабочий день после него – день 1 срока.",
        text_en="The day of the event does not count: the first working day after it is day 1.",
        why_kk="Бұйрықта тек «алған күннен бастап екі жұмыс күні ішінде» және сол сияқты "
        "сөздер бар. Қазақстан Азаматтық кодексінің 173-бабына және одан кейінгі "
        "баптарына ұқсастық бойынша.",
        why_ru="В приказе сказано лишь «алған күннен бастап екі жұмыс күні ішінде» и "
        "подобное. По аналогии со ст. 173 и следующими Гражданского кодекса "
        "Казахстана.",
        why_en="The Order says only «алған күннен бастап екі жұмыс күні ішінде» and the like. By "
        "analogy with the Civil Code of Kazakhstan, art. 173 and following.",
        setting="first_day_counts",
    ),
    Reading(
        id="term-ends-with-day",
        at=_at("9, 11 para 2, 12"),
        text_kk="Мерзім соңғы жұмыс күнінің аяғында бітеді (Алматы уақыты).",
        text_ru="Срок истекает с окончанием последнего рабочего дня (время Алматы).",
        text_en="The term ends with the end of its last working day (Almaty time).",
        why_kk="Бұйрық күнмен есептейді, сағатын атамайды.",
        why_ru="Приказ считает днями и не называет часа.",
        why_en="The Order counts in days and names no hour.",
    ),
    Reading(
        id="receipt-on-day-off",
        at=_at("11 para 2"),
        text_kk="Демалыс күні келіп түскен құжат сол күні алынған болып есептеледі; 1-күн – келесі "
        "жұмыс күні.",
        text_ru="Документ, поступивший в нерабочий день, считается полученным в этот день; день 1 "
        "– следующий рабочий день.",
        text_en="A document that arrives on a day off is received on that day; day 1 is the next "
        "working day.",
        why_kk="11-тармақ алған күннен бастап есептейді, оның жұмыс күні ме екенін айтпайды.",
        why_ru="Пункт 11 считает со дня получения и не спрашивает, рабочий ли это день.",
        why_en="Clause 11 counts from the day of receipt without asking whether it is a working "
        "day.",
    ),
    Reading(
        id="open-terms-follow-calendar",
        at=_at("9, 11 para 2, 12"),
        text_kk="Жұмыс күндерінің күнтізбесі өзгерсе, ашық мерзімдер қайта есептеледі; орындалған "
        "мерзімдер өзгермейді.",
        text_ru="При изменении календаря рабочих дней открытые сроки пересчитываются; исполненные "
        "не меняются.",
        text_en="When the working calendar changes, open terms are counted again; met ones stay.",
        why_kk="Жұмыс күндерімен есептелетін мерзім нақты жұмыс істелетін күндерге сүйенеді.",
        why_ru="Срок в рабочих днях следует за днями, которые действительно рабочие.",
        why_en="A term in working days follows the days that are in fact worked.",
    ),
    Reading(
        id="plan-dates-stay",
        at=_at("11 para 1"),
        text_kk="Күнтізбенің түзетілуі бекітілген жоспарда көрсетілген күндерді жылжытпайды.",
        text_ru="Исправление календаря не сдвигает даты, указанные в утверждённом плане.",
        text_en="A correction of the calendar does not move the dates that an approved plan names.",
        why_kk="11-тармақ органдарды жоспардағы күндермен байланыстырады; бекітілгенді тек "
        "жаңа нұсқа немесе Орталық ұзартқан мерзім өзгертеді.",
        why_ru="Пункт 11 связывает органы датами плана; утверждённое меняет только новая "
        "редакция или срок, продлённый Центром.",
        why_en="Clause 11 binds bodies to the dates in the plan; only a new version or a later "
        "date that the Centre grants changes what was approved.",
    ),
    Reading(
        id="dispatch-starts-at-approval",
        at=_at("8 para 1, 9"),
        text_kk="9-тармақтың мерзімі жоспар бекітілген күннен басталады.",
        text_ru="Срок пункта 9 начинается со дня утверждения плана.",
        text_en="The term of clause 9 starts on the day the plan is approved.",
        why_kk="9-тармақ мерзімнің неден басталатынын атамайды; оның алдындағы соңғы әрекет "
        "– 8-тармақтағы бекіту.",
        why_ru="Пункт 9 не называет начального события; утверждение по пункту 8 – последнее "
        "действие перед ним.",
        why_en="Clause 9 names no starting event; the approval of clause 8 is the last act "
        "before it.",
    ),
    Reading(
        id="new-version-new-term",
        at=_at("8 para 1, 9"),
        text_kk="Жоспардың жаңа нұсқасы тек өзгеріс қатысты органдарға жіберіледі; олар үшін "
        "мерзім жаңа нұсқа бекітілген күннен басталады.",
        text_ru="Новая редакция плана направляется только тем органам, которых касается изменение; "
        "для них срок начинается со дня её утверждения.",
        text_en="A new version is sent only to the bodies it touches; for them the term starts "
        "when that version is approved.",
        why_kk="Бұйрық өзгерістер туралы айтпайды; бөлігі өзгермеген органда ол бұрыннан бар.",
        why_ru="Приказ не говорит об изменениях; у органа, чья часть не изменилась, она уже есть.",
        why_en="The Order does not speak of changes; a body whose part is the same has it already.",
    ),
    Reading(
        id="extract-per-body",
        at=_at("7(3), 9"),
        text_kk="Әр орган жоспардың өз іс-шаралары бар үзіндісін алады; толық жоспарды – осы орган "
        "үшін бапталған жағдайда ғана, адамдар мен отбасының қиындығын білдіретін ештеңе "
        "көрсетілмей.",
        text_ru="Каждый орган получает выписку из плана со своими мероприятиями; весь план – "
        "только если это установлено для данного органа, без лиц и без того, что говорило бы о "
        "беде семьи.",
        text_en="Each body gets an extract with its own activities; the whole plan only where that "
        "is set for the body, without the persons and what could tell of the family's trouble.",
        why_kk="9-тармақ жоспарды құзырет шегінде жіберуді айтады, 7-тармақтың 3) тармақшасы "
        "құпиялылықты талап етеді.",
        why_ru="Пункт 9 направляет план в пределах компетенции, подпункт 3) пункта 7 требует "
        "конфиденциальности.",
        why_en="Clause 9 sends the plan within competence; clause 7(3) asks for confidentiality.",
    ),
    Reading(
        id="organisations-sent-alike",
        at=_at("9, 11 para 1"),
        text_kk="Жоспар ұйымдарға да мемлекеттік органдарға сияқты жіберіледі.",
        text_ru="Организациям план направляется так же, как государственным органам.",
        text_en="Organisations are sent the plan like state bodies.",
        why_kk="9-тармақ тек мемлекеттік органдарды атайды, ал 11-тармақ ұйымдардан да "
        "ақпарат күтеді.",
        why_ru="Пункт 9 называет только государственные органы, но пункт 11 ждёт информации "
        "и от организаций.",
        why_en="Clause 9 names state bodies alone, yet clause 11 expects organisations to report.",
    ),
    Reading(
        id="queue-entry-is-dispatch",
        at=_at("9"),
        text_kk="Жоспар органның жүйедегі кезегіне түскен сәтте жіберілген болып есептеледі; хат "
        "тек хабарлайды.",
        text_ru="План считается направленным, когда он появился в очереди органа в системе; письмо "
        "лишь уведомляет.",
        text_en="The plan is sent when it stands in the body's queue; the e-mail only tells of it.",
        why_kk="Бұйрық жіберу тәсілін атамайды. Есептік жазбасы жоқ органға қағаз жіберіліп, "
        "жіберілген күні енгізіледі.",
        why_ru="Приказ не называет способа направления. Органу без учётных записей "
        "направляется бумага, и вносится день направления.",
        why_en="The Order names no means of sending. A body without accounts is sent paper, and "
        "the day of sending is entered.",
    ),
    Reading(
        id="service-term-own-start",
        at=_at("10"),
        text_kk="Мемлекеттік көрсетілетін қызметтің мерзімі іс-шараның өз басталуынан есептеледі: "
        "жіберілген күннен немесе ол тәуелді іс-шара аяқталған күннен.",
        text_ru="Срок государственной услуги считается от начала самого мероприятия: со дня "
        "направления либо с окончания мероприятия, от которого оно зависит.",
        text_en="The term of a public service runs from the activity's own start: its sending, or "
        "the end of what it depends on.",
        why_kk="10-тармақ мемлекеттік қызметтер туралы заңнамаға сілтейді, ал жоспар "
        "ішіндегі басталу күнін бермейді.",
        why_ru="Пункт 10 отсылает к законодательству о государственных услугах и не даёт "
        "начала внутри плана.",
        why_en="Clause 10 points to the law on public services and gives no start within a plan.",
    ),
    Reading(
        id="paper-day-of-receipt",
        at=_at("11 para 2"),
        text_kk="Қағаз түріндегі жауапты Орталық нақты алынған күнімен енгізеді; мерзім сол күннен "
        "есептеледі.",
        text_ru="Ответ на бумаге вносит Центр с фактической датой получения; срок считается "
        "от неё.",
        text_en="A reply on paper is entered by the Centre with its true day of receipt, from "
        "which the term runs.",
        why_kk="11-тармақ жүйеге енгізілген күннен емес, алған күннен бастап есептейді.",
        why_ru="Пункт 11 считает со дня получения, а не со дня внесения в систему.",
        why_en="Clause 11 counts from receipt, not from the entry into a system.",
    ),
    Reading(
        id="centre-and-family-activities",
        at=_at("4(6), 11 para 2"),
        text_kk="Орталықтың және отбасының іс-шаралары да хабарланады және белгіленеді; белгіні, "
        "мүмкіндігінше, орындаушыдан басқа адам қояды.",
        text_ru="По мероприятиям Центра и семьи также вносится информация и ставится отметка; её, "
        "по возможности, ставит не тот, кто исполнял.",
        text_en="Activities of the Centre and of the family are reported and marked too, by "
        "another person than the one who did them where the Centre has one.",
        why_kk="12-тармақ барлық іс-шараны толық көлемде талап етеді, бұларға ерекшелік жасамайды.",
        why_ru="Пункт 12 требует исполнения всех мероприятий в полном объёме и для этих "
        "исключения не делает.",
        why_en="Clause 12 asks for all activities in full and makes no exception for these.",
    ),
    Reading(
        id="return-per-activity",
        at=_at("11 para 3"),
        text_kk="Пысықтауға жоспар тұтас емес, тиісті іс-шара қайтарылады.",
        text_ru="На доработку возвращается не план целиком, а соответствующее мероприятие.",
        text_en="What is returned for rework is the activity, not the whole plan.",
        why_kk="Басқа органдар өз іс-шараларын жалғастыра береді; негіз олардың біреуіне "
        "ғана қатысты.",
        why_ru="Другие органы продолжают свои мероприятия; основание касается одного из них.",
        why_en="Other bodies carry on with their own activities; the ground concerns one of them.",
    ),
    Reading(
        id="return-restarts-terms",
        at=_at("11 para 2, 11 para 3"),
        text_kk="Қайтару кезінде жаңа күн беріледі; қайта ұсынылған ақпарат алынған күннен қарау "
        "мерзімі қайтадан басталады.",
        text_ru="При возврате указывается новая дата; со дня получения новой информации срок "
        "рассмотрения начинается заново.",
        text_en="A return carries a new date, and the term of review starts again from the receipt "
        "of the new report.",
        why_kk="11-тармақ пысықтау күнін атамайды, ал қарау мерзімін алған күннен бастап "
        "есептейді.",
        why_ru="Пункт 11 не называет даты доработки, а рассмотрение считает со дня получения.",
        why_en="Clause 11 names no date for the rework, and counts the review from receipt.",
    ),
    Reading(
        id="return-on-other-ground",
        at=_at("11 para 3"),
        text_kk="11-тармақта аталмаған негіз бойынша қайтаруға болады, бірақ ол «басқа (11-тармақ "
        "емес)» деп белгіленеді.",
        text_ru="Возврат по иному основанию возможен, но отмечается как «иное (не пункт 11)».",
        text_en="A return on another ground is possible, and is marked as other, not clause 11.",
        why_kk="11-тармақта бір ғана негіз бар: мемлекеттік қызметтер туралы заңнаманың "
        "сақталмауы.",
        why_ru="Пункт 11 даёт одно основание: несоблюдение законодательства о "
        "государственных услугах.",
        why_en="Clause 11 gives one ground only: the law on public services was not kept.",
    ),
    Reading(
        id="in-full-means-every-activity",
        at=_at("12"),
        text_kk="Толық көлемде орындау – әрбір іс-шараның «орындалды» деген белгісі; ішінара "
        "орындалған немесе мүмкін емес іс-шара жоспардан тек бекітілген жаңа нұсқамен шығады.",
        text_ru="Исполнение в полном объёме – отметка «исполнено» у каждого мероприятия; "
        "исполненное частично или невозможное выходит из плана только с утверждённой новой "
        "редакцией.",
        text_en="In full means that every activity is marked executed; one that was done in part "
        "or proved impossible leaves the plan only by an approved new version.",
        why_kk="12-тармақта «толық көлемде» делінген, ішінара аяқталу көзделмеген.",
        why_ru="В пункте 12 сказано «толық көлемде», завершения в части он не знает.",
        why_en="Clause 12 says «толық көлемде» and knows no completion in part.",
    ),
    Reading(
        id="completion-starts-at-last-mark",
        at=_at("12"),
        text_kk="12-тармақтың мерзімі соңғы іс-шараға орындалғаны туралы белгі қойылған күннен "
        "өздігінен басталады.",
        text_ru="Срок пункта 12 начинается сам в день, когда отмечено исполнение последнего "
        "мероприятия.",
        text_en="The term of clause 12 starts by itself on the day the last activity is marked "
        "executed.",
        why_kk="Толық көлемде орындалғаны Орталықтың 11-тармақ бойынша қойған соңғы "
        "белгісімен анықталады.",
        why_ru="Исполнение в полном объёме устанавливает последняя отметка самого Центра по "
        "пункту 11.",
        why_en="Execution in full is established by the Centre's own last mark under clause 11.",
    ),
    Reading(
        id="exit-is-not-completion",
        at=_at("3(6), 5 para 2, 12"),
        text_kk="ӨҚЖ-дан шығу – жоспардың аяқталуынан бөлек, күні мен негіздемесі бар шешім.",
        text_ru="Выход из ТЖС – отдельное от завершения плана решение с датой и обоснованием.",
        text_en="Exit from the situation is a dated, reasoned finding apart from completion.",
        why_kk="Бұйрықта мақсат – ӨҚЖ-дан шығу, ал аяқталу іс-шаралардың соңын білдіреді.",
        why_ru="По приказу цель – выход из ТЖС, а завершение – окончание мероприятий.",
        why_en="The Order makes exit the aim, and completion the end of the activities.",
    ),
    Reading(
        id="relapse-is-a-new-case",
        at=_at("3(7), 4(7)"),
        text_kk="Бұрын ісі болған адамға ашылған жаңа іс алдыңғысымен байланыстырылып, ӨҚЖ-ға "
        "қайта түсу ретінде есептеледі.",
        text_ru="Новый случай лица, у которого уже был случай, связывается с прежним и считается "
        "повторным попаданием в ТЖС.",
        text_en="A new case of a person who had one before is linked to it and counts as a "
        "relapse.",
        why_kk="Бұйрық қайта түсудің алдын алу туралы айтады, бірақ оның қалай анықталатынын "
        "айтпайды.",
        why_ru="Приказ говорит о предупреждении повторного попадания и не говорит, как его "
        "распознать.",
        why_en="The Order speaks of preventing relapse and does not say how it is recognised.",
    ),
    Reading(
        id="conclusion-signed-and-numbered",
        at=_at("14 para 1"),
        text_kk="Қорытындыға қол қойылады және нөмір беріледі.",
        text_ru="Заключение подписывается и получает номер.",
        text_en="The conclusion is signed and numbered.",
        why_kk="Бұйрық қорытындыны талап етеді, нысаны туралы ештеңе айтпайды.",
        why_ru="Приказ требует заключения и ничего не говорит о его форме.",
        why_en="The Order asks for a conclusion and says nothing of its form.",
    ),
)

READINGS: Final = {reading.id: reading for reading in _READINGS}
