"""What holds for every file: sizes, and what is banned."""

import ast
import re
import statistics

from config.local import CHECKOUT
from tests.consistency.source import LAYERS, TESTS, functions, named, of_apps, of_tests, texts, tree

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
USUAL_LINES, NEARLY_ALL_LINES = 8, 30

FILES = [*of_apps(), *of_tests()]
SQL_CLOCK = re.compile(
    r"\b(now\s*\(\s*\)|current_date|current_timestamp|localtimestamp|clock_timestamp|"
    r"statement_timestamp|transaction_timestamp)\b",
    re.IGNORECASE,
)


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_a_file_is_short() -> None:
    long = [named(p) for p in FILES if len(p.read_text().splitlines()) > MOST_LINES_OF_A_FILE]
    assert long == []


def test_a_function_is_short() -> None:
    long = [
        f"{named(path)} {function.name}"
        for path in FILES
        for function in functions(path)
        if lines_of(function) > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_functions_are_short_as_a_rule() -> None:
    """The median and the 95th percentile, without what is only a test's story."""
    sizes = [lines_of(function) for path in of_apps() for function in functions(path)]
    assert statistics.median(sizes) <= USUAL_LINES
    assert statistics.quantiles(sizes, n=20)[-1] <= NEARLY_ALL_LINES


def test_sql_asks_no_clock() -> None:
    """`now()` in SQL is banned: today is a parameter, so that a clock can be stopped."""
    found = [
        f"{named(path)}:{line}"
        for path in of_apps()
        for line, text in texts(path)
        if SQL_CLOCK.search(text)
    ]
    scripts = [path for app in LAYERS for path in (CHECKOUT / app).rglob("*.sql")]
    found += [named(path) for path in scripts if SQL_CLOCK.search(path.read_text())]
    assert found == []


def test_no_query_uses_the_clock_of_the_database() -> None:
    found = [
        named(path)
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.db.models.functions")
        and any(alias.name == "Now" for alias in node.names)
    ]
    assert found == []


def test_what_guards_every_test_is_replaced_by_none() -> None:
    """A fixture of the same name further down would silently switch off one that is `autouse`."""
    top = TESTS / "conftest.py"
    everywhere = {f.name for f in functions(top) if "autouse=True" in decorators(f)}
    replaced = [
        f"{named(path)} {function.name}"
        for path in of_tests()
        for function in functions(path)
        if path != top and function.name in everywhere and "fixture" in decorators(function)
    ]
    assert everywhere
    assert replaced == []


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
