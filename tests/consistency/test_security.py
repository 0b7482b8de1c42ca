"""Every claim of `docs/security.md` and `docs/asvs.md` names tests that are there (R12)."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from config.local import CHECKOUT

DOCUMENT = CHECKOUT / "docs" / "security.md"
ASVS = CHECKOUT / "docs" / "asvs.md"
#: The numbers of the standard's levels 1 and 2, each with its level.
LEVELS = Path(__file__).with_name("asvs_levels.txt")
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
STATES: Final = ("yes", "no", "does not apply")
#: What says of something that it is done, or why not, takes so many letters at least.
FEWEST_LETTERS = 7


@dataclass(frozen=True)
class Answer:
    """What `docs/asvs.md` says to one requirement."""

    number: str
    level: str
    asked: str
    state: str
    where: str


def claims() -> list[str]:
    text = DOCUMENT.read_text()
    table = text[text.index("| where |") :].split("\n\n")[0]
    return table.splitlines()[2:]


def answers() -> list[Answer]:
    """The rows of all tables of `docs/asvs.md`."""
    rows = [line for line in ASVS.read_text().splitlines() if re.match(r"\| \d", line)]
    return [Answer(*(cell.strip() for cell in row.strip("|").split(" | "))) for row in rows]


def test_every_claim_names_a_test_and_every_test_is_there() -> None:
    named = [TEST.findall(row) for row in claims()]
    assert all(named)
    assert [row for row in claims() if missing(row)] == []


def test_every_requirement_of_the_standard_is_answered_once() -> None:
    lines = [line.split() for line in LEVELS.read_text().splitlines() if line[0] != "#"]
    known = [(number, level) for number, level in lines]
    assert [(answer.number, answer.level) for answer in answers()] == known
    assert len(known) == len({number for number, _level in known})


def test_every_answer_says_where_or_why_and_names_tests_that_are_there() -> None:
    said = answers()
    assert {answer.state for answer in said} == set(STATES)
    assert [a.number for a in said if len(TEST.sub("", a.where)) < FEWEST_LETTERS] == []
    assert {a.number: missing(a.where) for a in said if missing(a.where)} == {}


def test_the_document_counts_itself() -> None:
    counted, head = (
        Counter(answer.state for answer in answers()),
        ASVS.read_text().split("\n## ")[0],
    )
    numbers = [int(number) for number in re.findall(r"\b\d{2,}\b", head.split("asks for")[1])]
    assert numbers == [sum(counted.values()), *(counted[s] for s in ("yes", STATES[2], "no"))]


def missing(text: str) -> list[str]:
    """The tests that a text names and that are not there."""
    named = TEST.findall(text)
    return [f"{file}::{name}" for file, name in named if name not in functions_of(file)]


@cache
def functions_of(file: str) -> frozenset[str]:
    path = CHECKOUT / "tests" / file
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_it_would_find_a_test_that_is_not_there() -> None:
    assert "test_nothing_of_the_kind" not in functions_of("consistency/test_security.py")
    assert missing("`nowhere/test_x.py::test_y`") == ["nowhere/test_x.py::test_y"]
    assert len(claims()) > 1
