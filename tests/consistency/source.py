"""The project's own files, read as text and as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config.local import CHECKOUT

#: From the top down: an app imports only what comes after it (monitoring and exchange: neither
#: imports the other).
LAYERS = (
    "config",
    "monitoring",
    "exchange",
    "plans",
    "cases",
    "agencies",
    "accounts",
    "regulations",
)
TESTS = CHECKOUT / "tests"


def of_apps(*apps: str) -> list[Path]:
    """The Python files of some apps, without their migrations."""
    found = [path for app in apps or LAYERS for path in sorted((CHECKOUT / app).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def of_tests() -> list[Path]:
    return sorted(TESTS.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def named(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """String constants with their lines, without the docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    constants = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    for node in constants:
        if isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
