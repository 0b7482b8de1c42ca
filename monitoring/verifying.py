"""Whether what is kept of signed conclusions still fits together (R21, R22)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import OutboxMessage
from monitoring.documents import FORMATS, LANGUAGES
from monitoring.filing import KIND, message_key
from monitoring.models import Conclusion, ConclusionFile
from monitoring.snapshot import canonical, cells_as_written
from monitoring.workflow.drafting import cells_of


@dataclass
class Verdict:
    """What was found of one conclusion: what does not fit, and which files are not kept yet."""

    conclusion: Conclusion
    faults: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def verdicts() -> Iterator[Verdict]:
    """Every conclusion that was signed, in the order of signing."""
    rows = Conclusion.objects.ever_signed()
    for conclusion in (
        rows.select_related("monitoring").order_by("signed_on", "pk").iterator(chunk_size=50)
    ):
        yield verdict(conclusion)


def verdict(conclusion: Conclusion) -> Verdict:
    """Digest, columns, cells and files of one signed conclusion, each against the snapshot."""
    found = Verdict(conclusion)
    digest = hashlib.sha256(conclusion.snapshot.encode()).hexdigest()
    if digest != conclusion.digest:
        found.faults.append(_("the snapshot is not that of its digest"))
    try:
        said = json.loads(conclusion.snapshot)
        found.faults += filter(None, (_columns(conclusion, said), _cells(conclusion, said)))
    except (ValueError, KeyError):
        found.faults.append(_("the snapshot cannot be read"))
    _files(found)
    return found


def _columns(conclusion: Conclusion, said: dict[str, Any]) -> str:
    """Whether the row says what its snapshot says, and the snapshot is written canonically."""
    row = {
        "number": conclusion.number,
        "version": conclusion.version,
        "change_reason": conclusion.change_reason,
        "quarter": str(conclusion.monitoring.quarter),
        "signed_on": str(conclusion.signed_on),
    }
    same = canonical(said) == conclusion.snapshot
    same &= datetime.fromisoformat(said["counted_at"]) == conclusion.counted_at
    same &= row == {name: said[name] for name in row}
    return "" if same else _("the snapshot says otherwise than the row of the conclusion")


def _cells(conclusion: Conclusion, said: dict[str, Any]) -> str:
    same = cells_as_written(cells_of(conclusion, with_records=True)) == said["cells"]
    return "" if same else _("the figures are not those of the snapshot")


def _files(found: Verdict) -> None:
    """The digest of each file against its content and against the proof of its making."""
    pk = found.conclusion.pk
    messages = OutboxMessage.objects.filter(kind=KIND, key__startswith=f"conclusion-{pk}-")
    proofs = {row.key: row.proof.get("sha256", "") for row in messages}
    rows = {(row.language, row.kind): row for row in ConclusionFile.objects.filter(conclusion=pk)}
    for language, kind in product(LANGUAGES, FORMATS):
        name, made = f"{language}.{kind}", proofs.get(message_key(pk, language, kind), "")
        file = rows.get((language, kind))
        digest = hashlib.sha256(file.content).hexdigest() if file else ""
        if file is None and not made:
            found.missing.append(name)
        elif file is None:
            found.faults.append(_("%s: the file that was made is gone") % name)
        elif digest != file.sha256:
            found.faults.append(_("%s: the content is not that of its digest") % name)
        elif made and digest != made:
            found.faults.append(_("%s: not the file that was made at first") % name)
