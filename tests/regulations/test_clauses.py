"""The Order as data: its words are the Order's, and citations read as lawyers write them."""

from datetime import date

import pytest

from regulations.clauses import (
    ORDER_TEXT,
    Citation,
    Language,
    Passage,
    UnknownClauseError,
    act,
    cite,
    clauses,
    passages,
    wording,
)

PASSAGES = [passage for clause in clauses().values() for passage in clause.passages]


def squeezed(text: str) -> str:
    """Without white space: the source breaks its lines where its pages did."""
    return "".join(text.split())


SOURCE = squeezed(ORDER_TEXT.read_text(encoding="utf-8"))


def as_extracted(passage: Passage) -> str:
    """The passage as the source has it, with the mended words where the extraction put them."""
    if not passage.mended:
        return passage.kk
    assert passage.kk.count(passage.mended) == 1
    return passage.kk.replace(passage.mended, passage.extracted)


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: str(passage.at))
def test_every_kazakh_wording_stands_in_the_order(passage: Passage) -> None:
    assert SOURCE.count(squeezed(as_extracted(passage))) == 1


def test_together_the_passages_are_the_rules_and_nothing_is_left_out() -> None:
    """Put back together with numbers and titles, the passages give the source word by word."""
    text = ""
    for chapter in act().chapters:
        text += f"{chapter.number}-тарау. {chapter.title_kk}"
        for clause in chapter.clauses:
            text += f"{clause.number}. "
            for passage in clause.passages:
                item = f"{passage.at.item}) " if passage.at.item else ""
                text += item + as_extracted(passage)

    assert SOURCE.endswith(squeezed(text))


@pytest.mark.parametrize(
    "mended", [p for p in PASSAGES if p.mended or p.extracted], ids=lambda p: str(p.at)
)
def test_a_mend_moves_words_adds_none_and_says_so(mended: Passage) -> None:
    assert sorted(mended.extracted.split()) == sorted(mended.mended.split())
    assert mended.note


def test_three_passages_are_mended() -> None:
    assert [str(p.at) for p in PASSAGES if p.mended] == ["1", "3(5)", "8 para 1"]


def test_the_redaction_is_named_by_the_order_itself() -> None:
    redaction = act().redaction

    assert (redaction.number, redaction.date) == ("74", date(2026, 2, 24))
    as_in_source = redaction.kk.replace(redaction.mended, redaction.extracted)
    assert as_in_source != redaction.kk
    assert squeezed(as_in_source) in SOURCE
    assert squeezed(act().title_kk) in SOURCE


def test_the_rules_have_fourteen_clauses_in_order() -> None:
    assert list(clauses()) == list(range(1, 15))


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: str(passage.at))
def test_every_passage_is_translated(passage: Passage) -> None:
    russian = passage.ru.replace("НҚ", "")  # stays as it is in the number of an order

    assert russian
    assert not set("әғқңөұүһі") & set(russian.lower())


@pytest.mark.parametrize(
    ("clause", "kk", "ru", "en"),
    [
        ("9", "9-тармақ", "п. 9", "cl. 9"),
        ("11 para 2", "11-тармақтың 2-бөлігі", "ч. 2 п. 11", "cl. 11 para 2"),
        ("5 para 2", "5-тармақтың 2-бөлігі", "ч. 2 п. 5", "cl. 5 para 2"),
        ("4(3)", "4-тармақтың 3) тармақшасы", "пп. 3) п. 4", "cl. 4(3)"),
    ],
)
def test_a_clause_is_cited_in_three_languages(clause: str, kk: str, ru: str, en: str) -> None:
    assert (cite(clause, "kk"), cite(clause, "ru"), cite(clause, "en")) == (kk, ru, en)
    assert str(Citation.parse(clause)) == clause


def test_a_paragraph_may_be_given_apart() -> None:
    assert cite("11", "kk", paragraph=2) == cite("11 para 2", "kk")


@pytest.mark.parametrize("clause", ["15", "0", "9 para 2", "4(9)", "11(1)", "five", ""])
def test_what_the_order_does_not_have_cannot_be_cited(clause: str) -> None:
    with pytest.raises(UnknownClauseError):
        cite(clause, "kk")


def test_a_whole_clause_has_all_its_passages_and_a_part_has_one() -> None:
    assert len(passages("11")) == 4
    assert [str(p.at) for p in passages("11 para 3")] == ["11 para 3"]


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("kk", "Екі жұмыс күні ішінде Орталық"),
        ("ru", "В течение двух рабочих дней Центр"),
        ("en", "The Centre sends the plan"),
    ],
)
def test_a_clause_is_worded_in_three_languages(language: Language, start: str) -> None:
    assert clauses()[9].wording(language).startswith(start)


def test_a_passage_named_twice_is_worded_once() -> None:
    assert wording((Citation(9), Citation(9)), "kk") == clauses()[9].wording("kk")
