"""The terms: how long each party has, from which event, and who says so.

`source` tells where the length comes from: "order" (the clause gives it), "reading" (our
interpretation), "setting" (the Order gives none; the value is a setting that a Centre may change,
see `settings.py`, and `note` says on what it rests). A length is counted in working days unless
the term is in hours; neither stands where the plan or the return names the date.
"""

from dataclasses import dataclass
from typing import Final, Literal

Source = Literal["order", "reading", "setting"]
Event = Literal[
    "plan_submitted",
    "plan_approved",
    "plan_sent",
    "report_received",
    "report_returned",
    "last_activity_executed",
    "case_detected",
    "child_danger_found",
    "dispatch_declined",
    "later_date_asked",
    "transfer_asked",
    "quarter_ended",
]

NOT_SET: Final = "Not set by the Order."
ORDER_256: Final = (
    "Order 256-НҚ, para {para}, known second-hand: verify against its text before relying on it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term. Exactly one of working_days, hours and a date given elsewhere applies."""

    id: str
    name_kk: str
    name_ru: str
    name_en: str
    source: Source
    starts_at: Event
    rules: tuple[str, ...]
    clause: str = ""
    paragraph: int | None = None
    working_days: int | None = None
    hours: int | None = None
    setting: str = ""
    readings: tuple[str, ...] = ()
    note: str = ""

    @property
    def date_is_given(self) -> bool:
        """The plan or the return names the date; nothing is counted."""
        return self.working_days is None and self.hours is None


_ORDER: Final = (
    Term(
        id="dispatch",
        name_kk="Жоспарды жіберу",
        name_ru="Направление плана",
        name_en="Sending the plan",
        source="order",
        starts_at="plan_approved",
        rules=("R16", "R24"),
        clause="9",
        working_days=2,
        readings=("dispatch-starts-at-approval", "count-from-next-day"),
    ),
    Term(
        id="report",
        name_kk="Орындау туралы ақпарат",
        name_ru="Информация об исполнении",
        name_en="Report on execution",
        source="order",
        starts_at="plan_sent",
        rules=("R18",),
        clause="11",
        paragraph=1,
        note="The date is the one in the approved plan.",
    ),
    Term(
        id="review",
        name_kk="Орындалу мәртебесі туралы белгі",
        name_ru="Отметка о статусе исполнения",
        name_en="Review and status mark",
        source="order",
        starts_at="report_received",
        rules=("R19", "R24"),
        clause="11",
        paragraph=2,
        working_days=2,
        readings=("count-from-next-day", "receipt-on-day-off", "paper-day-of-receipt"),
    ),
    Term(
        id="rework",
        name_kk="Пысықтаудан кейінгі ақпарат",
        name_ru="Информация после доработки",
        name_en="Report after rework",
        source="reading",
        starts_at="report_returned",
        rules=("R19",),
        clause="11",
        paragraph=3,
        readings=("return-per-activity", "return-restarts-terms"),
        note="Clause 11 names no date for the rework; the Centre gives one with the return.",
    ),
    Term(
        id="completion",
        name_kk="Аяқталғаны туралы белгі",
        name_ru="Отметка о завершении",
        name_en="Completion mark",
        source="order",
        starts_at="last_activity_executed",
        rules=("R20", "R24"),
        clause="12",
        working_days=1,
        readings=("completion-starts-at-last-mark", "count-from-next-day"),
    ),
)

_SETTINGS: Final = (
    Term(
        id="approval",
        name_kk="Жоспарды бекіту",
        name_ru="Утверждение плана",
        name_en="Approval of the plan",
        source="setting",
        starts_at="plan_submitted",
        rules=("R15",),
        working_days=1,
        setting="term_approval",
        note=NOT_SET,
    ),
    Term(
        id="primary_assessment",
        name_kk="Бастапқы бағалау",
        name_ru="Первичная оценка",
        name_en="Primary assessment",
        source="setting",
        starts_at="case_detected",
        rules=("R3", "R4"),
        working_days=3,
        setting="term_primary_assessment",
        note=f"{NOT_SET} {ORDER_256.format(para='13')}",
    ),
    Term(
        id="urgent_assessment",
        name_kk="Шұғыл бағалау (өмірге немесе денсаулыққа қауіп)",
        name_ru="Срочная оценка (опасность для жизни или здоровья)",
        name_en="Urgent assessment (danger to life or health)",
        source="setting",
        starts_at="case_detected",
        rules=("R3", "R4"),
        working_days=1,
        setting="term_urgent_assessment",
        note=f"{NOT_SET} {ORDER_256.format(para='13')}",
    ),
    Term(
        id="guardianship_notice",
        name_kk="Қорғаншылық органына хабарлау",
        name_ru="Сообщение в орган опеки",
        name_en="Notice to the guardianship body",
        source="setting",
        starts_at="child_danger_found",
        rules=("R11",),
        hours=24,
        setting="term_guardianship_notice_hours",
        note=(
            f"{NOT_SET} {ORDER_256.format(para='26')} Clock hours that run through days off: "
            "due on the calendar day on which they end."
        ),
    ),
    Term(
        id="acceptance",
        name_kk="Жұмысқа қабылдау немесе бас тарту",
        name_ru="Принятие в работу или отказ",
        name_en="Acceptance or decline by the agency",
        source="setting",
        starts_at="plan_sent",
        rules=("R16",),
        working_days=2,
        setting="term_acceptance",
        note=NOT_SET,
    ),
    Term(
        id="decline_decision",
        name_kk="Бас тарту бойынша шешім",
        name_ru="Решение по отказу",
        name_en="Decision on a decline",
        source="setting",
        starts_at="dispatch_declined",
        rules=("R16",),
        working_days=1,
        setting="term_decline_decision",
        note=NOT_SET,
    ),
    Term(
        id="extension_decision",
        name_kk="Мерзімді ұзарту бойынша шешім",
        name_ru="Решение о продлении срока",
        name_en="Decision on a later date",
        source="setting",
        starts_at="later_date_asked",
        rules=("R18",),
        working_days=1,
        setting="term_extension_decision",
        note=NOT_SET,
    ),
    Term(
        id="transfer_decision",
        name_kk="Істі басқа орталыққа беру бойынша шешім",
        name_ru="Решение о передаче случая в другой центр",
        name_en="Decision on a transfer",
        source="setting",
        starts_at="transfer_asked",
        rules=("R13",),
        working_days=2,
        setting="term_transfer_decision",
        note=NOT_SET,
    ),
    Term(
        id="quarter_conclusion",
        name_kk="Тоқсандық қорытынды",
        name_ru="Квартальное заключение",
        name_en="Quarterly conclusion",
        source="setting",
        starts_at="quarter_ended",
        rules=("R21", "R22"),
        clause="14",
        paragraph=1,
        working_days=10,
        setting="term_quarter_conclusion",
        note=f"{NOT_SET} Clause 13 says every quarter, clause 14 gives no number of days.",
    ),
)

TERMS: Final = {term.id: term for term in _ORDER + _SETTINGS}
