"""A conclusion as plain text, for golden files that a lawyer can review in a diff."""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from accounts.figures import NBSP
from monitoring.wording.annex import Table
from monitoring.wording.document import Advice, Document

GOLDEN: Final = Path(__file__).parent / "golden"
WIDTH: Final = 100


def as_text(doc: Document) -> str:
    """All that the document says, in its order; spaces that do not break are plain ones here."""
    lines = (
        textwrap.fill(line, WIDTH, break_on_hyphens=False, break_long_words=False)
        for line in said(doc)
    )
    return "\n".join(lines).replace(NBSP, " ") + "\n"


def said(doc: Document) -> Iterator[str]:
    yield from (doc.to, "", f"{doc.centre}, {doc.region}", "", doc.title, "")
    yield " · ".join(filter(None, (doc.day, f"№ {doc.number}", doc.place)))
    yield from (doc.quarter, doc.basis, *doc.notes)
    for heading, sentences in doc.sections:
        yield from ("", f"== {heading}", *sentences)
    yield from ("", f"== {doc.heading}", *filter(None, [doc.none]))
    for number, (text, advice) in enumerate(doc.shortcomings, 1):
        yield f"{number}. {text}"
        yield from (f"{doc.words['advice']}: {_advice(one)}." for one in advice)
    if doc.further:
        yield from ("", f"== {doc.words['further']}", *(f"{_advice(one)}." for one in doc.further))
    if doc.earlier:
        yield from ("", f"== {doc.words['earlier']}", *map(_earlier, doc.earlier))
    yield from ("", f"{doc.office} ____________ {doc.signer}", "", "")
    yield from (doc.annex.to, "", f"== {doc.annex.title}")
    for table in doc.annex.tables:
        yield from ("", *_table(table))


def _advice(one: Advice) -> str:
    return f"{one.text} ({one.details})"


def _earlier(one: Advice) -> str:
    return f"{_advice(one)} – {one.outcome}" + (f": {one.why}" if one.why else "")


def _table(table: Table) -> Iterator[str]:
    yield table.caption
    if table.rows:
        yield " | ".join(table.head)
    for row in table.rows:
        yield " | ".join((row.label, *row.cells))
    yield from filter(None, (table.none, table.note))
