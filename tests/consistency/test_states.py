"""The printed tables of states are those of the code, and each names known terms and clauses."""

import pytest

from accounts.transitions import Machine
from regulations.clauses import Citation
from regulations.terms import TERMS
from tests.consistency.states import DOCUMENT, document, machines


def test_the_printed_states_are_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("machine", machines().values(), ids=machines())
def test_every_row_names_a_known_clause_and_known_terms(machine: Machine) -> None:
    for row in machine:
        assert not row.clause or str(Citation.parse(row.clause)) == row.clause
        assert set(row.meets) | set(row.starts) <= set(TERMS)
