"""Rules beyond role and state that the transition tables of plans name. They raise `Refused`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.models import User
from accounts.roles import AGENCY_ROLES, CENTRE_ROLES
from agencies import settings
from agencies.offices import other_staff

EXECUTED, EXCLUDED = "executed", "excluded"
UNDECIDED = ("draft", "submitted", "returned")


def plan_is_ready(user: User | None, plan: Any) -> None:
    """A plan without activities cannot be submitted (clause 8)."""
    if not plan.items.exists():
        raise Invalid(_("The plan has no activities yet. Add at least one."))


def marks_completion(user: User, plan: Any) -> bool:
    """The head, and caseworkers where a setting says so (clause 12)."""
    held = plan.roles_of(user)
    return "head" in held or settings.value("completion_marked_by") in held


def may_complete(user: User | None, plan: Any) -> None:
    """Who marks completion is a setting; every activity must be executed in full (clause 12)."""
    if user and not marks_completion(user, plan):
        raise NotAllowed(_("In your Centre the head marks completion."))
    if plan.activities.exclude(state__in=[EXECUTED, EXCLUDED]).exists():
        raise Refused(
            _(
                "Completion can be marked only when every activity is executed. Activities that "
                "ended as partly done or impossible leave the plan by an approved new version."
            )
        )
    if type(plan).objects.filter(series=plan.series, state__in=UNDECIDED).exists():
        raise Refused(
            _("A new version of this plan is being drafted. Approve it or terminate it first.")
        )


def may_withdraw(user: User | None, activity: Any) -> None:
    """A report is withdrawn by the side that gave it."""
    report = activity.reports.order_by("-round").first()
    by_centre = activity.agency_id is None or report.on_paper
    side = CENTRE_ROLES if by_centre else AGENCY_ROLES
    if user and not activity.roles_of(user) & side:
        raise NotAllowed(_("Only those who gave the report can withdraw it."))


def may_review(user: User | None, activity: Any) -> None:
    """A report is marked by another person than gave it, where the Centre has one (R19).

    A reply on paper is the agency's: whoever entered it may mark it.
    """
    report = activity.reports.order_by("-round").first()
    if user is None or report.on_paper or report.by_id != user.pk:
        return
    if other_staff(activity.centre_id, user):
        raise NotAllowed(_("Another person of the Centre marks what you reported yourself."))


def system_respects_a_block(user: User | None, dispatch: Any) -> None:
    """The system never sends what the head has blocked (clause 9, R16)."""
    if user is None and dispatch.state == "blocked":
        raise Refused(_("The head has blocked this dispatch."))
