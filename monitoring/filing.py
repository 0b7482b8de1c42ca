"""The files of a signed conclusion: made once, in the background, and kept (R6, R22).

What was signed is the snapshot. The files show it; later versions of templates and libraries would
draw them otherwise, so the first ones that were made are served ever after.
"""

import hashlib
from datetime import datetime
from itertools import product
from typing import Any

from django.utils import timezone

from accounts import scopes
from accounts.errors import WrongState
from accounts.models import OutboxMessage
from accounts.outbox import DeliveryFailed, handler, post
from monitoring.documents import FORMATS, LANGUAGES, NoPango
from monitoring.models import Conclusion, ConclusionFile
from monitoring.snapshot import read
from monitoring.wording.annex import Language
from monitoring.wording.document import document

KIND = "conclusion_file"


def post_files(conclusion: Conclusion, *, now: datetime) -> None:
    """Have the files made once the signing is committed, one message each.

    One that cannot be made on this server yet holds up none of the others.
    """
    for language, kind in product(LANGUAGES, FORMATS):
        payload = {"conclusion": conclusion.pk, "language": language, "kind": kind}
        post(KIND, key=message_key(conclusion.pk, language, kind), payload=payload, now=now)


def message_key(pk: int, language: str, kind: str) -> str:
    return f"conclusion-{pk}-{language}-{kind}"


@handler(KIND)
@scopes.within(scopes.QUARTERS)
def keep_file(message: OutboxMessage) -> dict[str, Any]:
    """Make and keep one file; the proof is its digest. Tried again later where Pango is absent."""
    data = message.payload
    conclusion = Conclusion.objects.get(pk=data["conclusion"])
    try:
        file = kept(conclusion, data["language"], data["kind"], now=timezone.now())
    except NoPango as error:
        raise DeliveryFailed("Pango is not installed: no PDF") from error
    return {"sha256": file.sha256}


def kept(conclusion: Conclusion, language: Language, kind: str, *, now: datetime) -> ConclusionFile:
    """The kept file; made now where it is not there yet, the first one stays.

    Raises `WrongState` for a draft, `NoPango`.
    """
    rows = ConclusionFile.objects.filter(conclusion=conclusion, language=language, kind=kind)
    found = rows.first()
    if found:
        return found
    if conclusion.is_draft:
        raise WrongState
    content = FORMATS[kind].make(document(read(conclusion), language))
    made = ConclusionFile(
        conclusion=conclusion,
        language=language,
        kind=kind,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=now,
    )
    ConclusionFile.objects.bulk_create([made], ignore_conflicts=True)
    return rows.get()
