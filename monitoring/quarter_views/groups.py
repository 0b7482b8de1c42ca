"""All groups of figures of a quarter as the templates take them: of a Centre, or of several."""

from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.charts import Absent, Bar, Bars, Hidden, Shares
from accounts.charts import Part as Slice
from monitoring.figures.measures import MEASURES
from monitoring.figures.partings import PARTS
from monitoring.figures.showing import AMONG_AGENCIES, OF_A_SECTOR, Part, Shown
from monitoring.quarter_views.base import columns

#: Parts that stand as tables beside the cases and plans.
_OF_CASES: Final = ("cases_source", "cases_ground", "cases_level", "plans_state", "cases_closed")


def groups(shown: Shown) -> dict[str, Any]:
    """What `quarters/_figures.html` shows; the agencies apart, of which there may be many."""
    return {
        "cases": shown.group("cases"),
        "distributions": [parting(shown, figure) for figure in _OF_CASES],
        "change": shown.group("change"),
        "levels": shown.changes(),
        "risks": shown.risks(),
        "late": shown.group("terms"),
        **terms(shown),
        "joint": shown.group("joint"),
        "executors": shares(shown.parts("activities_executor")),
        "executors_about": PARTS["activities_executor"].definition,
        "kinds": parting(shown, "activities_kind"),
        **sectors(shown),
        "agency_columns": columns(*AMONG_AGENCIES),
        "offences": shown.group("offences"),
        "outcomes": parting(shown, "offences_outcome"),
        "hides": not shown.sees_persons,
    }


def terms(shown: Shown) -> dict[str, Any]:
    """How the terms of the Order were kept."""
    return {
        "terms": shown.terms(),
        "term_columns": columns("terms_due", "terms_kept", "terms_missed", "late_share"),
        "day_columns": columns("days_mean", "days_p90"),
    }


def sectors(shown: Shown) -> dict[str, Any]:
    """The twelve sectors of clause 5: a table, and two charts of the same."""
    parts = shown.parts("activities_sector", shown.names["sector"])
    late = [_late(shown, key) for key in shown.names["sector"]]
    return {
        "sectors": shown.sectors(),
        "sector_columns": columns(*OF_A_SECTOR),
        "sector_bars": Bars(
            rows=[Bar(part.label, [value(part)], url=part.url) for part in parts],
            series=[],
            heading=_("Sector"),
        ),
        "sector_late_bars": Bars(
            rows=[Bar(part.label, [n]) for part, n in zip(parts, late, strict=True)],
            series=[],
            heading=_("Sector"),
            unit="%",
            decimals=1,
            maximum=100,
        ),
    }


def _late(shown: Shown, key: str) -> Any:
    number = MEASURES["sector_late"].value(shown.cells, key).number
    return Absent(_("nothing fell due")) if number is None else number


def parting(shown: Shown, figure: str) -> dict[str, Any]:
    """A figure taken apart, with its heading and definition."""
    words = PARTS[figure]
    return {
        "heading": words.heading,
        "definition": words.definition,
        "parts": shown.parts(figure),
    }


def shares(parts: list[Part]) -> Shares:
    """A whole and its parts as a chart."""
    return Shares(parts=[Slice(part.label, value(part), url=part.url) for part in parts])


def value(part: Part) -> int | Hidden:
    return Hidden() if part.number is None else part.number
