"""Prints `docs/states.md` from the transition tables: `python -m tests.consistency.states`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import translation

from config.local import CHECKOUT

if TYPE_CHECKING:
    from accounts.transitions import Machine, Transition

DOCUMENT = CHECKOUT / "docs" / "states.md"

HEAD = """# What can happen to a record

Printed from the tables in each app's `states` by `python -m tests.consistency.states`; a test
compares. "The system" takes the steps that follow by themselves. Clauses are those of Order 192.
"""


def machines() -> dict[str, Machine]:
    from cases.states import CASE, TRANSFER
    from monitoring.states import CONCLUSION, EXPORT
    from plans.states import ACTIVITY, DISPATCH, EXTENSION, PLAN

    return {
        "Case": CASE,
        "Plan version": PLAN,
        "Activity": ACTIVITY,
        "Dispatch: an agency's part of a plan": DISPATCH,
        "Request for a later date": EXTENSION,
        "Transfer of a case": TRANSFER,
        "Conclusion of a quarter": CONCLUSION,
        "Export of a register": EXPORT,
    }


def document() -> str:
    with translation.override("en"):
        return "\n".join([HEAD, *(section(name, m) for name, m in machines().items())])


def section(name: str, machine: Machine) -> str:
    diagram = "\n".join(f"    {a} --> {b}: {verb}" for a, b, verb in arrows(machine))
    rows = "\n".join(row_of(row) for row in machine)
    return (
        f"## {name}\n\n```mermaid\nstateDiagram-v2\n{diagram}\n```\n\n"
        "| verb | is called | from | to | who | clause | ends the term | starts the term |\n"
        f"|---|---|---|---|---|---|---|---|\n{rows}\n"
    )


def arrows(machine: Machine) -> Iterator[tuple[str, str, str]]:
    for row in machine:
        for source in sorted(map(str, row.sources)):
            yield source, str(row.target), row.verb


def row_of(row: Transition) -> str:
    cells = (
        f"`{row.verb}`",
        row.label,
        ", ".join(sorted(map(str, row.sources))),
        row.target,
        ", ".join(sorted(str(role.label) for role in row.roles)),
        row.clause,
        ", ".join(row.meets),
        ", ".join(row.starts),
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    DOCUMENT.write_text(document(), encoding="utf-8")
