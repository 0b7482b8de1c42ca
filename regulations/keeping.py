"""How long traces of persons are kept: periods that nobody has confirmed yet.

The Order names none. Each is a setting, empty until an administrator enters it with its legal
source; while it is empty nothing is erased. `settings.py` makes the settings of them.
"""

from dataclasses import dataclass
from typing import Final

from regulations.terms import NOT_SET

#: Where a lawyer would look; no term is told from memory.
WHERE_TO_LOOK: Final = (
    "To be confirmed by a lawyer; places to look are the law on personal data and their protection "
    "and the list of standard documents with periods of keeping."
)
SOURCE: Final = f"{NOT_SET} {WHERE_TO_LOOK}"


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept, counted in years or in calendar days."""

    key: str
    unit: str
    title_kk: str
    title_ru: str
    title_en: str


PERIODS: Final = (
    Period(
        "keep_closed_cases",
        "years",
        "Отбасының ісі жабылғаннан кейін қанша сақталады",
        "Сколько хранится случай семьи после закрытия",
        "How long a family's case is kept after it was closed",
    ),
    Period(
        "keep_access_log",
        "years",
        "Дербес деректердің қаралуы туралы журнал қанша сақталады",
        "Сколько хранится журнал просмотров персональных данных",
        "How long the log of who looked is kept",
    ),
    Period(
        "keep_persons_without_case",
        "days",
        "Ешбір іске кірмеген адам туралы мәлімет қанша сақталады",
        "Сколько хранятся сведения о человеке, не вошедшем ни в один случай",
        "How long a person who came into no case is kept",
    ),
    Period(
        "keep_sent_mail",
        "days",
        "Жіберілген электрондық хаттар қанша сақталады",
        "Сколько хранятся отправленные электронные письма",
        "How long sent e-mail is kept",
    ),
    Period(
        "keep_messages",
        "days",
        "Жеткізілген хабарлардың жазбалары қанша сақталады",
        "Сколько хранятся записи о доставленных сообщениях",
        "How long records of delivered messages are kept",
    ),
    Period(
        "keep_notices",
        "days",
        "Қызметкерлерге жіберілген хабарламалар қанша сақталады",
        "Сколько хранятся уведомления сотрудникам",
        "How long notices to staff are kept",
    ),
    Period(
        "keep_exports",
        "days",
        "Тізілімдерден алынған файлдар туралы жазбалар қанша сақталады",
        "Сколько хранятся записи о выгрузках из реестров",
        "How long records of files taken from registers are kept",
    ),
    Period(
        "keep_sign_ins",
        "days",
        "Жүйеге кірулер мен қате әрекеттер туралы жазбалар қанша сақталады",
        "Сколько хранятся записи о входах и неудачных попытках",
        "How long sign-ins and wrong tries are kept",
    ),
    Period(
        "keep_sessions",
        "days",
        "Аяқталған сеанстардың жазбалары қанша сақталады",
        "Сколько хранятся записи о завершённых сеансах",
        "How long records of ended sessions are kept",
    ),
)
#: Longer than this would be a slip of the keyboard.
LONGEST: Final = {"years": 100, "days": 3660}
