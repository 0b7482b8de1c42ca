"""What a conclusion says, as one plain structure: read by its page, its documents and its digest.

Taken from rows while it is a draft; written down at signing and read from there ever after.
"""

import hashlib
import json
from datetime import date
from typing import Any

from accounts.models import User
from agencies.models import Centre
from monitoring.figures.names import names_of
from monitoring.models import Conclusion, FollowUp, Recommendation, Sentence, Shortcoming, Worded
from monitoring.workflow.drafting import cells_of

Snapshot = dict[str, Any]
#: The form of what is written down; a later form gets another number.
FORM = 1


def read(conclusion: Conclusion) -> Snapshot:
    """What the conclusion says: as signed, or as it stands in the draft."""
    if conclusion.snapshot:
        said: Snapshot = json.loads(conclusion.snapshot)
        return said
    return json.loads(canonical(taken_from(conclusion, signed_by=None, signed_on=None)))


def canonical(said: Snapshot) -> str:
    """The same structure gives the same bytes."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seen_of(conclusion: Conclusion) -> str:
    """By which what somebody looked at is told from what stands there now.

    Figures, records behind them and text; not the moment of counting.
    """
    said = taken_from(conclusion, signed_by=None, signed_on=None) | {"counted_at": ""}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def taken_from(
    conclusion: Conclusion, *, signed_by: User | None, signed_on: date | None
) -> Snapshot:
    """The structure, with figures and the ids of the records behind them."""
    monitoring = conclusion.monitoring
    cells = cells_of(conclusion, with_records=True)
    return {
        "form": FORM,
        "number": conclusion.number,
        "version": conclusion.version,
        "change_reason": conclusion.change_reason,
        "quarter": str(monitoring.quarter),
        "centre": _centre(monitoring.centre),
        "counted_at": conclusion.counted_at.isoformat(),
        "signed_on": signed_on.isoformat() if signed_on else "",
        "signed_by": signed_by.full_name if signed_by else "",
        "cells": [
            [figure, key, number, list(cells.records.get((figure, key), ()))]
            for (figure, key), number in sorted(cells.counts.items())
        ],
        "names": names_of(cells),
        "sentences": [
            {"code": row.code, "section": row.section, **_worded(row), "cells": row.cells}
            for row in Sentence.objects.filter(conclusion=conclusion, left_out=False)
        ],
        "shortcomings": [
            _shortcoming(row)
            for row in Shortcoming.objects.filter(conclusion=conclusion, dropped="").select_related(
                "threshold"
            )
        ],
        "recommendations": [
            _advice(row)
            for row in Recommendation.objects.filter(conclusion=conclusion)
            .exclude(shortcoming__in=Shortcoming.objects.exclude(dropped=""))
            .select_related("agency")
        ],
        "follow_ups": [
            _answer(row)
            for row in FollowUp.objects.filter(conclusion=conclusion).select_related(
                "recommendation__agency", "recommendation__conclusion"
            )
        ],
    }


def _centre(centre: Centre) -> dict[str, str]:
    return {
        "name_kk": centre.name_kk,
        "name_ru": centre.name_ru,
        "region_kk": centre.region.name_kk,
        "region_ru": centre.region.name_ru,
        "founded_on": centre.founded_on.isoformat() if centre.founded_on else "",
        "closed_on": centre.closed_on.isoformat() if centre.closed_on else "",
        "merged_into_kk": centre.merged_into.name_kk if centre.merged_into else "",
        "merged_into_ru": centre.merged_into.name_ru if centre.merged_into else "",
    }


def _worded(row: Worded) -> dict[str, str]:
    return {"kk": row.said("kk"), "ru": row.said("ru")}


def _shortcoming(row: Shortcoming) -> dict[str, Any]:
    return {
        "id": row.pk,
        "measure": row.measure,
        "key": row.key,
        "value": None if row.value is None else str(row.value),
        "limit": str(row.threshold.limit) if row.threshold else "",
        "cells": row.cells,
        **_worded(row),
    }


def _advice(row: Recommendation) -> dict[str, Any]:
    return {
        "shortcoming": row.shortcoming_id,
        "kk": row.text_kk,
        "ru": row.text_ru,
        "due_on": row.due_on.isoformat(),
        "to": row.addressee,
        "to_kk": row.agency.name_kk if row.agency else row.addressee_name,
        "to_ru": row.agency.name_ru if row.agency else row.addressee_name,
    }


def _answer(row: FollowUp) -> dict[str, Any]:
    return {
        **_advice(row.recommendation),
        "number": row.recommendation.conclusion.number,
        "outcome": row.outcome,
        "why": row.why,
    }
