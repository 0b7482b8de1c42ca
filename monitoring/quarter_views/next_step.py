"""What is to be done with a quarter next, for whoever looks at it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from monitoring.models import Conclusion, Monitoring, Shortcoming
from monitoring.permissions import can, can_edit, can_work_on
from monitoring.workflow.editing import unanswered

Step = dict[str, Any]


def next_step(user: User, monitoring: Monitoring, conclusion: Conclusion | None) -> Step:
    """What, by whom, where; only a note where nothing is to be done."""
    if conclusion is None:
        return _step(note=_("The Centre has not signed yet."))
    if can_edit(user, conclusion):
        return _of_draft(user, monitoring, conclusion)
    if can(user, "send_conclusion", conclusion):
        return _step(
            _("Send the conclusion to the authorised body"),
            url=reverse("quarter-send", args=[monitoring.pk]),
            label=_("Send to the authorised body"),
        )
    if can(user, "receive", conclusion):
        return _step(
            _("Confirm that the conclusion has come"),
            url=reverse("quarter-receive", args=[monitoring.pk]),
            label=_("Confirm the receipt"),
        )
    return _step(note=_waiting(user, monitoring, conclusion))


def _of_draft(user: User, monitoring: Monitoring, conclusion: Conclusion) -> Step:
    left = unanswered(conclusion).count()
    if left:
        return _step(
            _("Say what became of the recommendations of earlier quarters"),
            note=_("still to be answered: %(n)s") % {"n": left},
            url=reverse("quarter-advice", args=[monitoring.pk]),
            label=_("Recommendations"),
        )
    named = Shortcoming.objects.filter(conclusion=conclusion, dropped="")
    if named.filter(recommendations=None).exists():
        return _step(
            _("Recommend how to remove each shortcoming"),
            url=reverse("quarter-text", args=[monitoring.pk]),
            label=_("Conclusion"),
        )
    if can(user, "sign", conclusion):
        return _step(
            _("Look at figures and text, and sign"),
            url=reverse("quarter-sign", args=[monitoring.pk]),
            label=pgettext("verb", "Sign"),
        )
    return _step(note=_("The draft is ready: the head signs it."))


def _waiting(user: User, monitoring: Monitoring, conclusion: Conclusion) -> str:
    if conclusion.state == Conclusion.State.SIGNED:
        return _("Signed; the head sends it to the authorised body.")
    if conclusion.state == Conclusion.State.SENT and can_work_on(user, monitoring):
        return _("Sent; the authorised body confirms the receipt.")
    return ""


def _step(what: str = "", *, url: str = "", label: str = "", note: str = "", who: str = "") -> Step:
    return {"what": what, "url": url, "label": label, "note": note, "who": who}
