"""Rules, terms and readings hold together and point only at what the Order has."""

import pytest

from regulations.clauses import Citation, passages
from regulations.readings import READINGS, Reading
from regulations.rules import RULES, Rule
from regulations.settings import SETTINGS
from regulations.terms import TERMS, Term

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
each_term = pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
each_reading = pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)


def test_there_are_twenty_six_rules() -> None:
    assert list(RULES) == [f"R{number}" for number in range(1, 27)]


@each_rule
def test_a_rule_is_worded_by_the_clauses_it_names(rule: Rule) -> None:
    first = passages(rule.citations[0])[0]

    assert first.kk in rule.wording("kk")
    assert first.ru in rule.wording("ru")
    assert rule.summary_en


def test_every_clause_is_carried_by_a_rule() -> None:
    assert {clause for rule in RULES.values() for clause in rule.clauses} == set(range(1, 15))


def test_a_rule_knows_how_it_is_cited_and_its_terms() -> None:
    assert RULES["R16"].cited("kk") == ("9-тармақ",)
    assert RULES["R14"].clauses == (7, 5)
    assert [term.id for term in RULES["R24"].terms] == ["dispatch", "review", "completion"]


@pytest.mark.clause("9")
@pytest.mark.clause("11")
@pytest.mark.clause("12")
@pytest.mark.parametrize(
    ("term", "clause", "paragraph", "days", "words"),
    [
        ("dispatch", "9", None, 2, "Екі жұмыс күні ішінде"),
        ("review", "11", 2, 2, "алған күннен бастап екі жұмыс күні ішінде"),
        ("completion", "12", None, 1, "бір жұмыс күні ішінде"),
    ],
)
def test_r24_the_order_gives_three_lengths(
    term: str, clause: str, paragraph: int | None, days: int, words: str
) -> None:
    found = TERMS[term]

    assert (found.clause, found.paragraph, found.working_days) == (clause, paragraph, days)
    assert found.source == "order"
    assert words in passages(Citation(int(clause), paragraph))[0].kk


@pytest.mark.clause("11")
def test_r18_r19_two_dates_are_given_by_people() -> None:
    assert [term.id for term in TERMS.values() if term.date_is_given] == ["report", "rework"]


@each_term
def test_a_term_points_at_rules_readings_and_words_that_exist(term: Term) -> None:
    assert set(term.rules) <= set(RULES)
    assert set(term.readings) <= set(READINGS)
    if term.clause:
        assert passages(Citation(int(term.clause), term.paragraph))


@each_term
def test_a_term_that_the_order_does_not_set_is_a_setting_and_says_so(term: Term) -> None:
    assert (term.source == "setting") == bool(term.setting)
    if term.setting:
        assert SETTINGS[term.setting].default == (term.hours or term.working_days)
        assert "Not set by the Order" in term.note


@pytest.mark.parametrize("term", ["primary_assessment", "urgent_assessment", "guardianship_notice"])
def test_terms_known_second_hand_say_so(term: str) -> None:
    assert "256-НҚ" in TERMS[term].note
    assert "second-hand" in TERMS[term].note


@each_reading
def test_a_reading_is_worded_in_three_languages_and_reads_words_that_exist(
    reading: Reading,
) -> None:
    assert all(passages(at) for at in reading.at)
    assert reading.text_kk
    assert reading.text_ru
    assert reading.text_en
    assert reading.why_kk
    assert reading.why_ru
    assert reading.why_en
    assert not reading.setting or reading.setting in SETTINGS
