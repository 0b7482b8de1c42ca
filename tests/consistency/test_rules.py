"""Every rule of the Order is proven by a test that cites it."""

from regulations.rules import RULES
from tests.consistency import rules


def test_every_rule_is_cited_or_pending() -> None:
    assert set(RULES) - set(rules.cited()) - set(rules.PENDING) == set()


def test_what_is_cited_is_not_pending_any_more() -> None:
    assert sorted(set(rules.PENDING) & set(rules.cited())) == []


def test_a_test_cites_rules_that_exist() -> None:
    assert sorted(set(rules.cited()) - set(RULES)) == []


def test_a_test_marks_clauses_that_a_rule_rests_on() -> None:
    assert rules.unknown_marks() == []


def test_the_printed_table_is_up_to_date() -> None:
    """Else: `python -m tests.consistency.rules`."""
    assert rules.DOCUMENT.read_text() == rules.document()
