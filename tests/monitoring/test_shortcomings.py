"""Each shortcoming of a conclusion in words, checked by hand in both languages."""

from decimal import Decimal

import pytest

from monitoring.figures.measures import MEASURES
from monitoring.wording.findings import FINDINGS, Found
from tests.monitoring.papers import NAMES, SECTORS
from tests.monitoring.test_sentences import Counts, cells, plain

pytestmark = pytest.mark.clause("14 para 2")

FOUND = [
    (
        "by_centre_alone",
        "",
        {"activities": 3, "activities_executor centre": 2},
        "Іс-шаралардың 66,7 %-ын Орталық өзі ғана орындайды (шек – 50 %).",
        "Центр исполняет сам 66,7 % мероприятий (порог – 50 %).",
    ),
    (
        "free_text",
        "",
        {"activities": 4, "activities_free_text centre": 4},
        "Іс-шаралардың 100 %-ы каталогтан алынбай, еркін мәтінмен жазылған (шек – 50 %).",
        "100 % мероприятий записано в свободной форме, а не выбрано из каталога (порог – 50 %).",
    ),
    (
        "without_iin",
        "",
        {"persons": 100, "persons_without_iin unknown": 60},
        "Адамдардың 60 %-ының ЖСН-і белгісіз (шек – 50 %).",
        "ИИН неизвестен у 60 % людей (порог – 50 %).",
    ),
    (
        "sectors_absent",
        "",
        {f"activities_sector {code}": 1 for code in SECTORS if code != "sport"},
        "Он екі саланың 1-еуі жұмысқа тартылмаған: спорт (шек – 50).",
        "К работе не привлечена 1 из двенадцати сфер: спорт (порог – 50).",
    ),
    (
        "late_share",
        "dispatch:centre",
        {"terms_due dispatch:centre": 1, "terms_missed dispatch:centre": 1},
        "Жоспарды жіберу: 1 мерзім (100 %) бұзылды (шек – 50 %).",
        "Направление плана: нарушено сроков – 1 из 1 (100 %, порог – 50 %).",
    ),
    (
        "late_share",
        "dispatch:centre",
        {"terms_due dispatch:centre": 9, "terms_missed dispatch:centre": 9},
        "Жоспарды жіберу: 9 мерзімнің бәрі (100 %) бұзылды (шек – 50 %).",
        "Направление плана: нарушено сроков – 9 из 9 (100 %, порог – 50 %).",
    ),
    (
        "late_share",
        "dispatch:centre",
        {"terms_due dispatch:centre": 9, "terms_missed dispatch:centre": 6},
        "Жоспарды жіберу: 9 мерзімнің 6-уы (66,7 %) бұзылды (шек – 50 %).",
        "Направление плана: нарушено сроков – 6 из 9 (66,7 %, порог – 50 %).",
    ),
    (
        "agency_late",
        "1",
        {"reports_due_agency 1": 1, "reports_missed_agency 1": 1},
        "№ 12 мектеп-гимназия: 1 ақпарат (100 %) жоспарда көрсетілген мерзімде ұсынылған жоқ "
        "(шек – 50 %).",
        "Школа-гимназия № 12: не представлено в срок, указанный в плане, – 1 из 1 "
        "(100 %, порог – 50 %).",
    ),
    (
        "agency_late",
        "1",
        {"reports_due_agency 1": 3, "reports_missed_agency 1": 3},
        "№ 12 мектеп-гимназия: 3 ақпараттың ешқайсысы (100 %) жоспарда көрсетілген мерзімде "
        "ұсынылған жоқ (шек – 50 %).",
        "Школа-гимназия № 12: не представлено в срок, указанный в плане, – 3 из 3 "
        "(100 %, порог – 50 %).",
    ),
    (
        "agency_late",
        "1",
        {"reports_due_agency 1": 50, "reports_missed_agency 1": 40},
        "№ 12 мектеп-гимназия: 50 ақпараттың 40-ы (80 %) жоспарда көрсетілген мерзімде ұсынылған "
        "жоқ (шек – 50 %).",
        "Школа-гимназия № 12: не представлено в срок, указанный в плане, – 40 из 50 "
        "(80 %, порог – 50 %).",
    ),
]


@pytest.mark.parametrize(("measure", "key", "counts", "kk", "ru"), FOUND)
def test_r23_a_shortcoming_agrees_with_its_numbers(
    measure: str, key: str, counts: Counts, kk: str, ru: str
) -> None:
    counted = cells(counts)
    value = MEASURES[measure].value(counted, key)
    absent = tuple(row for code, row in SECTORS.items() if not counted["activities_sector", code])
    said = FINDINGS[measure](Found(value, key, Decimal(50), NAMES, absent))
    assert (plain(said.kk), plain(said.ru)) == (kk, ru)


def test_r23_every_shortcoming_has_its_rows() -> None:
    assert {row[0] for row in FOUND} == set(FINDINGS)
