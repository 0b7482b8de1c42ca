"""Every term that a deadline can carry has words, a page and a verb."""

import pytest
from django.urls import reverse

from monitoring.worklist import WORK, short_name, term_name
from regulations.terms import TERMS


def test_r10_every_term_is_in_the_table() -> None:
    assert set(TERMS) == set(WORK)


@pytest.mark.parametrize("term", sorted(WORK))
def test_r10_every_term_leads_to_a_page(term: str) -> None:
    work = WORK[term]
    assert reverse(work.page, args=[1] if work.target else [])


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
