"""Loads what `monitoring/data/` holds: from which value on a figure is a shortcoming (R23).

The Order sets no such value. These are proposals of the product, shown as such; an administrator
enters others, with their source.
"""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_noop

from monitoring.models import Threshold

DATA: Final = Path(__file__).parent / "data"
#: The Order is of this day: no quarter before it has a conclusion.
VALID_FROM: Final = date(2024, 6, 14)
SOURCE: Final = gettext_noop("Proposed by the product. Not set by the Order.")


def load(*, now: datetime | None = None) -> int:
    """Propose a threshold for each measure that has none; returns how many."""
    known = set(Threshold.objects.values_list("measure", flat=True))
    with (DATA / "thresholds.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] not in known]
    made = Threshold.objects.bulk_create(
        Threshold(
            measure=row["measure"],
            side=row["side"],
            limit=Decimal(row["limit"]),
            valid_from=VALID_FROM,
            source=SOURCE,
            entered_at=now or timezone.now(),
        )
        for row in rows
    )
    return len(made)
