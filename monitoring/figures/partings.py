"""Into which parts figures are taken apart: headings, and what is counted, in words (clause 13).

An address of a page names a measure, or a part of such a figure by its key.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.figures.cells import FIGURES
from monitoring.figures.formulas import Measure, Sum
from monitoring.figures.measures import MEASURES


@dataclass(frozen=True, slots=True)
class Parting:
    """The heading over the parts of a figure, and its definition."""

    heading: Promise
    definition: Promise


PARTS: Final = {
    "cases_source": Parting(
        _("Cases by source"), _("Cases in work, each under the source of its detection.")
    ),
    "cases_ground": Parting(
        _("Cases by ground"),
        _(
            "Cases in work under each ground that was entered by the last day of the quarter; a "
            "case may stand under several."
        ),
    ),
    "cases_level": Parting(
        _("Families by wellbeing level"),
        _(
            "Families of the cases in work by the level of the newest assessment made by the last "
            "day of the quarter."
        ),
    ),
    "plans_state": Parting(
        _("Plans by state at the end of the quarter"),
        _(
            "Versions of the plans of cases in work by their state at the end of the last day of "
            "the quarter; versions that were replaced are left out."
        ),
    ),
    "cases_closed": Parting(
        _("Cases closed, by reason"),
        _("Cases in work that were closed by the last day of the quarter."),
    ),
    "levels_intake": Parting(
        _("From intake to the end of the quarter"),
        _(
            "Families of the cases in work: from the level of the first assessment to that of the "
            "newest one made by the last day of the quarter."
        ),
    ),
    "levels_quarter": Parting(
        _("Over the quarter"),
        _(
            "Families of the cases in work that were assessed before the quarter: from the last "
            "level before it to that of the newest assessment made by its last day."
        ),
    ),
    "levels_closure": Parting(
        _("From intake to closure, of cases closed in the quarter"),
        _(
            "Families whose case was closed in the quarter: from the level of the first assessment "
            "to that of the newest one."
        ),
    ),
    "risks": Parting(
        _("Risks, from intake to the end of the quarter"),
        _(
            "Families of the cases in work: how high the risk was in the first assessment, and in "
            "the newest one made by the last day of the quarter."
        ),
    ),
    "activities_executor": Parting(
        _("Activities by who does them"),
        _("Activities being carried out that agencies, the Centre or the family itself do."),
    ),
    "activities_kind": Parting(
        _("Activities by kind"),
        _("Activities being carried out by the four kinds of clause 8."),
    ),
    "activities_sector": Parting(
        _("Activities by sector"),
        _("Activities being carried out by agencies of a sector; 0: not drawn in."),
    ),
    "offences_outcome": Parting(
        _("What reports say of the risks"),
        _("Activities against offences by what their newest report of the quarter says."),
    ),
}
_NOTHING: Final = Parting(_("Figure"), _("Records that were counted under this key."))


def measure_of(name: str, key: str) -> Measure | None:
    """What a name and a key in an address mean: a measure, or one part of a figure as a measure.

    None for what is neither.
    """
    measure = MEASURES.get(name)
    if measure and bool(measure.by) == bool(key):
        return measure
    if name not in FIGURES or not key:
        return None
    words = PARTS.get(name) or (MEASURES.get(name) and Parting(*_of(MEASURES[name]))) or _NOTHING
    return Measure(
        id=name,
        group="cases",
        label=words.heading,
        definition=words.definition,
        part=Sum(name, keys=("{}",)),
    )


def _of(measure: Measure) -> tuple[Promise, Promise]:
    return measure.label, measure.definition
