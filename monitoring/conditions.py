"""What must hold for a verb on a conclusion beyond role and state; each raises what it misses."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import User

if TYPE_CHECKING:
    from monitoring.models import Conclusion


def is_ready_to_sign(by: User | None, conclusion: "Conclusion") -> None:
    """What is named is answered by a recommendation for a day to come, and earlier ones were
    looked after (R23)."""
    from monitoring.models import Recommendation, Shortcoming
    from monitoring.workflow.editing import unanswered

    if unanswered(conclusion).exists():
        raise Refused(_("Say first what became of the recommendations of earlier quarters."))

    named = Shortcoming.objects.filter(conclusion=conclusion, dropped="")
    if named.filter(recommendations=None).exists():
        raise Refused(
            _("A shortcoming has no recommendation. Give one, or say why not to name it.")
        )

    today = timezone.localdate(conclusion.counted_at)
    if Recommendation.objects.filter(
        conclusion=conclusion, origin=None, is_drafted=False, due_on__lte=today
    ).exists():
        raise Refused(_("A recommendation names a day that has passed. Give it a later one."))


def is_a_correction(by: User | None, conclusion: "Conclusion") -> None:
    """The first version is what the quarter owes (clause 14); only a correction can be dropped."""
    if conclusion.version == 1:
        raise Refused(
            _("Only a correction can be dropped. The first version is edited and signed.")
        )
