"""The measures of a quarter: what each is taken from, and its definition in words (clause 13).

A definition says what is counted, of what, and as of when; it stands beside the figure on pages.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.figures.cells import AGENCY_TERMS, CENTRE_TERMS
from monitoring.figures.for_each import FOR_EACH
from monitoring.figures.formulas import Group, Measure, Sum

#: Levels that the Digital Family Card calls critical and emergency, and those better than them.
LOW, BETTER = ("D", "E"), ("A", "B", "C")
#: The sectors that take part in the joint work (clause 5).
SECTORS: Final = 12


def _counted(group: Group, figure: str, label: Promise, definition: Promise) -> Measure:
    return Measure(id=figure, group=group, label=label, definition=definition, part=Sum(figure))


_LOW_AT_INTAKE = tuple(f"{low}>{level}" for low in LOW for level in ("A", "B", "C", "D", "E"))
_OUT_OF_LOW = tuple(f"{low}>{better}" for low in LOW for better in BETTER)

_MEASURES: Final = (
    _counted(
        "cases",
        "cases",
        _("Cases in work"),
        _(
            "Cases detected by the last day of the quarter and not ended before its first day, "
            "that the Centre held on the last day of the quarter or on the day of their end. One "
            "that was registered by mistake is not counted."
        ),
    ),
    _counted(
        "cases",
        "cases_new",
        _("New cases"),
        _("Cases in work whose day of detection lies in the quarter."),
    ),
    _counted(
        "cases",
        "cases_recognised",
        _("Difficult life situation recognised"),
        _("Cases in work that were recognised in the quarter."),
    ),
    _counted(
        "cases",
        "cases_refused",
        _("Not recognised"),
        _("Cases in work for which recognition was refused in the quarter."),
    ),
    _counted(
        "cases",
        "cases_with_children",
        _("With children"),
        _("Cases in work of families with a child under eighteen, as of the day of counting."),
    ),
    _counted(
        "cases",
        "cases_danger",
        _("Life or health in danger"),
        _(
            "Cases in work that are marked as urgent, as of the day of counting: life or health "
            "in danger."
        ),
    ),
    _counted(
        "cases",
        "cases_relapse",
        _("Relapses"),
        _("New cases of a person who had a case before; they are linked to it."),
    ),
    _counted(
        "cases",
        "persons",
        _("Persons"),
        _(
            "Those who belonged to the families of the cases in work on some day of the quarter, "
            "each counted once."
        ),
    ),
    Measure(
        id="without_iin",
        group="joint",
        label=_("Persons without IIN"),
        definition=_(
            "The share of the persons of cases in work for whom no IIN is known on the day of "
            "counting."
        ),
        part=Sum("persons_without_iin"),
        whole=Sum("persons"),
    ),
    _counted(
        "cases",
        "plans_approved",
        _("Plans approved"),
        _("Versions of plans that were approved in the quarter, new versions among them."),
    ),
    _counted(
        "cases",
        "plans_revised",
        _("New versions of plans"),
        _("Second and later versions of plans that were approved in the quarter."),
    ),
    _counted(
        "cases",
        "plans_completed",
        _("Plans completed"),
        _("Plans whose completion date lies in the quarter (clause 12)."),
    ),
    Measure(
        id="out_of_low",
        group="change",
        label=_("Families out of the levels D and E"),
        definition=_(
            "Of the families whose first assessment gave level D or E, the share whose newest "
            "assessment by the end of the quarter gives A, B or C."
        ),
        part=Sum("levels_intake", keys=_OUT_OF_LOW),
        whole=Sum("levels_intake", keys=_LOW_AT_INTAKE),
    ),
    _counted(
        "change",
        "cases_exit",
        _("Left the difficult life situation"),
        _("Cases for which exit was found, with a day in the quarter (clause 3(6))."),
    ),
    _counted(
        "change",
        "cases_after_exit",
        _("Returned after exit"),
        _("New cases whose earlier case had ended by exit."),
    ),
    _counted(
        "joint",
        "activities",
        _("Activities being carried out"),
        _(
            "Activities of the cases in work that had begun by the last day of the quarter and "
            "had not ended before its first day."
        ),
    ),
    _counted(
        "joint",
        "activities_new",
        _("Activities begun"),
        _("Those that were sent to an agency, or begun by Centre or family, in the quarter."),
    ),
    Measure(
        id="by_centre_alone",
        group="joint",
        label=_("Done by the Centre itself"),
        definition=_("The share of the activities being carried out that the Centre does itself."),
        part=Sum("activities_executor", keys=("centre",)),
        whole=Sum("activities"),
    ),
    Measure(
        id="by_agencies",
        group="joint",
        label=_("Done by agencies"),
        definition=_("The share of the activities being carried out that agencies do."),
        part=Sum("activities_executor", keys=("agency",)),
        whole=Sum("activities"),
    ),
    Measure(
        id="free_text",
        group="joint",
        label=_("Activities in free text"),
        definition=_(
            "The share of the activities being carried out that name no measure or service of "
            "the catalogue (“other”)."
        ),
        part=Sum("activities_free_text"),
        whole=Sum("activities"),
    ),
    Measure(
        id="returned",
        group="joint",
        label=_("Rounds of rework"),
        definition=_("How often an activity was returned for rework in the quarter (clause 11)."),
        part=Sum("returned"),
    ),
    _counted(
        "joint",
        "declined",
        _("Declined activities"),
        _("How often an agency answered in the quarter that an activity is not in its competence."),
    ),
    Measure(
        id="late_own",
        group="terms",
        label=_("Terms that the Centre missed"),
        definition=_(
            "Of the terms of clauses 9, 11 and 12 that the Centre owed and that fell due in the "
            "quarter, the share not met by their last day."
        ),
        part=Sum("terms_missed", keys=CENTRE_TERMS),
        whole=Sum("terms_due", keys=CENTRE_TERMS),
    ),
    Measure(
        id="late_agencies",
        group="terms",
        label=_("Terms that agencies missed"),
        definition=_(
            "Of the terms of clause 11 that agencies owed and that fell due in the quarter, the "
            "share not met by their last day."
        ),
        part=Sum("terms_missed", keys=AGENCY_TERMS),
        whole=Sum("terms_due", keys=AGENCY_TERMS),
    ),
    *FOR_EACH,
    Measure(
        id="sectors_absent",
        group="joint",
        label=_("Sectors not drawn in"),
        definition=_(
            "Of the twelve sectors of clause 5, those none of whose agencies carried out an "
            "activity in the quarter."
        ),
        part=Sum("activities_sector"),
        absent_of=SECTORS,
    ),
    Measure(
        id="offences",
        group="offences",
        label=_("Activities against offences"),
        definition=_(
            "Activities being carried out of the kind “lowering the risk of offences” (clause 8)."
        ),
        part=Sum("activities_kind", keys=("offences",)),
    ),
    Measure(
        id="offences_executed",
        group="offences",
        label=_("Of them executed"),
        definition=_("Those that were marked as executed in the quarter."),
        part=Sum("offences_ended", keys=("executed",)),
    ),
    Measure(
        id="offences_lowered",
        group="offences",
        label=_("Of them with lowered risks"),
        definition=_("Those whose newest report of the quarter says that the risks are lower."),
        part=Sum("offences_outcome", keys=("lowered",)),
    ),
    _counted(
        "offences",
        "cases_probation",
        _("Clients of the probation service"),
        _("Cases in work with the ground “registered with the probation service”."),
    ),
)

MEASURES: Final = {measure.id: measure for measure in _MEASURES}
