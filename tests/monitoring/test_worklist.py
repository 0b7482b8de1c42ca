"""Every term that a deadline can carry has words, a page and a verb."""

import pytest
from django.urls import reverse

from monitoring.worklist import WORK, short_name, term_name
from regulations.terms import TERMS
from tests.monitoring.urls import PENDING, written

#: Terms that no deadline carries yet. This list only shrinks.
WITHOUT_A_DEADLINE = {"quarter_conclusion"}


def test_r10_every_term_is_in_the_table() -> None:
    assert set(TERMS) - set(WORK) == WITHOUT_A_DEADLINE
    assert set(WORK) - set(TERMS) == set()


@pytest.mark.parametrize("term", sorted(WORK))
def test_r10_the_page_of_a_term_exists_or_is_pending(term: str) -> None:
    assert reverse(WORK[term].page, args=[1])
    assert written(WORK[term].page) or WORK[term].page in PENDING


def test_r10_what_is_written_is_not_pending_any_more() -> None:
    assert [name for name in PENDING if written(name)] == []


def test_r10_a_term_has_a_name_in_every_language() -> None:
    from django.utils import translation

    for language, name in (("kk", "Жоспарды жіберу"), ("en", "Sending the plan")):
        with translation.override(language):
            assert term_name("dispatch") == name


@pytest.mark.parametrize(
    ("full", "short"),
    [("Ахметова Айгүл Сериковна", "Ахметова А. С."), ("Ли", "Ли"), ("Ким Анна", "Ким А.")],
)
def test_r11_a_list_shows_a_family_by_its_short_name(full: str, short: str) -> None:
    assert short_name(full) == short
