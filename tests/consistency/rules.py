"""Which tests prove which rule of the Order; prints `docs/clauses.md`.

A test cites a rule by its id in the name (`test_r18_…`), or by marking a clause on which no other
rule rests. Run `python -m tests.consistency.rules` after tests came or went.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from config.local import CHECKOUT
from regulations.clauses import Citation
from regulations.rules import RULES
from tests.consistency.source import functions, named, of_tests

DOCUMENT = CHECKOUT / "docs" / "clauses.md"

#: Rules that no test proves yet, and what they wait for. This list only shrinks.
PENDING: dict[str, str] = {
    "R2": "the gateway, the Digital Family Card and the probation register",
    "R6": "printed documents",
}

_IN_NAME = re.compile(r"(?:^|_)r(\d{1,2})(?=_)")


def tests() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in of_tests():
        for function in functions(path):
            if function.name.startswith("test_"):
                yield path, function


def marked(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The clauses that a test marks."""
    calls = [node for node in function.decorator_list if isinstance(node, ast.Call)]
    return [
        str(argument.value)
        for call in calls
        if ast.unparse(call.func) == "pytest.mark.clause"
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]


def telling() -> dict[str, str]:
    """Clauses on which one rule alone rests, with that rule."""
    resting = Counter(str(at) for rule in RULES.values() for at in rule.citations)
    return {
        str(at): rule.id
        for rule in RULES.values()
        for at in rule.citations
        if resting[str(at)] == 1
    }


def cited() -> dict[str, set[str]]:
    """For each rule the files whose tests cite it."""
    alone, found = telling(), defaultdict[str, set[str]](set)
    for path, function in tests():
        rules = {f"R{number}" for number in _IN_NAME.findall(function.name)}
        rules |= {alone[clause] for clause in marked(function) if clause in alone}
        for rule in rules:
            found[rule].add(named(path))
    return dict(found)


def unknown_marks() -> list[tuple[str, str]]:
    """Marks of clauses that no rule and no passage of the Order has."""
    known = {at.clause for rule in RULES.values() for at in rule.citations}
    return [
        (function.name, clause)
        for _path, function in tests()
        for clause in marked(function)
        if Citation.parse(clause).clause not in known
    ]


def document() -> str:
    found = cited()
    lines = [
        "# The rules of the Order and the tests that prove them",
        "",
        "Printed by `python -m tests.consistency.rules` from `regulations/rules.py` and from the",
        "tests, which cite a rule by its id; not written by hand. The wording stands",
        "in `regulations/order_192/`.",
        "",
        "| rule | clauses | in short | tests |",
        "|---|---|---|---|",
    ]
    for rule in RULES.values():
        clauses = ", ".join(str(at) for at in rule.citations)
        proofs = "<br>".join(f"`{path}`" for path in sorted(found.get(rule.id, ())))
        proofs = proofs or f"pending: {PENDING[rule.id]}"
        lines.append(f"| {rule.id} | {clauses} | {rule.summary_en} | {proofs} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document())
