"""The measures that are taken for each term, agency and sector, with their definitions (clause 13).

`{}` in a key stands for the one that is asked for.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from monitoring.figures.formulas import Measure, Sum

FOR_EACH: Final = (
    Measure(
        id="terms_due",
        group="terms",
        label=_("Fell due"),
        definition=_(
            "Terms whose last day lies in the quarter. One that fell away by its last day is "
            "not counted; one that was given a later date after it had passed counts twice."
        ),
        part=Sum("terms_due", keys=("{}",)),
        by="term",
    ),
    Measure(
        id="terms_kept",
        group="terms",
        label=_("Kept"),
        definition=_("Of the terms that fell due, those met on their last day or before."),
        part=Sum("terms_kept", keys=("{}",)),
        by="term",
    ),
    Measure(
        id="terms_missed",
        group="terms",
        label=_("Missed"),
        definition=_("Of the terms that fell due, those not met by their last day."),
        part=Sum("terms_missed", keys=("{}",)),
        by="term",
    ),
    Measure(
        id="late_share",
        group="terms",
        label=_("Share missed"),
        definition=_("Missed terms as a share of those that fell due."),
        part=Sum("terms_missed", keys=("{}",)),
        whole=Sum("terms_due", keys=("{}",)),
        by="term",
    ),
    Measure(
        id="days_mean",
        group="terms",
        label=_("Working days on average"),
        definition=_(
            "Working days from the start of a term to the day it was met, on average, for the "
            "terms that fell due and were met by the end of the quarter."
        ),
        part=Sum("terms_days", starts="{}:"),
        by="term",
        statistic="mean",
    ),
    Measure(
        id="days_p90",
        group="terms",
        label=_("Working days, 90th percentile"),
        definition=_("Nine in ten of those terms were met within so many working days."),
        part=Sum("terms_days", starts="{}:"),
        by="term",
        statistic="percentile",
    ),
    Measure(
        id="agency_due",
        group="joint",
        label=_("Reports that fell due"),
        definition=_("Information on execution that an agency owed by a day of the quarter."),
        part=Sum("reports_due_agency", keys=("{}",)),
        by="agency",
    ),
    Measure(
        id="agency_late",
        group="joint",
        label=_("Share of late reports"),
        definition=_(
            "Of the reports that an agency owed, the share not given by their last day (clause 11)."
        ),
        part=Sum("reports_missed_agency", keys=("{}",)),
        whole=Sum("reports_due_agency", keys=("{}",)),
        by="agency",
    ),
    Measure(
        id="agency_days",
        group="joint",
        label=_("Working days to the report on average"),
        definition=_(
            "Working days from sending, or from the return, to the report, on average, for the "
            "reports that fell due and were given by the end of the quarter."
        ),
        part=Sum("reports_days_agency", starts="{}:"),
        by="agency",
        statistic="mean",
    ),
    Measure(
        id="agency_activities",
        group="joint",
        label=_("Activities of the agency"),
        definition=_("Activities being carried out by an agency."),
        part=Sum("activities_agency", keys=("{}",)),
        by="agency",
    ),
    Measure(
        id="agency_share",
        group="joint",
        label=_("Share of all activities"),
        definition=_("Of all activities being carried out, the share that the agency does."),
        part=Sum("activities_agency", keys=("{}",)),
        whole=Sum("activities"),
        by="agency",
    ),
    Measure(
        id="agency_returned",
        group="joint",
        label=_("Rounds of rework of the agency"),
        definition=_("How often an activity was returned to an agency for rework."),
        part=Sum("returned_agency", keys=("{}",)),
        by="agency",
    ),
    Measure(
        id="agency_declined",
        group="joint",
        label=_("Declined by the agency"),
        definition=_("How often an agency declined an activity as outside its competence."),
        part=Sum("declined_agency", keys=("{}",)),
        by="agency",
    ),
    Measure(
        id="sector_activities",
        group="joint",
        label=_("Activities of the sector"),
        definition=_("Activities being carried out by agencies of a sector; 0: not drawn in."),
        part=Sum("activities_sector", keys=("{}",)),
        by="sector",
    ),
    Measure(
        id="sector_share",
        group="joint",
        label=_("Share of all activities"),
        definition=_(
            "Of all activities being carried out, the share that agencies of the sector do."
        ),
        part=Sum("activities_sector", keys=("{}",)),
        whole=Sum("activities"),
        by="sector",
    ),
    Measure(
        id="sector_late",
        group="joint",
        label=_("Share of late reports in the sector"),
        definition=_("Of the reports that agencies of a sector owed, the share that came late."),
        part=Sum("reports_missed_sector", keys=("{}",)),
        whole=Sum("reports_due_sector", keys=("{}",)),
        by="sector",
    ),
)
