"""Every claim of `docs/security.md` names tests that are there (R12)."""

import ast
import re

from config.local import CHECKOUT

DOCUMENT = CHECKOUT / "docs" / "security.md"
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def claims() -> list[str]:
    text = DOCUMENT.read_text()
    table = text[text.index("| where |") :].split("\n\n")[0]
    return table.splitlines()[2:]


def test_every_claim_names_a_test_and_every_test_is_there() -> None:
    named = [TEST.findall(row) for row in claims()]
    assert all(named)
    missing = [
        f"{file}::{name}"
        for tests in named
        for file, name in tests
        if name not in functions_of(file)
    ]
    assert missing == []


def functions_of(file: str) -> set[str]:
    tree = ast.parse((CHECKOUT / "tests" / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_it_would_find_a_test_that_is_not_there() -> None:
    assert "test_nothing_of_the_kind" not in functions_of("consistency/test_security.py")
    assert len(claims()) > 1
