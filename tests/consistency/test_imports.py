"""Imports go down only: what import-linter cannot see."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.consistency.source import LAYERS, named, of_apps, texts, tree

APPS = LAYERS[1:-1]
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def above(app: str) -> set[str]:
    """The apps that an app knows nothing of."""
    hidden = set(LAYERS[: LAYERS.index(app)])
    return hidden | {"exchange"} if app == "monitoring" else hidden


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def labels(call: ast.Call) -> set[str]:
    """The apps that the strings among a call's arguments name: "plans.Plan", or "plans"."""
    constants = [*call.args, *(keyword.value for keyword in call.keywords)]
    found = [node.value for node in constants if isinstance(node, ast.Constant)]
    return {text.partition(".")[0] for text in found if isinstance(text, str)}


@pytest.mark.parametrize("app", LAYERS)
def test_a_relation_or_a_model_is_named_downwards(app: str) -> None:
    found = [
        f"{named(path)}:{call.lineno}"
        for path in of_apps(app)
        for call in calls(path)
        if called(call) in RELATIONS | {"get_model", "get_app_config"} and labels(call) & above(app)
    ]
    assert found == []


def accessors(app: str) -> set[str]:
    """Names under which an app's models are reached from above only."""
    upper, own = set(), set()
    for model in apps.get_models():
        where = model._meta.app_label
        names = {f.name for f in model._meta.fields} | {f.name for f in model._meta.many_to_many}
        own |= names if where not in above(app) else set()
        for relation in model._meta.related_objects:
            name = relation.get_accessor_name()
            if relation.hidden or not name:
                continue
            comes_from = relation.related_model._meta.app_label
            if where not in above(app) and comes_from in above(app):
                upper.add(name)
            else:
                own.add(name)
    return upper - own


@pytest.mark.parametrize("app", APPS)
def test_no_app_reaches_up_through_a_reverse_accessor(app: str) -> None:
    hidden = accessors(app)
    found = []
    for path in of_apps(app):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in hidden:
                found.append(f"{named(path)}:{node.lineno} .{node.attr}")
        for line, text in texts(path):
            if text.partition("__")[0] in hidden and "__" in text:
                found.append(f"{named(path)}:{line} {text}")
    assert found == []
