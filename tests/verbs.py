"""What a test calls as somebody sees what that person's offices reach.

A verb that a test calls itself would else see every row, and nobody would notice that a row which
it must change is hidden from whoever acts (`accounts.scopes`).
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, Final

import pytest

PACKAGES: Final = ("cases.workflow", "plans.workflow", "monitoring.workflow")
MODULES: Final = ("monitoring.offices", "monitoring.calendar", "cases.importing")
#: Whose modules may have taken a verb by its name.
APPS: Final = ("accounts", "agencies", "cases", "plans", "monitoring", "exchange")


def pytest_sessionstart(session: pytest.Session) -> None:
    verbs = {function: in_scope(function) for function in found()}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in APPS and module:
            for attribute, value in list(vars(module).items()):
                if inspect.isfunction(value) and value in verbs:
                    setattr(module, attribute, verbs[value])


def found() -> Iterator[Callable[..., Any]]:
    """The public functions that say by whom they are done."""
    for module in modules():
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__
            if own and not name.startswith("_") and "by" in inspect.signature(value).parameters:
                yield value


def modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = import_module(name)
        yield package
        for info in walk_packages(package.__path__, f"{name}."):
            yield import_module(info.name)
    yield from map(import_module, MODULES)


def in_scope(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The verb in the scope of whoever does it, where the test itself calls it."""
    from accounts import scopes
    from accounts.models import User
    from agencies.offices import scope_of

    @wraps(verb)
    def called(*args: Any, **more: Any) -> Any:
        by = more.get("by")
        if by is None or scopes.current() != scopes.MAINTENANCE:
            return verb(*args, **more)
        with scopes.within(scopes.SIGN_IN):
            user = User.objects.filter(pk=by.pk).first()
        if user is None:
            return verb(*args, **more)
        with scopes.within(scope_of(user)):
            return verb(*args, **more)

    return called
