"""What is said of a case that was anonymised, instead of what stood in it (R12)."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.errors import Refused
from cases.models import Case


class Anonymised(Refused):
    """Nothing of the family is left to be shown or changed."""

    status = 410


def refuse_erased(case: Case) -> None:
    """Raise `Anonymised`, which says since when; for verbs, and pages that are not of the case."""
    if case.erased_at:
        day = date_format(timezone.localdate(case.erased_at), "SHORT_DATE_FORMAT")
        said = _("Case %(number)s was anonymised on %(day)s: nothing of the family is left here.")
        raise Anonymised(said % {"number": case.number, "day": day})
