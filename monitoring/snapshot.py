"""What a conclusion says, as one plain structure: read by its page, its documents and its digest.

Taken from rows while it is a draft; written down at signing and read from there ever after.
"""

import hashlib
import json
from datetime import date
from typing import Any

from accounts.models import User
from accounts.roles import Role
from agencies.models import Centre, Membership
from monitoring.figures.counting import Cells
from monitoring.figures.names import names_of
from monitoring.models import Conclusion, FollowUp, Recommendation, Sentence, Shortcoming, Worded
from monitoring.workflow.drafting import cells_of

Snapshot = dict[str, Any]
#: The form of what is written down; a later form gets another number. Before 2: neither place nor
#: office of the signer; before 3: not which earlier recommendation one repeats.
FORM = 3


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
        "signed_as": _office(monitoring.centre, signed_by, signed_on),
        "cells": cells_as_written(cells),
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
            {**_advice(row), "repeats": row.repeats.conclusion.number if row.repeats else ""}
            for row in Recommendation.objects.filter(conclusion=conclusion)
            .exclude(shortcoming__in=Shortcoming.objects.exclude(dropped=""))
            .select_related("agency", "repeats__conclusion")
        ],
        "follow_ups": [
            _answer(row)
            for row in FollowUp.objects.filter(conclusion=conclusion).select_related(
                "recommendation__agency", "recommendation__conclusion"
            )
        ],
    }


def cells_as_written(cells: Cells) -> list[list[Any]]:
    """Each cell with its number and the ids of the records behind it, in a fixed order."""
    return [
        [figure, key, number, list(cells.records.get((figure, key), ()))]
        for (figure, key), number in sorted(cells.counts.items())
    ]


def _centre(centre: Centre) -> dict[str, str]:
    return {
        "name_kk": centre.name_kk,
        "name_ru": centre.name_ru,
        "region_kk": centre.region.name_kk,
        "region_ru": centre.region.name_ru,
        "place_kk": centre.territory.name_kk,
        "place_ru": centre.territory.name_ru,
        "founded_on": centre.founded_on.isoformat() if centre.founded_on else "",
        "closed_on": centre.closed_on.isoformat() if centre.closed_on else "",
        "merged_into_kk": centre.merged_into.name_kk if centre.merged_into else "",
        "merged_into_ru": centre.merged_into.name_ru if centre.merged_into else "",
    }


def _office(centre: Centre, signed_by: User | None, signed_on: date | None) -> Snapshot:
    """As whom it was signed: the head or who stood in; the Centre where it is another one."""
    said: Snapshot = {"acting": False, "centre_kk": "", "centre_ru": ""}
    if signed_by is None or signed_on is None:
        return said
    held = Membership.objects.current(signed_on).filter(user=signed_by, role=Role.HEAD)
    own = held.filter(centre__in=[pk for pk in (centre.pk, centre.merged_into_id) if pk])
    # The office at the Centre itself comes first, and holding it before standing in for somebody.
    offices = sorted(
        own.select_related("centre"), key=lambda m: (m.centre_id != centre.pk, m.acting)
    )
    office = next(iter(offices), None)
    said["acting"] = office is not None and office.acting
    if office and office.centre and office.centre_id != centre.pk:
        said |= {"centre_kk": office.centre.name_kk, "centre_ru": office.centre.name_ru}
    return said


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
